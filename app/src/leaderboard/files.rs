//! Files that the reader saves, and a snapshot file of the reader's own: it is read here and goes nowhere.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::Array;
use web_sys::{Blob, File, HtmlAnchorElement, Url};

use super::export;
use super::page::LeaderboardPage;

/// Format of a saved view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180.
    Csv,
    /// One object with the rows.
    Json,
}

/// Saves the rows and columns that are shown.
pub fn save_view(page: LeaderboardPage, format: Format) {
    page.data.with_untracked(|data| {
        page.state.with_untracked(|state| {
            let (ending, text) = match format {
                Format::Csv => ("csv", export::csv(data, state)),
                Format::Json => ("json", export::json(data, state)),
            };
            save_text(&format!("{}.{ending}", data.view.id), &text);
        });
    });
}

/// Saves a text as a file of this name.
pub fn save_text(name: &str, text: &str) {
    let Ok(blob) = Blob::new_with_str_sequence(&Array::of1(&text.into())) else { return };
    if let Ok(url) = Url::create_object_url_with_blob(&blob) {
        download(name, &url);
        let _ = Url::revoke_object_url(&url);
    }
}

/// Downloads what an address holds under this name.
pub fn download(name: &str, url: &str) {
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(url);
        link.set_download(name);
        link.click();
    }
}

/// Copies the address of the view; None where the browser has no clipboard: outside of secure contexts.
#[must_use]
pub fn copy_link() -> Option<()> {
    let window = window();
    window.is_secure_context().then(|| {
        let address = window.location().href().unwrap_or_default();
        let _ = window.navigator().clipboard().write_text(&address);
    })
}

/// Shows a file of the reader's own.
pub fn open(page: LeaderboardPage, file: File) {
    leptos::task::spawn_local(async move {
        let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()).unwrap_or_default();
        page.open_file(&file.name(), &text);
    });
}

/// Takes files that are dropped anywhere on the page, for as long as the component lives.
pub fn take_drops(page: LeaderboardPage) {
    Effect::new(move || {
        // Without this the browser would not let anything be dropped.
        let over = window_event_listener(ev::dragover, |event| event.prevent_default());
        let drop = window_event_listener(ev::drop, move |event| {
            event.prevent_default();
            let files = event.data_transfer().and_then(|transfer| transfer.files());
            if let Some(file) = files.and_then(|files| files.get(0)) {
                open(page, file);
            }
        });
        on_cleanup(move || {
            over.remove();
            drop.remove();
        });
    });
}

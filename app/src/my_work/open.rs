//! A file that the reader chooses or drops: its text is read in the browser.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement};

use super::{LONGEST, Opened};

/// Reads the file of an input.
pub fn choose(opened: Opened, event: &ev::Event) {
    let field: HtmlInputElement = event_target(event);
    if let Some(file) = field.files().and_then(|files| files.get(0)) {
        read(opened, file);
        // The same file, mended, can be chosen again.
        field.set_value("");
    }
}

/// Takes files that are dropped anywhere on the page, for as long as the component lives.
pub fn take_drops(opened: Opened) {
    Effect::new(move || {
        // Without this the browser would not let anything be dropped.
        let over = window_event_listener(ev::dragover, |event| event.prevent_default());
        let drop = window_event_listener(ev::drop, move |event| {
            event.prevent_default();
            let files = event.data_transfer().and_then(|transfer| transfer.files());
            if let Some(file) = files.and_then(|files| files.get(0)) {
                read(opened, file);
            }
        });
        on_cleanup(move || {
            over.remove();
            drop.remove();
        });
    });
}

fn read(opened: Opened, file: File) {
    let name = file.name();
    #[allow(clippy::cast_precision_loss, reason = "a bound")]
    if file.size() > LONGEST as f64 {
        return opened.failure.set(format!("{name} was not taken: it is longer than a file of counts can be."));
    }
    leptos::task::spawn_local(async move {
        match JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()) {
            Some(text) => opened.take(&name, &text),
            None => opened.failure.set(format!("{name} was not taken: the browser could not read it.")),
        }
    });
}

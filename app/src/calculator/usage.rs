//! The reader's own usage: pasted, dropped anywhere on the page or chosen as a file; read in the page, sent nowhere.

use analytics::usage::{self, LineFault, Usage};
use leptos::either::Either;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::Uint8Array;
use web_sys::{DragEvent, File, HtmlInputElement};

use super::session::{Session, session};
use crate::url_state::History;

/// The component. `manual` is the address of the description of the plain table, if there is one.
#[component]
pub fn OwnUsage(manual: Option<String>) -> impl IntoView {
    let session = session();
    let said = RwSignal::new(String::new());
    let pasted = move |event| {
        let text = event_target_value(&event);
        if text.trim().is_empty() {
            said.set(String::new());
        } else {
            said.set(entered(session, usage::read(&text)));
        }
    };
    let chosen = move |event: leptos::ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(file) = input.and_then(|input| input.files()).and_then(|files| files.get(0)) {
            open(session, said, file);
        }
    };
    // A file may be dropped anywhere on the page.
    Effect::new(move || {
        let over = window_event_listener_untyped("dragover", |event| event.prevent_default());
        let drop = window_event_listener_untyped("drop", move |event| {
            let data = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
            if let Some(file) = data.and_then(|data| data.files()).and_then(|files| files.get(0)) {
                event.prevent_default();
                open(session, said, file);
            }
        });
        on_cleanup(move || [over, drop].into_iter().for_each(|handle| handle.remove()));
    });
    let manual = match manual {
        Some(link) => Either::Left(view! { <a href=link>"How the plain table looks"</a> "." }),
        None => Either::Right(
            "The plain table: date, model, fresh_input_tokens, cache_write_tokens, cache_read_tokens, output_tokens.",
        ),
    };
    view! {
        <details id="own-usage">
            <summary>"Use my own numbers"</summary>
            <div class="field">
                <label for="usage">"Paste or drop a ccusage JSON, an OpenRouter or Anthropic CSV, or a plain table"</label>
                <textarea id="usage" rows="4" spellcheck="false" on:input=pasted></textarea>
                <label class="file" for="usage-file">"or choose a file"</label>
                <input
                    type="file"
                    id="usage-file"
                    accept=".json,.csv,.tsv,text/csv,application/json"
                    on:change=chosen
                />
                <small id="usage-said" role="status">{move || said.get()}</small>
                <small>"It is read in this page and sent nowhere. " {manual}</small>
            </div>
        </details>
    }
}

/// Reads a file of the reader's own; nothing leaves the page.
fn open(session: Session, said: RwSignal<String>, file: File) {
    leptos::task::spawn_local(async move {
        // Bytes, not text: a spreadsheet may have written UTF-16.
        if let Ok(bytes) = JsFuture::from(file.array_buffer()).await {
            said.set(entered(session, usage::read_bytes(&Uint8Array::new(&bytes).to_vec())));
        }
    });
}

/// Enters what was read, and says what was understood or what is wrong.
fn entered(session: Session, read: Result<Usage, LineFault>) -> String {
    let mut said = None;
    match read {
        Ok(usage) => session.change(History::Push, |market, entries| {
            said = Some(entries.state.enter_usage(&market.facts, &usage));
        }),
        Err(fault) => said = Some(Err(fault)),
    }
    match said {
        Some(Ok(said)) => said,
        Some(Err(fault)) => [&fault.place(), ": ", fault.what.as_str(), "."].concat(),
        None => String::new(),
    }
}

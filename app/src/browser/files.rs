//! Files that the reader saves, and a snapshot file of the reader's own: it is read here and goes nowhere.

use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::Array;
use web_sys::{Blob, DragEvent, File, HtmlAnchorElement, Url};

use super::canvas::Chart;
use super::{canvas, navigation};
use crate::board::{csv, json};
use crate::chart::svg;
use crate::query::Key;
use crate::source::{View, day};
use crate::state::State;

/// Saves the rows and columns that are shown.
pub fn save_view(state: &State, format: &str) {
    let board = untrack(|| state.board());
    let query = state.query.get_untracked();
    let text = if format == "csv" { csv(&board, &query) } else { json(&board, &query) };
    save_text(&[board.view.id.as_str(), ".", format].concat(), &text);
}

/// Saves a chart as it is drawn now, under a title that says what it shows and of which snapshot.
pub fn save_chart(state: &State, chart: &Chart, format: &str) {
    let name = [chart.kind.id(), ".", format].concat();
    let title = state
        .shown
        .with_untracked(|view| [chart.kind.title(), " · ", view.title.as_str(), ", ", day(&view.created_at)].concat());
    if format == "png" {
        chart.draw(Some(&title));
        if let Ok(url) = chart.canvas.to_data_url() {
            follow(&name, &url);
        }
        chart.draw(None);
    } else if let Some(palette) = canvas::palette() {
        save_text(&name, &svg::render(chart.kind, &chart.data.borrow(), palette, Some(&title)));
    }
}

fn save_text(name: &str, text: &str) {
    let Ok(blob) = Blob::new_with_str_sequence(&Array::of1(&text.into())) else { return };
    if let Ok(url) = Url::create_object_url_with_blob(&blob) {
        follow(name, &url);
        let _ = Url::revoke_object_url(&url);
    }
}

fn follow(name: &str, url: &str) {
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(url);
        link.set_download(name);
        link.click();
    }
}

/// Shows a file of the reader's own.
pub fn open(state: &State, file: File) {
    let state = state.clone();
    wasm_bindgen_futures::spawn_local(async move {
        let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()).unwrap_or_default();
        match View::from_json(&text) {
            Ok(view) => {
                state.failure.set(String::new());
                navigation::change(&state, true, |query| {
                    query.set(Key::Snapshot, "");
                    navigation::forget_lists(query);
                });
                state.chosen.set(String::new());
                navigation::put(&state, view);
            }
            Err(fault) => {
                let what = ["\u{201c}", &file.name(), "\u{201d} is not a summary.json of this project: ", &fault, "."];
                state.failure.set(what.concat());
            }
        }
    });
}

/// Takes files that are dropped anywhere on the page.
pub fn take_drops(state: State) {
    let options =
        EventListenerOptions { phase: EventListenerPhase::Bubble, ..EventListenerOptions::enable_prevent_default() };
    let listen = |name: &'static str, mut act: Box<dyn FnMut(DragEvent)>| {
        let listener = EventListener::new_with_options(&window(), name, options, move |event| {
            event.prevent_default();
            if let Some(event) = event.dyn_ref::<DragEvent>() {
                act(event.clone());
            }
        });
        // It lives as long as the page.
        listener.forget();
    };
    // Without this the browser would not let anything be dropped.
    listen("dragover", Box::new(|_| {}));
    listen(
        "drop",
        Box::new(move |event| {
            let files = event.data_transfer().and_then(|transfer| transfer.files());
            if let Some(file) = files.and_then(|files| files.get(0)) {
                open(&state, file);
            }
        }),
    );
}

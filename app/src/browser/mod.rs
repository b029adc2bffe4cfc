//! What only a browser can do: start, load data, follow the address, draw on a canvas, read and save files.

pub mod calculator;
pub mod canvas;
pub mod controls;
mod events;
pub mod files;
pub mod load;
pub mod navigation;
pub mod parts;
mod patch;
mod recompute;
pub mod table;

use leptos::prelude::{WithUntracked, document};
use web_sys::Element;

use crate::state::State;

/// Path under which the site is served: begins and ends with a slash.
pub fn base() -> String {
    document().document_element().and_then(|root| root.get_attribute("data-base")).unwrap_or_else(|| "/".to_owned())
}

/// Does something with the first element that a selector finds.
fn on_page(selector: &str, act: impl FnOnce(&Element)) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        act(&element);
    }
}

/// Called once when the explorer is made alive.
pub fn begin(state: &State) {
    parts::keep(state);
    controls::keep_in_step(state);
    table::keep_in_step(state);
    let charts = canvas::keep_drawn(state);
    events::listen(state, charts);
    if state.computed.with_untracked(|computed| computed.pending) {
        recompute::now(state);
    }
    navigation::follow(state.clone());
    files::take_drops(state.clone());
}

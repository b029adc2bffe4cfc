//! What only a browser can do: start, load data, follow the address, draw on a canvas, read and save files.

mod calculator;
pub mod canvas;
pub mod controls;
pub mod files;
mod load;
pub mod navigation;
mod panel;
mod recompute;
mod start;
pub mod table;

use leptos::prelude::WithUntracked;

use crate::state::State;

/// Path under which the site is served: begins and ends with a slash.
fn base() -> String {
    let root = leptos::prelude::document().document_element();
    root.and_then(|root| root.get_attribute("data-base")).unwrap_or_else(|| "/".to_owned())
}

/// Called once when the explorer is made alive.
pub fn begin(state: &State) {
    if state.computed.with_untracked(|computed| computed.pending) {
        recompute::now(state);
    }
    navigation::follow(state.clone());
    files::take_drops(state.clone());
}

//! What only a browser can do: start, load data, follow the address, draw on a canvas, read and save files.

mod calculator;
pub mod canvas;
pub mod controls;
pub mod files;
mod load;
pub mod navigation;
mod recompute;
mod start;
pub mod table;

use crate::state::State;

/// Called once when the explorer is made alive.
pub fn begin(state: &State) {
    navigation::follow(state.clone());
    files::take_drops(state.clone());
}

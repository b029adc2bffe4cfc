//! What only a browser can do: start, load data, follow the address, draw on a canvas.

pub mod canvas;
mod load;
pub mod navigation;
mod start;

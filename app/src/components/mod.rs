//! Parts that several interactive pages share.

mod canvas;
mod drawing;
mod scored_page;
mod select;
mod slider;
mod table;

pub use canvas::{palette, prepare};
pub use drawing::{Drawing, Picture};
pub use scored_page::{ScoredFrame, ScoredPage, ScoresInput, ScoresState};
pub use select::{Choice, Select};
pub use slider::Slider;
pub use table::{NumberTable, number_cell};

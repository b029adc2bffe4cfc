//! The parts that pages are made of.

mod controls;
mod figure;
mod key_figures;
mod leaderboard;
mod opened;
mod snapshot_picker;
mod warnings;

pub use controls::Controls;
pub use figure::Figure;
pub use key_figures::KeyFigures;
pub use leaderboard::{Leaderboard, Written};
pub use opened::Opened;
pub use snapshot_picker::SnapshotPicker;
pub use warnings::Warnings;

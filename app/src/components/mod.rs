//! The parts that pages are made of.

mod cells;
mod figure;
mod leaderboard;
mod snapshot_picker;
mod warnings;

pub use figure::Figure;
pub use leaderboard::Leaderboard;
pub use snapshot_picker::SnapshotPicker;
pub use warnings::Warnings;

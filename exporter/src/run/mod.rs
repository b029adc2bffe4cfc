//! Running a plan: the cases without a result are asked for, everything is journalled, and running again goes on.

pub mod answers;
pub mod cases;
pub mod control;
pub mod freeze;
pub mod gate;
mod journal;
pub mod lane;
pub mod open;
pub mod pool;
pub mod preview;
pub mod session;
pub mod settle;
pub mod sources;
mod turns;
pub mod working_time;

pub use control::Control;
pub(crate) use journal::{note_computed, note_most, note_serving, result_row};
pub use session::{Orders, Session};

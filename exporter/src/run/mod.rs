//! Running a plan: the cases without a result are asked for, everything is journalled, and running again goes on.

pub mod answers;
pub mod cases;
pub mod control;
pub mod freeze;
pub mod lane;
pub mod pool;
pub mod preview;
pub mod settle;
pub mod sources;

pub use control::Control;

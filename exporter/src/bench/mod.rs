//! `exporter bench`: speed and load of a server, one's own machine as evidence. No judges, no tasks; never a score.

pub mod after;
pub mod ask;
pub mod before;
pub mod calibrate;
pub mod corpus;
pub mod csv;
pub mod drive;
pub mod host;
pub mod metrics;
pub mod plan;
pub mod power;
pub mod session;
pub mod show;
pub mod subject;
pub mod trace;

pub use plan::{Amount, Lengths, Plan, Traced};
pub use session::{Finished, Orders, measure};

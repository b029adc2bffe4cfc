//! The database: the only place with SQL. Rows are inserted and never changed.
//!
//! All writes go through one task ([`writer`]), so that two tasks of this process never contend; another process is
//! kept out by [`lock`].

mod benches;
mod census;
mod costs;
pub mod error;
mod foreign;
mod identity;
mod inspect;
pub mod lock;
mod merge;
mod open;
mod pace;
mod progress;
pub mod read;
mod reviews;
pub mod rows;
mod serving;
mod text;
mod write;
mod writer;

pub use benches::BenchWrite;
pub use census::{CaseGroup, open_or_ended};
pub use costs::{Bills, CostKind, NewBudget, NewCost, Spent};
pub use error::StoreError;
pub use foreign::{OpenCodeRow, read_opencode};
pub use lock::{DatabaseLock, real_path};
pub use merge::{Merged, merge};
pub use open::{Mode, Store};
pub use pace::Pace;
pub use progress::Samples;
pub use reviews::ReviewRecord;
pub use rows::{
    AnswerRow, AttemptResult, CaseRecord, CaseState, Cut, NewAttempt, NewRun, NewRunStart, NewVerdictAttempt,
    RunRecord, TaskRecord, VerdictAttemptResult, VerdictRecord,
};
pub use serving::{NewServing, ServingRow};

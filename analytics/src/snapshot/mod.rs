//! Snapshots: the versioned JSON that the exporter writes and the site shows.
//!
//! [`load`] dispatches on the version, [`build`] turns rows into a snapshot, [`check`] holds the invariants.

pub mod build;
pub mod builder;
pub mod check;
mod check_reviews;
pub mod diff;
mod diff_served;
mod load;
pub mod results_digest;
pub mod rows;
#[cfg(feature = "schema")]
pub mod schema;
pub mod statistics;
pub mod v1;

pub use load::{LoadError, detail_from_json, index_from_json, summary_from_json, to_json};

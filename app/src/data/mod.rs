//! What the browser loads: serde types, written by prerender and read by the client as the same types.

pub mod scores;

pub use scores::{ScoredModel, ScoredSnapshot, ScoredTask, SnapshotScores};

//! Pure definitions and arithmetic, shared by the exporter, the prerenderer and the browser.
//!
//! Nothing here reads a file, a clock, the environment or the network, so the same input gives the
//! same output natively and in WebAssembly.

pub mod audited;
pub mod bench;
pub mod canonical;
pub mod catalog;
pub mod category;
pub mod claims;
pub mod comparison;
pub mod cost;
pub mod decision;
pub mod digest;
pub mod ids;
pub mod json;
pub mod leaderboard;
pub mod memory;
pub mod outcome;
pub mod plain;
pub mod repetition;
pub mod routing;
pub mod score;
pub mod scoring;
pub mod setup;
pub mod snapshot;
pub mod speed;
pub mod standings;
pub mod stats;
pub mod units;
pub mod usage;
pub mod ways;
pub mod work;

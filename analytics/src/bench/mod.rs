//! Speed and load of a server: from what was measured of each request to the figures of a level.
//!
//! A *level* is a number of streams (or a rate of arrivals) with a prompt, a depth and an output of fixed length. Every
//! figure has one definition, in [`definitions`], which is printed beside the figures and stands in docs/bench.md.

pub mod arrivals;
pub mod definitions;
mod figures;
mod file;
mod limits;
mod quantiles;
mod request;
mod runs;
mod saturation;
mod server;
mod window;

pub use figures::{LevelFigures, figures};
#[cfg(feature = "schema")]
pub use file::schema;
pub use file::{
    BenchFile, BenchFileError, BenchedEngine, BenchedMachine, BenchedModel, ColdStart, FORMAT, Level, Note, Power,
    VERSION,
};
pub use limits::{Limits, LimitsError};
pub use quantiles::{FEWEST_FOR_P99, Spread, gap_quantiles};
pub use request::{Load, Request, ServerFigures};
pub use runs::{Range, grouped, noise, over_runs, set_gains};
pub use saturation::is_oversaturated;
pub use server::ServerSide;
pub use window::Window;

/// Two levels of one stream, at the beginning and at the end, differ by more than this on a machine that is not quiet.
pub const NOISY: f64 = 0.10;

/// How far two figures of the same level lie apart, as a part of their mean; None where one is not positive.
#[must_use]
pub fn drift(first: f64, last: f64) -> Option<f64> {
    let mean = f64::midpoint(first, last);
    (first > 0.0 && last > 0.0).then(|| (first - last).abs() / mean)
}

//! How fast a machine runs a model: generation (decode) and prompt processing (prefill).
//!
//! One implementation for the exporter and the pages. A measured value always replaces an estimate: one's own run,
//! then a measurement on the same chip, then the formula; [`Found`] says which it is.

mod decode;
mod found;
mod points;
mod prefill;
mod spill;

pub use decode::{DecodeInput, Platform, batch_gain, decode_estimate, spread};
pub use found::{Basis, Found, Measured, best};
pub use points::{POINTS, Point};
pub use prefill::{Effective, effective_tflops, prefill_estimate};
pub use spill::{Spill, spilled_tok_per_s, swap_seconds};

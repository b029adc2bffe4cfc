//! How fast a machine runs a model: generation (decode), prompts (prefill) and several streams at once.
//!
//! One implementation for the exporter and the pages, in four questions: [`decode_at`], [`prefill_seconds`],
//! [`streams`] and [`Speculative::factor`]. A measurement always rules near its own context and is carried elsewhere by
//! the law; an estimate says which it is, how far it may be off and for which program. docs/speed-law.md has the laws,
//! their errors and what they do not hold for.

mod anchors;
mod checked;
mod constants;
mod decode;
mod estimate;
mod family;
pub mod fit;
pub mod law;
pub mod points;
mod prefill;
pub mod residuals;
mod shape;
mod speculative;
mod spill;
mod streams;
mod subject;

pub use checked::Checked;
pub use constants::{CHECKED, CONSTANTS};
pub use decode::decode_at;
pub use estimate::{Basis, Estimate};
pub use family::{Backend, Family, Memory};
pub use points::Measure;
pub use prefill::{prefill_rate, prefill_rate_at, prefill_seconds};
pub use shape::{AttentionKind, LATENT_HEAD, Shape};
pub use speculative::Speculative;
pub use spill::{Spill, spilled_tok_per_s, swap_seconds};
pub use streams::{Streams, streams, streams_on};
pub use subject::{Measured, Subject};

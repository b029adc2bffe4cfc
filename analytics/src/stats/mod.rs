//! Statistics over scores. Each function names its reference and what it gives for degenerate data.
//!
//! Intervals are two-sided 95 % unless their name says otherwise, every estimate carries its n, and data
//! that cannot give a figure give [`undefined::Undefined`] with a reason, never NaN and never "± 0".
//! Tasks come in a fixed order (that of their ids), because a seeded resample draws positions.

pub mod agreement;
pub mod bias;
pub mod bootstrap;
pub mod bradley_terry;
pub mod cluster;
pub mod estimate;
pub mod holm;
pub mod interval;
pub mod length_bias;
pub mod mcnemar;
pub mod mde;
mod moments;
pub mod n_eff;
pub mod non_inferiority;
pub mod paired;
pub mod ppi;
pub mod ppi_audit;
pub mod random;
pub mod rank;
pub mod repeats;
pub mod sign_flip;
pub mod summary;
pub mod undefined;

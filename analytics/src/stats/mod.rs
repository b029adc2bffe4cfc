//! Statistics over scores. Each function names its reference and what it gives for degenerate data.

pub mod summary;

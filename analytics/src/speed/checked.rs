//! What the laws were worth on published points that they had not seen.

/// Error and coverage of one question on one part of the points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Checked {
    /// What was asked of the law.
    pub question: &'static str,
    /// Which points.
    pub part: &'static str,
    /// Rows.
    pub rows: u32,
    /// Sources times chips, each left out in turn.
    pub groups: u32,
    /// Median of |ln(measured/estimated)|: 0.1 is about 10 %.
    pub error: f64,
    /// Share of the rows within the range, which claims 80 %.
    pub covered: f64,
}

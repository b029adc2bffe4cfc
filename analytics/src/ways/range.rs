//! A figure with its lower and upper end: what is estimated says how far it may be off.

use serde::{Deserialize, Serialize};

/// A figure with its ends.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Range {
    /// The figure.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Range {
    /// A figure that is known.
    #[must_use]
    pub const fn exact(value: f64) -> Self {
        Self { value, low: value, high: value }
    }

    /// Two ends with their geometric middle, for ratios that may be off by a factor; both ends above 0.
    #[must_use]
    pub fn between(low: f64, high: f64) -> Self {
        let value = if low > 0.0 { (low * high).sqrt() } else { f64::midpoint(low, high) };
        Self { value, low, high }
    }

    /// The sum, end by end.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { value: self.value + other.value, low: self.low + other.low, high: self.high + other.high }
    }

    /// Every end multiplied by a factor of 0 or more.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self { value: self.value * factor, low: self.low * factor, high: self.high * factor }
    }

    /// Whether the ends differ by more than a thousandth.
    #[must_use]
    pub fn is_wide(self) -> bool {
        self.high - self.low > 0.001 * self.value.abs()
    }
}

//! A figure that is not known yet: low, expected, high.

use serde::Serialize;

/// Low, expected and high.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Range<T> {
    /// What it hardly falls below.
    pub low: T,
    /// What is likely.
    pub expected: T,
    /// What it does not exceed.
    pub high: T,
}

impl<T: Copy> Range<T> {
    /// A figure that is known.
    #[must_use]
    pub const fn exactly(value: T) -> Self {
        Self { low: value, expected: value, high: value }
    }

    /// Each of the three, turned into something else.
    pub fn map<U>(self, turn: impl Fn(T) -> U) -> Range<U> {
        Range { low: turn(self.low), expected: turn(self.expected), high: turn(self.high) }
    }

    /// The three of two ranges, joined.
    pub fn zip<U: Copy, V>(self, other: Range<U>, join: impl Fn(T, U) -> V) -> Range<V> {
        Range {
            low: join(self.low, other.low),
            expected: join(self.expected, other.expected),
            high: join(self.high, other.high),
        }
    }
}

impl<T> Range<Option<T>> {
    /// The range, if all three are there.
    pub fn all(self) -> Option<Range<T>> {
        Some(Range { low: self.low?, expected: self.expected?, high: self.high? })
    }
}

impl Range<u64> {
    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        self.zip(other, u64::saturating_add)
    }
}

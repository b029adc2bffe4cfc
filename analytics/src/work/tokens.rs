//! Tokens in five disjoint classes, each with its own price.

use serde::{Deserialize, Serialize};

/// Tokens of one call or of many. Prompt tokens are the sum of the first four fields; sums saturate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenCounts {
    /// Prompt tokens that were neither read from nor written to a cache.
    pub fresh: u64,
    /// Prompt tokens written to a cache that lives five minutes.
    pub cache_write_5m: u64,
    /// Prompt tokens written to a cache that lives an hour.
    pub cache_write_1h: u64,
    /// Prompt tokens read from a cache.
    pub cache_read: u64,
    /// Tokens that the model wrote, reasoning included.
    pub output: u64,
    /// The part of `output` that was reasoning, where the source says so. Never added to a sum.
    pub reasoning: u64,
}

impl TokenCounts {
    /// The tokens of the prompt.
    #[must_use]
    pub const fn prompt(&self) -> u64 {
        self.fresh
            .saturating_add(self.cache_write_5m)
            .saturating_add(self.cache_write_1h)
            .saturating_add(self.cache_read)
    }

    /// Prompt and output together.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.prompt().saturating_add(self.output)
    }

    /// Adds another call's tokens.
    pub const fn add(&mut self, other: &Self) {
        self.fresh = self.fresh.saturating_add(other.fresh);
        self.cache_write_5m = self.cache_write_5m.saturating_add(other.cache_write_5m);
        self.cache_write_1h = self.cache_write_1h.saturating_add(other.cache_write_1h);
        self.cache_read = self.cache_read.saturating_add(other.cache_read);
        self.output = self.output.saturating_add(other.output);
        self.reasoning = self.reasoning.saturating_add(other.reasoning);
    }

    /// What this running total has over an earlier one; where a field fell, the counter was reset and counts from 0.
    #[must_use]
    pub const fn since(&self, earlier: &Self) -> Self {
        if self.fresh < earlier.fresh
            || self.cache_write_5m < earlier.cache_write_5m
            || self.cache_write_1h < earlier.cache_write_1h
            || self.cache_read < earlier.cache_read
            || self.output < earlier.output
        {
            return *self;
        }
        Self {
            fresh: self.fresh - earlier.fresh,
            cache_write_5m: self.cache_write_5m - earlier.cache_write_5m,
            cache_write_1h: self.cache_write_1h - earlier.cache_write_1h,
            cache_read: self.cache_read - earlier.cache_read,
            output: self.output - earlier.output,
            reasoning: self.reasoning.saturating_sub(earlier.reasoning),
        }
    }

    /// Whether nothing was counted.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.total() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reset_counter_counts_from_zero() {
        let counts = |fresh, output| TokenCounts { fresh, output, ..TokenCounts::default() };
        assert_eq!(counts(1500, 500).since(&counts(1000, 200)), counts(500, 300));
        assert_eq!(counts(300, 50).since(&counts(1000, 200)), counts(300, 50));
    }

    #[test]
    fn sums_saturate() {
        let mut most = TokenCounts { fresh: u64::MAX, cache_read: 5, ..TokenCounts::default() };
        most.add(&most.clone());
        assert_eq!(most.total(), u64::MAX);
    }
}

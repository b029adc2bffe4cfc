//! What the leaderboard knows of a model from the catalogue.

use analytics::memory::{FitVerdict, MemoryNeed, MemoryTier};
use serde::{Deserialize, Serialize};

/// A model of the catalogue, with where each figure comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Id in the catalogue.
    pub id: String,
    /// Whether the weights may be downloaded.
    pub open: bool,
    /// Mixture of experts, else dense.
    pub moe: bool,
    /// Licence of the weights.
    pub licence: String,
    /// All parameters, in billions.
    pub total: f64,
    /// Parameters used for each token, in billions.
    pub active: f64,
    /// Quantisation of the usual file.
    pub quantisation: Option<String>,
    /// What that file needs; None where its size is unknown.
    pub need: Option<MemoryNeed>,
    /// The key/value cache as arithmetic, such as `2 × 94 layers × …`.
    pub cache: String,
    /// Listed prices of a million input and of a million output tokens, in dollars.
    pub price: Option<[f64; 2]>,
    /// Source, date and status of the licence.
    pub licence_source: String,
    /// … of the number of parameters.
    pub total_source: String,
    /// … of the parameters used for each token.
    pub active_source: String,
    /// … of the size of the file.
    pub file_source: String,
    /// … of the shape of attention.
    pub cache_source: String,
    /// … of the price.
    pub price_source: String,
}

impl Card {
    /// Whether the usual file fits into a Mac with this much memory; None where its size is unknown.
    #[must_use]
    pub fn fits(&self, memory_gib: f64) -> Option<FitVerdict> {
        let tier = MemoryTier { memory_gib: memory_gib as u32, gpu_usable_gib: usable_gib(memory_gib) };
        self.need.map(|need| need.verdict(tier))
    }
}

/// What macOS gives its GPU by default: two thirds of the memory up to 36 GB, three quarters above.
#[must_use]
pub fn usable_gib(memory_gib: f64) -> f64 {
    if memory_gib > 36.0 { memory_gib * 0.75 } else { memory_gib * 2.0 / 3.0 }
}

#[cfg(test)]
mod tests {
    use analytics::memory::MEMORY_TIERS;

    use super::*;

    #[test]
    fn usable_memory_agrees_with_the_tiers() {
        for tier in MEMORY_TIERS {
            assert_eq!(usable_gib(f64::from(tier.memory_gib)), tier.gpu_usable_gib);
        }
        assert_eq!(usable_gib(36.0), 24.0);
    }
}

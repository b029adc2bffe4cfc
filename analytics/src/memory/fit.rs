//! Whether a model fits into a tier of unified memory.

use serde::{Deserialize, Serialize};

use super::{GIB, KvPrecision, kv_cache_bytes};
use crate::catalog::ModelEntry;

/// A Mac with unified memory, as the memory columns of the leaderboard name it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MemoryTier {
    /// Memory as it is sold.
    pub memory_gib: u32,
    /// What macOS gives the GPU by default: about 75 % above 36 GB.
    pub gpu_usable_gib: f64,
}

/// The tiers of the leaderboard's memory columns.
pub const MEMORY_TIERS: [MemoryTier; 2] =
    [MemoryTier { memory_gib: 128, gpu_usable_gib: 96.0 }, MemoryTier { memory_gib: 256, gpu_usable_gib: 192.0 }];

/// Tokens of context that the memory columns assume, for one user.
pub const FIT_CONTEXT_TOKENS: u64 = 16_384;
/// Room for compute buffers, in GiB (reference: 1.5 to 2.4 GB).
pub const FIT_BUFFERS_GIB: f64 = 1.5;
/// From this share of the usable memory on, a fit is called tight.
pub const TIGHT_SHARE: f64 = 0.9;

/// Whether a model fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FitVerdict {
    /// With room to spare.
    Fits,
    /// Needs more than nine tenths of what the GPU may use.
    Tight,
    /// Needs more than the GPU may use by default.
    DoesNotFit,
}

/// What a model needs with [`FIT_CONTEXT_TOKENS`] tokens of context for one user, in GiB.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MemoryNeed {
    /// The weights: the size of the usual file.
    pub weights_gib: f64,
    /// The key/value cache in F16.
    pub kv_cache_gib: f64,
    /// All together, with [`FIT_BUFFERS_GIB`].
    pub needed_gib: f64,
}

impl MemoryNeed {
    /// Whether it fits into the tier.
    #[must_use]
    pub fn verdict(&self, tier: MemoryTier) -> FitVerdict {
        if self.needed_gib > tier.gpu_usable_gib {
            FitVerdict::DoesNotFit
        } else if self.needed_gib > tier.gpu_usable_gib * TIGHT_SHARE {
            FitVerdict::Tight
        } else {
            FitVerdict::Fits
        }
    }
}

/// What the model's usual file needs.
///
/// None when no file of weights or no shape of the attention is known: then nobody can tell.
#[must_use]
pub fn memory_need(model: &ModelEntry) -> Option<MemoryNeed> {
    let weights_gib = model.usual_file()?.size_bytes.value as f64 / GIB;
    let kv_cache_gib = kv_cache_bytes(&model.attention.as_ref()?.value, FIT_CONTEXT_TOKENS, KvPrecision::F16) / GIB;
    Some(MemoryNeed { weights_gib, kv_cache_gib, needed_gib: weights_gib + kv_cache_gib + FIT_BUFFERS_GIB })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_changes_at_the_limits() {
        let need = |needed_gib| MemoryNeed { weights_gib: 0.0, kv_cache_gib: 0.0, needed_gib };
        let [small, _] = MEMORY_TIERS;
        assert_eq!(need(86.4).verdict(small), FitVerdict::Fits);
        assert_eq!(need(86.5).verdict(small), FitVerdict::Tight);
        assert_eq!(need(96.0).verdict(small), FitVerdict::Tight);
        assert_eq!(need(96.1).verdict(small), FitVerdict::DoesNotFit);
    }
}

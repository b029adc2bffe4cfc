//! What of a model decides its speed: layers, parameters, attention and the bytes that a token reads.

use crate::memory::{KvPrecision, KvShape};

/// Kinds of attention with laws of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum AttentionKind {
    /// Every layer reads the whole context.
    Full,
    /// Some layers see a window only.
    Window,
    /// A compressed cache: multi-head latent attention.
    Latent,
    /// Few layers with attention, the others with a state of fixed size.
    Hybrid,
}

impl AttentionKind {
    /// All, in the order of [`AttentionKind::code`].
    pub const ALL: [Self; 4] = [Self::Full, Self::Window, Self::Latent, Self::Hybrid];

    /// Its name on pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Full => "full attention",
            Self::Window => "attention with windows",
            Self::Latent => "compressed cache (MLA)",
            Self::Hybrid => "hybrid attention",
        }
    }

    /// Its position in [`AttentionKind::ALL`].
    #[must_use]
    pub const fn code(self) -> usize {
        self as usize
    }
}

/// A model as the laws see it.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Shape {
    /// Mixture of experts.
    pub moe: bool,
    /// Kind of attention.
    pub attention: AttentionKind,
    /// Layers of all kinds.
    pub layers: f64,
    /// Layers that read the whole context.
    pub full_layers: f64,
    /// Query heads times the size that each multiplies with a cached token: the size of a head, 544 for latent attention.
    pub query_dim: f64,
    /// Billions of parameters used for each token.
    pub active_b: f64,
    /// Key/value cache.
    pub kv: KvShape,
}

/// What a cached token costs a head of latent attention: the mean of the compressed vector with (576) and without (512) its rotary part.
pub const LATENT_HEAD: f64 = 544.0;

impl Shape {
    /// GB of cache that the next token reads with so many tokens in the context; a fixed state is part of the layers' time.
    #[must_use]
    pub fn cache_gb(&self, depth: f64, precision: KvPrecision) -> f64 {
        let depth = depth.max(0.0);
        let bytes = self.kv.per_token * depth + self.kv.per_window_token * depth.min(self.kv.window_tokens);
        bytes * precision.factor() / 1e9
    }

    /// Operations of attention for one token, for each token before it.
    #[must_use]
    pub fn attention_flops(&self) -> f64 {
        4.0 * self.full_layers * self.query_dim
    }
}

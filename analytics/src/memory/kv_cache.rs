//! The size of the key/value cache, by kind of attention.

use crate::catalog::Attention;

/// How the cache stores its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KvPrecision {
    /// Two bytes a number.
    F16,
    /// About 0.53 of F16.
    Q8,
    /// About 0.28 of F16.
    Q4,
}

impl KvPrecision {
    /// Size relative to F16 (cost and speed models, "Memory").
    #[must_use]
    pub const fn factor(self) -> f64 {
        match self {
            Self::F16 => 1.0,
            Self::Q8 => 0.53,
            Self::Q4 => 0.28,
        }
    }
}

const F16_BYTES: u64 = 2;

/// The cache of one sequence as four numbers, whatever the kind of attention. Numbers are stored in F16.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct KvShape {
    /// Bytes that every token of the context adds.
    pub per_token: f64,
    /// Bytes that a token within the window adds.
    pub per_window_token: f64,
    /// Tokens of the window; 0 where no layer has one.
    pub window_tokens: f64,
    /// Bytes of a state of fixed size.
    pub state: f64,
    /// Grouped-query attention in every layer: no window, no latent vector, no state.
    pub plain: bool,
}

impl KvShape {
    /// The shape of an attention.
    ///
    /// A compressed cache: one latent vector of `ratio` tokens per layer, and the window whole.
    ///
    /// GQA: `2·layers·kv_heads·head_dim·bytes` per token; MLA: `(kv_lora_rank + rope_dim)·layers·bytes`;
    /// hybrid: attention layers only, plus the fixed state; sliding window: those layers stop at the window.
    #[must_use]
    pub fn of(attention: &Attention) -> Self {
        let pair = |layers: u64, kv_heads: u64, head_dim: u64| (2 * layers * kv_heads * head_dim * F16_BYTES) as f64;
        let none = Self { per_token: 0.0, per_window_token: 0.0, window_tokens: 0.0, state: 0.0, plain: false };
        match attention {
            &Attention::Gqa { layers, kv_heads, head_dim } => {
                Self { per_token: pair(layers, kv_heads, head_dim), plain: true, ..none }
            }
            &Attention::SlidingWindow {
                full_layers,
                window_layers,
                window_tokens,
                kv_heads,
                head_dim,
                full_kv_heads,
                full_head_dim,
            } => Self {
                per_token: pair(full_layers, full_kv_heads.unwrap_or(kv_heads), full_head_dim.unwrap_or(head_dim)),
                per_window_token: pair(window_layers, kv_heads, head_dim),
                window_tokens: window_tokens as f64,
                ..none
            },
            &Attention::Mla { layers, kv_lora_rank, rope_dim, index_dim } => Self {
                per_token: ((kv_lora_rank + rope_dim + index_dim.unwrap_or(0)) * layers * F16_BYTES) as f64,
                ..none
            },
            Attention::Compressed { kv_dim, window_tokens, layers } => {
                let all: u64 = layers.iter().map(|group| group.layers).sum();
                let growing = layers.iter().filter(|group| group.ratio > 0).map(|group| {
                    let bytes = group.layers * (kv_dim + group.index_dim.unwrap_or(0)) * F16_BYTES;
                    bytes as f64 / group.ratio as f64
                });
                Self {
                    per_token: growing.sum(),
                    per_window_token: (all * kv_dim * F16_BYTES) as f64,
                    window_tokens: *window_tokens as f64,
                    ..none
                }
            }
            &Attention::Hybrid { full_layers, kv_heads, head_dim, state_bytes, .. } => {
                Self { per_token: pair(full_layers, kv_heads, head_dim), state: state_bytes as f64, ..none }
            }
        }
    }

    /// Bytes for a context; multiply by the number of sequences.
    #[must_use]
    pub fn bytes(&self, context_tokens: u64, precision: KvPrecision) -> f64 {
        let context = context_tokens as f64;
        let growing = self.per_token * context + self.per_window_token * context.min(self.window_tokens);
        growing * precision.factor() + self.state
    }
}

/// Bytes of the cache of one sequence of `context_tokens` tokens; see [`KvShape`].
#[must_use]
pub fn kv_cache_bytes(attention: &Attention, context_tokens: u64, precision: KvPrecision) -> f64 {
    KvShape::of(attention).bytes(context_tokens, precision)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LLAMA_70B: Attention = Attention::Gqa { layers: 80, kv_heads: 8, head_dim: 128 };
    const GLM_FLASH: Attention = Attention::Mla { layers: 47, kv_lora_rank: 512, rope_dim: 64, index_dim: None };

    #[test]
    fn the_reference_vectors() {
        // cost-and-speed-models: KV(Llama-70B, 8192) = 2560 MiB; KV(GLM-4.7-Flash, 32768) = 1.774 GB
        assert_eq!(kv_cache_bytes(&LLAMA_70B, 8192, KvPrecision::F16), 2560.0 * 1_048_576.0);
        assert!((kv_cache_bytes(&GLM_FLASH, 32_768, KvPrecision::F16) / 1e9 - 1.774).abs() < 5e-4);
    }

    #[test]
    fn a_window_stops_growing() {
        let attention = Attention::SlidingWindow {
            full_layers: 18,
            window_layers: 18,
            window_tokens: 128,
            kv_heads: 8,
            head_dim: 64,
            full_kv_heads: None,
            full_head_dim: None,
        };
        // models-and-hardware, gpt-oss-120b: 36,864 B per token and 4.7 MB besides; 1.1 GiB at 32k
        let bytes = kv_cache_bytes(&attention, 32_768, KvPrecision::F16);
        assert_eq!(bytes, 36_864.0 * 32_768.0 + 36_864.0 * 128.0);
        assert!((bytes / super::super::GIB - 1.1).abs() < 0.05);
        assert!(kv_cache_bytes(&attention, 64, KvPrecision::F16) < bytes);
    }

    #[test]
    fn compressed_tokens_share_a_vector() {
        let group = |ratio, layers| crate::catalog::CompressedLayers { ratio, layers, index_dim: None };
        let layers = vec![group(0, 1), group(4, 20), group(128, 22)];
        let attention = Attention::Compressed { kv_dim: 512, window_tokens: 128, layers };
        let at = |tokens| kv_cache_bytes(&attention, tokens, KvPrecision::F16);
        // 20 layers keep a vector of 1,024 bytes for every 4 tokens, 22 for every 128; all 43 the last 128 whole.
        assert_eq!(at(128_128) - at(128), 128_000.0 * 1024.0 * (20.0 / 4.0 + 22.0 / 128.0));
        assert_eq!(at(128) - at(0), 128.0 * (43.0 * 1024.0 + 1024.0 * (20.0 / 4.0 + 22.0 / 128.0)));
    }

    #[test]
    fn a_hybrid_model_keeps_a_state() {
        let attention =
            Attention::Hybrid { layers: 48, full_layers: 12, kv_heads: 2, head_dim: 256, state_bytes: 75_000_000 };
        assert_eq!(kv_cache_bytes(&attention, 0, KvPrecision::Q8), 75_000_000.0);
        assert_eq!(kv_cache_bytes(&attention, 1, KvPrecision::F16), 75_000_000.0 + 24_576.0);
    }
}

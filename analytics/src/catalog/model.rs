//! A model's facts: size, attention, licence, files.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Fact;
use crate::ids::ModelId;

/// Whether every weight takes part in every token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Architecture {
    /// Every weight is read for every token.
    Dense,
    /// Mixture of experts: a router picks a few for each token.
    Moe,
}

/// Whether the model thinks before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thinking {
    /// Always; only the effort can be set.
    Always,
    /// By default; it can be switched off.
    ByDefault,
    /// Never.
    Never,
}

/// How the model's attention caches keys and values: decides what a long context costs in memory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Attention {
    /// Grouped-query attention in every layer.
    Gqa {
        /// Layers.
        layers: u64,
        /// Key/value heads per layer.
        kv_heads: u64,
        /// Size of a head.
        head_dim: u64,
    },
    /// Grouped-query attention, where some layers see only the last tokens.
    SlidingWindow {
        /// Layers that see the whole context.
        full_layers: u64,
        /// Layers that see only the window.
        window_layers: u64,
        /// Tokens in the window.
        window_tokens: u64,
        /// Key/value heads per layer.
        kv_heads: u64,
        /// Size of a head.
        head_dim: u64,
    },
    /// Multi-head latent attention: one compressed vector per layer and token.
    Mla {
        /// Layers.
        layers: u64,
        /// Size of the compressed vector.
        kv_lora_rank: u64,
        /// Size of the rotary part beside it.
        rope_dim: u64,
    },
    /// A few layers of grouped-query attention; the others keep a state of fixed size.
    Hybrid {
        /// Layers, all kinds together.
        layers: u64,
        /// Layers with attention.
        full_layers: u64,
        /// Key/value heads per attention layer.
        kv_heads: u64,
        /// Size of a head.
        head_dim: u64,
        /// Size of the fixed state of one sequence, in bytes.
        state_bytes: u64,
    },
}

/// One file of weights that people download.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightFile {
    /// Quantisation as its publisher names it, such as `Q4_K_M`.
    pub quantisation: String,
    /// Size of the file in bytes (1 GB = 10⁹ B, 1 GiB = 2³⁰ B).
    pub size_bytes: Fact<u64>,
    /// The file that memory columns take: the usual 4-bit file, or the native format.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub usual: bool,
}

/// A model of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelEntry {
    /// Id within the project.
    pub id: ModelId,
    /// Name on pages.
    pub name: String,
    /// Family; judges of the same family are flagged.
    pub family: String,
    /// Who made it.
    pub vendor: String,
    /// Name on Hugging Face.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hugging_face_id: Option<String>,
    /// Tag in Ollama's library.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ollama_tag: Option<String>,
    /// Id at OpenRouter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub openrouter_id: Option<String>,
    /// Dense or mixture of experts.
    pub architecture: Architecture,
    /// Whether the weights may be downloaded.
    pub open_weights: bool,
    /// Licence of the weights.
    pub licence: Fact<String>,
    /// Parameters in billions (10⁹).
    pub total_params_b: Fact<f64>,
    /// Parameters used for each token, in billions.
    pub active_params_b: Fact<f64>,
    /// Bytes of weights that the usual file reads for each token, where parts differ in precision or a source gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_bytes_per_token: Option<Fact<f64>>,
    /// Context window in tokens, as shipped.
    pub context_tokens: Fact<u64>,
    /// Format in which the weights were released.
    pub native_format: Fact<String>,
    /// Whether it thinks before it answers.
    pub thinking: Fact<Thinking>,
    /// Shape of its attention.
    pub attention: Fact<Attention>,
    /// Files of weights, smallest first.
    pub files: Vec<WeightFile>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl ModelEntry {
    /// The file that memory columns take.
    #[must_use]
    pub fn usual_file(&self) -> Option<&WeightFile> {
        self.files.iter().find(|file| file.usual)
    }

    pub(super) fn collect_sources<'a>(&'a self, into: &mut BTreeSet<&'a str>) {
        into.extend([
            self.licence.source.as_str(),
            &self.total_params_b.source,
            &self.active_params_b.source,
            &self.context_tokens.source,
            &self.native_format.source,
            &self.thinking.source,
            &self.attention.source,
        ]);
        into.extend(self.read_bytes_per_token.iter().map(|fact| fact.source.as_str()));
        into.extend(self.files.iter().map(|file| file.size_bytes.source.as_str()));
    }
}

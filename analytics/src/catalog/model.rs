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
        /// Key/value heads of the layers that see the whole context, where they differ (Gemma 4).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        full_kv_heads: Option<u64>,
        /// Size of a head of those layers, where it differs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        full_head_dim: Option<u64>,
    },
    /// Multi-head latent attention: one compressed vector per layer and token.
    Mla {
        /// Layers.
        layers: u64,
        /// Size of the compressed vector.
        kv_lora_rank: u64,
        /// Size of the rotary part beside it.
        rope_dim: u64,
        /// Size of the key that a sparse indexer caches for each layer and token (GLM-5, DeepSeek V3.2), where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        index_dim: Option<u64>,
    },
    /// One latent vector in place of keys and values; each layer keeps the last tokens whole and older ones compressed
    /// by a ratio of its own (DeepSeek V4).
    Compressed {
        /// Size of the latent vector.
        kv_dim: u64,
        /// Tokens in the window that is kept whole.
        window_tokens: u64,
        /// Layers by ratio.
        layers: Vec<CompressedLayers>,
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

/// Layers that compress older tokens by the same ratio.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompressedLayers {
    /// Tokens that become one; 0 where only the window is kept.
    pub ratio: u64,
    /// How many layers.
    pub layers: u64,
    /// Size of the key that a sparse indexer caches for each compressed token, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index_dim: Option<u64>,
}

/// A drafting head that a model is released with, for speculative decoding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Its kind: `mtp` (multi-token prediction), `eagle`, `dspark`.
    pub kind: String,
    /// Tokens that it drafts at a time, where a source says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<u32>,
}

/// What a model reads beside text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// Text.
    Text,
    /// Pictures.
    Image,
    /// Sound.
    Audio,
    /// Film.
    Video,
}

/// A model that nobody can run at home: rented only, such as the frontier models that an own machine would replace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RentedModel {
    /// Id within the project; prices name it.
    pub id: ModelId,
    /// Name on pages.
    pub name: String,
    /// Family; judges of the same family are flagged.
    pub family: String,
    /// Who made it.
    pub vendor: String,
    /// Id at OpenRouter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub openrouter_id: Option<String>,
    /// Day of the release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_date: Option<Fact<String>>,
    /// Id of the model that came after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<ModelId>,
    /// Whether it is the maker's strongest of its time: one that "the best, rented" would mean.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub frontier: bool,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
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
    pub ollama_tag: Option<Fact<String>>,
    /// Repository on Hugging Face with GGUF files of it: what llama.cpp, LM Studio and Ollama can fetch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gguf_repo: Option<Fact<String>>,
    /// Id at OpenRouter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub openrouter_id: Option<String>,
    /// Dense or mixture of experts.
    pub architecture: Architecture,
    /// Whether the weights may be downloaded.
    pub open_weights: bool,
    /// Licence of the weights; None where no source was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<Fact<String>>,
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native_format: Option<Fact<String>>,
    /// Whether it thinks before it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thinking: Option<Fact<Thinking>>,
    /// Shape of its attention; None where no source gives it: then nobody can say what a context needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attention: Option<Fact<Attention>>,
    /// Day of the release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_date: Option<Fact<String>>,
    /// Drafting head that comes with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Fact<Draft>>,
    /// What it reads; None where nobody says, text at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modalities: Option<Fact<Vec<Modality>>>,
    /// Id of the model that came after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<ModelId>,
    /// Files of weights, smallest first; none where no size was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
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

    /// Keys of the sources of its facts.
    #[must_use]
    pub fn sources(&self) -> Vec<&str> {
        let mut keys = BTreeSet::new();
        self.collect_sources(&mut keys);
        keys.into_iter().collect()
    }

    pub(super) fn collect_sources<'a>(&'a self, into: &mut BTreeSet<&'a str>) {
        into.extend([self.total_params_b.source.as_str(), &self.active_params_b.source, &self.context_tokens.source]);
        let texts = [&self.licence, &self.native_format, &self.release_date, &self.ollama_tag, &self.gguf_repo];
        into.extend(texts.into_iter().flatten().map(|fact| fact.source.as_str()));
        into.extend(self.thinking.iter().map(|fact| fact.source.as_str()));
        into.extend(self.attention.iter().map(|fact| fact.source.as_str()));
        into.extend(self.draft.iter().map(|fact| fact.source.as_str()));
        into.extend(self.modalities.iter().map(|fact| fact.source.as_str()));
        into.extend(self.read_bytes_per_token.iter().map(|fact| fact.source.as_str()));
        into.extend(self.files.iter().map(|file| file.size_bytes.source.as_str()));
    }
}

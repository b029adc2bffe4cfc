//! The serving manifest: who and what stood behind a model's answers.

use serde::{Deserialize, Serialize};

use super::Conditions;

/// How a model was served during a run, as far as its provider told. What nobody said is absent.
///
/// Lists hold every different value that was seen, so a list with more than one says that something changed or differed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServingManifest {
    /// Kind of the provider, such as `openrouter`, `ollama` or `openai-compatible`.
    pub provider_kind: String,
    /// The program that served, with its version where it told, such as `ollama 0.20.0`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub engines: Vec<String>,
    /// Who served answers behind a router, the most frequent first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub upstreams: Vec<UpstreamCount>,
    /// Whether a router was told to use one upstream and nothing else; null where there is no router.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    /// Precision of the weights, in the provider's words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub precisions: Vec<String>,
    /// Digest of the model's files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub digests: Vec<String>,
    /// The smallest context window that was open, in tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_tokens: Option<u64>,
    /// The largest share of the model that lay outside of the GPU's memory, from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_on_cpu: Option<f64>,
    /// Whether a smaller model drafted tokens ahead.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub drafts: bool,
    /// Whether the precision comes from nothing better than the name of the file.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub precision_from_name: bool,
    /// Bits per weight: the size of all weights over their number, from the file's metadata.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bits_per_weight: Vec<f64>,
    /// Size of all weights, in bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weight_bytes: Vec<u64>,
    /// Number of weights.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<u64>,
    /// Requests that the server worked on at a time; the smallest number that was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<u64>,
    /// Whether the file held no chat template.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub template_missing: bool,
    /// Names of other models that answers gave instead of the one that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_models: Vec<String>,
    /// Under which conditions it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Box<Conditions>>,
    /// When the newest of this was looked up, RFC 3339 in UTC; null where only the answers tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched_at: Option<String>,
}

/// An upstream with what it served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpstreamCount {
    /// Its name, as the router gives it.
    pub name: String,
    /// How many answers came from it.
    pub answers: u32,
    /// The precisions at which it may have served them: one where the router's list leaves no doubt.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub precisions: Vec<String>,
}

/// Why the answers under one name may not be those of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// A router was free to choose among upstreams.
    Unpinned,
    /// Different upstreams answered.
    Upstreams,
    /// It was served at different precisions.
    Precisions,
    /// The server named another model than the one that was asked for.
    OtherModel,
    /// The model's files changed between parts of the run.
    Files,
}

impl Doubt {
    /// In a few words, to stand beside the model's name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Unpinned => "upstream not pinned",
            Self::Upstreams => "several upstreams",
            Self::Precisions => "several precisions",
            Self::Files => "files changed",
            Self::OtherModel => "another model answered",
        }
    }
}

impl ServingManifest {
    /// Every reason to doubt that one thing answered.
    #[must_use]
    pub fn doubts(&self) -> Vec<Doubt> {
        let all = [
            (self.pinned == Some(false), Doubt::Unpinned),
            (self.upstreams.len() > 1, Doubt::Upstreams),
            (self.precisions.len() > 1, Doubt::Precisions),
            (self.digests.len() > 1 || self.weight_bytes.len() > 1, Doubt::Files),
            (!self.other_models.is_empty(), Doubt::OtherModel),
        ];
        all.into_iter().filter_map(|(holds, doubt)| holds.then_some(doubt)).collect()
    }

    /// What served it and under which conditions it was asked, as pairs of a name and a text, for tables and pages.
    #[must_use]
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let bits: Vec<String> = self.bits_per_weight.iter().map(ToString::to_string).collect();
        let known = [
            ("Engine", self.engines.join(", ")),
            ("Precision", self.precisions.join(", ")),
            ("Bits per weight", bits.join(", ")),
            ("Open context", self.context_tokens.map(|tokens| format!("{tokens} tokens")).unwrap_or_default()),
        ];
        let known = known.into_iter().filter(|(_, text)| !text.is_empty());
        known.chain(self.conditions.iter().flat_map(|conditions| conditions.lines())).collect()
    }

    /// Whether answers came from more than one upstream, file or precision, so that they are not those of one thing.
    #[must_use]
    pub fn is_mixed(&self) -> bool {
        self.doubts().iter().any(|doubt| *doubt != Doubt::Unpinned)
    }
}

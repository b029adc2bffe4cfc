//! Parameters that are sent with a request. They are part of what a case is.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Parameters of a model or of a judging model. What is absent is not sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Sampling temperature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// Seed; repeat r is sent with seed + r.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    /// Limit on the answer in tokens, instead of the task's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    /// Context window that an Ollama server is asked to open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub num_ctx: Option<u32>,
    /// How much the model thinks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Reasoning>,
    /// OpenRouter's `provider` object: who may serve the model, at which precision.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub openrouter: Map<String, Value>,
    /// Anything else, put into the body of the request as it stands (into `options` for Ollama).
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
    /// Names of parameters that this model rejects, so that defaults of `[run]` leave them out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub omit: Vec<Omittable>,
}

impl Params {
    /// What is wrong with a value, and how to mend it.
    #[must_use]
    pub fn fault(&self) -> Option<(String, &'static str)> {
        if let Some(temperature) = self.temperature.filter(|value| !(0.0..=5.0).contains(value)) {
            return Some((format!("temperature is {temperature}"), "it must be 0 to 5"));
        }
        if self.max_tokens == Some(0) {
            return Some(("max_tokens is 0".to_owned(), "it must be at least 1"));
        }
        if let Some(context) = self.num_ctx.filter(|context| *context < 512) {
            return Some((format!("num_ctx is {context}"), "it must be at least 512"));
        }
        None
    }
}

/// A default that a model may refuse to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Omittable {
    /// `temperature`.
    Temperature,
    /// `seed`.
    Seed,
}

/// How much a model thinks before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reasoning {
    /// Not at all, where the model allows it.
    Off,
    /// As much as it does by itself.
    On,
    /// Hardly.
    Minimal,
    /// A little.
    Low,
    /// Some.
    Medium,
    /// A lot.
    High,
    /// As much as it can.
    Max,
}

impl Reasoning {
    /// The name of the level.
    #[must_use]
    pub const fn level(self) -> &'static str {
        match self {
            Self::Off => "none",
            Self::On => "on",
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Max => "max",
        }
    }
}

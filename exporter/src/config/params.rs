//! Parameters that are sent with a request. They are part of what a case is.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::plan::ProviderKind;

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
    /// Context window that an Ollama or LM Studio server is asked to open.
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
    /// What is wrong with a value for this kind of provider, and how to mend it.
    #[must_use]
    pub fn fault(&self, kind: ProviderKind) -> Option<(String, &'static str)> {
        if let Some(temperature) = self.temperature.filter(|value| !(0.0..=5.0).contains(value)) {
            return Some((format!("temperature is {temperature}"), "it must be 0 to 5"));
        }
        if self.max_tokens == Some(0) {
            return Some(("max_tokens is 0".to_owned(), "it must be at least 1"));
        }
        if let Some(context) = self.num_ctx.filter(|context| *context < 512) {
            return Some((format!("num_ctx is {context}"), "it must be at least 512"));
        }
        if !self.openrouter.is_empty() && kind != ProviderKind::Openrouter {
            return Some((
                format!("`openrouter` is for providers of the kind openrouter, and this one is {}", kind.slug()),
                "remove it; what another server should be sent stands in `extra`",
            ));
        }
        if let Some((name, _)) = self.extra.iter().find(|(name, _)| is_for_a_key(name)) {
            return Some((
                format!("`extra.{name}` would write a key into the plan, which is stored"),
                "put the key into an environment variable, and name that one with api_key_env of the provider",
            ));
        }
        [("openrouter", &self.openrouter), ("extra", &self.extra)].into_iter().find_map(|(name, table)| {
            let (path, what) = table.iter().find_map(|(key, value)| not_json(value, &format!("{name}.{key}")))?;
            Some((format!("{path} is {what}, which a request cannot hold"), "write a text or a finite number"))
        })
    }
}

/// Whether a field of a request is one that servers take keys in.
fn is_for_a_key(name: &str) -> bool {
    let name = name.to_lowercase().replace('-', "_");
    ["api_key", "apikey", "key", "authorization", "secret", "password", "access_token", "auth_token"]
        .contains(&name.as_str())
}

/// The first value that TOML has and JSON does not, with its path. Reading turns a number that is not finite into null,
/// which TOML itself does not have, and a date into a table with a private key.
fn not_json(value: &Value, path: &str) -> Option<(String, &'static str)> {
    match value {
        Value::Null => Some((path.to_owned(), "a number that is not finite")),
        Value::Array(items) => items.iter().enumerate().find_map(|(at, item)| not_json(item, &format!("{path}[{at}]"))),
        Value::Object(table) if table.keys().any(|key| key.starts_with("$__toml")) => {
            Some((path.to_owned(), "a date or a time"))
        }
        Value::Object(table) => table.iter().find_map(|(key, item)| not_json(item, &format!("{path}.{key}"))),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
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

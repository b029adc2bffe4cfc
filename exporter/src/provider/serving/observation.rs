//! What a provider said of a model that it serves, at one moment.

use serde::{Deserialize, Serialize};

use crate::config::Secret;
use crate::provider::reply::plain;

/// The name of llama-server's engine.
pub const LLAMA_CPP: &str = "llama.cpp";

/// What a provider said. What it did not say is absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Observation {
    /// The program that serves, such as `ollama`, `llama.cpp`, `vllm` or `lm-studio`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Digest of the model's files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Precision of the weights, in the server's word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<String>,
    /// The context window that is open, in tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context_tokens: Option<u64>,
    /// The context window that was asked for, in tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_context_tokens: Option<u64>,
    /// Size of the model in memory, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// How much of that lies in the memory of the GPU.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gpu_bytes: Option<u64>,
    /// Whether a smaller model drafted tokens ahead: such speeds are not those of the model alone.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub drafts: bool,
    /// Who could have served it behind a router.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub endpoints: Vec<Endpoint>,
}

/// Somebody who serves a model behind OpenRouter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Endpoint {
    /// Name, as answers give it.
    pub provider_name: String,
    /// Name to pin it by, such as `deepinfra/fp4`.
    pub tag: String,
    /// Precision of the weights; `unknown` where nobody says.
    pub quantization: String,
    /// Longest prompt and answer together, in tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context_length: Option<u64>,
    /// Longest answer, in tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_completion_tokens: Option<u64>,
    /// US dollars per token of the prompt, as a decimal text; the dearest where it depends on length or hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_usd: Option<String>,
    /// The same per token of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion_usd: Option<String>,
    /// Parameters that it does not ignore.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supported_parameters: Vec<String>,
}

impl Observation {
    /// Whether llama-server serves it, which takes fields of its own.
    #[must_use]
    pub fn is_llama_cpp(&self) -> bool {
        self.engine.as_deref() == Some(LLAMA_CPP)
    }

    /// Whether nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes over what the other one knows besides.
    pub fn add(&mut self, other: Self) {
        let Self {
            engine,
            version,
            digest,
            precision,
            context_tokens,
            asked_context_tokens,
            bytes,
            gpu_bytes,
            drafts,
            endpoints,
        } = other;
        self.engine = engine.or(self.engine.take());
        self.version = version.or(self.version.take());
        self.digest = digest.or(self.digest.take());
        self.precision = precision.or(self.precision.take());
        self.context_tokens = context_tokens.or(self.context_tokens);
        self.asked_context_tokens = asked_context_tokens.or(self.asked_context_tokens);
        self.bytes = bytes.or(self.bytes);
        self.gpu_bytes = gpu_bytes.or(self.gpu_bytes);
        self.drafts |= drafts;
        if !endpoints.is_empty() {
            self.endpoints = endpoints;
        }
    }

    /// The same without the key and without anything that could steer a terminal: names come from outside.
    #[must_use]
    pub fn cleaned(mut self, secret: Option<&Secret>) -> Self {
        let clean = |name: &mut String| {
            *name = plain(&secret.map_or_else(|| name.clone(), |secret| secret.redact(name)));
        };
        [&mut self.engine, &mut self.version, &mut self.digest, &mut self.precision]
            .into_iter()
            .flatten()
            .for_each(clean);
        for endpoint in &mut self.endpoints {
            [&mut endpoint.provider_name, &mut endpoint.tag, &mut endpoint.quantization].into_iter().for_each(clean);
        }
        self
    }

    /// What a reader of its figures must know: a short name of each kind of warning, and the warning in one sentence.
    #[must_use]
    pub fn warnings(&self, name: &str) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        if let Some(share) = self.share_on_cpu().filter(|share| *share > 0.0) {
            let text = format!(
                "{:.0} % of {name} did not fit into the memory of the GPU, so its times are those of a machine that is too small for it.",
                (share * 100.0).max(1.0)
            );
            found.push(("part-on-cpu", text));
        }
        let contexts = self.context_tokens.zip(self.asked_context_tokens);
        if let Some((open, asked)) = contexts.filter(|(open, asked)| open < asked) {
            let text = format!("{name} was asked for a context of {asked} tokens and opened one of {open}.");
            found.push(("context-smaller", text));
        }
        if self.drafts {
            let text = format!("A smaller model drafted tokens for {name}: its speed is not that of the model alone.");
            found.push(("drafted", text));
        }
        found
    }

    /// How much of the model lies outside of the GPU's memory, from 0 to 1; None when nobody said.
    #[must_use]
    pub fn share_on_cpu(&self) -> Option<f64> {
        let (bytes, gpu) = self.bytes.zip(self.gpu_bytes)?;
        (bytes > 0).then(|| bytes.saturating_sub(gpu) as f64 / bytes as f64)
    }
}

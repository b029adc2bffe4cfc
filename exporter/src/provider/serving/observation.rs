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
    /// Whether the precision comes from nothing better than the name of the file.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub precision_from_name: bool,
    /// Number of weights, from the file's metadata.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<u64>,
    /// Size of all weights, in bytes, from the file's metadata.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight_bytes: Option<u64>,
    /// Requests that the server works on at a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slots: Option<u64>,
    /// Whether the file holds no chat template, so that the server took a template of its own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub template_missing: bool,
    /// Whether a router had not loaded it when it was looked at.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_loaded: bool,
    /// The name of another model that the server says it used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_model: Option<String>,
    /// The most requests at a time that we sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<u32>,
    /// The most servers of one machine that we asked at the same time, this one included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub servers_at_once: Option<u32>,
    /// The machine, where the server stands on this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
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
            precision_from_name,
            parameters,
            weight_bytes,
            slots,
            template_missing,
            not_loaded,
            other_model,
            concurrency,
            servers_at_once,
            machine,
            endpoints,
        } = other;
        // A precision of the other one brings its own origin.
        self.precision_from_name = if precision.is_some() { precision_from_name } else { self.precision_from_name };
        self.engine = engine.or(self.engine.take());
        self.version = version.or(self.version.take());
        self.digest = digest.or(self.digest.take());
        self.precision = precision.or(self.precision.take());
        self.context_tokens = context_tokens.or(self.context_tokens);
        self.asked_context_tokens = asked_context_tokens.or(self.asked_context_tokens);
        self.bytes = bytes.or(self.bytes);
        self.gpu_bytes = gpu_bytes.or(self.gpu_bytes);
        self.drafts |= drafts;
        self.parameters = parameters.or(self.parameters);
        self.weight_bytes = weight_bytes.or(self.weight_bytes);
        self.slots = slots.or(self.slots);
        self.template_missing |= template_missing;
        self.not_loaded |= not_loaded;
        self.other_model = other_model.or(self.other_model.take());
        self.concurrency = concurrency.or(self.concurrency);
        self.servers_at_once = servers_at_once.or(self.servers_at_once);
        self.machine = machine.or(self.machine.take());
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
        [&mut self.engine, &mut self.version, &mut self.digest, &mut self.precision, &mut self.other_model]
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
        if self.template_missing {
            let text = format!(
                "The file of {name} holds no chat template, so the server wrote its prompts in a form that the model was probably not trained on."
            );
            found.push(("no-chat-template", text));
        }
        if let Some((slots, concurrency)) = self.slots.zip(self.concurrency).filter(|(slots, n)| u64::from(*n) > *slots)
        {
            let text = format!(
                "{name} was asked {concurrency} questions at a time and its server works on {slots}, so times to the first text hold waiting."
            );
            found.push(("fewer-slots", text));
        }
        found
    }

    /// Bits per weight with two decimals: the size of all weights over their number.
    #[must_use]
    pub fn bits_per_weight(&self) -> Option<f64> {
        let (bytes, parameters) = self.weight_bytes.zip(self.parameters)?;
        (parameters > 0).then(|| (bytes as f64 * 8.0 / parameters as f64 * 100.0).round() / 100.0)
    }

    /// What says that another file stands behind the name now than when `earlier` was seen; None where nothing does.
    #[must_use]
    pub fn exchanged(&self, earlier: &Self) -> Option<String> {
        fn pair<T: PartialEq + ToString>(old: &Option<T>, new: &Option<T>, what: &str) -> Option<String> {
            let (old, new) = old.as_ref().zip(new.as_ref()).filter(|(old, new)| old != new)?;
            Some(format!("{what} {} → {}", old.to_string(), new.to_string()))
        }
        pair(&earlier.digest, &self.digest, "digest")
            .or_else(|| pair(&earlier.weight_bytes, &self.weight_bytes, "bytes of weights"))
            .or_else(|| pair(&earlier.parameters, &self.parameters, "weights"))
            .or_else(|| pair(&earlier.precision, &self.precision, "precision"))
    }

    /// How much of the model lies outside of the GPU's memory, from 0 to 1; None when nobody said.
    #[must_use]
    pub fn share_on_cpu(&self) -> Option<f64> {
        let (bytes, gpu) = self.bytes.zip(self.gpu_bytes)?;
        (bytes > 0).then(|| bytes.saturating_sub(gpu) as f64 / bytes as f64)
    }
}

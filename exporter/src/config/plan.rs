//! The plan: what will be done, with every choice made. It is frozen in the run's row.

use std::collections::BTreeMap;

use analytics::canonical::canonical_json;
use analytics::digest::sha256_hex;
use analytics::ids::{JudgeId, ModelId, ProviderId, TaskId};
use analytics::snapshot::v1::ModelKind;
use serde::{Deserialize, Serialize};

use super::address::{self, Place};
use super::params::Params;

/// Everything that a run and its judging need.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What the run is about.
    pub scope: Scope,
    /// How to reach the providers.
    pub providers: BTreeMap<ProviderId, Provider>,
    /// What the suite of tasks is called. No part of the scope: a new name makes no new run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
}

/// What a run is about. Two plans of the same scope are the same run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scope {
    /// Tasks, by id.
    pub tasks: Vec<PlannedTask>,
    /// How often each model answers each task.
    pub repeats: u32,
    /// Models, in the order of the configuration.
    pub models: Vec<Model>,
    /// Judges, in the order of the configuration.
    pub judges: Vec<Judge>,
    /// A case is unscored when two judges differ by more than this on any dimension.
    pub disagreement_threshold: f64,
}

/// A version of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedTask {
    /// Id.
    pub id: TaskId,
    /// Digest of its file.
    pub sha256: String,
}

/// What kind of service a provider is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProviderKind {
    /// Baselines inside of this program.
    Builtin,
    /// Any server that speaks OpenAI's chat format.
    OpenaiCompatible,
    /// openrouter.ai.
    Openrouter,
    /// Ollama's own API.
    Ollama,
    /// LM Studio's own API.
    LmStudio,
}

impl ProviderKind {
    /// The name in files.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Builtin => "builtin",
            Self::OpenaiCompatible => "openai-compatible",
            Self::Openrouter => "openrouter",
            Self::Ollama => "ollama",
            Self::LmStudio => "lm-studio",
        }
    }
}

/// How to reach a provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provider {
    /// Id.
    pub id: ProviderId,
    /// Kind of service.
    pub kind: ProviderKind,
    /// Address, without a slash at the end; empty for `builtin`.
    pub base_url: String,
    /// Name of the environment variable that holds the key; empty when none is sent.
    pub api_key_env: String,
    /// Requests at a time, to begin with.
    pub concurrency: u32,
    /// The most requests at a time, where they may become more while all goes well; else it stays at `concurrency`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_concurrency: Option<u32>,
    /// Longest wait for a connection, in seconds.
    pub connect_timeout_s: u64,
    /// Longest wait for the first text, in seconds: a local server may have to load the model.
    pub first_token_timeout_s: u64,
    /// Longest time without text within a stream, in seconds. What only keeps the connection alive is no text.
    pub idle_timeout_s: u64,
    /// Longest time for a whole answer, in seconds; None for what follows from its limit on tokens: the longest wait for
    /// the first text, and a second for each token of a server of one's own, a fifth of one for each of a service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_timeout_s: Option<u64>,
    /// First wait before a request is tried again, in milliseconds; it doubles from there.
    pub backoff_ms: u64,
    /// Name of the field that limits the answer.
    pub token_limit_field: TokenLimitField,
    /// The machine that it shares with others, where the configuration names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_group: Option<String>,
    /// Providers of the same machine that may be asked at the same time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parallel_with: Vec<ProviderId>,
}

impl Provider {
    /// The machine that the server stands on, where it is one of one's own: this machine, or a host of one's own network.
    #[must_use]
    pub fn machine(&self) -> Option<String> {
        match address::place(&self.base_url) {
            Place::ThisMachine => Some("this machine".to_owned()),
            Place::OwnNetwork => reqwest::Url::parse(&self.base_url).ok()?.host_str().map(str::to_lowercase),
            Place::Elsewhere => None,
        }
    }

    /// Whether both stand on one machine, as far as their addresses tell.
    #[must_use]
    pub fn shares_machine_with(&self, other: &Self) -> bool {
        self.id != other.id && self.machine().is_some_and(|machine| other.machine() == Some(machine))
    }

    /// Whether the two are never asked at the same time: they share a machine and would spoil each other's times, unless
    /// the configuration says otherwise.
    #[must_use]
    pub fn takes_turns_with(&self, other: &Self) -> bool {
        let group = |provider: &Self| provider.host_group.clone().or_else(|| provider.machine());
        let allowed = self.parallel_with.contains(&other.id) || other.parallel_with.contains(&self.id);
        self.id != other.id && !allowed && group(self).is_some_and(|its| group(other) == Some(its))
    }

    /// Whether the server stands on this machine, as far as the address tells.
    #[must_use]
    pub fn is_local(&self) -> bool {
        address::place(&self.base_url) == Place::ThisMachine
    }

    /// The most requests at a time that there can be.
    #[must_use]
    pub fn ceiling(&self) -> u32 {
        self.max_concurrency.unwrap_or(self.concurrency).max(self.concurrency)
    }
}

/// What a server calls the limit on the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenLimitField {
    /// What most servers take.
    MaxTokens,
    /// What OpenAI asks for.
    MaxCompletionTokens,
}

/// A model to be evaluated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Id.
    pub id: ModelId,
    /// Name on pages.
    pub name: String,
    /// Language model or baseline.
    pub kind: ModelKind,
    /// Family.
    pub family: String,
    /// Who answers for it.
    pub provider: ProviderId,
    /// Kind of that provider.
    pub provider_kind: ProviderKind,
    /// The provider's name for it.
    pub provider_model: String,
    /// Id in the catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalog_model: Option<ModelId>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Parameters of its requests.
    pub params: Params,
    /// For a baseline, a digest of everything it answers, since its text is its only version; empty for a language model.
    pub answers_sha256: String,
    /// The model that this is a file of, such as a quantisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_of: Option<ModelId>,
}

/// A judge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judge {
    /// Id.
    pub id: JudgeId,
    /// Name on pages.
    pub name: String,
    /// Family of the judging model, or of the method.
    pub family: String,
    /// Version of the rubric or method.
    pub rubric_version: String,
    /// How it works.
    pub how: JudgeHow,
}

/// How a judge works.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JudgeHow {
    /// A program.
    Builtin {
        /// Name of the method.
        method: String,
    },
    /// A language model with the rubric.
    Model {
        /// Who answers for it.
        provider: ProviderId,
        /// The provider's name for it.
        provider_model: String,
        /// Parameters of its requests.
        params: Box<Params>,
        /// Limit on its reply in tokens, thinking included.
        max_tokens: u32,
    },
}

impl Judge {
    /// Names how the judge works, so that verdicts of another model or rubric are never taken for its own.
    #[must_use]
    pub fn key(&self) -> String {
        let how = canonical_json(&(&self.id, &self.rubric_version, &self.how)).unwrap_or_default();
        sha256_hex(how.as_bytes())
    }
}

impl Scope {
    /// Digest of the scope.
    ///
    /// # Errors
    /// Only when a number is not finite.
    pub fn sha256(&self) -> Result<String, serde_json::Error> {
        Ok(sha256_hex(canonical_json(self)?.as_bytes()))
    }
}

//! The detail file of a task: prompt, answers, verdicts.

use serde::{Deserialize, Serialize};

use super::ReviewDetail;
use crate::ids::{JudgeId, ModelId, SnapshotId, TaskId};
use crate::outcome::Outcome;
use crate::score::Marks;
use crate::units::PicoUsd;

/// Name of the format in a detail file.
pub const DETAIL_FORMAT: &str = "local-inference-machine/task-detail";

/// `tasks/<task>.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TaskDetail {
    /// Always `local-inference-machine/task-detail`.
    pub format: String,
    /// Always 1.
    pub version: u32,
    /// The snapshot.
    pub snapshot: SnapshotId,
    /// The task.
    pub task: TaskId,
    /// SHA-256 of the task file.
    pub task_sha256: String,
    /// The prompt as it was sent.
    pub prompt: String,
    /// The limit on the answer, in tokens.
    pub max_tokens: u32,
    /// What a good answer shows.
    pub expected_capabilities: Vec<String>,
    /// Cases, ordered by model and repeat.
    pub cases: Vec<CaseDetail>,
}

/// A case: one model's answer to the task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaseDetail {
    /// Hash of task, model, parameters and repeat.
    pub case: String,
    /// The model.
    pub model: ModelId,
    /// Repeat, from 0.
    pub repeat: u32,
    /// How it ended.
    pub outcome: Outcome,
    /// The answer; empty when there is none.
    pub answer: String,
    /// The thinking, where the provider sent it apart from the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thinking: Option<String>,
    /// Error of the last attempt, where it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The provider's word for why the answer ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_reason: Option<String>,
    /// Who served it behind a router, where the router said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<String>,
    /// Number of attempts.
    pub attempts: u32,
    /// Times of the attempt that counts.
    pub timing: Timing,
    /// Tokens of the attempt that counts.
    pub usage: Usage,
    /// What was billed for all attempts, in 10⁻¹² US dollars; null where nobody said.
    pub billed_pico_usd: Option<PicoUsd>,
    /// Verdicts, in the order of the judges.
    pub verdicts: Vec<VerdictDetail>,
    /// What people decided, oldest first: the last one counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<ReviewDetail>,
}

/// Times of an attempt, in milliseconds from the moment the request was written. Null where not measured.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Timing {
    /// First byte of the body.
    pub first_byte_ms: Option<f64>,
    /// First text, thinking included.
    pub first_text_ms: Option<f64>,
    /// First text of the answer itself.
    pub first_answer_ms: Option<f64>,
    /// Last text.
    pub last_text_ms: Option<f64>,
    /// End of the stream.
    pub total_ms: Option<f64>,
    /// The median gap between two arrivals of text; null for fewer than five arrivals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_gap_ms: Option<f64>,
    /// The gap that 99 % of the gaps do not exceed; null for fewer than five arrivals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p99_gap_ms: Option<f64>,
    /// Output tokens per second between first and last text, by our clock.
    pub decode_tok_per_s: Option<f64>,
    /// Output tokens per second, as the server reports them.
    pub server_decode_tok_per_s: Option<f64>,
    /// Prompt tokens per second, as the server reports them.
    pub server_prefill_tok_per_s: Option<f64>,
    /// Time that the server took to load the model, as it reports it.
    pub server_load_ms: Option<f64>,
    /// Time to the first token, as the server reports it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_first_text_ms: Option<f64>,
    /// Time for the whole answer, as the server reports it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_total_ms: Option<f64>,
}

/// Tokens as the provider counted them. Null where it did not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Usage {
    /// Tokens of the prompt, cached ones included.
    pub prompt_tokens: Option<u64>,
    /// Tokens of the answer, thinking included.
    pub completion_tokens: Option<u64>,
    /// Tokens of the thinking, where counted apart.
    pub thinking_tokens: Option<u64>,
    /// Tokens of the prompt that came from a cache.
    pub cached_tokens: Option<u64>,
    /// Tokens of the prompt that were written to a cache.
    pub cache_write_tokens: Option<u64>,
}

/// A judge's verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerdictDetail {
    /// The judge.
    pub judge: JudgeId,
    /// Whether the judge is a language model of the judged model's own family.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own_family: bool,
    /// Correctness, completeness, quality; null when the verdict could not be read.
    pub marks: Option<Marks>,
    /// The judge's reasons.
    pub rationale: String,
    /// The judge's text, kept where it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<String>,
    /// When it was given, RFC 3339 in UTC.
    pub judged_at: String,
}

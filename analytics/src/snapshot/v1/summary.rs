//! The summary: what every page needs, with every mark, so that a browser can recompute every score.

use serde::{Deserialize, Serialize};

use super::{ModelResult, Published, Reviews, ServingManifest, Statistics};
use crate::category::Category;
use crate::ids::{JudgeId, ModelId, ProviderId, SnapshotId, TaskId};
use crate::outcome::{Ending, Outcome};
use crate::score::{Marks, ScoringRule};
use crate::units::PicoUsd;

/// Name of the format in a summary.
pub const SUMMARY_FORMAT: &str = "local-inference-machine/summary";
/// Name of the suite that this project publishes: `data/tasks/`.
pub const STANDARD_SUITE: &str = "standard";
/// Version of the format.
pub const VERSION: u32 = 1;

/// `summary.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Summary {
    /// Always `local-inference-machine/summary`.
    pub format: String,
    /// Always 1.
    pub version: u32,
    /// The snapshot's id; also its folder.
    pub id: SnapshotId,
    /// Title on pages.
    pub title: String,
    /// When the newest row of it was written, RFC 3339 in UTC; for published aggregates the day they were read.
    pub created_at: String,
    /// Where the figures come from.
    pub provenance: Provenance,
    /// What wrote the file.
    pub generator: Generator,
    /// Name of the suite that the tasks belong to; absent where nobody named it, as in snapshots of older exporters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
    /// Tasks, ordered by id.
    pub tasks: Vec<TaskSummary>,
    /// Models, ordered by id.
    pub models: Vec<ModelSummary>,
    /// Judges, in the order of the configuration.
    pub judges: Vec<JudgeSummary>,
    /// How marks become scores.
    pub scoring: Scoring,
    /// One entry per case: columns of equal length, ordered by model, task, repeat.
    pub cases: Cases,
    /// One entry per verdict: columns of equal length, ordered by case and judge.
    pub verdicts: Verdicts,
    /// One entry per case that a person has decided: columns of equal length, ordered by case.
    #[serde(default, skip_serializing_if = "Reviews::is_empty")]
    pub reviews: Reviews,
    /// Computed from the columns above: one entry per model, in the order of `models`.
    pub results: Vec<ModelResult>,
    /// Intervals, places, agreement and bias, computed from the same columns; absent for aggregates and in
    /// snapshots written by older exporters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistics: Option<Box<Statistics>>,
    /// What the published page says besides, for a snapshot of published aggregates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Box<Published>>,
    /// What a reader must know before believing a figure.
    pub warnings: Vec<Warning>,
    /// The detail files.
    pub files: Vec<FileDigest>,
    /// SHA-256 over tasks, models, judges, answers and marks without any clock: equal results give equal digests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub results_sha256: Option<String>,
}

/// Where a snapshot's figures come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Provenance {
    /// Kind of origin.
    pub kind: ProvenanceKind,
    /// In one sentence, as pages show it.
    pub statement: String,
    /// Sources, where the figures were published elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// Id of the run, where the figures come from one; absent in snapshots of older exporters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_id: Option<String>,
}

/// Kind of origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ProvenanceKind {
    /// Built from the rows of a run: every figure can be recomputed.
    Run,
    /// Means and tables that somebody published, without the cases behind them.
    PublishedAggregates,
}

/// What wrote a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Generator {
    /// Name of the program, or `hand` for a file written by a person.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// A task as the leaderboard needs it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TaskSummary {
    /// Id.
    pub id: TaskId,
    /// Version of the task's definition.
    pub version: u32,
    /// Title.
    pub title: String,
    /// Category.
    pub category: Category,
    /// 1 (trivial) to 5 (hard for an expert).
    pub difficulty: u8,
    /// Made up, or taken from somebody's work.
    pub origin: Origin,
    /// Tags.
    pub tags: Vec<String>,
}

/// Where a task comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Origin {
    /// Written to cover a category.
    Generic,
    /// Modelled on work that somebody really had to do.
    RealWorld,
}

/// What answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ModelKind {
    /// A language model.
    LanguageModel,
    /// A deterministic program that reads the prompt: the floor of the leaderboard, not a language model.
    Baseline,
}

/// A model as the leaderboard needs it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelSummary {
    /// Id.
    pub id: ModelId,
    /// Name on pages.
    pub name: String,
    /// Language model or baseline.
    pub kind: ModelKind,
    /// Family: a judge of the same family is flagged.
    pub family: String,
    /// Who answered for it.
    pub provider: ProviderId,
    /// The provider's name for it.
    pub provider_model: String,
    /// Id in the catalogue, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalog_model: Option<ModelId>,
    /// What a reader must know, in one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The model that this is a file of, such as one of its quantisations: models with the same are variants of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_of: Option<ModelId>,
    /// How it was served, for a language model of a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serving: Option<ServingManifest>,
}

/// How a judge works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum JudgeKind {
    /// A language model with a rubric.
    LanguageModel,
    /// A program: the task's own checks, or the coverage of its expected capabilities.
    Builtin,
}

/// A judge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JudgeSummary {
    /// Id.
    pub id: JudgeId,
    /// Name on pages.
    pub name: String,
    /// How it works.
    pub kind: JudgeKind,
    /// Family of the judging model, or of the method.
    pub family: String,
    /// The provider's name for the judging model, or the method.
    pub provider_model: String,
    /// Version of the rubric or method.
    pub rubric_version: String,
}

/// How marks become scores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Scoring {
    /// The best mark.
    pub mark_max: u8,
    /// A case is unscored when two judges differ by more than this on any dimension.
    pub disagreement_threshold: f64,
    /// Which cases count; absent where only complete answers do, as in snapshots of older exporters.
    #[serde(default, skip_serializing_if = "ScoringRule::is_older")]
    pub rule: ScoringRule,
}

/// Columns over cases. `model` and `task` are positions in the summary's lists.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cases {
    /// Position of the model.
    pub model: Vec<u32>,
    /// Position of the task.
    pub task: Vec<u32>,
    /// Repeat, from 0.
    pub repeat: Vec<u32>,
    /// How it ended.
    pub outcome: Vec<Outcome>,
    /// Request to end of answer, in milliseconds; null where not measured.
    pub total_ms: Vec<Option<u64>>,
    /// Request to first text, in milliseconds; null where not measured.
    pub first_text_ms: Vec<Option<u64>>,
    /// Tokens of the prompt as the provider counted them; null where it did not.
    pub prompt_tokens: Vec<Option<u64>>,
    /// Tokens of the answer, thinking included, as the provider counted them; null where it did not.
    pub completion_tokens: Vec<Option<u64>>,
    /// What was billed for all attempts, in 10⁻¹² US dollars; null where nobody said.
    pub billed_pico_usd: Vec<Option<PicoUsd>>,
    /// Characters of the answer without white space at its ends: 0 leaves nothing to judge. Empty in snapshots of older
    /// exporters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answer_chars: Vec<u32>,
    /// For an answer that was cut: how often its last part stands there in a row, where it repeats without end; else 0.
    /// Empty in snapshots of older exporters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeats: Vec<u32>,
}

impl Cases {
    /// How a case ended. Where nobody counted its characters there is text.
    #[must_use]
    pub fn ending(&self, case: usize) -> Ending {
        let outcome = self.outcome.get(case).copied().unwrap_or(Outcome::NotRun);
        Ending { outcome, has_text: self.answer_chars.get(case).is_none_or(|chars| *chars > 0) }
    }

    /// Whether the answer was cut while it repeated itself.
    #[must_use]
    pub fn repeats_without_end(&self, case: usize) -> bool {
        self.repeats.get(case).is_some_and(|times| *times > 0)
    }

    /// How a case ended in words: the outcome, and what is seen of an answer that was cut.
    #[must_use]
    pub fn ending_label(&self, case: usize) -> &'static str {
        let outcome = self.outcome.get(case).copied().unwrap_or(Outcome::NotRun);
        if self.repeats_without_end(case) { "cut: repeats without end" } else { outcome.label() }
    }

    /// Number of cases.
    #[must_use]
    pub fn len(&self) -> usize {
        self.model.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.model.is_empty()
    }
}

/// Columns over verdicts. `case` and `judge` are positions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verdicts {
    /// Position of the case.
    pub case: Vec<u32>,
    /// Position of the judge.
    pub judge: Vec<u32>,
    /// Correctness, completeness, quality; null when the verdict could not be read.
    pub marks: Vec<Option<Marks>>,
}

/// Something a reader must know before believing a figure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Warning {
    /// Short name of the kind of warning, such as `baseline`.
    pub code: String,
    /// What it is about: an id, or empty for the whole snapshot.
    pub subject: String,
    /// In one sentence.
    pub text: String,
}

/// A file of the snapshot with its checksum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileDigest {
    /// Path relative to the snapshot's folder, with `/`.
    pub path: String,
    /// SHA-256, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}

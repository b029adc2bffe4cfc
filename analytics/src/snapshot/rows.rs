//! The rows of a database that a snapshot is built from, free of any database.

use super::v1::{JudgeSummary, ModelSummary, Origin, ReviewDetail, Scoring, Timing, Usage, Warning};
use crate::category::Category;
use crate::ids::{JudgeId, ModelId, SnapshotId, TaskId};
use crate::outcome::Outcome;
use crate::score::Marks;
use crate::units::PicoUsd;

/// What the caller says of the snapshot.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// Id; also its folder.
    pub id: SnapshotId,
    /// Title.
    pub title: String,
    /// Where the figures come from, in one sentence.
    pub statement: String,
    /// Version of the program that writes it.
    pub generator_version: String,
    /// Id of the run.
    pub run_id: Option<String>,
    /// Name of the suite.
    pub suite: Option<String>,
}

/// All rows of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// Tasks.
    pub tasks: Vec<TaskRow>,
    /// Models.
    pub models: Vec<ModelSummary>,
    /// Judges, in the order of the configuration.
    pub judges: Vec<JudgeSummary>,
    /// How marks become scores.
    pub scoring: Scoring,
    /// Cases: every case of the plan, also those that nobody ran.
    pub cases: Vec<CaseRow>,
    /// Warnings stored with the run.
    pub warnings: Vec<Warning>,
}

/// A task.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskRow {
    /// Id.
    pub id: TaskId,
    /// Version of the definition.
    pub version: u32,
    /// Title.
    pub title: String,
    /// Category.
    pub category: Category,
    /// 1 to 5.
    pub difficulty: u8,
    /// Made up, or from somebody's work.
    pub origin: Origin,
    /// Tags.
    pub tags: Vec<String>,
    /// SHA-256 of the task file.
    pub sha256: String,
    /// The prompt.
    pub prompt: String,
    /// Limit on the answer, in tokens.
    pub max_tokens: u32,
    /// What a good answer shows.
    pub expected_capabilities: Vec<String>,
}

/// A case with the attempt that counts.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRow {
    /// Hash of task, model, parameters and repeat.
    pub case: String,
    /// The model.
    pub model: ModelId,
    /// The task.
    pub task: TaskId,
    /// Repeat, from 0.
    pub repeat: u32,
    /// How it ended.
    pub outcome: Outcome,
    /// The answer; empty when there is none.
    pub answer: String,
    /// The thinking, where it came apart from the answer.
    pub thinking: Option<String>,
    /// Error of the last attempt.
    pub error: Option<String>,
    /// The provider's word for the end.
    pub finish_reason: Option<String>,
    /// Who served it behind a router.
    pub upstream: Option<String>,
    /// Number of attempts.
    pub attempts: u32,
    /// Times.
    pub timing: Timing,
    /// Tokens.
    pub usage: Usage,
    /// Bill over all attempts.
    pub billed: Option<PicoUsd>,
    /// When the attempt that counts ended, RFC 3339 in UTC; None when nobody ran it.
    pub finished_at: Option<String>,
    /// Verdicts, any number per judge: the newest of each judge counts.
    pub verdicts: Vec<VerdictRow>,
    /// What people decided about the answer, oldest first: the last one counts, and without marks nothing is decided.
    pub reviews: Vec<ReviewDetail>,
}

/// A verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct VerdictRow {
    /// The judge.
    pub judge: JudgeId,
    /// The marks; None when unreadable.
    pub marks: Option<Marks>,
    /// Reasons.
    pub rationale: String,
    /// The judge's text, where it could not be read.
    pub unreadable: Option<String>,
    /// When, RFC 3339 in UTC.
    pub judged_at: String,
}

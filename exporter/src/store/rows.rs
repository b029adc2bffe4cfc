//! Rows as the rest of the program hands them over and gets them back.

use std::collections::HashMap;

use analytics::outcome::Outcome;
use analytics::score::Marks;
use analytics::snapshot::v1::{Timing, Usage, Warning};
use analytics::units::PicoUsd;

/// A run with everything that its row freezes.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// The run.
    pub run: RunRecord,
    /// Its tasks.
    pub tasks: Vec<TaskRecord>,
    /// Its cases.
    pub cases: Vec<CaseRecord>,
    /// Its warnings.
    pub warnings: Vec<Warning>,
}

/// A row of `run_starts`.
#[derive(Debug, Clone)]
pub struct NewRunStart {
    /// The run.
    pub run_id: String,
    /// How its providers are reached from now on.
    pub providers_json: String,
}

/// A row of `runs`.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRecord {
    /// Id, a ULID.
    pub id: String,
    /// When.
    pub created_at: i64,
    /// Version of this program.
    pub generator_version: String,
    /// Digest of the scope.
    pub scope_sha256: String,
    /// The plan.
    pub plan_json: String,
}

/// A row of `tasks`.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskRecord {
    /// Digest of the file.
    pub sha256: String,
    /// Id.
    pub task_id: String,
    /// Version.
    pub version: i64,
    /// Text of the file.
    pub source: String,
}

/// A row of `cases` with its place in the run.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRecord {
    /// Hash of `identity_json`.
    pub id: String,
    /// Digest of the task's file.
    pub task_sha256: String,
    /// What the hash is made of.
    pub identity_json: String,
    /// The model's name in the run.
    pub model_id: String,
    /// The task's name.
    pub task_id: String,
    /// Repeat, from 0.
    pub repeat: i64,
}

/// A row of `attempts`, written before the request is sent.
#[derive(Debug, Clone)]
pub struct NewAttempt {
    /// Id, a ULID.
    pub id: String,
    /// The case.
    pub case_id: String,
    /// The run that asked.
    pub run_id: String,
    /// From 1, over all runs.
    pub number: i64,
    /// When.
    pub started_at: i64,
}

/// A row of `attempt_results`.
#[derive(Debug, Clone)]
pub struct AttemptResult {
    /// The attempt.
    pub attempt_id: String,
    /// When.
    pub finished_at: i64,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether the case is done with it.
    pub settled: bool,
    /// The answer; may be a part of one.
    pub answer: String,
    /// Thinking apart from it.
    pub thinking: Option<String>,
    /// The provider's word for the end.
    pub finish_reason: Option<String>,
    /// Who served it.
    pub upstream: Option<String>,
    /// The model that the server says it used.
    pub served_model: Option<String>,
    /// The provider's id of the answer.
    pub generation_id: Option<String>,
    /// HTTP status.
    pub http_status: Option<u16>,
    /// Tokens.
    pub usage: Usage,
    /// Times.
    pub timing: Timing,
    /// Bill.
    pub billed: Option<PicoUsd>,
    /// What went wrong.
    pub error: Option<String>,
    /// The end of what the server sent.
    pub raw: Option<String>,
}

/// A row of `verdict_attempts`.
#[derive(Debug, Clone)]
pub struct NewVerdictAttempt {
    /// Id, a ULID.
    pub id: String,
    /// The attempt whose answer is judged.
    pub attempt_id: String,
    /// How the judge works.
    pub judge_key: String,
    /// The run that asked.
    pub run_id: String,
    /// From 1, over all runs.
    pub number: i64,
    /// When.
    pub started_at: i64,
}

/// A row of `verdict_attempt_results`: the same columns, with the reply in the place of the answer.
#[derive(Debug, Clone)]
pub struct VerdictAttemptResult(pub AttemptResult);

/// A row of `verdicts`.
#[derive(Debug, Clone, PartialEq)]
pub struct VerdictRecord {
    /// Id, a ULID.
    pub id: String,
    /// The attempt whose answer is judged.
    pub attempt_id: String,
    /// The run that asked.
    pub run_id: String,
    /// The judge's name in that run.
    pub judge_id: String,
    /// How it works.
    pub judge_key: String,
    /// Version of rubric or method.
    pub rubric_version: String,
    /// Marks, if they could be read.
    pub marks: Option<Marks>,
    /// Whether a mark was written as a text or a decimal number.
    pub coerced: bool,
    /// Reasons.
    pub rationale: String,
    /// The text that could not be read.
    pub unreadable: Option<String>,
    /// When.
    pub judged_at: i64,
}

/// What a case of a run has come to, without any text.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseState {
    /// The case.
    pub case_id: String,
    /// The model's name in the run.
    pub model_id: String,
    /// The task's name.
    pub task_id: String,
    /// Repeat.
    pub repeat: i64,
    /// Number of attempts, those without a result included.
    pub attempts: i64,
    /// The attempt that counts, with how it ended and whether the case is done with it.
    pub counted: Option<(String, Outcome, bool)>,
}

impl CaseState {
    /// How the case ended so far.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.counted.as_ref().map_or(Outcome::NotRun, |(_, outcome, _)| *outcome)
    }

    /// Whether no further attempt is needed.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.counted.as_ref().is_some_and(|(_, _, settled)| *settled)
    }

    /// The attempt whose answer judges can mark: a complete one, or one that was cut after some text.
    #[must_use]
    pub fn to_judge(&self, cut: &HashMap<String, Cut>) -> Option<&str> {
        match &self.counted {
            Some((attempt, Outcome::Answered, true)) => Some(attempt),
            Some((attempt, Outcome::Truncated, true)) if cut.get(attempt)?.has_text => Some(attempt),
            _ => None,
        }
    }
}

/// What is seen of an answer that was cut at its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// Whether there is any text to judge.
    pub has_text: bool,
    /// How often its last part stands there in a row; 0 where it does not repeat without end.
    pub repeats: u32,
}

/// What a case of a run has come to: the attempt that counts, or none yet.
#[derive(Debug, Clone)]
pub struct AnswerRow {
    /// The case.
    pub case_id: String,
    /// The model's name in the run.
    pub model_id: String,
    /// The task's name.
    pub task_id: String,
    /// Repeat.
    pub repeat: i64,
    /// Number of attempts, those without a result included.
    pub attempts: i64,
    /// Sum over all attempts; None as soon as one is unknown.
    pub billed: Option<PicoUsd>,
    /// The attempt that counts: the last settled one, else the last with a result.
    pub counted: Option<AttemptResult>,
}

impl AnswerRow {
    /// How the case ended so far.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.counted.as_ref().map_or(Outcome::NotRun, |counted| counted.outcome)
    }

    /// Whether no further attempt is needed.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.counted.as_ref().is_some_and(|counted| counted.settled)
    }
}

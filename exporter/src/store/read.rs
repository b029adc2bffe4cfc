//! The SELECT statements.

use std::collections::{BTreeMap, HashMap, HashSet};

use analytics::outcome::Outcome;
use analytics::score::{Mark, Marks};
use analytics::snapshot::v1::Warning;
use analytics::units::PicoUsd;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::error::StoreError;
use super::open::Store;
use super::rows::{AnswerRow, AttemptResult, RunRecord, TaskRecord, VerdictRecord};
use crate::provider::usage::LARGEST_BILL;

const RUN: &str = "id, created_at, generator_version, scope_sha256, plan_json";

impl Store {
    /// The newest run of this scope.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn run_of_scope(&self, scope_sha256: &str) -> Result<Option<RunRecord>, StoreError> {
        let sql = format!("SELECT {RUN} FROM runs WHERE scope_sha256 = $1 ORDER BY created_at DESC, id DESC LIMIT 1");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(scope_sha256).fetch_optional(&self.pool).await;
        row.map_err(|error| self.refused(&error))?.as_ref().map(run_record).transpose()
    }

    /// All runs, the one that was started last first.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn runs(&self) -> Result<Vec<RunRecord>, StoreError> {
        let sql = format!(
            "SELECT {RUN} FROM runs ORDER BY COALESCE((SELECT MAX(run_starts.started_at) FROM run_starts \
             WHERE run_starts.run_id = runs.id), created_at) DESC, id DESC"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&self.pool).await;
        rows.map_err(|error| self.refused(&error))?.iter().map(run_record).collect()
    }

    /// How the providers of a run were reached at its newest start; None when no start has noted it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn newest_providers_of(&self, run_id: &str) -> Result<Option<String>, StoreError> {
        let row = sqlx::query(
            "SELECT providers_json FROM run_starts WHERE run_id = $1 AND providers_json IS NOT NULL \
             ORDER BY started_at DESC, id DESC LIMIT 1",
        )
        .bind(run_id)
        .fetch_optional(&self.pool)
        .await
        .map_err(|error| self.refused(&error))?;
        row.as_ref().map(|row| get(row, "providers_json")).transpose()
    }

    /// The cases that have a result already, from any run.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn settled_cases(&self) -> Result<HashSet<String>, StoreError> {
        let rows = sqlx::query(
            "SELECT DISTINCT attempts.case_id FROM attempts JOIN attempt_results \
             ON attempt_results.attempt_id = attempts.id WHERE attempt_results.settled <> 0",
        )
        .fetch_all(&self.pool)
        .await
        .map_err(|error| self.refused(&error))?;
        rows.iter().map(|row| get(row, "case_id")).collect()
    }

    /// The tasks of a run, by id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn tasks_of(&self, run_id: &str) -> Result<Vec<TaskRecord>, StoreError> {
        let rows = sqlx::query(
            "SELECT sha256, task_id, version, source FROM tasks WHERE sha256 IN (SELECT cases.task_sha256 FROM cases \
             JOIN run_cases ON run_cases.case_id = cases.id WHERE run_cases.run_id = $1) ORDER BY task_id",
        )
        .bind(run_id)
        .fetch_all(&self.pool)
        .await
        .map_err(|error| self.refused(&error))?;
        rows.iter()
            .map(|row| {
                Ok(TaskRecord {
                    sha256: get(row, "sha256")?,
                    task_id: get(row, "task_id")?,
                    version: get(row, "version")?,
                    source: get(row, "source")?,
                })
            })
            .collect()
    }

    /// What every case of a run has come to, by model, task and repeat: every answer at once.
    ///
    /// # Errors
    /// When the database refuses or a row cannot be read.
    pub async fn answers_of(&self, run_id: &str) -> Result<Vec<AnswerRow>, StoreError> {
        self.answers(run_id, None).await
    }

    /// The same of one task.
    ///
    /// # Errors
    /// As [`Self::answers_of`].
    pub async fn answers_of_task(&self, run_id: &str, task_id: &str) -> Result<Vec<AnswerRow>, StoreError> {
        self.answers(run_id, Some(task_id)).await
    }

    async fn answers(&self, run_id: &str, task_id: Option<&str>) -> Result<Vec<AnswerRow>, StoreError> {
        let rows = self
            .of_run(
                "SELECT run_cases.case_id, run_cases.model_id, run_cases.task_id, run_cases.repeat_number, attempts.id AS journal_id, \
                 attempt_results.finished_at, attempt_results.outcome, attempt_results.settled, attempt_results.answer, \
                 attempt_results.thinking, attempt_results.finish_reason, attempt_results.upstream, attempt_results.served_model, \
                 attempt_results.generation_id, attempt_results.http_status, attempt_results.usage_json, attempt_results.timing_json, \
                 attempt_results.billed_pico_usd, attempt_results.error FROM run_cases LEFT JOIN attempts ON attempts.case_id = run_cases.case_id \
                 LEFT JOIN attempt_results ON attempt_results.attempt_id = attempts.id",
                "run_cases.model_id, run_cases.task_id, run_cases.repeat_number, run_cases.case_id, attempts.number, \
                 attempts.started_at, attempts.id",
                run_id,
                task_id,
            )
            .await?;
        let mut answers: Vec<AnswerRow> = Vec::new();
        for row in &rows {
            let case_id: String = get(row, "case_id")?;
            if answers.last().is_none_or(|last| last.case_id != case_id) {
                answers.push(AnswerRow {
                    case_id,
                    model_id: get(row, "model_id")?,
                    task_id: get(row, "task_id")?,
                    repeat: get(row, "repeat_number")?,
                    attempts: 0,
                    billed: Some(PicoUsd(0)),
                    counted: None,
                });
            }
            let Some(answer) = answers.last_mut() else { continue };
            let Some(attempt_id) = get::<Option<String>>(row, "journal_id")? else {
                answer.billed = None;
                continue;
            };
            answer.attempts += 1;
            match attempt_result(row, attempt_id)? {
                None => answer.billed = None,
                Some(result) => {
                    answer.billed = answer.billed.zip(result.billed).and_then(|(sum, bill)| sum.checked_add(bill));
                    // A settled attempt is never displaced by one that is not.
                    if result.settled || !answer.is_settled() {
                        answer.counted = Some(result);
                    }
                }
            }
        }
        Ok(answers)
    }

    /// Verdicts on the answers of a run, by attempt, oldest first.
    ///
    /// # Errors
    /// When the database refuses or a row cannot be read.
    pub async fn verdicts_of(&self, run_id: &str) -> Result<HashMap<String, Vec<VerdictRecord>>, StoreError> {
        self.verdicts(run_id, None).await
    }

    /// The same of one task.
    ///
    /// # Errors
    /// As [`Self::verdicts_of`].
    pub async fn verdicts_of_task(
        &self,
        run_id: &str,
        task_id: &str,
    ) -> Result<HashMap<String, Vec<VerdictRecord>>, StoreError> {
        self.verdicts(run_id, Some(task_id)).await
    }

    async fn verdicts(
        &self,
        run_id: &str,
        task_id: Option<&str>,
    ) -> Result<HashMap<String, Vec<VerdictRecord>>, StoreError> {
        let rows = self
            .of_run(
                "SELECT verdicts.* FROM run_cases JOIN attempts ON attempts.case_id = run_cases.case_id \
                 JOIN verdicts ON verdicts.attempt_id = attempts.id",
                "verdicts.attempt_id, verdicts.judge_key, verdicts.judged_at, verdicts.id",
                run_id,
                task_id,
            )
            .await?;
        let mut verdicts: HashMap<String, Vec<VerdictRecord>> = HashMap::new();
        for row in &rows {
            let verdict = verdict(row)?;
            verdicts.entry(verdict.attempt_id.clone()).or_default().push(verdict);
        }
        Ok(verdicts)
    }

    /// How many calls to judges were begun, by attempt and judge key.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn verdict_attempts_of(&self, run_id: &str) -> Result<HashMap<(String, String), i64>, StoreError> {
        let rows = sqlx::query(
            "SELECT verdict_attempts.attempt_id, verdict_attempts.judge_key, COUNT(*) AS n FROM run_cases \
             JOIN attempts ON attempts.case_id = run_cases.case_id \
             JOIN verdict_attempts ON verdict_attempts.attempt_id = attempts.id WHERE run_cases.run_id = $1 \
             GROUP BY verdict_attempts.attempt_id, verdict_attempts.judge_key",
        )
        .bind(run_id)
        .fetch_all(&self.pool)
        .await
        .map_err(|error| self.refused(&error))?;
        rows.iter().map(|row| Ok(((get(row, "attempt_id")?, get(row, "judge_key")?), get(row, "n")?))).collect()
    }

    /// Whether any case of a run has a result.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn has_settled(&self, run_id: &str) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT 1 AS found FROM run_cases JOIN attempts ON attempts.case_id = run_cases.case_id \
             JOIN attempt_results ON attempt_results.attempt_id = attempts.id \
             WHERE run_cases.run_id = $1 AND attempt_results.settled <> 0 LIMIT 1",
        )
        .bind(run_id)
        .fetch_optional(&self.pool)
        .await
        .map_err(|error| self.refused(&error))?;
        Ok(row.is_some())
    }

    /// Rows that hang on the cases of a run, or of one of its tasks.
    pub(super) async fn of_run(
        &self,
        select: &str,
        order: &str,
        run_id: &str,
        task_id: Option<&str>,
    ) -> Result<Vec<SqliteRow>, StoreError> {
        let of_task = if task_id.is_some() { " AND run_cases.task_id = $2" } else { "" };
        let sql = format!("{select} WHERE run_cases.run_id = $1{of_task} ORDER BY {order}");
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(run_id);
        if let Some(task_id) = task_id {
            query = query.bind(task_id);
        }
        query.fetch_all(&self.pool).await.map_err(|error| self.refused(&error))
    }

    /// The warnings of a run.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn warnings_of(&self, run_id: &str) -> Result<Vec<Warning>, StoreError> {
        let rows =
            sqlx::query("SELECT code, subject, text FROM warnings WHERE run_id = $1 ORDER BY code, subject, text")
                .bind(run_id)
                .fetch_all(&self.pool)
                .await
                .map_err(|error| self.refused(&error))?;
        rows.iter()
            .map(|row| Ok(Warning { code: get(row, "code")?, subject: get(row, "subject")?, text: get(row, "text")? }))
            .collect()
    }

    /// How many cases each run has.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn case_counts(&self) -> Result<BTreeMap<String, i64>, StoreError> {
        let rows = sqlx::query("SELECT run_id, COUNT(*) AS n FROM run_cases GROUP BY run_id")
            .fetch_all(&self.pool)
            .await
            .map_err(|error| self.refused(&error))?;
        rows.iter().map(|row| Ok((get(row, "run_id")?, get(row, "n")?))).collect()
    }
}

fn unreadable(error: sqlx::Error) -> StoreError {
    StoreError::Row(error.to_string())
}

pub(super) fn get<'r, T>(row: &'r SqliteRow, column: &str) -> Result<T, StoreError>
where
    T: sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
{
    row.try_get(column).map_err(unreadable)
}

fn run_record(row: &SqliteRow) -> Result<RunRecord, StoreError> {
    Ok(RunRecord {
        id: get(row, "id")?,
        created_at: get(row, "created_at")?,
        generator_version: get(row, "generator_version")?,
        scope_sha256: get(row, "scope_sha256")?,
        plan_json: get(row, "plan_json")?,
    })
}

fn attempt_result(row: &SqliteRow, attempt_id: String) -> Result<Option<AttemptResult>, StoreError> {
    let Some(outcome) = get::<Option<String>>(row, "outcome")? else { return Ok(None) };
    let outcome = Outcome::from_slug(&outcome)
        .ok_or_else(|| StoreError::Row(format!("{outcome:?} is no outcome (attempt {attempt_id})")))?;
    Ok(Some(AttemptResult {
        attempt_id,
        finished_at: get(row, "finished_at")?,
        outcome,
        settled: get::<i64>(row, "settled")? != 0,
        answer: get(row, "answer")?,
        thinking: get(row, "thinking")?,
        finish_reason: get(row, "finish_reason")?,
        upstream: get(row, "upstream")?,
        served_model: get(row, "served_model")?,
        generation_id: get(row, "generation_id")?,
        http_status: get::<Option<i64>>(row, "http_status")?.and_then(|status| u16::try_from(status).ok()),
        usage: serde_json::from_str(&get::<String>(row, "usage_json")?)?,
        timing: serde_json::from_str(&get::<String>(row, "timing_json")?)?,
        // Older databases hold bills that no call can have.
        billed: get::<Option<i64>>(row, "billed_pico_usd")?
            .and_then(|billed| u64::try_from(billed).ok())
            .map(PicoUsd)
            .filter(|billed| *billed <= LARGEST_BILL),
        error: get(row, "error")?,
        // Evidence for a person with a database browser; no phase reads it back.
        raw: None,
    }))
}

/// The three marks of a row; None where they are missing.
pub(super) fn marks(row: &SqliteRow) -> Result<Option<Marks>, StoreError> {
    let mark = |column: &str| -> Result<Option<Mark>, StoreError> {
        let Some(value) = get::<Option<i64>>(row, column)? else { return Ok(None) };
        let mark = u8::try_from(value).ok().and_then(|value| Mark::try_from(value).ok());
        mark.map(Some).ok_or_else(|| StoreError::Row(format!("{value} is no mark")))
    };
    Ok(match (mark("correctness")?, mark("completeness")?, mark("quality")?) {
        (Some(correctness), Some(completeness), Some(quality)) => Some(Marks::new(correctness, completeness, quality)),
        _ => None,
    })
}

fn verdict(row: &SqliteRow) -> Result<VerdictRecord, StoreError> {
    Ok(VerdictRecord {
        id: get(row, "id")?,
        attempt_id: get(row, "attempt_id")?,
        run_id: get(row, "run_id")?,
        judge_id: get(row, "judge_id")?,
        judge_key: get(row, "judge_key")?,
        rubric_version: get(row, "rubric_version")?,
        marks: marks(row)?,
        coerced: get::<i64>(row, "coerced")? != 0,
        rationale: get(row, "rationale")?,
        unreadable: get(row, "unreadable")?,
        judged_at: get(row, "judged_at")?,
    })
}

//! The INSERT statements, and the methods that send rows to the writer.

use analytics::snapshot::v1::Warning;
use sqlx::SqliteConnection;
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments};

use super::error::StoreError;
use super::open::Store;
use super::rows::{
    AttemptResult, NewAttempt, NewRun, NewRunStart, NewVerdictAttempt, VerdictAttemptResult, VerdictRecord,
};
use super::text::{evidence, storable, storable_or_none};
use super::writer::Write;
use crate::clock::now_ms;

impl Store {
    /// Stores a run with its tasks, cases and warnings.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_run(&self, run: NewRun) -> Result<(), StoreError> {
        self.writer.write(Write::Run(Box::new(run))).await
    }

    /// Notes that somebody starts the run or goes on with it: it is the current one now, and its providers are reached
    /// in this way.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_run_start(&self, start: NewRunStart) -> Result<(), StoreError> {
        self.writer.write(Write::RunStart(start)).await
    }

    /// Journals an attempt; the request may be sent once this returns.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_attempt(&self, attempt: NewAttempt) -> Result<(), StoreError> {
        self.writer.write(Write::Attempt(attempt)).await
    }

    /// Stores how an attempt ended.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_attempt_result(&self, result: AttemptResult) -> Result<(), StoreError> {
        self.writer.write(Write::AttemptResult(Box::new(result))).await
    }

    /// Journals a call to a judge.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_verdict_attempt(&self, attempt: NewVerdictAttempt) -> Result<(), StoreError> {
        self.writer.write(Write::VerdictAttempt(attempt)).await
    }

    /// Stores how a call to a judge ended.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_verdict_attempt_result(&self, result: VerdictAttemptResult) -> Result<(), StoreError> {
        self.writer.write(Write::VerdictAttemptResult(Box::new(result))).await
    }

    /// Stores a verdict.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_verdict(&self, verdict: VerdictRecord) -> Result<(), StoreError> {
        self.writer.write(Write::Verdict(Box::new(verdict))).await
    }
}

pub(super) async fn run(connection: &mut SqliteConnection, new: &NewRun) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO runs (id, created_at, generator_version, scope_sha256, plan_json) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(&new.run.id)
    .bind(new.run.created_at)
    .bind(&new.run.generator_version)
    .bind(&new.run.scope_sha256)
    .bind(&new.run.plan_json)
    .execute(&mut *connection)
    .await?;
    for task in &new.tasks {
        sqlx::query(
            "INSERT INTO tasks (sha256, task_id, version, source, added_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        )
        .bind(&task.sha256)
        .bind(&task.task_id)
        .bind(task.version)
        .bind(&task.source)
        .bind(now_ms())
        .execute(&mut *connection)
        .await?;
    }
    for case in &new.cases {
        sqlx::query(
            "INSERT INTO cases (id, task_sha256, identity_json, repeat_number) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        )
        .bind(&case.id)
        .bind(&case.task_sha256)
        .bind(&case.identity_json)
        .bind(case.repeat)
        .execute(&mut *connection)
        .await?;
        sqlx::query(
            "INSERT INTO run_cases (run_id, case_id, model_id, task_id, repeat_number) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&new.run.id)
        .bind(&case.id)
        .bind(&case.model_id)
        .bind(&case.task_id)
        .bind(case.repeat)
        .execute(&mut *connection)
        .await?;
    }
    warnings(connection, &new.run.id, &new.warnings).await
}

pub(super) async fn warnings(
    connection: &mut SqliteConnection,
    run_id: &str,
    warnings: &[Warning],
) -> Result<(), sqlx::Error> {
    for warning in warnings {
        sqlx::query(
            "INSERT INTO warnings (run_id, code, subject, text) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        )
        .bind(run_id)
        .bind(&warning.code)
        .bind(&warning.subject)
        .bind(&warning.text)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

pub(super) async fn run_start(connection: &mut SqliteConnection, new: &NewRunStart) -> Result<(), sqlx::Error> {
    // After every other start, whatever the clock says: the last one decides which run is the current one.
    sqlx::query(
        "INSERT INTO run_starts (id, run_id, started_at, providers_json) VALUES ($1, $2, (SELECT MAX(moment) FROM \
         (SELECT $3 AS moment UNION ALL SELECT started_at + 1 FROM run_starts) AS moments), $4)",
    )
    .bind(ulid::Ulid::new().to_string())
    .bind(&new.run_id)
    .bind(now_ms())
    .bind(&new.providers_json)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn attempt(connection: &mut SqliteConnection, new: &NewAttempt) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO attempts (id, case_id, run_id, number, started_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(&new.id)
        .bind(&new.case_id)
        .bind(&new.run_id)
        .bind(new.number)
        .bind(new.started_at)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn attempt_result(connection: &mut SqliteConnection, new: &AttemptResult) -> Result<(), sqlx::Error> {
    let sql = "INSERT INTO attempt_results (attempt_id, finished_at, outcome, answer, finish_reason, upstream, served_model, \
               generation_id, http_status, usage_json, timing_json, billed_pico_usd, error, raw, settled, thinking) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    with_reply(sql, new)?
        .bind(i64::from(new.settled))
        .bind(storable_or_none(new.thinking.as_deref()))
        .execute(connection)
        .await?;
    Ok(())
}

/// The statement with the fourteen columns that answers and replies of judges share, in this order.
fn with_reply<'q>(
    sql: &'static str,
    new: &'q AttemptResult,
) -> Result<Query<'q, Sqlite, SqliteArguments>, sqlx::Error> {
    Ok(sqlx::query(sql)
        .bind(&new.attempt_id)
        .bind(new.finished_at)
        .bind(new.outcome.slug())
        .bind(storable(&new.answer))
        .bind(storable_or_none(new.finish_reason.as_deref()))
        .bind(storable_or_none(new.upstream.as_deref()))
        .bind(storable_or_none(new.served_model.as_deref()))
        .bind(storable_or_none(new.generation_id.as_deref()))
        .bind(new.http_status.map(i64::from))
        .bind(json(&new.usage)?)
        .bind(json(&new.timing)?)
        .bind(new.billed.and_then(|billed| i64::try_from(billed.0).ok()))
        .bind(storable_or_none(new.error.as_deref()))
        .bind(evidence(new.raw.as_deref())))
}

pub(super) async fn verdict_attempt(
    connection: &mut SqliteConnection,
    new: &NewVerdictAttempt,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO verdict_attempts (id, attempt_id, judge_key, run_id, number, started_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&new.id)
    .bind(&new.attempt_id)
    .bind(&new.judge_key)
    .bind(&new.run_id)
    .bind(new.number)
    .bind(new.started_at)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn verdict_attempt_result(
    connection: &mut SqliteConnection,
    VerdictAttemptResult(new): &VerdictAttemptResult,
) -> Result<(), sqlx::Error> {
    let sql = "INSERT INTO verdict_attempt_results (verdict_attempt_id, finished_at, outcome, reply, finish_reason, \
               upstream, served_model, generation_id, http_status, usage_json, timing_json, billed_pico_usd, error, raw) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    with_reply(sql, new)?.execute(connection).await?;
    Ok(())
}

/// A verdict is never older than one that it follows, whatever the clock says: the newest of each judge counts.
pub(super) async fn verdict(connection: &mut SqliteConnection, new: &VerdictRecord) -> Result<(), sqlx::Error> {
    let mark = |at: usize| new.marks.map(|marks| i64::from(marks.0[at].value()));
    sqlx::query(
        "INSERT INTO verdicts (id, attempt_id, run_id, judge_id, judge_key, rubric_version, correctness, completeness, \
         quality, coerced, rationale, unreadable, judged_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, \
         (SELECT MAX(moment) FROM (SELECT $13 AS moment UNION ALL SELECT judged_at + 1 FROM verdicts \
         WHERE attempt_id = $2 AND judge_key = $5) AS moments))",
    )
    .bind(&new.id)
    .bind(&new.attempt_id)
    .bind(&new.run_id)
    .bind(&new.judge_id)
    .bind(&new.judge_key)
    .bind(&new.rubric_version)
    .bind(mark(0))
    .bind(mark(1))
    .bind(mark(2))
    .bind(i64::from(new.coerced))
    .bind(storable(&new.rationale))
    .bind(storable_or_none(new.unreadable.as_deref()))
    .bind(new.judged_at)
    .execute(connection)
    .await?;
    Ok(())
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

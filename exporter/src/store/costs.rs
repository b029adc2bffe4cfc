//! Money: what calls cost or may have cost, and what a run may spend.

use analytics::units::PicoUsd;
use sqlx::{Row, SqliteConnection};

use super::error::StoreError;
use super::open::Store;
use super::writer::Write;
use crate::clock::now_ms;

/// What an amount of the table `costs` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CostKind {
    /// The most that the call can cost, noted before it is sent.
    Most,
    /// Its tokens at the listed price.
    Computed,
}

impl CostKind {
    const fn slug(self) -> &'static str {
        match self {
            Self::Most => "most",
            Self::Computed => "computed",
        }
    }
}

/// A row of `costs`.
#[derive(Debug, Clone)]
pub struct NewCost {
    /// The attempt, or the call to a judge.
    pub attempt_id: String,
    /// What the amount is.
    pub kind: CostKind,
    /// The amount.
    pub amount: PicoUsd,
}

/// A row of `budgets`.
#[derive(Debug, Clone)]
pub struct NewBudget {
    /// The run.
    pub run_id: String,
    /// What it may spend; None for as much as it takes.
    pub cap: Option<PicoUsd>,
}

/// What a run has spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// Bills, else computed costs, else the most that a call can have cost.
    pub amount: PicoUsd,
    /// Calls of which nothing is known.
    pub unknown: i64,
}

/// PostgreSQL sums BIGINT to NUMERIC, so both statements turn their sum back.
const ANSWERS: &str = "SELECT COUNT(*) AS calls, \
    COUNT(COALESCE(attempt_results.billed_pico_usd, computed.pico_usd, most.pico_usd)) AS known, \
    CAST(COALESCE(SUM(COALESCE(attempt_results.billed_pico_usd, computed.pico_usd, most.pico_usd)), 0) AS BIGINT) AS spent \
    FROM run_cases JOIN attempts ON attempts.case_id = run_cases.case_id \
    LEFT JOIN attempt_results ON attempt_results.attempt_id = attempts.id \
    LEFT JOIN costs AS computed ON computed.attempt_id = attempts.id AND computed.kind = 'computed' \
    LEFT JOIN costs AS most ON most.attempt_id = attempts.id AND most.kind = 'most' WHERE run_cases.run_id = $1";

const JUDGING: &str = "SELECT COUNT(*) AS calls, \
    COUNT(COALESCE(verdict_attempt_results.billed_pico_usd, computed.pico_usd, most.pico_usd)) AS known, \
    CAST(COALESCE(SUM(COALESCE(verdict_attempt_results.billed_pico_usd, computed.pico_usd, most.pico_usd)), 0) AS BIGINT) AS spent \
    FROM run_cases JOIN attempts ON attempts.case_id = run_cases.case_id \
    JOIN verdict_attempts ON verdict_attempts.attempt_id = attempts.id \
    LEFT JOIN verdict_attempt_results ON verdict_attempt_results.verdict_attempt_id = verdict_attempts.id \
    LEFT JOIN costs AS computed ON computed.attempt_id = verdict_attempts.id AND computed.kind = 'computed' \
    LEFT JOIN costs AS most ON most.attempt_id = verdict_attempts.id AND most.kind = 'most' WHERE run_cases.run_id = $1";

impl Store {
    /// Notes an amount for a call.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_cost(&self, cost: NewCost) -> Result<(), StoreError> {
        self.writer.write(Write::Cost(cost)).await
    }

    /// Notes what a run may spend from now on.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_budget(&self, budget: NewBudget) -> Result<(), StoreError> {
        self.writer.write(Write::Budget(budget)).await
    }

    /// What a run may spend: None when nobody has ever said, `Some(None)` when a cap was taken away.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn budget_of(&self, run_id: &str) -> Result<Option<Option<PicoUsd>>, StoreError> {
        let row = sqlx::query("SELECT pico_usd FROM budgets WHERE run_id = $1 ORDER BY set_at DESC, id DESC LIMIT 1")
            .bind(run_id)
            .fetch_optional(&self.pool)
            .await
            .map_err(|error| self.refused(&error))?;
        let amount = |row: &sqlx::sqlite::SqliteRow| row.try_get::<Option<i64>, _>("pico_usd");
        let cap = row.as_ref().map(amount).transpose().map_err(|error| self.refused(&error))?;
        Ok(cap.map(|cap| cap.map(|cap| PicoUsd(cap.unsigned_abs()))))
    }

    /// What a run's cases have cost, answers and judging together, whichever run asked for them.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn spent_of(&self, run_id: &str) -> Result<Spent, StoreError> {
        let mut spent = Spent::default();
        for sql in [ANSWERS, JUDGING] {
            let row =
                sqlx::query(sql).bind(run_id).fetch_one(&self.pool).await.map_err(|error| self.refused(&error))?;
            let get = |column: &str| row.try_get::<i64, _>(column).map_err(|error| self.refused(&error));
            spent.amount = PicoUsd(spent.amount.0.saturating_add(get("spent")?.unsigned_abs()));
            spent.unknown += get("calls")? - get("known")?;
        }
        Ok(spent)
    }
}

pub(super) async fn cost(connection: &mut SqliteConnection, new: &NewCost) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO costs (attempt_id, kind, pico_usd) VALUES ($1, $2, $3)")
        .bind(&new.attempt_id)
        .bind(new.kind.slug())
        // Nine million dollars for one call are as good as more.
        .bind(i64::try_from(new.amount.0).unwrap_or(i64::MAX))
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn budget(connection: &mut SqliteConnection, new: &NewBudget) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO budgets (id, run_id, set_at, pico_usd) VALUES ($1, $2, $3, $4)")
        .bind(ulid::Ulid::new().to_string())
        .bind(&new.run_id)
        .bind(now_ms())
        .bind(new.cap.map(|cap| i64::try_from(cap.0).unwrap_or(i64::MAX)))
        .execute(connection)
        .await?;
    Ok(())
}

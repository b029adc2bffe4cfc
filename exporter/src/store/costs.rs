//! Money: what calls cost or may have cost, and what a run may spend.

use analytics::units::PicoUsd;
use sqlx::{Row, SqliteConnection};

use super::error::StoreError;
use super::open::Store;
use super::writer::Write;
use crate::clock::now_ms;
#[cfg(test)]
use crate::provider::usage::LARGEST_BILL;

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

/// What calls were billed, and what those without a bill come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bills {
    /// Sum of all bills.
    pub billed: PicoUsd,
    /// Tokens at the listed price, for calls without a bill.
    pub computed: PicoUsd,
    /// Calls with neither.
    pub unknown: i64,
}

/// A bill that a call can have cost; older databases hold others, which are not known to be anything. The figure is
/// [`LARGEST_BILL`].
macro_rules! believed {
    ($column:literal) => {
        concat!("(CASE WHEN ", $column, " BETWEEN 0 AND 1000000000000000 THEN ", $column, " END)")
    };
}

/// A sum in two parts, so that no number of rows can be too much for it: SQLite refuses a sum beyond 64 bits.
/// PostgreSQL sums BIGINT to NUMERIC, so both are turned back.
macro_rules! sum {
    ($name:literal, $($value:tt)+) => {
        concat!(
            "CAST(COALESCE(SUM((", $($value)+, ") / 1000000000), 0) AS BIGINT) AS ", $name, "_high, ",
            "CAST(COALESCE(SUM((", $($value)+, ") % 1000000000), 0) AS BIGINT) AS ", $name, "_low"
        )
    };
}

/// The two parts of a sum are so far apart.
const HIGH: u64 = 1_000_000_000;

/// What calls were billed and what they come to. The equality between attempt and result is written as a range: SQLite
/// then reads the lean index, which holds the bill, instead of the pages with the answers.
macro_rules! bills {
    ($bill:literal, $calls:literal, $id:literal) => {
        concat!(
            "SELECT COUNT(*) AS calls, COUNT(COALESCE(",
            believed!($bill),
            ", computed.pico_usd)) AS known, ",
            sum!("billed", believed!($bill)),
            ", ",
            sum!("computed", "CASE WHEN ", believed!($bill), " IS NULL THEN computed.pico_usd END"),
            " FROM run_cases JOIN attempts ON attempts.case_id = run_cases.case_id ",
            $calls,
            " LEFT JOIN costs AS computed ON computed.attempt_id = ",
            $id,
            " AND computed.kind = 'computed' \
             WHERE run_cases.run_id = $1"
        )
    };
}

/// What calls cost or may have cost.
macro_rules! spent {
    ($bill:literal, $calls:literal, $id:literal) => {
        concat!(
            "SELECT COUNT(*) AS calls, ",
            "COUNT(COALESCE(",
            believed!($bill),
            ", computed.pico_usd, most.pico_usd)) AS known, ",
            sum!("spent", "COALESCE(", believed!($bill), ", computed.pico_usd, most.pico_usd)"),
            " FROM run_cases JOIN attempts ON attempts.case_id = run_cases.case_id ",
            $calls,
            " LEFT JOIN costs AS computed ON computed.attempt_id = ",
            $id,
            " AND computed.kind = 'computed' \
             LEFT JOIN costs AS most ON most.attempt_id = ",
            $id,
            " AND most.kind = 'most' WHERE run_cases.run_id = $1"
        )
    };
}

const ANSWERS_BILLED: &str = bills!(
    "attempt_results.billed_pico_usd",
    "LEFT JOIN attempt_results ON attempt_results.attempt_id BETWEEN attempts.id AND attempts.id",
    "attempts.id"
);

const JUDGING_BILLED: &str = bills!(
    "verdict_attempt_results.billed_pico_usd",
    "JOIN verdict_attempts ON verdict_attempts.attempt_id = attempts.id \
     LEFT JOIN verdict_attempt_results ON verdict_attempt_results.verdict_attempt_id \
     BETWEEN verdict_attempts.id AND verdict_attempts.id",
    "verdict_attempts.id"
);

const ANSWERS: &str = spent!(
    "attempt_results.billed_pico_usd",
    "LEFT JOIN attempt_results ON attempt_results.attempt_id BETWEEN attempts.id AND attempts.id",
    "attempts.id"
);

const JUDGING: &str = spent!(
    "verdict_attempt_results.billed_pico_usd",
    "JOIN verdict_attempts ON verdict_attempts.attempt_id = attempts.id \
     LEFT JOIN verdict_attempt_results ON verdict_attempt_results.verdict_attempt_id \
     BETWEEN verdict_attempts.id AND verdict_attempts.id",
    "verdict_attempts.id"
);

/// The largest bill of each model and of each judge.
const LARGEST: &str = concat!(
    "SELECT run_cases.model_id AS id, MAX(",
    believed!("attempt_results.billed_pico_usd"),
    ") AS billed FROM run_cases \
    JOIN attempts ON attempts.case_id = run_cases.case_id \
    JOIN attempt_results ON attempt_results.attempt_id BETWEEN attempts.id AND attempts.id \
    WHERE run_cases.run_id = $1 GROUP BY run_cases.model_id \
    UNION ALL SELECT verdicts.judge_id, MAX(",
    believed!("verdict_attempt_results.billed_pico_usd"),
    ") FROM run_cases \
    JOIN attempts ON attempts.case_id = run_cases.case_id JOIN verdicts ON verdicts.attempt_id = attempts.id \
    JOIN verdict_attempts ON verdict_attempts.attempt_id = verdicts.attempt_id \
    AND verdict_attempts.judge_key = verdicts.judge_key JOIN verdict_attempt_results \
    ON verdict_attempt_results.verdict_attempt_id = verdict_attempts.id WHERE run_cases.run_id = $1 GROUP BY verdicts.judge_id"
);

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

    /// What attempts at a run's cases were billed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn answering_bills_of(&self, run_id: &str) -> Result<Bills, StoreError> {
        self.bills(run_id, ANSWERS_BILLED).await
    }

    /// What calls to judges were billed in a run's cases.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn judging_bills_of(&self, run_id: &str) -> Result<Bills, StoreError> {
        self.bills(run_id, JUDGING_BILLED).await
    }

    async fn bills(&self, run_id: &str, sql: &'static str) -> Result<Bills, StoreError> {
        let row = sqlx::query(sql).bind(run_id).fetch_one(&self.pool).await.map_err(|error| self.refused(&error))?;
        let get = |column: &str| row.try_get::<i64, _>(column).map_err(|error| self.refused(&error));
        Ok(Bills {
            billed: together(get("billed_high")?, get("billed_low")?),
            computed: together(get("computed_high")?, get("computed_low")?),
            unknown: get("calls")? - get("known")?,
        })
    }

    /// The largest bill of each model and judge of a run that was ever billed, by its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn largest_bills_of(&self, run_id: &str) -> Result<Vec<(String, PicoUsd)>, StoreError> {
        let rows =
            sqlx::query(LARGEST).bind(run_id).fetch_all(&self.pool).await.map_err(|error| self.refused(&error))?;
        let mut largest = Vec::new();
        for row in &rows {
            let id = row.try_get::<String, _>("id").map_err(|error| self.refused(&error))?;
            let billed = row.try_get::<Option<i64>, _>("billed").map_err(|error| self.refused(&error))?;
            largest.extend(billed.filter(|billed| *billed > 0).map(|billed| (id, PicoUsd(billed.unsigned_abs()))));
        }
        Ok(largest)
    }

    /// What a run's cases have cost, answers and judging together, whichever run asked for them.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn spent_of(&self, run_id: &str) -> Result<Spent, StoreError> {
        let of = async |sql: &'static str| {
            let row =
                sqlx::query(sql).bind(run_id).fetch_one(&self.pool).await.map_err(|error| self.refused(&error))?;
            let get = |column: &str| row.try_get::<i64, _>(column).map_err(|error| self.refused(&error));
            Ok::<_, StoreError>((together(get("spent_high")?, get("spent_low")?).0, get("calls")? - get("known")?))
        };
        let (answers, judging) = tokio::try_join!(of(ANSWERS), of(JUDGING))?;
        Ok(Spent { amount: PicoUsd(answers.0.saturating_add(judging.0)), unknown: answers.1 + judging.1 })
    }
}

/// A sum from its two parts; the largest amount where it is more than that.
fn together(high: i64, low: i64) -> PicoUsd {
    PicoUsd(high.unsigned_abs().saturating_mul(HIGH).saturating_add(low.unsigned_abs()))
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
    // After every other budget of the run, whatever the clock says: the last one counts.
    sqlx::query(
        "INSERT INTO budgets (id, run_id, set_at, pico_usd) VALUES ($1, $2, (SELECT MAX(moment) FROM \
         (SELECT $3 AS moment UNION ALL SELECT set_at + 1 FROM budgets WHERE run_id = $2) AS moments), $4)",
    )
    .bind(ulid::Ulid::new().to_string())
    .bind(&new.run_id)
    .bind(now_ms())
    .bind(new.cap.map(|cap| i64::try_from(cap.0).unwrap_or(i64::MAX)))
    .execute(connection)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statements_believe_what_a_reply_may_bill() {
        for sql in [ANSWERS_BILLED, JUDGING_BILLED, ANSWERS, JUDGING, LARGEST] {
            assert!(sql.contains(&format!("BETWEEN 0 AND {} THEN", LARGEST_BILL.0)), "{sql}");
        }
        assert_eq!(together(i64::MAX, 999_999_999), PicoUsd(u64::MAX));
        assert_eq!(together(5_000, 7), PicoUsd(5_000_000_000_007));
    }
}

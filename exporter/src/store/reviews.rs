//! People's reviews: rows that are added and read, never changed.

use std::collections::HashMap;

use analytics::score::Marks;
use analytics::snapshot::v1::{Stratum, Warning};
use sqlx::SqliteConnection;

use super::error::StoreError;
use super::open::Store;
use super::read::{get, marks};
use super::text::storable;
use super::writer::Write;

/// A row of `reviews`.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewRecord {
    /// Id: a ULID, or for an imported review the hash of what it says.
    pub id: String,
    /// The attempt whose answer was looked at.
    pub attempt_id: String,
    /// Who decided.
    pub author: String,
    /// The marks; None takes the decision before back.
    pub marks: Option<Marks>,
    /// Reasons; may be empty.
    pub reason: String,
    /// Why the answer was put before a person.
    pub stratum: Stratum,
    /// The probability of that: above 0, at most 1.
    pub inclusion: f64,
    /// The review that counted until then.
    pub supersedes: Option<String>,
    /// When.
    pub created_at: i64,
}

impl Store {
    /// Stores reviews: all of them or none. One whose id is there already is left out; returns how many were added.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_reviews(&self, reviews: Vec<ReviewRecord>) -> Result<usize, StoreError> {
        let before = self.count_reviews().await?;
        self.writer.write(Write::Reviews(reviews)).await?;
        Ok(usize::try_from(self.count_reviews().await? - before).unwrap_or(0))
    }

    async fn count_reviews(&self) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT COUNT(*) AS n FROM reviews").fetch_one(&self.pool).await;
        get(&row.map_err(|error| self.refused(&error))?, "n")
    }

    /// Reviews of the answers of a run, by attempt, oldest first: the last one counts.
    ///
    /// # Errors
    /// When the database refuses or a row cannot be read.
    pub async fn reviews_of(&self, run_id: &str) -> Result<HashMap<String, Vec<ReviewRecord>>, StoreError> {
        self.reviews(run_id, None).await
    }

    /// The same of one task.
    ///
    /// # Errors
    /// As [`Self::reviews_of`].
    pub async fn reviews_of_task(
        &self,
        run_id: &str,
        task_id: &str,
    ) -> Result<HashMap<String, Vec<ReviewRecord>>, StoreError> {
        self.reviews(run_id, Some(task_id)).await
    }

    async fn reviews(
        &self,
        run_id: &str,
        task_id: Option<&str>,
    ) -> Result<HashMap<String, Vec<ReviewRecord>>, StoreError> {
        let rows = self
            .of_run(
                "SELECT reviews.* FROM run_cases JOIN attempts ON attempts.case_id = run_cases.case_id \
                 JOIN reviews ON reviews.attempt_id = attempts.id",
                "reviews.attempt_id, reviews.created_at, reviews.id",
                run_id,
                task_id,
            )
            .await?;
        let mut reviews: HashMap<String, Vec<ReviewRecord>> = HashMap::new();
        for row in &rows {
            let stratum: String = get(row, "stratum")?;
            let review = ReviewRecord {
                id: get(row, "id")?,
                attempt_id: get(row, "attempt_id")?,
                author: get(row, "author")?,
                marks: marks(row)?,
                reason: get(row, "reason")?,
                stratum: Stratum::from_slug(&stratum)
                    .ok_or_else(|| StoreError::Row(format!("{stratum:?} is no stratum of reviews")))?,
                inclusion: get(row, "inclusion")?,
                supersedes: get(row, "supersedes")?,
                created_at: get(row, "created_at")?,
            };
            reviews.entry(review.attempt_id.clone()).or_default().push(review);
        }
        Ok(reviews)
    }

    /// The text of the last reply of every judge to every answer of a run, by attempt and judge key.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn judges_texts_of(&self, run_id: &str) -> Result<HashMap<String, HashMap<String, String>>, StoreError> {
        let rows = sqlx::query(
            "SELECT verdict_attempts.attempt_id, verdict_attempts.judge_key, verdict_attempt_results.reply FROM run_cases \
             JOIN attempts ON attempts.case_id = run_cases.case_id \
             JOIN verdict_attempts ON verdict_attempts.attempt_id = attempts.id \
             JOIN verdict_attempt_results ON verdict_attempt_results.verdict_attempt_id = verdict_attempts.id \
             WHERE run_cases.run_id = $1 AND verdict_attempt_results.reply <> '' \
             ORDER BY verdict_attempts.number, verdict_attempts.started_at, verdict_attempts.id",
        )
        .bind(run_id)
        .fetch_all(&self.pool)
        .await
        .map_err(|error| self.refused(&error))?;
        let mut texts: HashMap<String, HashMap<String, String>> = HashMap::new();
        for row in &rows {
            let (attempt, judge): (String, String) = (get(row, "attempt_id")?, get(row, "judge_key")?);
            texts.entry(attempt).or_default().insert(judge, get(row, "reply")?);
        }
        Ok(texts)
    }

    /// Stores warnings with a run; those that are there already are left out.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_warnings(&self, run_id: &str, warnings: Vec<Warning>) -> Result<(), StoreError> {
        if warnings.is_empty() {
            return Ok(());
        }
        self.writer.write(Write::Warnings(run_id.to_owned(), warnings)).await
    }
}

/// A review is never older than one that it follows, whatever the clock says: the newest of an answer counts.
pub(super) async fn insert(connection: &mut SqliteConnection, new: &ReviewRecord) -> Result<(), sqlx::Error> {
    let mark = |at: usize| new.marks.map(|marks| i64::from(marks.0[at].value()));
    sqlx::query(
        "INSERT INTO reviews (id, attempt_id, author, correctness, completeness, quality, reason, stratum, inclusion, \
         supersedes, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, (SELECT MAX(moment) FROM \
         (SELECT $11 AS moment UNION ALL SELECT created_at + 1 FROM reviews WHERE attempt_id = $2) AS moments)) \
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(&new.id)
    .bind(&new.attempt_id)
    .bind(storable(&new.author))
    .bind(mark(0))
    .bind(mark(1))
    .bind(mark(2))
    .bind(storable(&new.reason))
    .bind(new.stratum.slug())
    .bind(new.inclusion)
    .bind(&new.supersedes)
    .bind(new.created_at)
    .execute(connection)
    .await?;
    Ok(())
}

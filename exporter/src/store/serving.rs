//! How models were served: what providers said of it, beside the attempts.

use sqlx::{Row, SqliteConnection};

use super::error::StoreError;
use super::open::Store;
use super::text::storable;
use super::writer::Write;
use crate::provider::serving::Observation;

/// A row of `serving_observations`.
#[derive(Debug, Clone)]
pub struct NewServing {
    /// The attempt at an answer or a verdict after which it was stored.
    pub attempt_id: String,
    /// When.
    pub observed_at: i64,
    /// What was seen.
    pub observation: Observation,
}

/// What was seen of a model of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct ServingRow {
    /// The model's name in the run.
    pub model_id: String,
    /// When.
    pub observed_at: i64,
    /// What.
    pub observation: Observation,
}

impl Store {
    /// Stores what was seen.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_serving(&self, serving: NewServing) -> Result<(), StoreError> {
        self.writer.write(Write::Serving(Box::new(serving))).await
    }

    /// What was seen of the models of a run, by model, oldest first.
    ///
    /// # Errors
    /// When the database refuses or a row cannot be read.
    pub async fn serving_of(&self, run_id: &str) -> Result<Vec<ServingRow>, StoreError> {
        // SQLite keeps the order of a CROSS JOIN: from the few observations to their cases, not through all cases.
        let rows = sqlx::query(
            "SELECT run_cases.model_id, serving_observations.observed_at, serving_observations.observation_json \
             FROM serving_observations CROSS JOIN attempts CROSS JOIN run_cases \
             WHERE attempts.id = serving_observations.attempt_id AND run_cases.case_id = attempts.case_id \
             AND run_cases.run_id = $1 ORDER BY run_cases.model_id, serving_observations.observed_at, attempts.id",
        )
        .bind(run_id)
        .fetch_all(&self.pool)
        .await
        .map_err(|error| self.refused(&error))?;
        let unreadable = |error: sqlx::Error| StoreError::Row(error.to_string());
        rows.iter()
            .map(|row| {
                let json: String = row.try_get("observation_json").map_err(unreadable)?;
                Ok(ServingRow {
                    model_id: row.try_get("model_id").map_err(unreadable)?,
                    observed_at: row.try_get("observed_at").map_err(unreadable)?,
                    observation: serde_json::from_str(&json)?,
                })
            })
            .collect()
    }
}

pub(super) async fn insert(connection: &mut SqliteConnection, new: &NewServing) -> Result<(), sqlx::Error> {
    let json = serde_json::to_string(&new.observation).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    sqlx::query("INSERT INTO serving_observations (attempt_id, observed_at, observation_json) VALUES ($1, $2, $3)")
        .bind(&new.attempt_id)
        .bind(new.observed_at)
        .bind(storable(&json))
        .execute(connection)
        .await?;
    Ok(())
}

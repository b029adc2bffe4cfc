//! How far a run has come, read without any text: what a start, a judge and an estimate need to know.

use std::collections::{HashMap, HashSet};

use analytics::outcome::{Ending, Outcome};
use analytics::repetition::repeats;
use futures_util::TryStreamExt;
use serde::Deserialize;

use super::error::StoreError;
use super::open::Store;
use super::read::get;
use super::rows::{CaseState, Cut};

/// Output tokens of earlier calls, as providers counted them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Samples {
    /// Calls.
    pub calls: u64,
    /// Their output tokens.
    pub tokens: u64,
}

impl Samples {
    /// Output tokens of a call on average, rounded up; None without any call.
    #[must_use]
    pub fn mean(&self) -> Option<u64> {
        (self.calls > 0).then(|| self.tokens.div_ceil(self.calls))
    }

    fn add(&mut self, tokens: Option<u64>) {
        if let Some(tokens) = tokens {
            self.calls += 1;
            self.tokens = self.tokens.saturating_add(tokens);
        }
    }
}

/// The part of a usage that is summed here.
#[derive(Deserialize)]
struct Counted {
    completion_tokens: Option<u64>,
}

/// The part of a case's identity that names whom it was put to.
#[derive(Deserialize)]
struct Asked {
    provider: String,
    provider_model: String,
}

impl Store {
    /// What every case of a run has come to, by model, task and repeat, without texts. `BETWEEN x AND x` instead of `= x`
    /// lets SQLite read the lean index instead of the pages with the answers.
    ///
    /// # Errors
    /// When the database refuses or a row cannot be read.
    pub async fn case_states(&self, run_id: &str) -> Result<Vec<CaseState>, StoreError> {
        let mut rows = sqlx::query(
            "SELECT run_cases.case_id, run_cases.model_id, run_cases.task_id, run_cases.repeat_number, attempts.id AS journal_id, \
             attempt_results.outcome, attempt_results.settled \
             FROM run_cases LEFT JOIN attempts ON attempts.case_id = run_cases.case_id \
             LEFT JOIN attempt_results ON attempt_results.attempt_id BETWEEN attempts.id AND attempts.id \
             WHERE run_cases.run_id = $1 \
             ORDER BY run_cases.task_id, run_cases.model_id, run_cases.repeat_number, run_cases.case_id, attempts.number",
        )
        .bind(run_id)
        .fetch(&self.pool);
        let mut states: Vec<CaseState> = Vec::new();
        while let Some(row) = rows.try_next().await.map_err(|error| self.refused(&error))? {
            let case_id: String = get(&row, "case_id")?;
            if states.last().is_none_or(|last| last.case_id != case_id) {
                states.push(CaseState {
                    case_id,
                    model_id: get(&row, "model_id")?,
                    task_id: get(&row, "task_id")?,
                    repeat: get(&row, "repeat_number")?,
                    attempts: 0,
                    counted: None,
                });
            }
            let Some(state) = states.last_mut() else { continue };
            let Some(attempt) = get::<Option<String>>(&row, "journal_id")? else { continue };
            state.attempts += 1;
            let Some(slug) = get::<Option<String>>(&row, "outcome")? else { continue };
            let settled = get::<Option<i64>>(&row, "settled")?.unwrap_or(0) != 0;
            // A settled attempt is never displaced by one that is not.
            if settled || !state.is_settled() {
                state.counted = Some((attempt, outcome(&slug)?, settled));
            }
        }
        // The database reads them by task without sorting; what is equal keeps its order.
        states.sort_by(|a, b| a.model_id.cmp(&b.model_id));
        Ok(states)
    }

    /// Bytes of the answers of a run, by attempt.
    ///
    /// # Errors
    /// When the database refuses or a row cannot be read.
    pub async fn answer_bytes_of(&self, run_id: &str) -> Result<HashMap<String, u64>, StoreError> {
        let mut rows = sqlx::query(
            "SELECT attempts.id AS journal_id, OCTET_LENGTH(attempt_results.answer) AS answer_bytes FROM run_cases \
             JOIN attempts ON attempts.case_id = run_cases.case_id \
             JOIN attempt_results ON attempt_results.attempt_id = attempts.id WHERE run_cases.run_id = $1",
        )
        .bind(run_id)
        .fetch(&self.pool);
        let mut bytes = HashMap::new();
        while let Some(row) = rows.try_next().await.map_err(|error| self.refused(&error))? {
            bytes.insert(get(&row, "journal_id")?, get::<i64>(&row, "answer_bytes")?.unsigned_abs());
        }
        Ok(bytes)
    }

    /// How every settled case of any run has ended.
    ///
    /// # Errors
    /// When the database refuses or a row cannot be read.
    pub async fn settled_outcomes(&self) -> Result<HashMap<String, Outcome>, StoreError> {
        let mut rows = sqlx::query(
            // A range in place of the equality, as in the census: the lean index holds all that is asked for.
            "SELECT attempts.case_id, attempt_results.outcome FROM attempts JOIN attempt_results \
             ON attempt_results.attempt_id BETWEEN attempts.id AND attempts.id WHERE attempt_results.settled <> 0 \
             ORDER BY attempts.case_id, attempts.number",
        )
        .fetch(&self.pool);
        let mut outcomes = HashMap::new();
        while let Some(row) = rows.try_next().await.map_err(|error| self.refused(&error))? {
            outcomes.insert(get(&row, "case_id")?, outcome(&get::<String>(&row, "outcome")?)?);
        }
        Ok(outcomes)
    }

    /// What is seen of the answers of a run that were cut, by attempt.
    ///
    /// # Errors
    /// When the database refuses or a row cannot be read.
    pub async fn cut_answers_of(&self, run_id: &str) -> Result<HashMap<String, Cut>, StoreError> {
        let mut rows = sqlx::query(
            // As in the census: the lean index names them, so that only their pages are read.
            "WITH cut AS MATERIALIZED (SELECT attempts.id AS journal_id FROM run_cases \
             JOIN attempts ON attempts.case_id = run_cases.case_id \
             JOIN attempt_results ON attempt_results.attempt_id BETWEEN attempts.id AND attempts.id \
             WHERE run_cases.run_id = $1 AND attempt_results.outcome = 'truncated') \
             SELECT cut.journal_id AS journal_id, attempt_results.answer AS answer FROM cut \
             JOIN attempt_results ON attempt_results.attempt_id = cut.journal_id",
        )
        .bind(run_id)
        .fetch(&self.pool);
        let mut cut = HashMap::new();
        while let Some(row) = rows.try_next().await.map_err(|error| self.refused(&error))? {
            let answer: String = get(&row, "answer")?;
            let has_text = Ending::new(Outcome::Truncated, &answer).has_text;
            cut.insert(get(&row, "journal_id")?, Cut { has_text, repeats: repeats(&answer) });
        }
        Ok(cut)
    }

    /// The text of an answer.
    ///
    /// # Errors
    /// When the database refuses or there is none.
    pub async fn answer_text(&self, attempt_id: &str) -> Result<String, StoreError> {
        let row = sqlx::query("SELECT answer FROM attempt_results WHERE attempt_id = $1")
            .bind(attempt_id)
            .fetch_one(&self.pool)
            .await
            .map_err(|error| self.refused(&error))?;
        get(&row, "answer")
    }

    /// The last whole reply of a judge about an answer; None where there is none.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn last_reply(&self, attempt_id: &str, judge_key: &str) -> Result<Option<String>, StoreError> {
        let row = sqlx::query(
            "SELECT verdict_attempt_results.reply FROM verdict_attempts JOIN verdict_attempt_results \
             ON verdict_attempt_results.verdict_attempt_id = verdict_attempts.id \
             WHERE verdict_attempts.attempt_id = $1 AND verdict_attempts.judge_key = $2 \
             AND verdict_attempt_results.outcome = 'answered' ORDER BY verdict_attempts.number DESC LIMIT 1",
        )
        .bind(attempt_id)
        .bind(judge_key)
        .fetch_optional(&self.pool)
        .await
        .map_err(|error| self.refused(&error))?;
        row.map(|row| get(&row, "reply")).transpose()
    }

    /// Which judges, by key, have given a verdict on which answers of a run.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn judged_of(&self, run_id: &str) -> Result<HashMap<String, HashSet<String>>, StoreError> {
        let mut rows = sqlx::query(
            "SELECT verdicts.attempt_id, verdicts.judge_key FROM run_cases \
             JOIN attempts ON attempts.case_id = run_cases.case_id \
             JOIN verdicts ON verdicts.attempt_id = attempts.id WHERE run_cases.run_id = $1",
        )
        .bind(run_id)
        .fetch(&self.pool);
        let mut judged: HashMap<String, HashSet<String>> = HashMap::new();
        while let Some(row) = rows.try_next().await.map_err(|error| self.refused(&error))? {
            judged.entry(get(&row, "attempt_id")?).or_default().insert(get(&row, "judge_key")?);
        }
        Ok(judged)
    }

    /// Output tokens of every settled answer in the database, by provider and its name for the model.
    ///
    /// # Errors
    /// When the database refuses or a row cannot be read.
    pub async fn answer_samples(&self) -> Result<HashMap<(String, String), Samples>, StoreError> {
        let mut rows = sqlx::query(
            "SELECT cases.identity_json, attempt_results.usage_json FROM attempt_results \
             JOIN attempts ON attempts.id = attempt_results.attempt_id JOIN cases ON cases.id = attempts.case_id \
             WHERE attempt_results.settled <> 0 AND attempt_results.outcome IN ('answered', 'truncated')",
        )
        .fetch(&self.pool);
        let mut samples: HashMap<(String, String), Samples> = HashMap::new();
        while let Some(row) = rows.try_next().await.map_err(|error| self.refused(&error))? {
            let asked: Asked = serde_json::from_str(get(&row, "identity_json")?)?;
            let counted: Counted = serde_json::from_str(get(&row, "usage_json")?)?;
            samples.entry((asked.provider, asked.provider_model)).or_default().add(counted.completion_tokens);
        }
        Ok(samples)
    }

    /// Output tokens of every reply of a judge in the database, by the judge's key.
    ///
    /// # Errors
    /// When the database refuses or a row cannot be read.
    pub async fn verdict_samples(&self) -> Result<HashMap<String, Samples>, StoreError> {
        let mut rows = sqlx::query(
            "SELECT verdict_attempts.judge_key, verdict_attempt_results.usage_json FROM verdict_attempt_results \
             JOIN verdict_attempts ON verdict_attempts.id = verdict_attempt_results.verdict_attempt_id \
             WHERE verdict_attempt_results.outcome IN ('answered', 'truncated')",
        )
        .fetch(&self.pool);
        let mut samples: HashMap<String, Samples> = HashMap::new();
        while let Some(row) = rows.try_next().await.map_err(|error| self.refused(&error))? {
            let counted: Counted = serde_json::from_str(get(&row, "usage_json")?)?;
            samples.entry(get(&row, "judge_key")?).or_default().add(counted.completion_tokens);
        }
        Ok(samples)
    }
}

fn outcome(slug: &str) -> Result<Outcome, StoreError> {
    Outcome::from_slug(slug).ok_or_else(|| StoreError::Row(format!("{slug:?} is no outcome")))
}

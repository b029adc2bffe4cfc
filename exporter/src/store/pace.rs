//! How fast models answered before, for an estimate of the time that a plan takes.

use std::collections::HashMap;

use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};
use sqlx::Row;

use super::error::StoreError;
use super::open::Store;

/// How fast a model answered in earlier calls.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pace {
    /// Calls that it was measured in.
    pub calls: u64,
    /// Milliseconds before the first text for each token of the prompt.
    pub wait_ms_per_prompt_token: f64,
    /// Milliseconds from the first text to the end for each token of the output.
    pub write_ms_per_output_token: f64,
    /// Requests in flight on average while at least one was: the sum of their times by the time that one of them took.
    pub at_a_time: f64,
}

impl Pace {
    /// Seconds for so many tokens, when so many requests may be in flight. More of them than were measured are not
    /// believed to bring anything: how much several streams gain on a machine is to be measured.
    #[must_use]
    pub fn seconds(&self, prompt_tokens: u64, output_tokens: u64, concurrency: u32) -> f64 {
        let ms = prompt_tokens as f64 * self.wait_ms_per_prompt_token
            + output_tokens as f64 * self.write_ms_per_output_token;
        ms / 1e3 / self.at_a_time.clamp(1.0, f64::from(concurrency).max(1.0))
    }
}

/// The parts of a time and of a usage that are summed here.
#[derive(Deserialize)]
struct Times {
    first_text_ms: Option<f64>,
    total_ms: Option<f64>,
}

#[derive(Deserialize)]
struct Counts {
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
}

/// The part of a case's identity that names whom it was put to.
#[derive(Deserialize)]
struct Asked {
    provider: String,
    provider_model: String,
}

/// Sums while calls are added.
#[derive(Debug, Default)]
struct Sums {
    wait_ms: f64,
    write_ms: f64,
    prompt: u64,
    output: u64,
    /// Begin and end of each call, in milliseconds since 1970.
    spans: Vec<(f64, f64)>,
}

impl Sums {
    fn add(&mut self, finished_at: i64, times: &Times, counts: &Counts) {
        let (Some(first), Some(total)) = (times.first_text_ms, times.total_ms) else { return };
        let (Some(prompt), Some(output)) = (counts.prompt_tokens, counts.completion_tokens) else { return };
        // What came in one piece has no speed of its own; a count of nothing says nothing.
        if prompt == 0 || output == 0 || !(0.0..=total).contains(&first) {
            return;
        }
        self.wait_ms += first;
        self.write_ms += total - first;
        self.prompt = self.prompt.saturating_add(prompt);
        self.output = self.output.saturating_add(output);
        self.spans.push((finished_at as f64 - total, finished_at as f64));
    }

    fn pace(mut self) -> Option<Pace> {
        if self.spans.is_empty() {
            return None;
        }
        self.spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut busy, mut until) = (0.0, f64::NEG_INFINITY);
        for (begun, ended) in &self.spans {
            busy += (ended - begun.max(until)).max(0.0);
            until = until.max(*ended);
        }
        let all = self.wait_ms + self.write_ms;
        Some(Pace {
            calls: self.spans.len() as u64,
            wait_ms_per_prompt_token: self.wait_ms / self.prompt as f64,
            write_ms_per_output_token: self.write_ms / self.output as f64,
            at_a_time: if busy > 0.0 { (all / busy).max(1.0) } else { 1.0 },
        })
    }
}

impl Store {
    /// How fast every model answered, by provider and its name for the model. A stream counts whether it was cut or not.
    ///
    /// # Errors
    /// When the database refuses or a row cannot be read.
    pub async fn answer_paces(&self) -> Result<HashMap<(String, String), Pace>, StoreError> {
        self.paces(
            "SELECT cases.identity_json AS of_whom, attempt_results.finished_at, attempt_results.usage_json, \
             attempt_results.timing_json FROM attempt_results \
             JOIN attempts ON attempts.id = attempt_results.attempt_id JOIN cases ON cases.id = attempts.case_id \
             WHERE attempt_results.outcome IN ('answered', 'truncated', 'context_overflow')",
            |text| {
                let asked: Asked = serde_json::from_str(text)?;
                Ok((asked.provider, asked.provider_model))
            },
        )
        .await
    }

    /// How fast every judge answered, by its key.
    ///
    /// # Errors
    /// As [`Store::answer_paces`].
    pub async fn verdict_paces(&self) -> Result<HashMap<String, Pace>, StoreError> {
        self.paces(
            "SELECT verdict_attempts.judge_key AS of_whom, verdict_attempt_results.finished_at, \
             verdict_attempt_results.usage_json, verdict_attempt_results.timing_json FROM verdict_attempt_results \
             JOIN verdict_attempts ON verdict_attempts.id = verdict_attempt_results.verdict_attempt_id \
             WHERE verdict_attempt_results.outcome IN ('answered', 'truncated')",
            |text| Ok(text.to_owned()),
        )
        .await
    }

    async fn paces<Key: Eq + std::hash::Hash>(
        &self,
        sql: &'static str,
        key: impl Fn(&str) -> Result<Key, StoreError>,
    ) -> Result<HashMap<Key, Pace>, StoreError> {
        let unreadable = |error: sqlx::Error| StoreError::Row(error.to_string());
        let mut rows = sqlx::query(sql).fetch(&self.pool);
        let mut sums: HashMap<Key, Sums> = HashMap::new();
        while let Some(row) = rows.try_next().await.map_err(|error| self.refused(&error))? {
            let times: Times = serde_json::from_str(row.try_get("timing_json").map_err(unreadable)?)?;
            let counts: Counts = serde_json::from_str(row.try_get("usage_json").map_err(unreadable)?)?;
            let key = key(row.try_get("of_whom").map_err(unreadable)?)?;
            sums.entry(key).or_default().add(row.try_get("finished_at").map_err(unreadable)?, &times, &counts);
        }
        Ok(sums.into_iter().filter_map(|(key, sums)| Some((key, sums.pace()?))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(calls: &[(i64, f64, f64, u64, u64)]) -> Option<Pace> {
        let mut sums = Sums::default();
        for &(finished_at, first, total, prompt, output) in calls {
            let times = Times { first_text_ms: Some(first), total_ms: Some(total) };
            let counts = Counts { prompt_tokens: Some(prompt), completion_tokens: Some(output) };
            sums.add(finished_at, &times, &counts);
        }
        sums.pace()
    }

    #[test]
    fn one_after_the_other() {
        // 1 s for 1000 tokens, then 10 s for 100; and the same once more after a break of a minute.
        let pace = pace(&[(11_000, 1_000.0, 11_000.0, 1_000, 100), (82_000, 1_000.0, 11_000.0, 1_000, 100)]).unwrap();
        assert_eq!((pace.calls, pace.wait_ms_per_prompt_token, pace.write_ms_per_output_token), (2, 1.0, 100.0));
        assert!((pace.at_a_time - 1.0).abs() < 1e-12, "a break is no work: {pace:?}");
        assert!((pace.seconds(30_000, 3_000, 1) - 330.0).abs() < 1e-9);
        assert!((pace.seconds(30_000, 3_000, 5) - 330.0).abs() < 1e-9, "what five gain was never measured");
    }

    #[test]
    fn several_at_a_time_take_their_common_time() {
        // Three that ran side by side for 10 s each: together 3000 + 300 tokens in 10 s.
        let pace = pace(&[(10_000, 1_000.0, 10_000.0, 1_000, 100); 3]).unwrap();
        assert!((pace.at_a_time - 3.0).abs() < 1e-12, "{pace:?}");
        assert!((pace.seconds(3_000, 300, 3) - 10.0).abs() < 1e-9);
        assert!((pace.seconds(3_000, 300, 1) - 30.0).abs() < 1e-9);
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        assert_eq!(pace(&[(1, 1.0, 2.0, 0, 5), (1, 1.0, 2.0, 5, 0), (1, 3.0, 2.0, 5, 5)]), None);
    }
}

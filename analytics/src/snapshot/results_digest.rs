//! The digest of results: equal answers and marks give equal digests, whenever and wherever they were made.

use serde_json::json;

use super::v1::{JudgeSummary, ModelSummary, Scoring, Summary, TaskDetail};
use crate::canonical::canonical_json;
use crate::digest::Sha256Hex;

/// SHA-256 over what was asked, answered and marked, without any clock, fed task by task so that nobody needs all
/// answers at once.
#[derive(Debug, Clone)]
pub struct ResultsDigest {
    digest: Sha256Hex,
    tasks: usize,
}

impl ResultsDigest {
    /// Begins with what is the same for every task.
    ///
    /// # Errors
    /// Only when a number is not finite.
    pub fn new(models: &[ModelSummary], judges: &[JudgeSummary], scoring: &Scoring) -> Result<Self, serde_json::Error> {
        // Who served, and when that was looked up, is no result: another start of the same run sees another clock.
        let models: Vec<_> = models.iter().map(|model| ModelSummary { serving: None, ..model.clone() }).collect();
        let mut digest = Sha256Hex::default();
        // The bytes are those of one JSON array: [models, judges, scoring, [task, task, …]].
        digest.update(b"[");
        for part in [canonical_json(&models)?, canonical_json(&judges)?, canonical_json(scoring)?] {
            digest.update(part.as_bytes());
            digest.update(b",");
        }
        digest.update(b"[");
        Ok(Self { digest, tasks: 0 })
    }

    /// Adds the next task.
    ///
    /// # Errors
    /// Only when a number is not finite.
    pub fn task(&mut self, detail: &TaskDetail) -> Result<(), serde_json::Error> {
        let cases: Vec<_> = detail
            .cases
            .iter()
            .map(|case| {
                let verdicts: Vec<_> = case
                    .verdicts
                    .iter()
                    .map(|verdict| json!([verdict.judge, verdict.marks, verdict.rationale]))
                    .collect();
                if case.reviews.is_empty() {
                    return json!([case.model, case.repeat, case.outcome, case.answer, verdicts]);
                }
                let reviews: Vec<_> =
                    (case.reviews.iter()).map(|review| json!([review.author, review.marks, review.reason])).collect();
                json!([case.model, case.repeat, case.outcome, case.answer, verdicts, reviews])
            })
            .collect();
        if self.tasks > 0 {
            self.digest.update(b",");
        }
        self.tasks += 1;
        self.digest.update(canonical_json(&json!([detail.task, detail.task_sha256, cases]))?.as_bytes());
        Ok(())
    }

    /// The digest, 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn finish(mut self) -> String {
        self.digest.update(b"]]");
        self.digest.finish()
    }
}

/// The digest of a whole snapshot.
///
/// # Errors
/// Only when a number is not finite.
pub fn results_digest(summary: &Summary, details: &[TaskDetail]) -> Result<String, serde_json::Error> {
    let mut digest = ResultsDigest::new(&summary.models, &summary.judges, &summary.scoring)?;
    details.iter().try_for_each(|detail| digest.task(detail))?;
    Ok(digest.finish())
}

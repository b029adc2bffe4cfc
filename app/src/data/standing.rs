//! What a model reached: its score, what could not be scored, interval, rank range, categories, time, tokens, cost.

use analytics::category::Category;
use analytics::score::{Score, UnscoredReason};
use analytics::snapshot::v1::CategoryResult;

use super::snapshot_file::ResultFields;

/// What a model reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Mean mark over tasks.
    pub score: Score,
    /// Tasks with a score.
    pub n: usize,
    /// Tasks without one, by reason.
    pub unscored: Vec<(UnscoredReason, usize)>,
    /// Complete answers, and all that were asked for, on the tasks that count; None where the snapshot does not say.
    pub complete: Option<[usize; 2]>,
    /// 95 % interval of the score.
    pub interval: Option<[f64; 2]>,
    /// Best and worst rank that the marks allow.
    pub rank: Option<[usize; 2]>,
    /// Scores by category, in the order of the categories; only those with tasks.
    pub parts: Vec<CategoryResult>,
    /// Mean time of an answer, in milliseconds.
    pub ms: Option<f64>,
    /// Mean tokens of an answer.
    pub tokens: Option<f64>,
    /// Mean cost of an answer, in 10⁻¹² dollars.
    pub cost: Option<f64>,
}

impl Standing {
    /// Tasks without a score.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.unscored.iter().map(|(_, count)| count).sum()
    }

    /// The score in a category.
    #[must_use]
    pub fn part(&self, category: Category) -> Option<&CategoryResult> {
        self.parts.iter().find(|part| part.category == category)
    }
}

impl From<ResultFields> for Standing {
    fn from(fields: ResultFields) -> Self {
        Self {
            score: fields.score,
            n: fields.n,
            unscored: fields.unscored.iter().map(|part| (part.reason, part.count as usize)).collect(),
            complete: fields.answers.map(|answers| [answers.complete, answers.asked]),
            interval: fields.ci95,
            rank: None,
            parts: fields.by_category,
            ms: fields.mean_total_ms.map(|ms| ms as f64),
            tokens: fields.mean_completion_tokens,
            cost: None,
        }
    }
}

//! What models reached: scores, what could not be scored and why, by category.

use serde::{Deserialize, Serialize};

use crate::category::Category;
use crate::ids::ModelId;
use crate::score::{Score, UnscoredReason};
use crate::units::PicoUsd;

/// What a model reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelResult {
    /// The model.
    pub model: ModelId,
    /// Mean over tasks of the mean mark, 0 to 2.
    pub score: Score,
    /// Tasks with a score.
    pub n: u32,
    /// Tasks without one, by reason, in the order of the reasons.
    pub unscored: Vec<UnscoredCount>,
    /// 95 % t interval of the score over tasks, clipped to 0–2; null for aggregates, fewer than two tasks or equal scores.
    pub ci95: Option<[f64; 2]>,
    /// The same by category, in the order of the categories; only categories with tasks.
    pub by_category: Vec<CategoryResult>,
    /// Mean time from request to end of answer, in milliseconds; null where not measured.
    pub mean_total_ms: Option<u64>,
    /// Median of the same.
    pub median_total_ms: Option<u64>,
    /// Mean tokens of an answer; null where not counted.
    pub mean_completion_tokens: Option<f64>,
    /// Sum of what was billed, in 10⁻¹² US dollars; null where any case has no bill.
    pub billed_pico_usd: Option<PicoUsd>,
    /// How its answers ended, and its score over the complete ones; absent in snapshots of the older rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<Answers>,
}

/// How the answers of a model ended.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Answers {
    /// Cases of the model, those that nobody ran yet included.
    pub asked: u32,
    /// Complete answers.
    pub complete: u32,
    /// Answers that were cut at the limit, those that repeat included.
    pub cut: u32,
    /// Cut answers that repeat without end.
    pub repeating: u32,
    /// Answers without text.
    pub empty: u32,
    /// Refusals.
    pub refused: u32,
    /// Mean over tasks of complete answers only, 0 to 2: what the model is worth where it comes to an end.
    pub complete_score: Score,
    /// Tasks that this mean rests on.
    pub complete_tasks: u32,
}

/// A reason with its count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnscoredCount {
    /// Why.
    pub reason: UnscoredReason,
    /// How many tasks.
    pub count: u32,
}

/// What a model reached in a category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CategoryResult {
    /// The category.
    pub category: Category,
    /// Mean over its tasks.
    pub score: Score,
    /// Tasks with a score.
    pub n: u32,
    /// Tasks without one.
    pub n_unscored: u32,
}

//! What the marks of a snapshot say beyond means: intervals, places, agreement and bias of judges, speed and tokens.
//!
//! Everything here is computed from the rest of the snapshot and can be computed again. Figures have four decimals.

use serde::{Deserialize, Serialize};

use crate::ids::{JudgeId, ModelId};
use crate::score::{Dimension, Score};
use crate::standings::Place;
use crate::stats::undefined::Undefined;
use crate::units::PicoUsd;

/// A figure, or the reason why the data give none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Figure<T> {
    /// The figure.
    Value(T),
    /// There is none, for this reason.
    Undefined(Undefined),
}

impl<T> Figure<T> {
    /// The figure, if there is one.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Undefined(_) => None,
        }
    }
}

impl<T> From<Result<T, Undefined>> for Figure<T> {
    fn from(result: Result<T, Undefined>) -> Self {
        match result {
            Ok(value) => Self::Value(value),
            Err(undefined) => Self::Undefined(undefined),
        }
    }
}

/// Everything that is computed from the marks beside `results`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Statistics {
    /// Resamples of the task bootstrap.
    pub resamples: u32,
    /// Its seed: SplitMix64, one stream per resample.
    pub seed: u64,
    /// One entry per model, in the order of the summary's models.
    pub models: Vec<ModelStatistics>,
    /// The difference of two neighbouring models that these tasks show with 80 % power.
    pub detectable_effect: Figure<DetectableEffect>,
    /// Agreement of each pair of judges, and of all together where there are more than two.
    pub agreement: Vec<Agreement>,
    /// How many independent votes the judges are worth, from their errors against human marks.
    pub effective_judges: Figure<EffectiveJudges>,
    /// For each pair of judges of different families: whether they favour their own.
    pub self_preference: Vec<SelfPreference>,
    /// For each judge: whether longer answers to the same task get higher marks.
    pub length: Vec<LengthBias>,
}

/// What is computed of a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelStatistics {
    /// The model.
    pub model: ModelId,
    /// Standard error of the score over tasks.
    pub standard_error: Figure<f64>,
    /// 95 % percentile interval of the score from the task bootstrap.
    pub percentile95: Figure<[f64; 2]>,
    /// 95 % bias-corrected and accelerated interval from the same resamples.
    pub bca95: Figure<[f64; 2]>,
    /// The places that the model may hold, from the same resamples; null without a score.
    pub place: Option<Place>,
    /// The score with categories as clusters of tasks that are alike.
    pub by_category: Figure<Clustered>,
    /// Tasks with the best possible score.
    pub perfect: PerfectShare,
    /// The score without verdicts of judges of the model's own family; absent when no judge is of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without_own_family: Option<Rescored>,
    /// The score by human standard, from reviewed answers; absent without reviews.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<Figure<Corrected>>,
    /// Speed of complete answers and of those that were cut at the limit; by the older rule of complete ones.
    pub speed: Speed,
    /// Tokens of all cases.
    pub tokens: Tokens,
    /// What a case was billed on average; null where no bill is known.
    pub mean_bill: Option<MeanBill>,
}

/// A mean whose tasks are clustered.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Clustered {
    /// Number of clusters.
    pub clusters: u32,
    /// Cluster-robust standard error (CR1).
    pub standard_error: f64,
    /// 95 % t interval with clusters − 1 degrees of freedom, clipped to the scale.
    pub ci95: [f64; 2],
}

/// A share of tasks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PerfectShare {
    /// Tasks with the best possible score.
    pub perfect: u32,
    /// Tasks with a score.
    pub n: u32,
    /// Wilson's 95 % interval of the share: what stands in place of "± 0" when all scores are equal.
    pub wilson95: Figure<[f64; 2]>,
}

/// A score under another selection of verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rescored {
    /// The score.
    pub score: Score,
    /// Tasks with a score.
    pub n: u32,
    /// Tasks without one.
    pub n_unscored: u32,
}

/// A score that human marks correct.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Corrected {
    /// The corrected mean.
    pub score: f64,
    /// Its 95 % interval, clipped to the scale.
    pub ci95: [f64; 2],
    /// Reviewed answers.
    pub reviewed: u32,
    /// Judged answers without a review.
    pub unreviewed: u32,
    /// How far the judges are trusted, λ: 0 ignores them.
    pub lambda: f64,
}

/// Speed of streams; null where nobody measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Speed {
    /// Request to first text by our clock, in milliseconds.
    pub first_text_ms: Option<Median>,
    /// Output tokens per second between first and last text, by our clock.
    pub decode_tok_per_s: Option<Median>,
    /// Output tokens per second, as servers report them.
    pub server_decode_tok_per_s: Option<Median>,
    /// Prompt tokens per second, as servers report them.
    pub server_prefill_tok_per_s: Option<Median>,
}

/// A median with the number of values behind it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Median {
    /// The median, with one decimal.
    pub median: f64,
    /// Number of values.
    pub n: u32,
}

/// Tokens of all cases; null where nobody counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tokens {
    /// Tokens of prompts.
    pub prompt: Option<Total>,
    /// Tokens of answers, thinking included.
    pub completion: Option<Total>,
}

/// A sum with the number of cases that it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Total {
    /// The sum.
    pub sum: u64,
    /// Cases with a count.
    pub n: u32,
}

/// A mean bill with the number of cases that it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MeanBill {
    /// Mean over the cases with a bill, all their attempts included, in 10⁻¹² US dollars.
    pub pico_usd: PicoUsd,
    /// Cases with a bill.
    pub n: u32,
    /// Cases in all.
    pub cases: u32,
}

/// The difference that a number of tasks can show.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DetectableEffect {
    /// The difference, in points.
    pub effect: f64,
    /// Tasks that neighbouring models have in common (median).
    pub n: u32,
}

/// How far judges agree, on one dimension or on all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Agreement {
    /// The judges.
    pub judges: Vec<JudgeId>,
    /// The dimension; absent for all three together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimension: Option<Dimension>,
    /// Items (an answer on a dimension) that at least two of them marked. From fewer than ten answers no coefficient
    /// follows.
    pub n: u32,
    /// Share of equal marks.
    pub raw: Figure<f64>,
    /// Cohen's κ; absent unless there are exactly two judges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kappa: Option<Figure<f64>>,
    /// Cohen's κ with quadratic weights; absent unless there are exactly two judges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kappa_quadratic: Option<Figure<f64>>,
    /// Krippendorff's ordinal α.
    pub alpha_ordinal: Figure<f64>,
    /// Gwet's AC1.
    pub ac1: Figure<f64>,
    /// Gwet's AC2 with quadratic weights.
    pub ac2_quadratic: Figure<f64>,
    /// How often each judge gave 0, 1 and 2, in the order of `judges`.
    pub marginals: Vec<[u32; 3]>,
}

/// The worth of a panel of judges.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EffectiveJudges {
    /// Judges.
    pub judges: u32,
    /// Mean correlation of their errors.
    pub correlation: f64,
    /// Independent votes that they are worth.
    pub effective: f64,
    /// Reviewed answers that the correlation rests on.
    pub n: u32,
}

/// Whether two judges favour their own families.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SelfPreference {
    /// The two judges.
    pub judges: [JudgeId; 2],
    /// What was found.
    pub found: Figure<Preference>,
}

/// A difference in differences over two judges and their two families.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Preference {
    /// Answers of the first judge's and of the second judge's family.
    pub n: [u32; 2],
    /// Mean marks: by judge, then by family.
    pub means: [[f64; 2]; 2],
    /// How much more the judges differ on the first family than on the second; above 0 they favour their own.
    pub difference: f64,
    /// Its 95 % interval, clustered by task.
    pub ci95: Figure<[f64; 2]>,
}

/// Whether a judge marks longer answers higher.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LengthBias {
    /// The judge.
    pub judge: JudgeId,
    /// What was found.
    pub found: Figure<LengthSlope>,
}

/// The slope of the mean mark on the logarithm of the answer's length, within tasks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LengthSlope {
    /// Answers.
    pub n: u32,
    /// Tasks.
    pub tasks: u32,
    /// Points for each unit of ln(characters); times .693 for an answer of double length.
    pub slope: f64,
    /// Its standard error, clustered by task.
    pub standard_error: Figure<f64>,
}

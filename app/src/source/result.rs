//! What a model reached, as the snapshot's file states it.

use analytics::category::Category;
use analytics::score::{Score, UnscoredReason};
use serde_json::Value;

use crate::json::{Read, amount, each, field, number, optional, text};

/// A model's place and figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Mean mark over tasks.
    pub score: Score,
    /// Tasks with a score.
    pub n: usize,
    /// Tasks without one, by reason.
    pub unscored: Vec<(UnscoredReason, usize)>,
    /// 95 % interval of the score.
    pub interval: Option<[f64; 2]>,
    /// Best and worst place that the marks allow.
    pub rank: Option<[usize; 2]>,
    /// Scores by category, in the order of the categories; only those with tasks.
    pub parts: Vec<Part>,
    /// Mean time of an answer, in milliseconds.
    pub ms: Option<f64>,
    /// Mean tokens of an answer.
    pub tokens: Option<f64>,
    /// Mean cost of an answer, in 10⁻¹² dollars.
    pub cost: Option<f64>,
}

/// The score in a category.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// The category.
    pub category: Category,
    /// Mean mark over its tasks.
    pub score: Score,
    /// Tasks with a score.
    pub n: usize,
    /// Tasks without one.
    pub unscored: usize,
}

impl Standing {
    /// Tasks without a score.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.unscored.iter().map(|(_, count)| count).sum()
    }

    /// The score in a category.
    #[must_use]
    pub fn part(&self, category: Category) -> Option<&Part> {
        self.parts.iter().find(|part| part.category == category)
    }

    pub(super) fn read(of: &Value) -> Read<Self> {
        let interval = optional(of, "ci95").and_then(Value::as_array).and_then(|ends| match ends.as_slice() {
            [low, high] => low.as_f64().zip(high.as_f64()).map(|(low, high)| [low, high]),
            _ => None,
        });
        let reason = |of: &Value| Ok((read_reason(field(of, "reason")?)?, number(of, "count")? as usize));
        Ok(Self {
            score: read_score(of)?,
            n: number(of, "n")? as usize,
            unscored: each(of, "unscored", reason)?,
            interval,
            rank: None,
            parts: each(of, "by_category", Part::read)?,
            ms: amount(of, "mean_total_ms"),
            tokens: amount(of, "mean_completion_tokens"),
            cost: None,
        })
    }
}

impl Part {
    fn read(of: &Value) -> Read<Self> {
        Ok(Self {
            category: read_category(of)?,
            score: read_score(of)?,
            n: number(of, "n")? as usize,
            unscored: number(of, "n_unscored")? as usize,
        })
    }
}

/// The `category` of a task or result.
pub(super) fn read_category(of: &Value) -> Read<Category> {
    let slug = text(of, "category")?;
    Category::from_slug(&slug).ok_or_else(|| ["category: there is none named ", &slug].concat())
}

fn read_score(of: &Value) -> Read<Score> {
    let score = field(of, "score")?;
    match (amount(score, "scored"), optional(score, "unscored")) {
        (Some(value), None) => Ok(Score::Scored(value)),
        (None, Some(reason)) => read_reason(reason).map(Score::Unscored),
        _ => Err("score: neither scored nor unscored".to_owned()),
    }
}

fn read_reason(slug: &Value) -> Read<UnscoredReason> {
    let slug = slug.as_str().unwrap_or_default();
    UnscoredReason::from_slug(slug).ok_or_else(|| ["reason: there is none named ", slug].concat())
}

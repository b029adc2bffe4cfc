//! What a model reached, as the snapshot's file states it.

use analytics::category::Category;
use analytics::score::{Score, UnscoredReason};

use crate::json::Node;

/// A model's place and figures.
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

    pub(super) fn read(of: &Node) -> Self {
        let interval = of.optional("ci95").and_then(|ends| {
            let end = |at: usize| ends.value().at(at)?.as_number();
            end(0).zip(end(1)).map(|(low, high)| [low, high])
        });
        Self {
            score: read_score(of),
            n: of.number("n") as usize,
            unscored: of.each("unscored", |of| (read_reason(of, &of.text("reason")), of.number("count") as usize)),
            complete: of.optional("answers").map(|of| ["complete", "asked"].map(|name| of.number(name) as usize)),
            interval,
            rank: None,
            parts: of.each("by_category", Part::read),
            ms: of.amount("mean_total_ms"),
            tokens: of.amount("mean_completion_tokens"),
            cost: None,
        }
    }
}

impl Part {
    fn read(of: &Node) -> Self {
        Self {
            category: read_category(of),
            score: read_score(of),
            n: of.number("n") as usize,
            unscored: of.number("n_unscored") as usize,
        }
    }
}

/// The `category` of a task or result.
pub(super) fn read_category(of: &Node) -> Category {
    let slug = of.text("category");
    Category::from_slug(&slug).unwrap_or_else(|| {
        of.fail("category", &["there is none named ", &slug].concat());
        Category::ALL[0]
    })
}

fn read_score(of: &Node) -> Score {
    let score = of.field("score");
    match (score.amount("scored"), score.words("unscored")) {
        (Some(value), None) => Score::Scored(value),
        (None, Some(reason)) => Score::Unscored(read_reason(of, &reason)),
        _ => {
            of.fail("score", "neither scored nor unscored");
            Score::Scored(0.0)
        }
    }
}

fn read_reason(of: &Node, slug: &str) -> UnscoredReason {
    UnscoredReason::from_slug(slug).unwrap_or_else(|| {
        of.fail("reason", &["there is none named ", slug].concat());
        UnscoredReason::NotRun
    })
}

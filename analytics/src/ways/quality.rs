//! Whether a model is good enough for a category of work, and what that is known from.

use serde::{Deserialize, Serialize};

use super::inputs::Inputs;
use super::market::Model;
use crate::catalog::WorkKind;
use crate::category::Category;
use crate::decision::ScoreFacts;

/// How sure it is that the work is done well enough, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meets {
    /// It is not: the whole interval lies below.
    Fails,
    /// Nobody can tell: no score, an interval that holds both answers, or a score that does not speak for this work.
    Untested,
    /// Probably: measured, but not this file on this machine; or taken for granted of a maker's strongest model.
    Likely,
    /// It is: measured as it would run, or the reader's own verdict.
    Does,
}

/// Where it is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// The reader found it good enough.
    Yours,
    /// Measured on a machine of one's own.
    Local,
    /// Measured at an API, and that is how it would run.
    Api,
    /// Measured at an API, while it would run from a file of weights.
    Cloud,
    /// Not measured here: a maker's strongest model, which people pay for to do this work.
    Frontier,
    /// Measured with single questions, which tell nothing of agents.
    SingleQuestions,
    /// Nothing is demanded.
    NothingAsked,
    /// No score.
    None,
}

impl Provenance {
    /// In words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Yours => "you found it good enough",
            Self::Local => "measured on a machine of one’s own",
            Self::Api => "measured at an API",
            Self::Cloud => "measured in the cloud, not at this quantisation",
            Self::Frontier => "not measured here; its maker’s strongest, taken as good enough",
            Self::SingleQuestions => "measured with single questions, which tell nothing of agents",
            Self::NothingAsked => "nothing is demanded",
            Self::None => "no score",
        }
    }
}

/// A model for one category of work.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The category.
    pub category: Category,
    /// Its share of the work.
    pub share: f64,
    /// The model, by position.
    pub model: usize,
    /// Whether it is good enough.
    pub meets: Meets,
    /// Where that is known from.
    pub provenance: Provenance,
    /// The score, where there is one.
    pub score: Option<ScoreFacts>,
    /// Whether it is a score of all tasks, standing in for this category.
    pub stands_in: bool,
}

/// Whether a model runs at an API or from a file of weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runs {
    /// At an API, as it was measured.
    AtApi,
    /// From a file of weights, on own or rented hardware.
    FromFile,
}

/// The verdict for one category, by its position.
pub(super) fn judge(inputs: &Inputs, at: usize, model: usize, entry: &Model, runs: Runs) -> Verdict {
    let enough = inputs.constraints.enough[at];
    let (score, stands_in) = score(entry, at, runs);
    let (meets, provenance) = if inputs.entered.proven.contains(&model) {
        (Meets::Does, Provenance::Yours)
    } else if enough <= 0.0 {
        (Meets::Does, Provenance::NothingAsked)
    } else if let Some((score, local)) = score {
        let (sure, from) = match (runs, local) {
            (_, true) => (Meets::Does, Provenance::Local),
            (Runs::AtApi, false) => (Meets::Does, Provenance::Api),
            (Runs::FromFile, false) => (Meets::Likely, Provenance::Cloud),
        };
        let meets = if score.high < enough {
            Meets::Fails
        } else if score.low >= enough {
            sure
        } else {
            Meets::Untested
        };
        // A model that fails at single questions fails as an agent too; one that passes may not.
        if inputs.work.kind == WorkKind::Agents && meets != Meets::Fails {
            (Meets::Untested, Provenance::SingleQuestions)
        } else {
            (meets, from)
        }
    } else if entry.frontier {
        (Meets::Likely, Provenance::Frontier)
    } else {
        (Meets::Untested, Provenance::None)
    };
    let category = Category::ALL[at];
    let score = score.map(|(score, _)| score);
    Verdict { category, share: inputs.work.shares[at], model, meets, provenance, score, stands_in }
}

/// The score that counts, whether it was measured on a machine of one's own, and whether it stands in.
fn score(entry: &Model, at: usize, runs: Runs) -> (Option<(ScoreFacts, bool)>, bool) {
    if let (Runs::FromFile, Some(local)) = (runs, entry.local_score) {
        return (Some((local, true)), true);
    }
    let own = entry.scores.get(at + 1).copied().flatten();
    let all = entry.scores.first().copied().flatten();
    (own.or(all).map(|score| (score, false)), own.is_none() && all.is_some())
}

/// The verdicts of one model for all categories with a share.
pub(super) fn judged(inputs: &Inputs, model: usize, entry: &Model, runs: Runs) -> Vec<Verdict> {
    let with_share = (0..7).filter(|at| inputs.work.shares[*at] > 0.0);
    with_share.map(|at| judge(inputs, at, model, entry, runs)).collect()
}

/// The least sure of all.
pub(super) fn least(verdicts: &[Verdict]) -> Meets {
    verdicts.iter().map(|verdict| verdict.meets).min().unwrap_or(Meets::Untested)
}

/// The mean score by share, for saying which model comes nearest; 0 without any.
pub(super) fn mean_score(verdicts: &[Verdict]) -> f64 {
    verdicts.iter().map(|verdict| verdict.share * verdict.score.map_or(0.0, |score| score.value)).sum()
}

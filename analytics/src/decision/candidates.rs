//! The models that could do the work on a machine: for which share of it each is good enough, and how fast it is.

use super::facts::{ModelFacts, ScoreFacts};
use super::fields::Field;
use super::resolve::{Resolved, share, speeds};
use crate::category::Category;
use crate::cost::Dec;
use crate::memory::FitVerdict;
use crate::speed::Estimate;

/// Whether a model is good enough for a kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// The whole interval lies at or above what is good enough.
    Passes,
    /// The interval holds both answers, or there is no score.
    Unknown,
    /// The whole interval lies below.
    Fails,
}

/// Where one kind of work goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Route {
    /// The kind of work.
    pub category: Category,
    /// Its share of the volume.
    pub share: f64,
    /// What is known of the model.
    pub quality: Quality,
    /// The score behind it.
    pub score: Option<ScoreFacts>,
    /// Whether it is the score of all tasks, standing in for a category without scores.
    pub stands_in: bool,
}

/// A model that fits on the machine and whose speed is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// Position in the facts.
    pub model: usize,
    /// Where each kind of work goes.
    pub routes: Vec<Route>,
    /// Share of the work that it does well enough.
    pub passes: f64,
    /// Share of which nobody can tell.
    pub open: f64,
    /// Whether it fits easily or only just.
    pub fit: FitVerdict,
    /// How fast it writes.
    pub decode: Estimate,
}

impl Candidate {
    /// Kinds of work of this quality.
    pub(super) fn names(&self, quality: Quality) -> Vec<String> {
        let of = self.routes.iter().filter(|route| route.quality == quality);
        of.map(|route| route.category.label().to_ascii_lowercase()).collect()
    }

    fn is_better(&self, other: &Self) -> bool {
        let rank = |of: &Self| [of.passes, of.open, of.decode.value];
        rank(self).partial_cmp(&rank(other)) == Some(std::cmp::Ordering::Greater)
    }
}

/// The fields that say how work divides into categories.
pub const SHARES: [Field; 7] = [
    Field::SHARE_SIMPLE,
    Field::SHARE_REFACTORING,
    Field::SHARE_ARCHITECTURE,
    Field::SHARE_DEBUGGING,
    Field::SHARE_MULTI,
    Field::SHARE_REASONING,
    Field::SHARE_TEXT,
];

/// The shares of work, as parts of 1.
///
/// # Errors
/// A sentence when one is negative or they do not add to 100 %.
pub(super) fn shares(resolved: &Resolved) -> Result<[f64; 7], String> {
    let percents: i64 =
        SHARES.iter().fold(0, |sum, field| i64::saturating_add(sum, resolved.value(*field).millionths()));
    if SHARES.iter().any(|field| resolved.value(*field) < Dec::ZERO) {
        return Err("A share of work is negative; set it to 0 or more.".to_owned());
    }
    if (percents - 100_000_000).abs() > 10_000 {
        let sum = Dec::micro(percents).print();
        return Err(["The shares of work add to ", &sum, " %; they must add to 100 %."].concat());
    }
    Ok(SHARES.map(|field| share(resolved.value(field)).to_f64()))
}

fn judge(score: Option<ScoreFacts>, enough: f64) -> Quality {
    match score {
        Some(score) if score.low >= enough => Quality::Passes,
        Some(score) if score.high < enough => Quality::Fails,
        _ => Quality::Unknown,
    }
}

pub(super) fn routes(model: &ModelFacts, shares: &[f64], enough: f64) -> Vec<Route> {
    let mut routes = Vec::new();
    for (at, category) in Category::ALL.into_iter().enumerate() {
        if shares[at] > 0.0 {
            let own = model.scores.get(at + 1).copied().flatten();
            let score = own.or_else(|| model.scores.first().copied().flatten());
            let stands_in = own.is_none() && score.is_some();
            routes.push(Route { category, share: shares[at], quality: judge(score, enough), score, stands_in });
        }
    }
    routes
}

fn sum(routes: &[Route], quality: Quality) -> f64 {
    routes.iter().filter(|route| route.quality == quality).map(|route| route.share).sum()
}

/// Every model of the catalogue, sorted by what keeps it from the machine.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Choice {
    /// Those that can do the work: the one that does most of it first, of equals the fastest.
    pub found: Vec<Candidate>,
    /// Those that do not fit, by position in the facts.
    pub too_large: Vec<usize>,
    /// Those whose window is shorter than the context.
    pub too_short: Vec<usize>,
}

/// Looks at every model.
pub(super) fn candidates(resolved: &Resolved, shares: &[f64]) -> Choice {
    let facts = resolved.facts;
    let enough = resolved.value(Field::ENOUGH).to_f64();
    let mut choice = Choice::default();
    for (model, entry) in facts.models.iter().enumerate() {
        if entry.context_tokens < resolved.context() {
            choice.too_short.push(model);
            continue;
        }
        let mut state = resolved.state.clone();
        state.choose_model(facts, model);
        let known = speeds(facts, &state, state.model, state.machine);
        let fit = match known.fit {
            Some(fit @ (FitVerdict::Fits | FitVerdict::Tight)) => fit,
            Some(FitVerdict::DoesNotFit) => {
                choice.too_large.push(model);
                continue;
            }
            None => continue,
        };
        let Some(decode) = known.decode else { continue };
        let routes = routes(entry, shares, enough);
        let (passes, open) = (sum(&routes, Quality::Passes), sum(&routes, Quality::Unknown));
        let candidate = Candidate { model, routes, passes, open, fit, decode };
        // A dozen models: putting each in its place is the least code for the client.
        let at = choice.found.iter().position(|other| candidate.is_better(other)).unwrap_or(choice.found.len());
        choice.found.insert(at, candidate);
    }
    choice
}

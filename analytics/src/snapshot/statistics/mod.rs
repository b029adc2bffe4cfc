//! Columns → statistics: one pure function, so that `exporter check` and a browser find what `exporter export` wrote.

mod facts;
mod models;
mod panel;
mod people;

pub use facts::{CaseFacts, same_without_facts, without_clocks};
pub use models::mean_bills;

use super::v1::{DetectableEffect, Figure, Statistics, Summary};
use crate::standings::{MarkTable, Replicates, Resampler, Selection, TaskScores, round};
use crate::stats::bootstrap::Plan;

/// Resamples of an export.
pub const RESAMPLES: u32 = 10_000;
/// Seed of an export; it stands in the file beside the figures.
pub const SEED: u64 = 1;

/// Computes the statistics of a summary from its columns.
///
/// `facts` holds what stands in the detail files only, one entry per case; without it speed and length are empty.
#[must_use]
pub fn statistics(summary: &Summary, facts: Option<&[CaseFacts]>, plan: Plan) -> Statistics {
    let table = MarkTable::new(summary);
    let scores = TaskScores::new(&table, &Selection::all(&table));
    let replicates = Resampler::new(&scores).run(plan, 0..plan.resamples());
    from_replicates(summary, facts, plan, &scores, replicates)
}

/// The same with resamples that are there already, computed in parts or on several threads.
#[must_use]
pub fn from_replicates(
    summary: &Summary,
    facts: Option<&[CaseFacts]>,
    plan: Plan,
    scores: &TaskScores,
    replicates: Replicates,
) -> Statistics {
    let table = MarkTable::new(summary);
    let effect = scores.detectable_effect();
    Statistics {
        resamples: plan.resamples(),
        seed: plan.seed(),
        models: models::all(summary, &table, scores, replicates, facts.unwrap_or_default()),
        detectable_effect: Figure::from(
            effect.map(|found| DetectableEffect { effect: round(found.effect), n: found.n as u32 }),
        ),
        agreement: panel::agreement(summary, &table),
        effective_judges: people::effective_judges(summary, &table),
        self_preference: panel::self_preference(summary, &table),
        length: facts.map(|facts| panel::length(summary, &table, facts)).unwrap_or_default(),
    }
}

//! Scores, intervals and places of all models under a selection of tasks, dimensions and judges.
//!
//! One implementation for the exporter, which writes what the whole selection gives, and for the browser, which
//! computes it again whenever a reader switches something off: 12 models × 30 tasks take about a millisecond there.
//!
//! [`MarkTable`] holds the marks, [`Selection`] what is switched on, [`TaskScores`] the scores of tasks that follow,
//! [`standings`] what a leaderboard shows, [`compare`] two models.

mod compare;
mod interval;
mod letters;
mod places;
mod resample;
mod scores;
mod selection;
mod table;

pub use compare::{Comparison, compare, detectable_effect};
pub use interval::{BOOTSTRAP_FROM_TASKS, bca_interval, score_interval};
pub use places::Place;
pub use resample::{Replicates, Resampler};
pub use scores::TaskScores;
pub use selection::Selection;
pub use table::MarkTable;

pub(crate) use scores::{round, score_of_case};

use crate::score::Score;
use crate::snapshot::v1::CategoryResult;
use crate::stats::bootstrap::Plan;

/// What a leaderboard shows of one model.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Mean over the selected tasks, 0 to 2, in four decimals.
    pub score: Score,
    /// Selected tasks with a score.
    pub n: u32,
    /// Selected tasks without one.
    pub n_unscored: u32,
    /// 95 % interval, see [`score_interval`]. None without resamples, for fewer than two scored
    /// tasks, equal scores, or a model that more than 5 % of the resamples leave without a score.
    pub interval: Option<[f64; 2]>,
    /// The places that the model may hold; None without a score, and with less than 80 % of the tasks scored by the rule
    /// that counts everything asked.
    pub place: Option<Place>,
    /// The same by category, in the order of the categories; only categories with a selected task.
    pub by_category: Vec<CategoryResult>,
}

/// The standing of every model, in the order of the table.
///
/// `resamples` below [`crate::stats::bootstrap::FEWEST_RESAMPLES`] are raised to it. The same table, selection,
/// number and seed give the same standings on every machine.
#[must_use]
pub fn standings(table: &MarkTable, selection: &Selection, resamples: u32, seed: u64) -> Vec<Standing> {
    standings_of(&TaskScores::new(table, selection), Plan::new(resamples, seed))
}

/// The same from scores of tasks that are there already.
#[must_use]
pub fn standings_of(scores: &TaskScores, plan: Plan) -> Vec<Standing> {
    standings_from(scores, &mut Resampler::new(scores).run(plan, 0..plan.resamples()))
}

/// The same from resamples that were computed apart, for a page that must not stand still meanwhile.
#[must_use]
pub fn standings_from(scores: &TaskScores, replicates: &mut Replicates) -> Vec<Standing> {
    let places = replicates.places(scores);
    let drawn = replicates.values(0).next().is_some();
    (0..scores.n_models())
        .map(|model| {
            let (score, n) = scores.of_model(model);
            Standing {
                score,
                n,
                n_unscored: scores.n_tasks() as u32 - n,
                interval: drawn.then(|| score_interval(scores, replicates, model).ok()).flatten(),
                place: places[model],
                by_category: scores.by_category(model),
            }
        })
        .collect()
}

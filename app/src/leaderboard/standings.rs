//! Scores, intervals and rank ranges of what counts: by the same functions that the exporter uses.

use analytics::category::Category;
use analytics::outcome::Outcome;
use analytics::score::Dimension;
use analytics::standings::{MarkTable, Replicates, Resampler, Selection, TaskScores, standings_from};
use analytics::stats::bootstrap::{FEWEST_RESAMPLES, Plan};

use super::state::Excluded;
use super::tasks::read_tasks;
use crate::data::{SnapshotView, Standing};

/// What follows from the marks that count.
#[derive(Debug, Clone, Default)]
pub struct ComputedStandings {
    /// What each model reached, in the order of the models.
    pub standings: Vec<Standing>,
    /// The difference of two neighbouring models that these tasks show with 80 % power, and the tasks it rests on.
    pub effect: Option<(f64, usize)>,
    /// Tasks that count.
    pub tasks: usize,
    /// Whether anything is excluded.
    pub partial: bool,
    /// Whether intervals and rank ranges are still being computed.
    pub pending: bool,
}

/// The marks of a snapshot under a selection, ready to be resampled.
#[derive(Debug)]
pub struct Scoring {
    scores: TaskScores,
    resampler: Resampler,
    plan: Plan,
    partial: bool,
    /// Which cases count for times, tokens and costs: those of the tasks that are switched on.
    on: Vec<bool>,
}

impl Scoring {
    /// The marks that count; None for a snapshot without marks.
    #[must_use]
    pub fn new(view: &SnapshotView, excluded: &Excluded) -> Option<Self> {
        if !view.has_marks() {
            return None;
        }
        let selection = selection(view, excluded);
        let scores = TaskScores::new(&table(view), &selection);
        let on = selection.tasks.clone();
        let partial = on.contains(&false)
            || selection.judges.contains(&false)
            || selection.dimensions.contains(&false)
            || selection.without_own_family;
        let resampler = Resampler::new(&scores);
        Some(Self { scores, resampler, plan: Plan::new(FEWEST_RESAMPLES, view.seed), partial, on })
    }

    /// Sums that the resamples take: what tells whether they must be computed in slices.
    #[must_use]
    pub fn work(&self) -> usize {
        self.scores.n_models() * self.scores.n_tasks() * self.plan.resamples() as usize
    }

    /// Number of resamples.
    #[must_use]
    pub fn resamples(&self) -> u32 {
        self.plan.resamples()
    }

    /// Some of the resamples.
    #[must_use]
    pub fn run(&self, range: std::ops::Range<u32>) -> Replicates {
        self.resampler.run(self.plan, range)
    }

    /// The standings; without resamples they have no intervals and no places yet.
    #[must_use]
    pub fn standings(&self, view: &SnapshotView, replicates: Option<Replicates>) -> ComputedStandings {
        let pending = replicates.is_none();
        let mut replicates = replicates.unwrap_or_else(|| self.run(0..0));
        let found = standings_from(&self.scores, &mut replicates);
        let standings = found.into_iter().enumerate().map(|(model, found)| {
            let counted = || view.cases_of(model).iter().filter(|case| self.on[case.task]);
            let answered = || counted().filter(|case| case.outcome == Outcome::Answered);
            Standing {
                score: found.score,
                n: found.n as usize,
                unscored: self.scores.unscored(model).iter().map(|part| (part.reason, part.count as usize)).collect(),
                complete: Some([answered().count(), counted().count()]),
                interval: found.interval,
                rank: found.place.filter(|_| !pending).map(|place| [place.best as usize, place.worst as usize]),
                parts: found.by_category.clone(),
                ms: mean(answered().map(|case| case.ms), false),
                tokens: mean(answered().map(|case| case.tokens), false),
                // One unknown bill makes the sum unknown.
                cost: mean(counted().map(|case| case.cost), true).filter(|_| !view.models[model].baseline),
            }
        });
        ComputedStandings {
            standings: standings.collect(),
            effect: self.scores.detectable_effect().ok().map(|effect| (effect.effect, effect.n)),
            tasks: self.scores.n_tasks(),
            partial: self.partial,
            pending,
        }
    }
}

/// Sums that a browser computes at once: 12 models × 30 tasks × 2,000 resamples take a few milliseconds.
pub const AT_ONCE: usize = 4_000_000;

/// Everything at once; what the file states where there are no marks.
#[must_use]
pub fn at_once(view: &SnapshotView, scoring: Option<Scoring>) -> ComputedStandings {
    match scoring {
        Some(scoring) => scoring.standings(view, Some(scoring.run(0..scoring.resamples()))),
        None => ComputedStandings {
            standings: view.results.clone(),
            tasks: view.tasks.len(),
            ..ComputedStandings::default()
        },
    }
}

/// What counts.
fn selection(view: &SnapshotView, excluded: &Excluded) -> Selection {
    let off = read_tasks(&view.tasks, &excluded.tasks).unwrap_or_default();
    let task = |(at, task): (usize, &crate::data::TaskFields)| {
        !off.get(at).copied().unwrap_or_default() && !excluded.categories.contains(&task.category)
    };
    Selection {
        tasks: view.tasks.iter().enumerate().map(task).collect(),
        dimensions: Dimension::ALL.map(|dimension| !excluded.dimensions.contains(&dimension)),
        judges: view.judges.iter().map(|judge| !excluded.judges.contains(&judge.id)).collect(),
        without_own_family: excluded.own_family,
        without_reviews: false,
    }
}

/// The marks of a view as analytics takes them.
fn table(view: &SnapshotView) -> MarkTable {
    let categories: Vec<Category> = view.tasks.iter().map(|task| task.category).collect();
    let cases: Vec<_> = view.cases.iter().map(|case| (case.model, case.task, case.ending())).collect();
    MarkTable::from_cases(
        view.models.len(),
        &categories,
        &own_family(view),
        &cases,
        &view.verdicts,
        &view.reviews,
        (view.rule, view.threshold),
    )
}

/// By model, then by judge: whether the judge is a language model of the model's family, as
/// [`analytics::scoring::is_own_family`] has it.
#[must_use]
pub fn own_family(view: &SnapshotView) -> Vec<bool> {
    let pairs = view.models.iter().flat_map(|model| view.judges.iter().map(move |judge| (model, judge)));
    pairs.map(|(model, judge)| !judge.is_program && judge.family.eq_ignore_ascii_case(&model.family)).collect()
}

/// The sum of what is known divided by its number; None as soon as `whole` is set and one is unknown.
fn mean(values: impl Iterator<Item = Option<f64>>, whole: bool) -> Option<f64> {
    let (mut sum, mut n) = (0.0, 0_u32);
    for value in values {
        match value {
            Some(value) => (sum, n) = (sum + value, n + 1),
            None if whole => return None,
            None => {}
        }
    }
    (n > 0).then(|| sum / f64::from(n))
}

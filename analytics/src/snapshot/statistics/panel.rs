//! What is computed of the judges: agreement, preference for their own families, preference for length.

use super::super::v1::{
    Agreement, Figure, JudgeKind, JudgeSummary, LengthBias, LengthSlope, Preference, SelfPreference, Summary,
};
use super::facts::CaseFacts;
use crate::score::{Dimension, Marks};
use crate::standings::{MarkTable, round};
use crate::stats::agreement::{Coefficient, Metric, Ratings, Weights, gwet, kappa, krippendorff, raw_agreement};
use crate::stats::bias::{Maker, TwiceJudged, self_preference as preference_of};
use crate::stats::length_bias::{SizedAnswer, length_slope};
use crate::stats::undefined::{Reason, Undefined};

/// Fewer answers marked twice say nothing of agreement beyond chance.
const FEWEST_ANSWERS: usize = 10;
/// Marks are 0, 1 and 2, whether all occur or not.
const CATEGORIES: usize = 3;

/// Every pair of judges, then all of them where there are more than two; each by dimension, then on all three.
pub(super) fn agreement(summary: &Summary, table: &MarkTable) -> Vec<Agreement> {
    let judges = summary.judges.len();
    let mut groups: Vec<Vec<usize>> = pairs(judges).map(Vec::from).collect();
    if judges > 2 {
        groups.push((0..judges).collect());
    }
    let dimensions = || Dimension::ALL.into_iter().map(Some).chain([None]);
    groups
        .iter()
        .flat_map(|group| dimensions().map(move |dimension| (group, dimension)))
        .map(|(group, dimension)| agreement_of(summary, table, group, dimension))
        .collect()
}

fn pairs(judges: usize) -> impl Iterator<Item = [usize; 2]> {
    (0..judges).flat_map(move |first| (first + 1..judges).map(move |second| [first, second]))
}

fn agreement_of(summary: &Summary, table: &MarkTable, group: &[usize], dimension: Option<Dimension>) -> Agreement {
    let mut rows = Vec::new();
    let mut marked_twice = 0;
    for case in 0..table.n_cases() {
        let given: Vec<Option<Marks>> = group.iter().map(|judge| table.verdict(case, *judge).flatten()).collect();
        if given.iter().all(Option::is_none) {
            continue;
        }
        marked_twice += usize::from(given.iter().flatten().count() > 1);
        for its in Dimension::ALL.into_iter().filter(|its| dimension.is_none_or(|wanted| wanted == *its)) {
            rows.push(given.iter().map(|marks| marks.map(|marks| marks.get(its).value())).collect::<Vec<_>>());
        }
    }
    let judges = group.iter().map(|judge| summary.judges[*judge].id.clone()).collect();
    let n = rows.iter().filter(|row| row.iter().flatten().count() > 1).count() as u32;
    let figure = |found: Result<Coefficient, Undefined>| Figure::from(found.map(|found| round(found.value)));
    let ratings = Ratings::new(CATEGORIES, rows);
    let raw = |coefficient: &dyn Fn(&Ratings) -> Result<Coefficient, Undefined>| match &ratings {
        Ok(ratings) => figure(coefficient(ratings)),
        Err(undefined) => Figure::Undefined(*undefined),
    };
    // Snapshots of the older rule state coefficients of any number of answers, and must be found again.
    let too_few = (1..FEWEST_ANSWERS).contains(&marked_twice) && !summary.scoring.rule.is_older();
    let of = |coefficient: &dyn Fn(&Ratings) -> Result<Coefficient, Undefined>| match too_few {
        true => Figure::Undefined(Undefined::new(Reason::TooFew, marked_twice)),
        false => raw(coefficient),
    };
    let two = group.len() == 2;
    let mut marginals: Vec<[u32; CATEGORIES]> = vec![[0; CATEGORIES]; group.len()];
    for (row, counts) in ratings.iter().flat_map(Ratings::marginals).zip(&mut marginals) {
        counts.iter_mut().zip(row).for_each(|(count, its)| *count = its as u32);
    }
    Agreement {
        judges,
        dimension,
        n,
        raw: raw(&raw_agreement),
        kappa: two.then(|| of(&|ratings| kappa(ratings, 0, 1, Weights::Identity))),
        kappa_quadratic: two.then(|| of(&|ratings| kappa(ratings, 0, 1, Weights::Quadratic))),
        alpha_ordinal: of(&|ratings| krippendorff(ratings, Metric::Ordinal)),
        ac1: of(&|ratings| gwet(ratings, Weights::Identity)),
        ac2_quadratic: of(&|ratings| gwet(ratings, Weights::Quadratic)),
        marginals,
    }
}

/// Every pair of judges that are language models of different families. Programs have no kin.
pub(super) fn self_preference(summary: &Summary, table: &MarkTable) -> Vec<SelfPreference> {
    let alike = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let is_model = |judge: &JudgeSummary| judge.kind == JudgeKind::LanguageModel;
    pairs(summary.judges.len())
        .filter(|pair| {
            let [first, second] = pair.map(|judge| &summary.judges[judge]);
            is_model(first) && is_model(second) && !alike(&first.family, &second.family)
        })
        .map(|pair| {
            let [first, second] = pair.map(|judge| &summary.judges[judge]);
            let answers: Vec<TwiceJudged> = (0..table.n_cases())
                .filter_map(|case| {
                    let family = &summary.models.get(*summary.cases.model.get(case)? as usize)?.family;
                    let maker = if alike(family, &first.family) {
                        Maker::First
                    } else if alike(family, &second.family) {
                        Maker::Second
                    } else {
                        return None;
                    };
                    let [one, other] = pair.map(|judge| table.verdict(case, judge).flatten().map(mean_mark));
                    let task = *summary.cases.task.get(case)? as usize;
                    Some(TwiceJudged { task, maker, first: one?, second: other? })
                })
                .collect();
            let found = preference_of(&answers).map(|found| Preference {
                n: found.n.map(|n| n as u32),
                means: found.means.map(|row| row.map(round)),
                difference: round(found.difference),
                ci95: Figure::from(
                    found.estimate.map(|estimate| [round(estimate.interval.low), round(estimate.interval.high)]),
                ),
            });
            SelfPreference { judges: pair.map(|judge| summary.judges[judge].id.clone()), found: Figure::from(found) }
        })
        .collect()
}

/// Every judge.
pub(super) fn length(summary: &Summary, table: &MarkTable, facts: &[CaseFacts]) -> Vec<LengthBias> {
    let of = |(judge, known): (usize, &JudgeSummary)| {
        let answers: Vec<SizedAnswer> = (0..table.n_cases())
            .filter_map(|case| {
                let score = mean_mark(table.verdict(case, judge).flatten()?);
                let length = f64::from(facts.get(case)?.answer_chars);
                let task = *summary.cases.task.get(case)? as usize;
                (length > 0.0).then_some(SizedAnswer { task, score, length })
            })
            .collect();
        let found = length_slope(&answers).map(|found| LengthSlope {
            n: found.n as u32,
            tasks: found.tasks as u32,
            slope: round(found.slope),
            standard_error: Figure::from(found.by_task.map(|estimate| round(estimate.standard_error))),
        });
        LengthBias { judge: known.id.clone(), found: Figure::from(found) }
    };
    summary.judges.iter().enumerate().map(of).collect()
}

/// The mean of the three marks of a verdict.
pub(super) fn mean_mark(marks: Marks) -> f64 {
    f64::from(marks.sum()) / Dimension::ALL.len() as f64
}

//! What is computed of each model.

use super::super::v1::{Clustered, Figure, MeanBill, ModelStatistics, PerfectShare, Rescored, Summary, Tokens, Total};
use super::facts::{CaseFacts, speed};
use super::people;
use crate::audited::audited_cases;
use crate::standings::{MarkTable, Replicates, Selection, TaskScores, bca_interval, round};
use crate::stats::cluster::clustered_mean;
use crate::stats::interval::{mean_interval, wilson};
use crate::stats::undefined::Undefined;
use crate::units::PicoUsd;

/// Every model, in the order of the summary.
pub(super) fn all(
    summary: &Summary,
    table: &MarkTable,
    scores: &TaskScores,
    mut replicates: Replicates,
    facts: &[CaseFacts],
) -> Vec<ModelStatistics> {
    let best = f64::from(summary.scoring.mark_max);
    let places = replicates.places(scores);
    let alone = Selection { without_own_family: true, ..Selection::all(table) };
    let others = TaskScores::new(table, &alone);
    let audited = (!summary.reviews.is_empty()).then(|| audited_cases(summary));
    let mut cases: Vec<Vec<usize>> = vec![Vec::new(); summary.models.len()];
    for (case, model) in summary.cases.model.iter().enumerate() {
        if let Some(cases) = cases.get_mut(*model as usize) {
            cases.push(case);
        }
    }
    let of = |(model, its_cases): (usize, &Vec<usize>)| {
        let values: Vec<f64> = scores.values(model).flatten().collect();
        let (_, n) = scores.of_model(model);
        let fact = |case: &usize| facts.get(*case).copied().unwrap_or_default();
        let columns = &summary.cases;
        let timed: Vec<_> =
            its_cases.iter().map(|case| (columns.outcome[*case], columns.first_text_ms[*case], fact(case))).collect();
        // BCa first: the interval partly sorts the resamples, which BCa sorts wholly by itself.
        let bca95 = bca_interval(scores, &replicates, model);
        ModelStatistics {
            model: summary.models[model].id.clone(),
            standard_error: Figure::from(mean_interval(&values).map(|estimate| round(estimate.standard_error))),
            percentile95: Figure::from(replicates.interval(model, n)),
            bca95: Figure::from(bca95),
            place: places[model],
            by_category: Figure::from(by_category(table, scores, model, best)),
            perfect: perfect_share(&values, best),
            without_own_family: table.has_own_family(model).then(|| {
                let (score, n) = others.of_model(model);
                Rescored { score, n, n_unscored: others.n_tasks() as u32 - n }
            }),
            corrected: audited.as_ref().map(|all| {
                let answers: Vec<_> = its_cases.iter().filter_map(|case| all.get(*case).copied().flatten()).collect();
                people::corrected(summary, &answers)
            }),
            speed: speed(&timed, summary.scoring.rule),
            tokens: Tokens {
                prompt: total(its_cases.iter().filter_map(|case| columns.prompt_tokens[*case])),
                completion: total(its_cases.iter().filter_map(|case| columns.completion_tokens[*case])),
            },
            mean_bill: mean_bill(its_cases.iter().map(|case| columns.billed_pico_usd[*case])),
        }
    };
    cases.iter().enumerate().map(of).collect()
}

fn by_category(table: &MarkTable, scores: &TaskScores, model: usize, best: f64) -> Result<Clustered, Undefined> {
    let scored = scores.values(model).zip(scores.tasks());
    let (values, clusters): (Vec<f64>, Vec<_>) =
        scored.filter_map(|(value, task)| Some((value?, table.category(*task)))).unzip();
    let found = clustered_mean(&values, &clusters)?;
    let interval = found.cr1.interval.clip(0.0, best);
    Ok(Clustered {
        clusters: found.clusters as u32,
        standard_error: round(found.cr1.standard_error),
        ci95: [round(interval.low), round(interval.high)],
    })
}

fn perfect_share(values: &[f64], best: f64) -> PerfectShare {
    let perfect = values.iter().filter(|value| **value >= best).count();
    let interval = wilson(perfect, values.len()).map(|interval| [round(interval.low), round(interval.high)]);
    PerfectShare { perfect: perfect as u32, n: values.len() as u32, wilson95: Figure::from(interval) }
}

fn total(values: impl Iterator<Item = u64>) -> Option<Total> {
    let total = values
        .fold(Total { sum: 0, n: 0 }, |total, value| Total { sum: total.sum.saturating_add(value), n: total.n + 1 });
    (total.n > 0).then_some(total)
}

/// The mean bill of a case of every model; None where no bill is known.
#[must_use]
pub fn mean_bills(summary: &Summary) -> Vec<Option<PicoUsd>> {
    let columns = &summary.cases;
    let of = |model: usize| {
        let its = columns.model.iter().zip(&columns.billed_pico_usd).filter(|(its, _)| **its as usize == model);
        mean_bill(its.map(|(_, bill)| *bill)).map(|mean| mean.pico_usd)
    };
    (0..summary.models.len()).map(of).collect()
}

/// Rounded half up; None beyond the largest amount.
fn mean_bill(bills: impl Iterator<Item = Option<PicoUsd>>) -> Option<MeanBill> {
    let (mut sum, mut n, mut cases) = (PicoUsd::default(), 0_u32, 0);
    for bill in bills {
        cases += 1;
        if let Some(bill) = bill {
            sum = sum.checked_add(bill)?;
            n += 1;
        }
    }
    let pico_usd = PicoUsd(sum.0.checked_add(u64::from(n / 2))?.checked_div(u64::from(n))?);
    Some(MeanBill { pico_usd, n, cases })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_bills_are_left_out_and_counted() {
        let bill = |value| Some(PicoUsd(value));
        let found = mean_bill([bill(2), None, bill(5)].into_iter());
        assert_eq!(found, Some(MeanBill { pico_usd: PicoUsd(4), n: 2, cases: 3 }));
        assert_eq!(mean_bill([None, None].into_iter()), None);
        assert_eq!(mean_bill(std::iter::empty()), None);
    }

    #[test]
    fn all_perfect_is_a_share_and_not_plus_minus_0() {
        // statistics reference: 10 of 10, Wilson .722467 to 1
        let share = perfect_share(&[2.0; 10], 2.0);
        assert_eq!((share.perfect, share.n, share.wilson95), (10, 10, Figure::Value([0.7225, 1.0])));
        assert!(perfect_share(&[], 2.0).wilson95.value().is_none());
    }
}

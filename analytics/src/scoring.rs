//! From marks to scores: the one implementation that the exporter, the checks and the browser share.

use crate::ids::ModelId;
use crate::outcome::Outcome;
use crate::score::{Marks, Score};
use crate::snapshot::v1::{ModelResult, Summary};
use crate::standings::{MarkTable, Selection, TaskScores, round, score_of_case};
use crate::stats::summary::{mean, median};
use crate::units::PicoUsd;

/// The score of a case: the mean of all judges' marks over the three dimensions, 0 to 2.
///
/// Unscored when the answer is not complete, when a judge has not marked it or cannot be read, and when
/// two judges differ by more than `threshold` on any dimension.
#[must_use]
pub fn case_score(outcome: Outcome, verdicts: &[Option<Option<Marks>>], threshold: f64) -> Score {
    score_of_case(outcome, verdicts, threshold)
}

/// The score of every case of a summary, in the order of its columns.
#[must_use]
pub fn case_scores(summary: &Summary) -> Vec<Score> {
    let table = MarkTable::new(summary);
    (0..table.n_cases()).map(|case| table.score(case)).collect()
}

/// The results of every model, in the order of the summary's models.
#[must_use]
pub fn results(summary: &Summary) -> Vec<ModelResult> {
    let table = MarkTable::new(summary);
    let scores = TaskScores::new(&table, &Selection::all(&table));
    let mut cases: Vec<Vec<usize>> = vec![Vec::new(); summary.models.len()];
    for (case, model) in summary.cases.model.iter().enumerate() {
        if let Some(cases) = cases.get_mut(*model as usize) {
            cases.push(case);
        }
    }
    cases.iter().enumerate().map(|(model, cases)| model_result(summary, model, cases, &scores)).collect()
}

fn model_result(summary: &Summary, model: usize, cases: &[usize], scores: &TaskScores) -> ModelResult {
    let (score, n) = scores.of_model(model);
    let values: Vec<f64> = scores.values(model).flatten().collect();
    let answered = |case: &&usize| summary.cases.outcome[**case] == Outcome::Answered;
    let times: Vec<u64> = cases.iter().filter(answered).filter_map(|case| summary.cases.total_ms[*case]).collect();
    let tokens: Vec<f64> = cases
        .iter()
        .filter(answered)
        .filter_map(|case| summary.cases.completion_tokens[*case].map(|tokens| tokens as f64))
        .collect();
    ModelResult {
        model: summary.models[model].id.clone(),
        score,
        n,
        unscored: scores.unscored(model),
        ci95: mean(&values)
            .and_then(|estimate| estimate.t_interval_95())
            .map(|(low, high)| [round(low.max(0.0)), round(high.min(f64::from(summary.scoring.mark_max)))]),
        by_category: scores.by_category(model),
        mean_total_ms: (!times.is_empty()).then(|| times.iter().sum::<u64>() / times.len() as u64),
        median_total_ms: median(&times),
        mean_completion_tokens: mean(&tokens).map(|estimate| round(estimate.mean)),
        billed_pico_usd: total_bill(cases.iter().map(|case| summary.cases.billed_pico_usd[*case])),
    }
}

/// The sum of all bills; None as soon as one is unknown.
fn total_bill(mut bills: impl Iterator<Item = Option<PicoUsd>>) -> Option<PicoUsd> {
    bills.try_fold(PicoUsd::default(), |sum, bill| sum.checked_add(bill?))
}

/// The result of a model.
#[must_use]
pub fn result_of<'a>(summary: &'a Summary, model: &ModelId) -> Option<&'a ModelResult> {
    summary.results.iter().find(|result| result.model == *model)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::UnscoredReason;

    fn marks(values: [u8; 3]) -> Option<Option<Marks>> {
        Some(Some(Marks(values.map(|value| value.try_into().unwrap()))))
    }

    #[test]
    fn the_score_is_the_mean_over_judges_and_dimensions() {
        let score = case_score(Outcome::Answered, &[marks([2, 1, 1]), marks([1, 1, 2])], 1.5);
        assert_eq!(score, Score::Scored(8.0 / 6.0));
    }

    #[test]
    fn nothing_becomes_zero_by_itself() {
        let reason = |score| match score {
            Score::Unscored(reason) => reason,
            Score::Scored(value) => panic!("scored {value}"),
        };
        let good = marks([2, 2, 2]);
        for (outcome, verdicts, expected) in [
            (Outcome::Answered, vec![good, None], UnscoredReason::NotJudged),
            (Outcome::Answered, vec![], UnscoredReason::NotJudged),
            (Outcome::Answered, vec![good, Some(None)], UnscoredReason::JudgeUnreadable),
            (Outcome::Answered, vec![good, marks([2, 2, 0])], UnscoredReason::JudgesDisagree),
            (Outcome::Truncated, vec![good, good], UnscoredReason::Truncated),
            (Outcome::Refused, vec![], UnscoredReason::Refused),
        ] {
            assert_eq!(reason(case_score(outcome, &verdicts, 1.5)), expected);
        }
        // At a threshold of 2 the same disagreement is accepted.
        assert!(case_score(Outcome::Answered, &[good, marks([2, 2, 0])], 2.0).value().is_some());
    }

    #[test]
    fn one_unknown_bill_makes_the_sum_unknown() {
        assert_eq!(total_bill([Some(PicoUsd(1)), Some(PicoUsd(2))].into_iter()), Some(PicoUsd(3)));
        assert_eq!(total_bill([Some(PicoUsd(1)), None].into_iter()), None);
    }
}

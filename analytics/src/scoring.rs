//! From marks to scores: the one implementation that the exporter, the checks and the browser share.

use crate::ids::ModelId;
use crate::outcome::Outcome;
use crate::score::{Marks, Score};
use crate::snapshot::v1::{JudgeKind, JudgeSummary, ModelResult, ModelSummary, Summary};
use crate::standings::{MarkTable, Selection, TaskScores, round, score_of_case};
use crate::stats::summary::{mean, median};
use crate::units::PicoUsd;

/// The score of a case by its judges: the mean of all their marks over the three dimensions, 0 to 2.
///
/// Unscored when the answer is not complete, when a judge has not marked it or cannot be read, and when
/// two judges differ by more than `threshold` on any dimension.
#[must_use]
pub fn case_score(outcome: Outcome, verdicts: &[Option<Option<Marks>>], threshold: f64) -> Score {
    settled_score(outcome, None, verdicts, threshold)
}

/// The score of a case that a person may have decided: a review's marks take the place of all judges' marks, whatever
/// these say and however many are missing. A review of an answer that is not complete counts for nothing.
#[must_use]
pub fn settled_score(
    outcome: Outcome,
    review: Option<Marks>,
    verdicts: &[Option<Option<Marks>>],
    threshold: f64,
) -> Score {
    score_of_case(outcome, review, verdicts, |_| false, threshold)
}

/// The same for a model that may be of the family of some judges, whose verdicts are given in the order of `judges`.
#[must_use]
pub fn score_of_model(
    model: &ModelSummary,
    judges: &[JudgeSummary],
    outcome: Outcome,
    review: Option<Marks>,
    verdicts: &[Option<Option<Marks>>],
    threshold: f64,
) -> Score {
    let own = |judge: usize| judges.get(judge).is_some_and(|judge| is_own_family(model, judge));
    score_of_case(outcome, review, verdicts, own, threshold)
}

/// What is left out of a score. By default nothing is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counting {
    /// Leaves out verdicts of language models on models of their own family.
    pub without_own_family: bool,
    /// Leaves out people's reviews: what the judges alone say.
    pub without_reviews: bool,
}

/// Whether the judge is a language model of the model's own family: models tend to favour their own kind.
#[must_use]
pub fn is_own_family(model: &ModelSummary, judge: &JudgeSummary) -> bool {
    judge.kind == JudgeKind::LanguageModel && judge.family.eq_ignore_ascii_case(&model.family)
}

impl Counting {
    /// The same as a selection of everything but what is left out.
    #[must_use]
    pub fn selection(self, table: &MarkTable) -> Selection {
        let Self { without_own_family, without_reviews } = self;
        Selection { without_own_family, without_reviews, ..Selection::all(table) }
    }
}

/// The score of every case of a summary, in the order of its columns.
#[must_use]
pub fn case_scores(summary: &Summary) -> Vec<Score> {
    case_scores_counting(summary, Counting::default())
}

/// The same, with something left out. Judges of the model's own family never score it alone.
#[must_use]
pub fn case_scores_counting(summary: &Summary, counting: Counting) -> Vec<Score> {
    let table = MarkTable::new(summary);
    table.case_scores(&counting.selection(&table))
}

/// The results of every model, in the order of the summary's models.
#[must_use]
pub fn results(summary: &Summary) -> Vec<ModelResult> {
    results_counting(summary, Counting::default())
}

/// The same, with something left out.
#[must_use]
pub fn results_counting(summary: &Summary, counting: Counting) -> Vec<ModelResult> {
    let table = MarkTable::new(summary);
    results_of(summary, &TaskScores::new(&table, &counting.selection(&table)))
}

/// The same from scores of tasks that are there already.
#[must_use]
pub fn results_of(summary: &Summary, scores: &TaskScores) -> Vec<ModelResult> {
    let mut cases: Vec<Vec<usize>> = vec![Vec::new(); summary.models.len()];
    for (case, model) in summary.cases.model.iter().enumerate() {
        if let Some(cases) = cases.get_mut(*model as usize) {
            cases.push(case);
        }
    }
    cases.iter().enumerate().map(|(model, cases)| model_result(summary, model, cases, scores)).collect()
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
    fn a_review_settles_what_judges_could_not() {
        let good = marks([2, 2, 2]);
        let review = Some(Marks([1, 0, 1].map(|value| value.try_into().unwrap())));
        let decided = Score::Scored(2.0 / 3.0);
        for verdicts in [vec![good, marks([2, 2, 0])], vec![good, Some(None)], vec![good, None], vec![good, good]] {
            assert_eq!(settled_score(Outcome::Answered, review, &verdicts, 1.5), decided);
            assert_eq!(
                settled_score(Outcome::Answered, None, &verdicts, 1.5),
                case_score(Outcome::Answered, &verdicts, 1.5)
            );
        }
        let cut = settled_score(Outcome::Truncated, review, &[good, good], 1.5);
        assert_eq!(cut, Score::Unscored(UnscoredReason::Truncated), "half an answer has no score");
    }

    #[test]
    fn one_unknown_bill_makes_the_sum_unknown() {
        assert_eq!(total_bill([Some(PicoUsd(1)), Some(PicoUsd(2))].into_iter()), Some(PicoUsd(3)));
        assert_eq!(total_bill([Some(PicoUsd(1)), None].into_iter()), None);
    }
}

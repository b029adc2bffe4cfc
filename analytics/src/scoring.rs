//! From marks to scores: the one implementation that the exporter, the checks and the browser share.

use crate::ids::ModelId;
use crate::outcome::{Outcome, Treatment};
use crate::score::{Marks, Score, ScoringRule};
use crate::snapshot::v1::{Answers, JudgeKind, JudgeSummary, ModelResult, ModelSummary, Summary};
use crate::standings::{MarkTable, Selection, TaskScores, round, score_of_case};
use crate::stats::summary::{mean, median};
use crate::units::PicoUsd;

/// The score of a case by its judges: the mean of all their marks over the three dimensions, 0 to 2.
///
/// 0 where the model gave nothing to judge. Unscored where the outcome is not the model's own, when a judge cannot be
/// read or has not marked it, and when two judges differ by more than `threshold` on any dimension.
#[must_use]
pub fn case_score(treatment: Treatment, verdicts: &[Option<Option<Marks>>], threshold: f64) -> Score {
    settled_score(treatment, None, verdicts, threshold)
}

/// The score of a case that a person may have decided: a review's marks take the place of all judges' marks, whatever
/// these say and however many are missing. A review of a case whose outcome leaves it unscored counts for nothing.
#[must_use]
pub fn settled_score(
    treatment: Treatment,
    review: Option<Marks>,
    verdicts: &[Option<Option<Marks>>],
    threshold: f64,
) -> Score {
    score_of_case(treatment, review, verdicts, |_| false, threshold)
}

/// The same for a model that may be of the family of some judges, whose verdicts are given in the order of `judges`.
#[must_use]
pub fn score_of_model(
    model: &ModelSummary,
    judges: &[JudgeSummary],
    treatment: Treatment,
    review: Option<Marks>,
    verdicts: &[Option<Option<Marks>>],
    threshold: f64,
) -> Score {
    let own = |judge: usize| judges.get(judge).is_some_and(|judge| is_own_family(model, judge));
    score_of_case(treatment, review, verdicts, own, threshold)
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
    let selection = counting.selection(&table);
    results_of(summary, &TaskScores::new(&table, &selection), &selection)
}

/// The same from scores of tasks that are there already, under the selection that gave them.
#[must_use]
pub fn results_of(summary: &Summary, scores: &TaskScores, selection: &Selection) -> Vec<ModelResult> {
    let rule = summary.scoring.rule;
    let complete = (rule == ScoringRule::AllAsked)
        .then(|| TaskScores::new(&MarkTable::by_rule(summary, ScoringRule::CompleteOnly), selection));
    let mut cases: Vec<Vec<usize>> = vec![Vec::new(); summary.models.len()];
    for (case, model) in summary.cases.model.iter().enumerate() {
        if let Some(cases) = cases.get_mut(*model as usize) {
            cases.push(case);
        }
    }
    let results = cases.iter().enumerate().map(|(model, cases)| ModelResult {
        answers: complete.as_ref().map(|complete| answers(summary, cases, complete.of_model(model))),
        ..model_result(summary, model, cases, scores)
    });
    results.collect()
}

/// How the answers of a model ended, and its score over the complete ones.
fn answers(summary: &Summary, cases: &[usize], (complete_score, complete_tasks): (Score, u32)) -> Answers {
    let columns = &summary.cases;
    let count = |is: &dyn Fn(usize) -> bool| cases.iter().filter(|case| is(**case)).count() as u32;
    let ended = |outcome: Outcome| count(&|case| columns.outcome.get(case) == Some(&outcome));
    Answers {
        asked: cases.len() as u32,
        complete: ended(Outcome::Answered),
        cut: ended(Outcome::Truncated),
        repeating: count(&|case| columns.repeats_without_end(case)),
        empty: ended(Outcome::Empty),
        refused: ended(Outcome::Refused),
        complete_score,
        complete_tasks,
    }
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
        answers: None,
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
        let score = case_score(Treatment::Judged, &[marks([2, 1, 1]), marks([1, 1, 2])], 1.5);
        assert_eq!(score, Score::Scored(8.0 / 6.0));
    }

    #[test]
    fn what_a_model_did_itself_is_zero_and_what_others_did_has_no_score() {
        let reason = |score| match score {
            Score::Unscored(reason) => reason,
            Score::Scored(value) => panic!("scored {value}"),
        };
        let good = marks([2, 2, 2]);
        let judged = Treatment::Judged;
        for (treatment, verdicts, expected) in [
            (judged, vec![good, None], UnscoredReason::NotJudged),
            (judged, vec![], UnscoredReason::NotJudged),
            (judged, vec![good, Some(None)], UnscoredReason::JudgeUnreadable),
            (judged, vec![good, marks([2, 2, 0])], UnscoredReason::JudgesDisagree),
            (Treatment::Unscored(UnscoredReason::TimedOut), vec![good, good], UnscoredReason::TimedOut),
            // Nobody is there to judge, so nothing is known of the others either.
            (Treatment::Zero, vec![], UnscoredReason::NotJudged),
        ] {
            assert_eq!(reason(case_score(treatment, &verdicts, 1.5)), expected);
        }
        assert_eq!(case_score(Treatment::Zero, &[None, None], 1.5), Score::Scored(0.0));
        // At a threshold of 2 the same disagreement is accepted.
        assert!(case_score(judged, &[good, marks([2, 2, 0])], 2.0).value().is_some());
    }

    #[test]
    fn the_order_of_judges_decides_nothing() {
        let (good, bad) = (marks([2, 2, 2]), marks([0, 0, 0]));
        let (missing, unreadable) = (None, Some(None));
        for (verdicts, expected) in [
            ([unreadable, missing, good], Some(UnscoredReason::JudgeUnreadable)),
            ([good, bad, unreadable], Some(UnscoredReason::JudgeUnreadable)),
            ([good, bad, missing], Some(UnscoredReason::NotJudged)),
            ([good, bad, good], Some(UnscoredReason::JudgesDisagree)),
            ([good, good, good], None),
        ] {
            for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
                let found = case_score(Treatment::Judged, &order.map(|at| verdicts[at]), 1.5);
                assert_eq!(found, expected.map_or(Score::Scored(2.0), Score::Unscored), "{order:?}");
            }
        }
    }

    #[test]
    fn a_review_settles_what_judges_could_not() {
        let good = marks([2, 2, 2]);
        let review = Some(Marks([1, 0, 1].map(|value| value.try_into().unwrap())));
        let decided = Score::Scored(2.0 / 3.0);
        for verdicts in [vec![good, marks([2, 2, 0])], vec![good, Some(None)], vec![good, None], vec![good, good]] {
            for treatment in [Treatment::Judged, Treatment::Zero] {
                assert_eq!(settled_score(treatment, review, &verdicts, 1.5), decided);
                assert_eq!(settled_score(treatment, None, &verdicts, 1.5), case_score(treatment, &verdicts, 1.5));
            }
        }
        let late = Treatment::Unscored(UnscoredReason::TimedOut);
        assert_eq!(settled_score(late, review, &[good, good], 1.5), Score::Unscored(UnscoredReason::TimedOut));
    }

    #[test]
    fn one_unknown_bill_makes_the_sum_unknown() {
        assert_eq!(total_bill([Some(PicoUsd(1)), Some(PicoUsd(2))].into_iter()), Some(PicoUsd(3)));
        assert_eq!(total_bill([Some(PicoUsd(1)), None].into_iter()), None);
    }
}

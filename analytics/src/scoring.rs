//! From marks to scores: the one implementation that the exporter, the checks and the browser share.

use std::collections::BTreeMap;

use crate::category::Category;
use crate::ids::ModelId;
use crate::outcome::Outcome;
use crate::score::{Dimension, Marks, Score, UnscoredReason};
use crate::snapshot::v1::{CategoryResult, JudgeKind, JudgeSummary, ModelResult, ModelSummary, Summary, UnscoredCount};
use crate::stats::summary::{mean, median};
use crate::units::PicoUsd;

/// The score of a case by its judges: the mean of all their marks over the three dimensions, 0 to 2.
///
/// Unscored when the answer is not complete, when a judge has not marked it or cannot be read, and when
/// two judges differ by more than `threshold` on any dimension.
#[must_use]
pub fn case_score(outcome: Outcome, verdicts: &[Option<Option<Marks>>], threshold: f64) -> Score {
    let unscored = |reason| Score::Unscored(reason);
    if let Some(reason) = outcome.unscored() {
        return unscored(reason);
    }
    let mut read = Vec::with_capacity(verdicts.len());
    for verdict in verdicts {
        match verdict {
            None => return unscored(UnscoredReason::NotJudged),
            Some(None) => return unscored(UnscoredReason::JudgeUnreadable),
            Some(Some(marks)) => read.push(*marks),
        }
    }
    if read.is_empty() {
        return unscored(UnscoredReason::NotJudged);
    }
    if Dimension::ALL.iter().any(|dimension| spread(&read, *dimension) > threshold) {
        return unscored(UnscoredReason::JudgesDisagree);
    }
    let sum: u32 = read.iter().map(|marks| marks.sum()).sum();
    Score::Scored(f64::from(sum) / (3.0 * read.len() as f64))
}

fn spread(marks: &[Marks], dimension: Dimension) -> f64 {
    let values = || marks.iter().map(|marks| marks.get(dimension).value());
    match (values().max(), values().min()) {
        (Some(high), Some(low)) => f64::from(high - low),
        _ => 0.0,
    }
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
    match (outcome.unscored(), review) {
        (None, Some(marks)) => Score::Scored(f64::from(marks.sum()) / 3.0),
        _ => case_score(outcome, verdicts, threshold),
    }
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

/// The score of every case of a summary, in the order of its columns.
#[must_use]
pub fn case_scores(summary: &Summary) -> Vec<Score> {
    case_scores_counting(summary, Counting::default())
}

/// The same, with something left out. Judges of the model's own family never score it alone.
#[must_use]
pub fn case_scores_counting(summary: &Summary, counting: Counting) -> Vec<Score> {
    let judges = summary.judges.len();
    let mut verdicts: Vec<Option<Option<Marks>>> = vec![None; summary.cases.len() * judges];
    for (position, marks) in summary.verdicts.marks.iter().enumerate() {
        let case = summary.verdicts.case.get(position).map_or(usize::MAX, |at| *at as usize);
        let judge = summary.verdicts.judge.get(position).map_or(usize::MAX, |at| *at as usize);
        if judge < judges
            && let Some(slot) = verdicts.get_mut(case.saturating_mul(judges).saturating_add(judge))
        {
            *slot = Some(*marks);
        }
    }
    let mut reviews: Vec<Option<Marks>> = vec![None; summary.cases.len()];
    if !counting.without_reviews {
        for (case, marks) in summary.reviews.case.iter().zip(&summary.reviews.marks) {
            if let Some(slot) = reviews.get_mut(*case as usize) {
                *slot = Some(*marks);
            }
        }
    }
    // For each model, which of the judges are of another family.
    let others: Vec<Vec<bool>> = (summary.models.iter())
        .map(|model| summary.judges.iter().map(|judge| !is_own_family(model, judge)).collect())
        .collect();
    let threshold = summary.scoring.disagreement_threshold;
    let score = |(case, outcome): (usize, &Outcome)| {
        let all = &verdicts[case * judges..(case + 1) * judges];
        let review = reviews[case];
        let Some(others) = summary.cases.model.get(case).and_then(|model| others.get(*model as usize)) else {
            return settled_score(*outcome, review, all, threshold);
        };
        if judges > 0 && !others.contains(&true) {
            return match settled_score(*outcome, review, &[], threshold) {
                Score::Unscored(UnscoredReason::NotJudged) => Score::Unscored(UnscoredReason::OwnFamilyOnly),
                score => score,
            };
        }
        if !counting.without_own_family {
            return settled_score(*outcome, review, all, threshold);
        }
        let kept: Vec<_> = all.iter().zip(others).filter(|(_, other)| **other).map(|(verdict, _)| *verdict).collect();
        settled_score(*outcome, review, &kept, threshold)
    };
    summary.cases.outcome.iter().enumerate().map(score).collect()
}

/// The results of every model, in the order of the summary's models.
#[must_use]
pub fn results(summary: &Summary) -> Vec<ModelResult> {
    results_counting(summary, Counting::default())
}

/// The same, with something left out.
#[must_use]
pub fn results_counting(summary: &Summary, counting: Counting) -> Vec<ModelResult> {
    let scores = case_scores_counting(summary, counting);
    (0..summary.models.len()).map(|model| model_result(summary, model, &scores)).collect()
}

fn model_result(summary: &Summary, model: usize, scores: &[Score]) -> ModelResult {
    let cases: Vec<usize> =
        (0..summary.cases.len()).filter(|case| summary.cases.model[*case] as usize == model).collect();
    let mut by_task: BTreeMap<u32, Vec<Score>> = BTreeMap::new();
    for case in &cases {
        by_task.entry(summary.cases.task[*case]).or_default().push(scores[*case]);
    }
    let tasks: Vec<(u32, Score)> = by_task.into_iter().map(|(task, repeats)| (task, task_score(&repeats))).collect();
    let all: Vec<Score> = tasks.iter().map(|(_, score)| *score).collect();
    let values = scored(&all);
    let estimate = mean(&values);
    let answered = |case: &&usize| summary.cases.outcome[**case] == Outcome::Answered;
    let times: Vec<u64> = cases.iter().filter(answered).filter_map(|case| summary.cases.total_ms[*case]).collect();
    let tokens: Vec<f64> = cases
        .iter()
        .filter(answered)
        .filter_map(|case| summary.cases.completion_tokens[*case].map(|tokens| tokens as f64))
        .collect();
    ModelResult {
        model: summary.models[model].id.clone(),
        score: mean_score(&all),
        n: values.len() as u32,
        unscored: count_unscored(&all),
        ci95: estimate
            .and_then(|estimate| estimate.t_interval_95())
            .map(|(low, high)| [round(low.max(0.0)), round(high.min(f64::from(summary.scoring.mark_max)))]),
        by_category: by_category(summary, &tasks),
        mean_total_ms: (!times.is_empty()).then(|| times.iter().sum::<u64>() / times.len() as u64),
        median_total_ms: median(&times),
        mean_completion_tokens: mean(&tokens).map(|estimate| round(estimate.mean)),
        billed_pico_usd: total_bill(cases.iter().map(|case| summary.cases.billed_pico_usd[*case])),
    }
}

/// Repeats are averaged within the task; unscored ones are left out.
fn task_score(repeats: &[Score]) -> Score {
    let values = scored(repeats);
    match mean(&values) {
        Some(estimate) => Score::Scored(estimate.mean),
        None => repeats.first().copied().unwrap_or(Score::Unscored(UnscoredReason::NoCases)),
    }
}

fn mean_score(tasks: &[Score]) -> Score {
    match mean(&scored(tasks)) {
        Some(estimate) => Score::Scored(round(estimate.mean)),
        None => tasks.first().copied().unwrap_or(Score::Unscored(UnscoredReason::NoCases)),
    }
}

fn scored(scores: &[Score]) -> Vec<f64> {
    scores.iter().filter_map(|score| score.value()).collect()
}

fn count_unscored(scores: &[Score]) -> Vec<UnscoredCount> {
    let mut counts: BTreeMap<UnscoredReason, u32> = BTreeMap::new();
    for score in scores {
        if let Score::Unscored(reason) = score {
            *counts.entry(*reason).or_default() += 1;
        }
    }
    counts.into_iter().map(|(reason, count)| UnscoredCount { reason, count }).collect()
}

fn by_category(summary: &Summary, tasks: &[(u32, Score)]) -> Vec<CategoryResult> {
    let of = |category: Category| -> Vec<Score> {
        let belongs = |task: u32| summary.tasks.get(task as usize).is_some_and(|task| task.category == category);
        tasks.iter().filter(|(task, _)| belongs(*task)).map(|(_, score)| *score).collect()
    };
    Category::ALL
        .into_iter()
        .map(|category| (category, of(category)))
        .filter(|(_, scores)| !scores.is_empty())
        .map(|(category, scores)| {
            let n = scored(&scores).len() as u32;
            CategoryResult { category, score: mean_score(&scores), n, n_unscored: scores.len() as u32 - n }
        })
        .collect()
}

/// The sum of all bills; None as soon as one is unknown.
fn total_bill(mut bills: impl Iterator<Item = Option<PicoUsd>>) -> Option<PicoUsd> {
    bills.try_fold(PicoUsd::default(), |sum, bill| sum.checked_add(bill?))
}

/// Four decimals: enough for any page, and the same text on every machine.
fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// The result of a model.
#[must_use]
pub fn result_of<'a>(summary: &'a Summary, model: &ModelId) -> Option<&'a ModelResult> {
    summary.results.iter().find(|result| result.model == *model)
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn repeats_are_averaged_before_tasks() {
        let scored = |value| Score::Scored(value);
        let lost = Score::Unscored(UnscoredReason::TimedOut);
        assert_eq!(task_score(&[scored(1.0), lost, scored(2.0)]), scored(1.5));
        assert_eq!(task_score(&[lost]), lost);
        assert_eq!(mean_score(&[]), Score::Unscored(UnscoredReason::NoCases));
    }

    #[test]
    fn one_unknown_bill_makes_the_sum_unknown() {
        assert_eq!(total_bill([Some(PicoUsd(1)), Some(PicoUsd(2))].into_iter()), Some(PicoUsd(3)));
        assert_eq!(total_bill([Some(PicoUsd(1)), None].into_iter()), None);
    }
}

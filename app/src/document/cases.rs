//! The cases of a summary as rows: what stands in its columns, beside the score that follows.

use analytics::outcome::Outcome;
use analytics::score::{Dimension, Marks, Score};
use analytics::scoring::case_scores;
use analytics::snapshot::v1::Summary;
use analytics::units::PicoUsd;

/// A case.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Position of the model.
    pub model: usize,
    /// Position of the task.
    pub task: usize,
    /// Repeat, from 0.
    pub repeat: u32,
    /// How it ended.
    pub outcome: Outcome,
    /// The same in words; also what is seen of an answer that was cut.
    pub ended: &'static str,
    /// Its score.
    pub score: Score,
    /// By judge: None without a verdict, `Some(None)` where it could not be read.
    pub verdicts: Vec<Option<Option<Marks>>>,
    /// The marks of the person who decided, where somebody did: they count in the place of the judges'.
    pub review: Option<Marks>,
    /// Request to end of answer, in milliseconds.
    pub total_ms: Option<u64>,
    /// Request to first text, in milliseconds.
    pub first_text_ms: Option<u64>,
    /// Tokens of the answer.
    pub completion_tokens: Option<u64>,
    /// What was billed.
    pub billed: Option<PicoUsd>,
}

impl Case {
    /// The largest difference of two judges, and on which dimension; None with fewer than two readable verdicts.
    #[must_use]
    pub fn spread(&self) -> Option<(u8, Dimension)> {
        let read: Vec<Marks> = self.verdicts.iter().filter_map(|verdict| verdict.flatten()).collect();
        if read.len() < 2 {
            return None;
        }
        let of = |dimension: Dimension| {
            let marks = || read.iter().map(|marks| marks.get(dimension).value());
            (marks().max().unwrap_or_default() - marks().min().unwrap_or_default(), dimension)
        };
        // The first dimension of several with the same spread.
        Dimension::ALL.into_iter().rev().map(of).max_by_key(|(spread, _)| *spread)
    }
}

/// All cases, in the order of the summary's columns. A column that is too short leaves its value out.
#[must_use]
pub fn cases(summary: &Summary) -> Vec<Case> {
    let columns = &summary.cases;
    let mut verdicts = vec![vec![None; summary.judges.len()]; columns.len()];
    for (at, marks) in summary.verdicts.marks.iter().enumerate() {
        let case = summary.verdicts.case.get(at).and_then(|case| verdicts.get_mut(*case as usize));
        let judge = summary.verdicts.judge.get(at).map(|judge| *judge as usize);
        if let Some((case, judge)) = case.zip(judge)
            && let Some(place) = case.get_mut(judge)
        {
            *place = Some(*marks);
        }
    }
    let review = |case: usize| {
        let at = summary.reviews.case.iter().position(|reviewed| *reviewed as usize == case)?;
        summary.reviews.marks.get(at).copied()
    };
    let scores = case_scores(summary);
    verdicts
        .into_iter()
        .enumerate()
        .zip(scores)
        .map(|((at, verdicts), score)| Case {
            model: columns.model[at] as usize,
            task: columns.task[at] as usize,
            repeat: columns.repeat.get(at).copied().unwrap_or_default(),
            outcome: columns.outcome.get(at).copied().unwrap_or(Outcome::NotRun),
            ended: columns.ending_label(at),
            score,
            verdicts,
            review: review(at),
            total_ms: columns.total_ms.get(at).copied().flatten(),
            first_text_ms: columns.first_text_ms.get(at).copied().flatten(),
            completion_tokens: columns.completion_tokens.get(at).copied().flatten(),
            billed: columns.billed_pico_usd.get(at).copied().flatten(),
        })
        .collect()
}

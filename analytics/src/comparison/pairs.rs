//! The scores of two models task by task, from one snapshot or from two.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::ids::TaskId;
use crate::score::{Dimension, Mark, Score, ScoringRule, UnscoredReason};
use crate::snapshot::v1::Summary;
use crate::standings::{MarkTable, Selection, TaskScores};

/// A model of a snapshot.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The snapshot.
    pub summary: &'a Summary,
    /// Position of the model in it.
    pub model: usize,
}

/// A task with the scores of both.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// The task.
    pub task: TaskId,
    /// Its title.
    pub title: String,
    /// Score of the first model; 0 where it failed to answer.
    pub a: f64,
    /// Score of the second one.
    pub b: f64,
    /// Whether the first model's answers are fully correct in the mean of the judges, in every repeat.
    pub a_solves: bool,
    /// The same of the second one.
    pub b_solves: bool,
}

/// A task that one solves and the other does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Flip {
    /// The first one alone.
    OnlyA,
    /// The second one alone.
    OnlyB,
}

impl Pair {
    /// Whether one solves it and the other does not.
    #[must_use]
    pub const fn flip(&self) -> Option<Flip> {
        match (self.a_solves, self.b_solves) {
            (true, false) => Some(Flip::OnlyA),
            (false, true) => Some(Flip::OnlyB),
            _ => None,
        }
    }
}

/// A task without a pair of scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The task.
    pub task: TaskId,
    /// Why the first model has no score, if it has none.
    pub a: Option<UnscoredReason>,
    /// Why the second one has none.
    pub b: Option<UnscoredReason>,
}

/// All tasks of two models.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Pairs {
    /// Tasks with two scores, by id.
    pub pairs: Vec<Pair>,
    /// Tasks of the same version in both that lack one.
    pub left_out: Vec<LeftOut>,
    /// Tasks that only one of the two snapshots has in this version.
    pub not_in_both: usize,
}

/// Pairs the tasks of the same version, by the rule that counts everything that was asked. `judge` alone counts, if one is
/// named: then judges cannot disagree.
#[must_use]
pub fn pairs(a: Side<'_>, b: Side<'_>, judge: Option<&str>) -> Pairs {
    let (of_a, of_b) = (scores(a, judge), scores(b, judge));
    let mut found = Pairs::default();
    for ((task, version), (title, score, a_solves)) in &of_a {
        let Some((_, other, b_solves)) = of_b.get(&(task.clone(), *version)) else {
            found.not_in_both += 1;
            continue;
        };
        let reason = |score: &Score| match score {
            Score::Unscored(reason) => Some(*reason),
            Score::Scored(_) => None,
        };
        match (score.value(), other.value()) {
            (Some(a), Some(b)) => found.pairs.push(Pair {
                task: task.clone(),
                title: (*title).to_owned(),
                a,
                b,
                a_solves: *a_solves,
                b_solves: *b_solves,
            }),
            _ => found.left_out.push(LeftOut { task: task.clone(), a: reason(score), b: reason(other) }),
        }
    }
    found.not_in_both += of_b.keys().filter(|key| !of_a.contains_key(key)).count();
    found
}

/// By task and version: title, score, and whether it is solved.
fn scores<'a>(side: Side<'a>, judge: Option<&str>) -> BTreeMap<(TaskId, u32), (&'a str, Score, bool)> {
    let (table, all, correct) = selections(side, judge);
    let (scores, correct) = (TaskScores::new(&table, &all), TaskScores::new(&table, &correct));
    let tasks = side.summary.tasks.iter().enumerate();
    tasks
        .map(|(at, task)| {
            let solves = correct.get(side.model, at).value().is_some_and(is_best);
            ((task.id.clone(), task.version), (task.title.as_str(), scores.get(side.model, at), solves))
        })
        .collect()
}

/// A model's first two repeats as pairs: what chance alone does to its scores. Empty where it was asked once.
#[must_use]
pub fn repeats(side: Side<'_>, judge: Option<&str>) -> Vec<Pair> {
    let (table, all, correct) = selections(side, judge);
    let (scores, correct) = (table.case_scores(&all), table.case_scores(&correct));
    let tasks = side.summary.tasks.len();
    let mut case: usize = (0..side.model)
        .flat_map(|model| (0..tasks).map(move |task| (model, task)))
        .fold(0, |sum, (model, task)| sum + table.repeats(model, task));
    let solves = |at: usize| correct.get(at).and_then(|score| score.value()).is_some_and(is_best);
    let mut found = Vec::new();
    for (at, task) in side.summary.tasks.iter().enumerate() {
        let first = case;
        case += table.repeats(side.model, at);
        let score = |at: usize| scores.get(at).and_then(|score| score.value());
        if let Some((a, b)) = score(first).zip(score(first + 1)).filter(|_| case > first + 1) {
            let (a_solves, b_solves) = (solves(first), solves(first + 1));
            found.push(Pair { task: task.id.clone(), title: task.title.clone(), a, b, a_solves, b_solves });
        }
    }
    found
}

fn is_best(mark: f64) -> bool {
    mark >= f64::from(Mark::GOOD.value())
}

/// The marks, and the two ways of looking at them: all dimensions, and correctness alone.
fn selections(side: Side<'_>, judge: Option<&str>) -> (MarkTable, Selection, Selection) {
    let table = MarkTable::by_rule(side.summary, ScoringRule::AllAsked);
    let judges = side.summary.judges.iter().map(|known| judge.is_none_or(|judge| known.id.as_str() == judge)).collect();
    let all = Selection { judges, ..Selection::default() };
    let mut correct = all.clone();
    correct.dimensions = Dimension::ALL.map(|dimension| dimension == Dimension::Correctness);
    (table, all, correct)
}

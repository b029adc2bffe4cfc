//! What changed between two snapshots: models, tasks, judges, prices, and scores on the tasks that both have.

use std::collections::BTreeMap;

use serde::Serialize;

use super::diff_served;
pub use super::diff_served::SpeedChange;
use super::statistics::mean_bills;
use super::v1::{Figure, JudgeSummary, ModelSummary, ServingManifest, Summary, TaskSummary};
use crate::ids::{JudgeId, ModelId, SnapshotId, TaskId};
use crate::score::{Score, ScoringRule, UnscoredReason};
use crate::standings::{MarkTable, Selection, TaskScores, round};
use crate::stats::holm::holm;
use crate::stats::paired::{differences, paired};
use crate::stats::sign_flip::sign_flip;
use crate::stats::undefined::{Reason, Undefined};
use crate::units::PicoUsd;

/// A change is significant when its corrected p-value is below this.
pub const SIGNIFICANT: f64 = 0.05;
/// Seed of the sign-flip test, which matters only where more than 20 tasks differ.
const SEED: u64 = 1;

/// What changed from one snapshot to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diff {
    /// The older one, or whichever was named first.
    pub before: Side,
    /// The other one.
    pub after: Side,
    /// Models.
    pub models: Changes<ModelId>,
    /// Tasks. A task with another version counts as changed, and its scores are not compared.
    pub tasks: Changes<TaskId>,
    /// Judges.
    pub judges: Changes<JudgeId>,
    /// Tasks of the same version in both.
    pub common_tasks: u32,
    /// Scores of the models that both have, in the order of their ids.
    pub scores: Vec<ScoreChange>,
    /// Mean bills of these models, where either snapshot knows one.
    pub bills: Vec<BillChange>,
    /// Speeds of these models, where either snapshot knows any.
    pub speeds: Vec<SpeedChange>,
}

/// One of the two snapshots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Its id.
    pub id: SnapshotId,
    /// Its title.
    pub title: String,
    /// Its date.
    pub created_at: String,
    /// Cases that a person has decided.
    pub reviewed: u32,
    /// Which cases count in its published scores.
    pub rule: ScoringRule,
    /// Name of the suite, where it is known.
    pub suite: Option<String>,
}

/// What came, went and changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changes<Id> {
    /// In the second snapshot only.
    pub added: Vec<Id>,
    /// In the first one only.
    pub removed: Vec<Id>,
    /// In both, and not the same.
    pub changed: Vec<Change<Id>>,
}

impl<Id> Changes<Id> {
    /// Whether nothing came, went or changed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// Something that is in both snapshots and differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change<Id> {
    /// What.
    pub id: Id,
    /// How, in words such as `version 1 → 2`.
    pub what: Vec<String>,
}

/// A model's score in both snapshots.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoreChange {
    /// The model.
    pub model: ModelId,
    /// Its published score in the first snapshot, over all its scored tasks there.
    pub before: Score,
    /// Its published score in the second one, over all its scored tasks there.
    pub after: Score,
    /// Common tasks with a score in both: what the differences are about.
    pub n: u32,
    /// The mean over these tasks in the first snapshot, by the rule that both can be read by.
    pub common_before: Figure<f64>,
    /// The mean over the same tasks in the second one.
    pub common_after: Figure<f64>,
    /// Common tasks that have a score in the second snapshot only.
    pub newly_scored: Vec<TaskId>,
    /// Common tasks that have a score in the first snapshot only.
    pub no_longer_scored: Vec<TaskId>,
    /// Tasks scored in both, whose scores differ.
    pub changed: u32,
    /// Mean difference over the tasks with a score in both, after − before: that of the two means over them.
    pub difference: Figure<f64>,
    /// Its 95 % t interval.
    pub ci95: Figure<[f64; 2]>,
    /// Two-sided p-value of the sign-flip test.
    pub p: Figure<f64>,
    /// The same after Holm's correction over all models; null where there is none.
    pub p_holm: Option<f64>,
    /// Whether the corrected p-value is below [`SIGNIFICANT`].
    pub significant: bool,
}

/// A model's mean bill in both snapshots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BillChange {
    /// The model.
    pub model: ModelId,
    /// Mean bill of a case in the first snapshot; null where none is known.
    pub before: Option<PicoUsd>,
    /// In the second one.
    pub after: Option<PicoUsd>,
}

/// Compares two snapshots by their summaries.
#[must_use]
pub fn diff(before: &Summary, after: &Summary) -> Diff {
    let tasks = changes(
        before.tasks.iter().map(|task| (task.id.clone(), task)),
        after.tasks.iter().map(|task| (task.id.clone(), task)),
        task_change,
    );
    let models = changes(
        before.models.iter().map(|model| (model.id.clone(), model)),
        after.models.iter().map(|model| (model.id.clone(), model)),
        model_change,
    );
    let judges = changes(
        before.judges.iter().map(|judge| (judge.id.clone(), judge)),
        after.judges.iter().map(|judge| (judge.id.clone(), judge)),
        judge_change,
    );
    let pairs = common_tasks(before, after);
    let both: Vec<(usize, usize)> = before
        .models
        .iter()
        .enumerate()
        .filter_map(|(at, model)| Some((at, after.models.iter().position(|other| other.id == model.id)?)))
        .collect();
    let (bills_before, bills_after) = (mean_bills(before), mean_bills(after));
    let bills = both.iter().filter_map(|(b, a)| {
        let of = |bills: &[Option<PicoUsd>], at: &usize| bills.get(*at).copied().flatten();
        let (before_bill, after_bill) = (of(&bills_before, b), of(&bills_after, a));
        let model = before.models[*b].id.clone();
        (before_bill.is_some() || after_bill.is_some()).then_some(BillChange {
            model,
            before: before_bill,
            after: after_bill,
        })
    });
    Diff {
        before: side(before),
        after: side(after),
        models,
        tasks,
        judges,
        common_tasks: pairs.len() as u32,
        bills: bills.collect(),
        speeds: diff_served::speeds(before, after, &both),
        scores: scores(before, after, &pairs, &both),
    }
}

fn side(summary: &Summary) -> Side {
    let (title, created_at) = (summary.title.clone(), summary.created_at.clone());
    Side {
        id: summary.id.clone(),
        title,
        created_at,
        reviewed: summary.reviews.len() as u32,
        rule: summary.scoring.rule,
        suite: summary.suite.clone(),
    }
}

fn changes<'a, Id: Ord + Clone, T: 'a>(
    before: impl Iterator<Item = (Id, &'a T)>,
    after: impl Iterator<Item = (Id, &'a T)>,
    describe: impl Fn(&T, &T) -> Vec<String>,
) -> Changes<Id> {
    let (before, after): (BTreeMap<Id, &T>, BTreeMap<Id, &T>) = (before.collect(), after.collect());
    let only = |one: &BTreeMap<Id, &T>, other: &BTreeMap<Id, &T>| -> Vec<Id> {
        one.keys().filter(|id| !other.contains_key(*id)).cloned().collect()
    };
    let changed = before.iter().filter_map(|(id, old)| {
        let what = describe(old, after.get(id)?);
        (!what.is_empty()).then(|| Change { id: id.clone(), what })
    });
    Changes { added: only(&after, &before), removed: only(&before, &after), changed: changed.collect() }
}

fn task_change(before: &TaskSummary, after: &TaskSummary) -> Vec<String> {
    let version = (before.version != after.version).then(|| format!("version {} → {}", before.version, after.version));
    version.into_iter().collect()
}

fn model_change(before: &ModelSummary, after: &ModelSummary) -> Vec<String> {
    let mut what = Vec::new();
    if before.provider != after.provider {
        what.push(format!("provider {} → {}", before.provider, after.provider));
    }
    if before.provider_model != after.provider_model {
        what.push(format!("{} → {}", before.provider_model, after.provider_model));
    }
    if let (Some(old), Some(new)) = (&before.serving, &after.serving) {
        for (name, old, new) in [
            ("engine", old.engines.clone(), new.engines.clone()),
            ("upstreams", upstreams(old), upstreams(new)),
            ("pinned", pinned(old), pinned(new)),
            ("precision", old.precisions.clone(), new.precisions.clone()),
            ("files", old.digests.clone(), new.digests.clone()),
            ("bits per weight", texts(&old.bits_per_weight), texts(&new.bits_per_weight)),
        ] {
            if old != new {
                let text = |list: Vec<String>| if list.is_empty() { "unknown".to_owned() } else { list.join(", ") };
                what.push(format!("{name} {} → {}", text(old), text(new)));
            }
        }
        what.extend(diff_served::conditions(old, new));
    }
    what
}

fn texts(figures: &[f64]) -> Vec<String> {
    figures.iter().map(ToString::to_string).collect()
}

/// Who served, by name: how often each did is no change of the model.
fn upstreams(serving: &ServingManifest) -> Vec<String> {
    let mut names: Vec<String> = serving.upstreams.iter().map(|upstream| upstream.name.clone()).collect();
    names.sort();
    names
}

fn pinned(serving: &ServingManifest) -> Vec<String> {
    serving.pinned.map(|pinned| if pinned { "yes" } else { "no" }.to_owned()).into_iter().collect()
}

fn judge_change(before: &JudgeSummary, after: &JudgeSummary) -> Vec<String> {
    let mut what = Vec::new();
    if before.provider_model != after.provider_model {
        what.push(format!("{} → {}", before.provider_model, after.provider_model));
    }
    if before.rubric_version != after.rubric_version {
        what.push(format!("rubric {} → {}", before.rubric_version, after.rubric_version));
    }
    what
}

/// Positions, in both, of the tasks that have the same version in both.
fn common_tasks(before: &Summary, after: &Summary) -> Vec<(usize, usize)> {
    let same = |one: &TaskSummary, other: &TaskSummary| one.id == other.id && one.version == other.version;
    let tasks = before.tasks.iter().enumerate();
    tasks.filter_map(|(at, task)| Some((at, after.tasks.iter().position(|other| same(task, other))?))).collect()
}

fn scores(before: &Summary, after: &Summary, tasks: &[(usize, usize)], both: &[(usize, usize)]) -> Vec<ScoreChange> {
    // A difference is one of marks, never of rules: what only the older rule can read, both are read by.
    let older = [before, after].iter().any(|summary| summary.scoring.rule.is_older());
    let rule = if older { ScoringRule::CompleteOnly } else { ScoringRule::AllAsked };
    let all = |summary: &Summary| {
        let table = MarkTable::by_rule(summary, rule);
        TaskScores::new(&table, &Selection::all(&table))
    };
    let (old, new) = (all(before), all(after));
    let score = |summary: &Summary, model: usize| {
        let result = summary.results.iter().find(|result| result.model == summary.models[model].id);
        result.map_or(Score::Unscored(UnscoredReason::NoCases), |result| result.score)
    };
    let mut found: Vec<ScoreChange> = both
        .iter()
        .map(|(b, a)| {
            let (mut to, mut from) = (Vec::new(), Vec::new());
            let (mut newly_scored, mut no_longer_scored) = (Vec::new(), Vec::new());
            for (here, there) in tasks {
                let id = || before.tasks[*here].id.clone();
                match (old.get(*b, *here).value(), new.get(*a, *there).value()) {
                    (Some(was), Some(is)) => {
                        from.push(was);
                        to.push(is);
                    }
                    (None, Some(_)) => newly_scored.push(id()),
                    (Some(_), None) => no_longer_scored.push(id()),
                    (None, None) => {}
                }
            }
            let compared = paired(&to, &from);
            let changed = compared.map_or(0, |found| found.wins + found.losses);
            let mean = |values: &[f64]| match values {
                [] => Err(Undefined::new(Reason::NoData, 0)),
                _ => Ok(round(values.iter().sum::<f64>() / values.len() as f64)),
            };
            let p = differences(&to, &from).and_then(|d| sign_flip(&d, SEED));
            ScoreChange {
                model: before.models[*b].id.clone(),
                before: score(before, *b),
                after: score(after, *a),
                n: to.len() as u32,
                common_before: Figure::from(mean(&from)),
                common_after: Figure::from(mean(&to)),
                newly_scored,
                no_longer_scored,
                changed: changed as u32,
                difference: Figure::from(compared.map(|found| round(found.difference))),
                ci95: Figure::from(
                    compared
                        .and_then(|found| found.estimate)
                        .map(|estimate| [round(estimate.interval.low), round(estimate.interval.high)]),
                ),
                p: Figure::from(p.map(|found| found.p)),
                p_holm: None,
                significant: false,
            }
        })
        .collect();
    let p_values: Vec<f64> = found.iter().filter_map(|change| change.p.value().copied()).collect();
    let mut corrected = holm(&p_values).unwrap_or_default().into_iter();
    for change in found.iter_mut().filter(|change| change.p.value().is_some()) {
        change.p_holm = corrected.next();
        change.significant = change.p_holm.is_some_and(|p| p < SIGNIFICANT);
    }
    found
}

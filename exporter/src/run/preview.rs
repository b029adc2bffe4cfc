//! `--dry-run`: what would be asked of whom, and what it would cost. Nothing is sent and nothing is written.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use analytics::outcome::Outcome;
use analytics::units::PicoUsd;
use serde::Serialize;

use super::open::{self, Again};
use super::working_time::{self, Paces, WorkingTime};
use super::{Orders, cases, freeze};
use crate::clock::now_ms;
use crate::config::{Judge, JudgeHow, Plan, Resolved};
use crate::failure::Failure;
use crate::money::estimate::{Earlier, Estimate, ToAsk, ToMark, estimate};
use crate::money::show;
use crate::report::table::one_line;
use crate::store::{CaseState, Cut, Mode, Store};
use crate::tasks::Task;
use crate::tasks::text::count;

/// What would be done.
#[derive(Debug, Clone, Serialize)]
pub struct Preview {
    /// Name of the suite.
    pub suite: Option<String>,
    /// Tasks of the plan.
    pub tasks: usize,
    /// Models of the plan.
    pub models: Vec<ModelPart>,
    /// Judges of the plan.
    pub judges: Vec<JudgePart>,
    /// Repeats of the plan.
    pub repeats: u32,
    /// Cases of the plan.
    pub cases: usize,
    /// Whether filters leave out some of them.
    pub narrowed: bool,
    /// What it would cost.
    pub estimate: Estimate,
    /// How long servers of one's own would take.
    pub working_time: Vec<WorkingTime>,
    /// What these cases have cost so far.
    pub spent_pico_usd: PicoUsd,
    /// What the run may spend; null for as much as it takes.
    pub budget_pico_usd: Option<PicoUsd>,
}

/// A model of the plan.
#[derive(Debug, Clone, Serialize)]
pub struct ModelPart {
    /// Id.
    pub id: String,
    /// Its cases.
    pub cases: usize,
    /// Cases that would be asked for.
    pub open: usize,
    /// The provider.
    pub provider: String,
    /// The provider's name for it.
    pub provider_model: String,
}

/// A judge of the plan.
#[derive(Debug, Clone, Serialize)]
pub struct JudgePart {
    /// Id.
    pub id: String,
    /// How it works.
    pub how: String,
}

/// What a database knows of a plan before anything is written.
struct Known {
    settled: HashMap<String, Outcome>,
    states: HashMap<String, CaseState>,
    cut: HashMap<String, Cut>,
    judged: HashMap<String, HashSet<String>>,
    answer_bytes: HashMap<String, u64>,
    earlier: Earlier,
    paces: Paces,
    spent: PicoUsd,
    cap: Option<PicoUsd>,
}

/// What `run` would do.
///
/// # Errors
/// When the database is there and cannot be read, or nothing passes the filters.
pub async fn run(database: &Path, resolved: &Resolved, orders: &Orders, again: Again) -> Result<Preview, Failure> {
    let known = known(database, &resolved.plan, orders).await?;
    preview(&resolved.plan, &resolved.tasks, orders, &known, Some(again))
}

/// What `judge` would do: only answers that are there are marked.
///
/// # Errors
/// As [`run`].
pub async fn judge(database: &Path, plan: &Plan, tasks: &[Task], orders: &Orders) -> Result<Preview, Failure> {
    let known = known(database, plan, orders).await?;
    preview(plan, tasks, orders, &known, None)
}

fn preview(
    plan: &Plan,
    tasks: &[Task],
    orders: &Orders,
    known: &Known,
    again: Option<Again>,
) -> Result<Preview, Failure> {
    let scope = &plan.scope;
    let chosen = orders.selection.choose(scope, tasks)?;
    let tasks_by_id: HashMap<&str, &Task> = tasks.iter().map(|task| (task.id.as_str(), task)).collect();
    let judges: Vec<(&Judge, String)> = orders.wanted.of(plan)?.into_iter().map(|judge| (judge, judge.key())).collect();
    let (mut ask, mut mark, mut models) = (Vec::new(), Vec::new(), Vec::new());
    let planned = cases::all(plan, tasks).map_err(freeze::unwritable)?;
    for model in &scope.models {
        let (mut of, mut open) = (0, 0);
        for case in planned.iter().filter(|case| case.model_id == model.id.as_str()) {
            of += 1;
            let Some(task) = tasks_by_id.get(case.task_id.as_str()).copied() else { continue };
            if !chosen.admits(&case.model_id, &case.task_id) {
                continue;
            }
            let state = known.states.get(&case.id);
            let answered = state.and_then(|state| {
                let attempt = state.to_judge(&known.cut)?;
                Some((attempt, known.answer_bytes.get(attempt).copied().unwrap_or(0)))
            });
            let is_open = again.is_some_and(|again| again.wants(known.settled.get(&case.id).copied()));
            if is_open {
                open += 1;
                ask.push(ToAsk { model, task });
            }
            let given = answered.and_then(|(attempt, _)| known.judged.get(attempt));
            let missing: Vec<&Judge> = judges
                .iter()
                .filter(|(_, key)| orders.wanted.again || given.is_none_or(|given| !given.contains(key)))
                .map(|(judge, _)| *judge)
                .collect();
            // Without a run of this plan, another one may have brought the answer.
            let is_there = matches!(known.settled.get(&case.id), Some(Outcome::Answered | Outcome::Truncated));
            // What was cut before its first word has nothing to mark.
            let is_there = is_there && (answered.is_some() || state.is_none());
            if is_open || is_there {
                mark.push(ToMark { model, task, answer_bytes: answered.map(|(_, bytes)| bytes), judges: missing });
            }
        }
        models.push(ModelPart {
            id: model.id.to_string(),
            cases: of,
            open,
            provider: model.provider.to_string(),
            provider_model: model.provider_model.clone(),
        });
    }
    let judges = scope.judges.iter().map(|judge| JudgePart { id: judge.id.to_string(), how: how(judge) }).collect();
    let estimate = estimate(&orders.prices, plan, &ask, &mark, &known.earlier, now_ms())?;
    Ok(Preview {
        suite: plan.suite.clone(),
        tasks: scope.tasks.len(),
        models,
        judges,
        repeats: scope.repeats,
        cases: planned.len(),
        narrowed: chosen.is_narrowed(),
        working_time: working_time::of(plan, &estimate, &known.paces),
        estimate,
        spent_pico_usd: known.spent,
        budget_pico_usd: known.cap,
    })
}

fn how(judge: &Judge) -> String {
    match &judge.how {
        JudgeHow::Builtin { method } => format!("the built-in method {method}, free of charge"),
        JudgeHow::Model { provider, provider_model, .. } => format!("{provider_model} of {provider}"),
    }
}

/// What the database knows, if there is one.
async fn known(database: &Path, plan: &Plan, orders: &Orders) -> Result<Known, Failure> {
    let nothing = Known {
        settled: HashMap::new(),
        states: HashMap::new(),
        cut: HashMap::new(),
        judged: HashMap::new(),
        answer_bytes: HashMap::new(),
        earlier: Earlier::default(),
        paces: Paces::default(),
        spent: PicoUsd(0),
        cap: orders.cap.flatten(),
    };
    if !database.is_file() {
        return Ok(nothing);
    }
    let store = Store::open(database, Mode::Read).await?;
    let read = read(&store, plan, orders, nothing).await;
    store.close().await;
    read
}

async fn read(store: &Store, plan: &Plan, orders: &Orders, mut known: Known) -> Result<Known, Failure> {
    known.settled = store.settled_outcomes().await?;
    known.earlier = Earlier { answers: store.answer_samples().await?, verdicts: store.verdict_samples().await? };
    known.paces = Paces { answers: store.answer_paces().await?, verdicts: store.verdict_paces().await? };
    let Some(existing) = open::existing(store, plan).await? else { return Ok(known) };
    let run_id = &existing.run.id;
    known.judged = store.judged_of(run_id).await?;
    known.cut = store.cut_answers_of(run_id).await?;
    known.answer_bytes = store.answer_bytes_of(run_id).await?;
    known.spent = store.spent_of(run_id).await?.amount;
    known.cap = orders.cap_for(store, Some(run_id)).await?;
    known.states = existing.states.into_iter().map(|state| (state.case_id.clone(), state)).collect();
    Ok(known)
}

impl Preview {
    /// As lines for people.
    #[must_use]
    pub fn to_lines(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "{} × {} × {} = {}",
            count(self.tasks, "task", "tasks"),
            count(self.models.len(), "model", "models"),
            count(self.repeats as usize, "repeat", "repeats"),
            count(self.cases, "case", "cases")
        )];
        lines.extend(self.suite.as_ref().map(|suite| format!("Suite: {}.", one_line(suite))));
        if self.narrowed {
            lines.push(
                "Filters narrow this start; the run keeps its scope, and what is left out stays open.".to_owned(),
            );
        }
        for model in &self.models {
            let cases = count(model.cases, "case", "cases");
            lines.push(format!(
                "  {}: {} of {cases} to ask {} of {}",
                model.id, model.open, model.provider_model, model.provider
            ));
        }
        lines.push(format!(
            "then {} at most from each of {} judges",
            count(self.cases, "verdict", "verdicts"),
            self.judges.len()
        ));
        lines.extend(self.judges.iter().map(|judge| format!("  {}: {}", judge.id, judge.how)));
        lines.extend(working_time::lines(&self.working_time));
        lines.extend(show::lines(&self.estimate, self.budget_pico_usd, self.spent_pico_usd));
        lines.push("No call was made.".to_owned());
        lines
    }
}

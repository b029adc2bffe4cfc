//! The phase `run`: asks for every case that has no result.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use analytics::ids::ProviderId;
use analytics::outcome::Outcome;
use ulid::Ulid;

use super::control::Control;
use super::lane::Lane;
use super::pool::{self, Queue};
use super::settle::{End, Journal, settle};
use super::{cases, freeze};
use crate::clock::now_ms;
use crate::config::{Model, Resolved};
use crate::failure::Failure;
use crate::output::{Printer, Progress};
use crate::provider::Reply;
use crate::store::{AnswerRow, AttemptResult, CaseRecord, NewAttempt, NewServing, Store, StoreError};
use crate::tasks::Task;
use crate::tasks::text::count;

/// What to ask for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Only what has no result.
    Missing,
    /// Also what ended with a provider error or a time-out.
    Errors,
}

/// What the phase came to.
#[derive(Debug, Clone)]
pub struct Report {
    /// The run.
    pub run_id: String,
    /// Cases of the run.
    pub cases: usize,
    /// Calls for so many of them were needed.
    pub pending: usize,
    /// Cases by outcome now.
    pub outcomes: BTreeMap<&'static str, usize>,
    /// Whether every case has a result that is not an error.
    pub complete: bool,
}

struct Job {
    model: Arc<Model>,
    task: Arc<Task>,
    case_id: String,
    repeat: i64,
    attempts: i64,
}

/// Runs what is missing.
///
/// # Errors
/// When the database refuses or a key is missing.
pub async fn run(
    store: &Store,
    resolved: &Resolved,
    again: Again,
    control: &Control,
    printer: &Printer,
) -> Result<Report, Failure> {
    // Before the run is written down: a start that cannot send anything must not become the run that is exported.
    let lanes = lanes(store, resolved, again).await?;
    let frozen = freeze::find_or_create(store, resolved).await?;
    let run_id = frozen.run.id.clone();
    let rows = store.answers_of(&run_id).await?;
    let pending: Vec<&AnswerRow> = rows.iter().filter(|row| is_pending(row, again)).collect();
    let (n, of) = (pending.len(), rows.len());
    if n > 0 {
        let queues = queues(resolved, lanes, &pending)?;
        let verb = if frozen.existed { "goes on" } else { "begins" };
        printer.note(&format!("Run {run_id} {verb}: {n} of {} to ask for.", count(of, "case", "cases")));
        let progress = Arc::new(Progress::new(printer, "cases", n));
        let shared = (store.clone(), run_id.clone(), control.clone(), progress.clone(), printer.clone());
        let worked = pool::work(queues, control, move |lane, job| {
            let (store, run_id, control, progress, printer) = shared.clone();
            async move {
                let call = cases::call(&job.model, &job.task, job.repeat);
                let journal =
                    AnswerJournal { store, run_id, case_id: job.case_id, number: AtomicI64::new(job.attempts) };
                match settle(&lane, job.model.id.as_str(), &call, &journal, &control).await? {
                    End::Settled(outcome, reply) => {
                        progress.done(outcome == Outcome::Answered);
                        for (_, text) in reply.serving.iter().flat_map(|seen| seen.warnings(&job.model.name)) {
                            printer.warn(&text);
                        }
                        if let Some(fault) = reply.as_fault().filter(|_| outcome != Outcome::Empty) {
                            printer.warn(&format!("{} on {}: {}", job.model.id, job.task.id, fault.message));
                        }
                    }
                    End::Closed(Some(closing)) => {
                        let what = if closing.provider {
                            format!("provider {}", lane.provider.id)
                        } else {
                            format!("model {}", job.model.id)
                        };
                        printer.warn(&format!("{what} is left out from here on: {}", closing.reason));
                    }
                    End::Closed(None) | End::Interrupted => {}
                }
                Ok(())
            }
        })
        .await;
        progress.finish();
        worked?;
    }
    let rows = if n > 0 { store.answers_of(&run_id).await? } else { rows };
    let mut outcomes = BTreeMap::new();
    for row in &rows {
        *outcomes.entry(row.outcome().slug()).or_default() += 1;
    }
    let failed = |row: &AnswerRow| {
        !row.is_settled() || matches!(row.outcome(), Outcome::ProviderError | Outcome::TimedOut | Outcome::NotRun)
    };
    Ok(Report { run_id, cases: of, pending: n, outcomes, complete: !rows.iter().any(failed) })
}

fn is_pending(row: &AnswerRow, again: Again) -> bool {
    !row.is_settled() || (again == Again::Errors && matches!(row.outcome(), Outcome::ProviderError | Outcome::TimedOut))
}

/// One queue for each provider that has something to do; the cases of a model stay together, so that a local server
/// loads each model once.
fn queues(
    resolved: &Resolved,
    mut lanes: BTreeMap<ProviderId, Arc<Lane>>,
    pending: &[&AnswerRow],
) -> Result<Vec<Queue<Job>>, Failure> {
    let models: HashMap<&str, Arc<Model>> =
        resolved.plan.scope.models.iter().map(|model| (model.id.as_str(), Arc::new(model.clone()))).collect();
    let tasks: HashMap<&str, Arc<Task>> =
        resolved.tasks.iter().map(|task| (task.id.as_str(), Arc::new(task.clone()))).collect();
    let mut jobs: BTreeMap<&ProviderId, VecDeque<Job>> = BTreeMap::new();
    for row in pending {
        let (Some(model), Some(task)) = (models.get(row.model_id.as_str()), tasks.get(row.task_id.as_str())) else {
            return Err(Failure::outside(format!(
                "case {} names model {} or task {}, which the plan does not hold",
                row.case_id, row.model_id, row.task_id
            )));
        };
        let provider = resolved.plan.providers.keys().find(|id| **id == model.provider);
        let Some(provider) = provider else { continue };
        jobs.entry(provider).or_default().push_back(Job {
            model: model.clone(),
            task: task.clone(),
            case_id: row.case_id.clone(),
            repeat: row.repeat,
            attempts: row.attempts,
        });
    }
    let with_lane = |(id, jobs): (&ProviderId, VecDeque<Job>)| match lanes.remove(id) {
        Some(lane) => Ok((lane, jobs)),
        None => Ok((Arc::new(Lane::new(&resolved.plan.providers[id])?), jobs)),
    };
    jobs.into_iter().map(with_lane).collect()
}

/// The providers that have something to do, each with its key.
async fn lanes(store: &Store, resolved: &Resolved, again: Again) -> Result<BTreeMap<ProviderId, Arc<Lane>>, Failure> {
    let plan = &resolved.plan;
    let busy: HashSet<String> = match freeze::find(store, plan).await? {
        Some(run) => {
            let rows = store.answers_of(&run.id).await?;
            rows.into_iter().filter(|row| is_pending(row, again)).map(|row| row.model_id).collect()
        }
        None => {
            let planned = cases::all(plan, &resolved.tasks).map_err(freeze::unwritable)?;
            let settled = store.settled_cases().await?;
            let open = |case: &CaseRecord| again == Again::Errors || !settled.contains(&case.id);
            planned.into_iter().filter(open).map(|case| case.model_id).collect()
        }
    };
    let mut lanes = BTreeMap::new();
    for model in plan.scope.models.iter().filter(|model| busy.contains(model.id.as_str())) {
        if let (false, Some(provider)) = (lanes.contains_key(&model.provider), plan.providers.get(&model.provider)) {
            lanes.insert(model.provider.clone(), Arc::new(Lane::new(provider)?));
        }
    }
    Ok(lanes)
}

struct AnswerJournal {
    store: Store,
    run_id: String,
    case_id: String,
    number: AtomicI64,
}

impl Journal for AnswerJournal {
    async fn started(&self) -> Result<String, StoreError> {
        let id = Ulid::new().to_string();
        let number = self.number.fetch_add(1, Ordering::SeqCst) + 1;
        self.store
            .add_attempt(NewAttempt {
                id: id.clone(),
                case_id: self.case_id.clone(),
                run_id: self.run_id.clone(),
                number,
                started_at: now_ms(),
            })
            .await?;
        Ok(id)
    }

    async fn finished(&self, attempt: &str, reply: &Reply, outcome: Outcome, settled: bool) -> Result<(), StoreError> {
        self.store.add_attempt_result(result_row(attempt, reply, outcome, settled)).await?;
        store_serving(&self.store, attempt, reply).await
    }
}

/// Stores what was seen of how the model is served, where the reply carries it.
pub(crate) async fn store_serving(store: &Store, attempt: &str, reply: &Reply) -> Result<(), StoreError> {
    let Some(seen) = &reply.serving else { return Ok(()) };
    let (attempt_id, observed_at, observation) = (attempt.to_owned(), now_ms(), (**seen).clone());
    store.add_serving(NewServing { attempt_id, observed_at, observation }).await
}

/// The row of a reply.
pub(crate) fn result_row(attempt: &str, reply: &Reply, outcome: Outcome, settled: bool) -> AttemptResult {
    AttemptResult {
        attempt_id: attempt.to_owned(),
        finished_at: now_ms(),
        outcome,
        settled,
        answer: reply.answer.clone(),
        thinking: reply.thinking.clone(),
        finish_reason: reply.finish_reason.clone(),
        upstream: reply.upstream.clone(),
        served_model: reply.served_model.clone(),
        generation_id: reply.generation_id.clone(),
        http_status: reply.http_status,
        usage: reply.usage.clone(),
        timing: reply.timing.clone(),
        billed: reply.billed,
        error: reply.as_fault().map(|fault| fault.message.clone()),
        raw: reply.raw.clone(),
    }
}

//! The phase `run`: asks for every case that has no result.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use analytics::ids::ProviderId;
use analytics::outcome::Outcome;

use super::control::Control;
use super::journal::AnswerJournal;
use super::lane::Lane;
use super::open::{self, Again, is_open};
use super::pool::{self, Queue};
use super::session::{Orders, Session};
use super::settle::{End, settle};
use super::{cases, freeze};
use crate::config::{Chosen, Model, Resolved};
use crate::failure::Failure;
use crate::money::Subject;
use crate::output::{Ended, Printer, Progress, Summary};
use crate::provider::serving::Observation;
use crate::store::{CaseState, ServingRow, Store};
use crate::tasks::Task;
use crate::tasks::text::count;

/// What the phase came to.
#[derive(Debug, Clone)]
pub struct Report {
    /// The run.
    pub run_id: String,
    /// Cases of the run.
    pub cases: usize,
    /// Cases that this start was about.
    pub chosen: usize,
    /// Calls for so many of them were needed.
    pub pending: usize,
    /// Cases by outcome now.
    pub outcomes: BTreeMap<&'static str, usize>,
    /// Cases that this start was about and that are still open.
    pub left: usize,
    /// Whether every case that this start was about has a result that is not an error.
    pub complete: bool,
    /// Whether the budget ended the work.
    pub out_of_money: bool,
    /// What came of each model; None when there was nothing to do.
    pub summary: Option<Summary>,
}

/// A model as it is asked and paid.
struct Asked {
    model: Model,
    subject: Subject,
}

struct Job {
    asked: Arc<Asked>,
    task: Arc<Task>,
    case_id: String,
    repeat: i64,
    attempts: i64,
    /// Whether an earlier attempt has a result of the model's own.
    has_result: bool,
}

/// Runs what is missing.
///
/// # Errors
/// When the database refuses, a key or a price is missing, or nothing passes the filters.
pub async fn run(
    store: &Store,
    resolved: &Resolved,
    orders: &Orders,
    again: Again,
    control: &Control,
    printer: &Printer,
) -> Result<Report, Failure> {
    // Before the run is written down: a start that cannot send anything must not become the run that is exported.
    let chosen = orders.selection.choose(&resolved.plan.scope, &resolved.tasks)?;
    let existing = open::existing(store, &resolved.plan).await?;
    let busy = open::by_model(store, existing.as_ref(), resolved, &chosen, again).await?;
    let asked = asked(resolved, orders, &busy)?;
    let cap = orders.cap_for(store, existing.as_ref().map(|existing| existing.run.id.as_str())).await?;
    orders.refuse_unknown(cap, asked.values().map(|asked| described(asked)))?;
    for model in resolved.plan.scope.models.iter().filter(|model| asked.contains_key(model.id.as_str())) {
        Orders::warn_unbounded(cap, model.id.as_str(), model.provider_kind, &model.params, printer);
    }
    let lanes = lanes(resolved, &asked)?;

    let frozen = freeze::find_or_create(store, resolved).await?;
    let run_id = frozen.run.id.clone();
    let states = match existing {
        Some(existing) => existing.states,
        None => store.case_states(&run_id).await?,
    };
    let of = states.len();
    let pending: Vec<&CaseState> = open_states(&states, &chosen, again).collect();
    let n = pending.len();
    let mut worker = None;
    let served = store.serving_of(&run_id).await?;
    if n > 0 {
        let ids: Vec<&str> = busy.keys().map(String::as_str).collect();
        for finding in crate::doctor::before_run(resolved, &ids).await {
            let mend = finding.mend.as_ref().map_or_else(String::new, |mend| format!("; {mend}"));
            printer.warn(&format!("{}: {}{mend}", finding.about, finding.text));
        }
        let queues = queues(resolved, &asked, lanes, &pending)?;
        let verb = if frozen.existed { "goes on" } else { "begins" };
        printer.note(&format!("Run {run_id} {verb}: {n} of {} to ask for.", count(of, "case", "cases")));
        let till = orders.till(store, &run_id, printer).await?;
        let in_order = resolved.plan.scope.models.iter().map(|model| model.id.to_string());
        let subjects: Vec<(String, usize)> = in_order.filter_map(|id| busy.get(&id).map(|n| (id, *n))).collect();
        let progress = Progress::begin(printer, &run_id, "cases", &subjects, till.clone());
        let session = Session {
            control: control.clone(),
            till,
            progress,
            notes: Arc::default(),
            wait_for_server: orders.wait_for_server,
        };
        let shared = Arc::new(Worker {
            store: store.clone(),
            run_id: run_id.clone(),
            session,
            printer: printer.clone(),
            served,
        });
        let workers = shared.clone();
        let worked = pool::work(queues, control, move |lane, job| {
            let worker = workers.clone();
            async move { worker.answer(&lane, job).await }
        })
        .await;
        let summary = shared.session.progress.finish();
        worked?;
        shared.session.note_warnings(store, &run_id, printer).await?;
        worker = Some((shared, summary));
    }
    let states = if n > 0 { store.case_states(&run_id).await? } else { states };
    let left = open_states(&states, &chosen, Again::MISSING).count();
    let mut outcomes = BTreeMap::new();
    for state in &states {
        *outcomes.entry(state.outcome().slug()).or_default() += 1;
    }
    let out_of_money = worker
        .as_ref()
        .is_some_and(|(worker, _)| worker.session.say_budget(printer, &count(left, "case is", "cases are")));
    let meant = || states.iter().filter(|state| chosen.admits(&state.model_id, &state.task_id));
    Ok(Report {
        run_id,
        cases: of,
        chosen: meant().count(),
        pending: n,
        outcomes,
        left,
        complete: !meant().any(|state| is_open(state, Again::ERRORS)),
        out_of_money,
        summary: worker.map(|(_, summary)| summary),
    })
}

fn open_states<'a>(states: &'a [CaseState], chosen: &'a Chosen, again: Again) -> impl Iterator<Item = &'a CaseState> {
    states.iter().filter(move |state| chosen.admits(&state.model_id, &state.task_id) && is_open(state, again))
}

/// The models that have something to do, with their prices.
fn asked(
    resolved: &Resolved,
    orders: &Orders,
    busy: &BTreeMap<String, usize>,
) -> Result<HashMap<String, Arc<Asked>>, Failure> {
    let plan = &resolved.plan;
    let busy = plan.scope.models.iter().filter(|model| busy.contains_key(model.id.as_str()));
    busy.map(|model| {
        let pricing = orders.prices.of_model(plan, model)?;
        let subject = Subject { id: model.id.to_string(), pricing };
        Ok((model.id.to_string(), Arc::new(Asked { model: model.clone(), subject })))
    })
    .collect()
}

/// A model with its provider and that one's name for it, for a message.
fn described(asked: &Asked) -> (&Subject, String, String) {
    (&asked.subject, asked.model.provider.to_string(), asked.model.provider_model.clone())
}

/// The providers that have something to do, each with its key.
fn lanes(resolved: &Resolved, asked: &HashMap<String, Arc<Asked>>) -> Result<BTreeMap<ProviderId, Arc<Lane>>, Failure> {
    let mut lanes = BTreeMap::new();
    for model in resolved.plan.scope.models.iter().filter(|model| asked.contains_key(model.id.as_str())) {
        if let (false, Some(provider)) =
            (lanes.contains_key(&model.provider), resolved.plan.providers.get(&model.provider))
        {
            lanes.insert(model.provider.clone(), Lane::new(provider)?);
        }
    }
    let used: Vec<_> = lanes.values().map(|lane| lane.provider.clone()).collect();
    for lane in lanes.values_mut().filter(|lane| lane.provider.machine().is_some()) {
        let own = &lane.provider;
        let others = used.iter().filter(|other| own.shares_machine_with(other) && !own.takes_turns_with(other));
        lane.servers_at_once = Some(1 + others.count() as u32);
    }
    Ok(lanes.into_iter().map(|(id, lane)| (id, Arc::new(lane))).collect())
}

/// One queue for each provider that has something to do; the cases of a model stay together, so that a local server
/// loads each model once.
fn queues(
    resolved: &Resolved,
    asked: &HashMap<String, Arc<Asked>>,
    mut lanes: BTreeMap<ProviderId, Arc<Lane>>,
    pending: &[&CaseState],
) -> Result<Vec<Queue<Job>>, Failure> {
    let tasks: HashMap<&str, Arc<Task>> =
        resolved.tasks.iter().map(|task| (task.id.as_str(), Arc::new(task.clone()))).collect();
    let mut jobs: BTreeMap<ProviderId, VecDeque<Job>> = BTreeMap::new();
    for state in pending {
        let (Some(asked), Some(task)) = (asked.get(&state.model_id), tasks.get(state.task_id.as_str())) else {
            return Err(Failure::outside(format!(
                "case {} names model {} or task {}, which the plan does not hold",
                state.case_id, state.model_id, state.task_id
            )));
        };
        jobs.entry(asked.model.provider.clone()).or_default().push_back(Job {
            asked: asked.clone(),
            task: task.clone(),
            case_id: state.case_id.clone(),
            repeat: state.repeat,
            attempts: state.attempts,
            has_result: state.is_settled() && !matches!(state.outcome(), Outcome::ProviderError | Outcome::TimedOut),
        });
    }
    // A provider without a lane is one that the plan does not hold; the plan was resolved, so there is none.
    Ok(jobs.into_iter().filter_map(|(id, jobs)| lanes.remove(&id).map(|lane| (lane, jobs))).collect())
}

/// Everything that a case needs beside its job.
struct Worker {
    store: Store,
    run_id: String,
    session: Session,
    printer: Printer,
    /// How the models were served in earlier starts.
    served: Vec<ServingRow>,
}

impl Worker {
    /// Says that another file stands behind a model's name than behind its earlier answers.
    fn say_exchanged(&self, model: &str, seen: &Observation) {
        let earlier = self.served.iter().filter(|row| row.model_id == model);
        if let Some(what) = earlier.rev().find_map(|row| seen.exchanged(&row.observation)) {
            self.printer.warn(&format!(
                "another file stands behind {model} than behind its earlier answers ({what}): they are a mixture now, and marked so."
            ));
        }
    }

    async fn answer(&self, lane: &Lane, job: Job) -> Result<(), Failure> {
        let Job { asked, task, case_id, repeat, attempts, has_result } = job;
        let call = cases::call(&asked.model, &task, repeat);
        let journal = AnswerJournal {
            store: self.store.clone(),
            run_id: self.run_id.clone(),
            case_id,
            number: AtomicI64::new(attempts),
            has_result,
        };
        let model = asked.model.id.as_str();
        match settle(lane, &asked.subject, &call, &journal, &self.session).await? {
            End::Settled(outcome, reply) => {
                if outcome == Outcome::ContextOverflow && reply.as_fault().is_none() {
                    let text = format!(
                        "{model} on {}: the context was full after {} of {} tokens; start the server with a longer one, then ask again with --retry context_overflow",
                        task.id,
                        reply.usage.completion_tokens.unwrap_or(0),
                        call.max_tokens
                    );
                    self.session.progress.fault(model, &text);
                }
                if let Some(seen) = &reply.serving {
                    self.say_exchanged(model, seen);
                    if let Some(other) = &seen.other_model {
                        self.printer.warn(&format!(
                            "{model} was asked for as {}, and its server says that {other} answers.",
                            call.model
                        ));
                    }
                }
                for (_, text) in reply.serving.iter().flat_map(|seen| seen.warnings(&asked.model.name)) {
                    self.printer.warn(&text);
                }
                if let Some(fault) = reply.as_fault().filter(|_| outcome != Outcome::Empty) {
                    self.session.progress.fault(model, &format!("{model} on {}: {}", task.id, fault.message));
                }
                self.session.progress.ended(Ended {
                    subject: model,
                    model,
                    task: task.id.as_str(),
                    repeat,
                    outcome: outcome.slug(),
                    well: outcome == Outcome::Answered,
                });
            }
            End::Closed(closing) => {
                self.session.progress.left_out(model);
                let Some(closing) = closing else { return Ok(()) };
                let what =
                    if closing.provider { format!("provider {}", lane.provider.id) } else { format!("model {model}") };
                self.printer.warn(&format!("{what} is left out from here on: {}", closing.reason));
            }
            End::NoMoney | End::Interrupted => {}
        }
        Ok(())
    }
}

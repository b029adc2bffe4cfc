//! The phase `judge`: every answer gets a verdict from every judge that has not given one.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use analytics::ids::ProviderId;
use futures_util::future::join_all;
use ulid::Ulid;

use super::language_model::{self, Judged};
use super::{independence, version};
use crate::clock::now_ms;
use crate::config::{Chosen, Judge, JudgeHow, Plan};
use crate::failure::Failure;
use crate::money::Subject;
use crate::output::{Ended, Printer, Progress, Summary};
use crate::run::lane::Lane;
use crate::run::pool::{self, Queue};
use crate::run::{Control, Orders, Session};
use crate::store::{Cut, Store, VerdictRecord};
use crate::tasks::Task;
use crate::tasks::text::count;

/// Verdicts of programs are stored so many at a time.
const TOGETHER: usize = 64;

/// What the phase came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Answers that can be judged.
    pub answers: usize,
    /// Judges.
    pub judges: usize,
    /// Verdicts that were missing.
    pub pending: usize,
    /// Verdicts given now.
    pub given: usize,
    /// Of these, how many could not be read.
    pub unreadable: usize,
    /// Whether the budget ended the work.
    pub out_of_money: bool,
    /// What came of each judge; None when there was nothing to do.
    pub summary: Option<Summary>,
}

impl Report {
    /// Whether every answer has a verdict of every judge.
    #[must_use]
    pub fn complete(&self) -> bool {
        self.given == self.pending
    }
}

/// A judge as it is asked and paid.
#[derive(Debug)]
pub(super) struct Sitting {
    pub judge: Judge,
    pub key: String,
    pub subject: Subject,
}

/// An answer that one judge has to mark.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub judge: Arc<Sitting>,
    pub task: Arc<Task>,
    pub attempt_id: String,
    /// What is seen of it where it was cut.
    pub cut: Option<Cut>,
    pub model_id: Arc<str>,
    pub repeat: i64,
    pub calls_before: i64,
    /// Whether a reply may be there whose verdict a kill kept from being stored.
    pub reply_may_be_there: bool,
    pub run_id: Arc<str>,
}

impl Job {
    /// The row of a verdict.
    pub fn verdict(&self) -> VerdictRecord {
        VerdictRecord {
            id: Ulid::new().to_string(),
            attempt_id: self.attempt_id.clone(),
            run_id: self.run_id.to_string(),
            judge_id: self.judge.judge.id.to_string(),
            judge_key: self.judge.key.clone(),
            rubric_version: self.judge.judge.rubric_version.clone(),
            marks: None,
            coerced: false,
            rationale: String::new(),
            unreadable: None,
            judged_at: now_ms(),
        }
    }

    fn ended(&self, outcome: &'static str, well: bool) -> Ended<'_> {
        Ended {
            subject: &self.judge.subject.id,
            model: &self.model_id,
            task: self.task.id.as_str(),
            repeat: self.repeat,
            outcome,
            well,
        }
    }
}

/// Judges what has no verdict, or what is wanted again.
///
/// # Errors
/// When the database refuses, a key or a price is missing, or a judge is named that the plan does not have.
pub async fn judge(
    store: &Store,
    run_id: &str,
    plan: &Plan,
    tasks: &[Task],
    orders: &Orders,
    control: &Control,
    printer: &Printer,
) -> Result<Report, Failure> {
    let chosen = orders.selection.choose(&plan.scope, tasks)?;
    let (answers, jobs) = missing(store, run_id, plan, tasks, orders, &chosen).await?;
    let mut report = Report {
        answers,
        judges: orders.wanted.of(plan)?.len(),
        pending: jobs.len(),
        given: 0,
        unreadable: 0,
        out_of_money: false,
        summary: None,
    };
    if jobs.is_empty() {
        return Ok(report);
    }
    // Before anything is asked or stored: a verdict of another rubric would stand under this one's name.
    let mut busy: BTreeMap<&str, (Arc<Sitting>, usize)> = BTreeMap::new();
    for job in &jobs {
        busy.entry(&job.judge.subject.id).or_insert_with(|| (job.judge.clone(), 0)).1 += 1;
    }
    busy.values().try_for_each(|(sitting, _)| version::check(&sitting.judge))?;
    let cap = orders.cap_for(store, Some(run_id)).await?;
    orders.refuse_unknown(cap, busy.values().map(|(sitting, _)| described(sitting)))?;
    for (sitting, _) in busy.values() {
        if let JudgeHow::Model { provider, params, .. } = &sitting.judge.how
            && let Some(provider) = plan.providers.get(provider)
        {
            Orders::warn_unbounded(cap, &sitting.subject.id, provider.kind, params, printer);
        }
    }
    let in_order = plan.scope.judges.iter().map(|judge| judge.id.to_string());
    let subjects: Vec<(String, usize)> =
        in_order.filter_map(|id| busy.get(id.as_str()).map(|(_, n)| (id, *n))).collect();

    let (programs, models): (Vec<Job>, Vec<Job>) =
        jobs.into_iter().partition(|job| matches!(job.judge.judge.how, JudgeHow::Builtin { .. }));
    let judges_of = judges_by_provider(&models);
    let queues = queues(plan, models)?;
    let verdicts = count(report.pending, "verdict", "verdicts");
    printer.note(&format!("Run {run_id}: {verdicts} to give on {}.", count(answers, "answer", "answers")));
    let till = orders.till(store, run_id, printer).await?;
    let progress = Progress::begin(printer, run_id, "verdicts", &subjects, till.clone());
    let session = Session {
        control: control.clone(),
        till,
        progress,
        notes: Arc::default(),
        wait_for_server: orders.wait_for_server,
    };
    let bench = Arc::new(Bench {
        store: store.clone(),
        session,
        printer: printer.clone(),
        judges_of,
        given: AtomicUsize::new(0),
        unreadable: AtomicUsize::new(0),
    });
    let mut worked = bench.programs(&programs).await;
    if worked.is_ok() {
        let at_work = bench.clone();
        worked = pool::work(queues, control, move |lane, job: Job| {
            let bench = at_work.clone();
            async move { bench.model(&lane, &job).await }
        })
        .await;
    }
    let summary = bench.session.progress.finish();
    worked?;
    bench.session.note_warnings(store, run_id, printer).await?;
    report.given = bench.given.load(Ordering::SeqCst);
    report.unreadable = bench.unreadable.load(Ordering::SeqCst);
    let left = report.pending - report.given;
    report.out_of_money = bench.session.say_budget(printer, &count(left, "verdict is", "verdicts are"));
    report.summary = Some(summary);
    flag_same_texts(store, run_id, plan, printer).await?;
    Ok(report)
}

/// Stores a warning for judges that gave the same text.
async fn flag_same_texts(store: &Store, run_id: &str, plan: &Plan, printer: &Printer) -> Result<(), Failure> {
    let texts = store.judges_texts_of(run_id).await?;
    let warnings = independence::same_texts(&plan.scope.judges, texts.values());
    warnings.iter().for_each(|warning| printer.warn(&warning.text));
    Ok(store.note_warnings(run_id, warnings).await?)
}

/// A judge with its provider and that one's name for it, for a message.
fn described(sitting: &Sitting) -> (&Subject, String, String) {
    let (provider, model) = match &sitting.judge.how {
        JudgeHow::Builtin { method } => ("builtin".to_owned(), method.clone()),
        JudgeHow::Model { provider, provider_model, .. } => (provider.to_string(), provider_model.clone()),
    };
    (&sitting.subject, provider, model)
}

/// Everything that a verdict needs beside its job.
struct Bench {
    store: Store,
    session: Session,
    printer: Printer,
    judges_of: BTreeMap<ProviderId, String>,
    given: AtomicUsize,
    unreadable: AtomicUsize,
}

impl Bench {
    /// The verdicts of programs.
    async fn programs(&self, jobs: &[Job]) -> Result<(), Failure> {
        for batch in jobs.chunks(TOGETHER) {
            if self.session.control.is_stopping() {
                break;
            }
            for (stored, job) in
                join_all(batch.iter().map(|job| by_program(&self.store, job))).await.into_iter().zip(batch)
            {
                stored?;
                self.given.fetch_add(1, Ordering::SeqCst);
                self.session.progress.ended(job.ended("read", true));
            }
        }
        Ok(())
    }

    /// The verdict of a language model.
    async fn model(&self, lane: &Lane, job: &Job) -> Result<(), Failure> {
        let judge = &job.judge.subject.id;
        match language_model::judge(&self.store, lane, job, &self.session).await? {
            Judged::Read => {
                self.given.fetch_add(1, Ordering::SeqCst);
                self.session.progress.ended(job.ended("read", true));
            }
            Judged::Unreadable => {
                self.given.fetch_add(1, Ordering::SeqCst);
                self.unreadable.fetch_add(1, Ordering::SeqCst);
                self.session.progress.ended(job.ended("unreadable", false));
            }
            Judged::Failed(message) => {
                self.session.progress.ended(job.ended("failed", false));
                self.printer.warn(&format!("judge {judge} on {} of {}: {message}", job.task.id, job.model_id));
            }
            Judged::Closed(Some(closing)) => {
                let what = match self.judges_of.get(&lane.provider.id) {
                    Some(judges) if closing.provider => format!("provider {} with {judges}", lane.provider.id),
                    _ => format!("judge {judge}"),
                };
                self.printer.warn(&format!("{what} is left out from here on: {}", closing.reason));
            }
            Judged::Closed(None) | Judged::NoMoney | Judged::Interrupted => {}
        }
        Ok(())
    }
}

/// Number of answers that can be judged, and what is missing.
async fn missing(
    store: &Store,
    run_id: &str,
    plan: &Plan,
    tasks: &[Task],
    orders: &Orders,
    chosen: &Chosen,
) -> Result<(usize, Vec<Job>), Failure> {
    let judged = store.judged_of(run_id).await?;
    let cut = store.cut_answers_of(run_id).await?;
    let calls = store.verdict_attempts_of(run_id).await?;
    let tasks: HashMap<&str, Arc<Task>> = tasks.iter().map(|task| (task.id.as_str(), Arc::new(task.clone()))).collect();
    let models: HashMap<&str, Arc<str>> =
        plan.scope.models.iter().map(|model| (model.id.as_str(), Arc::from(model.id.as_str()))).collect();
    let judges = orders.wanted.of(plan)?.into_iter().map(|judge| {
        let subject = Subject { id: judge.id.to_string(), pricing: orders.prices.of_judge(plan, judge)? };
        Ok(Arc::new(Sitting { judge: judge.clone(), key: judge.key(), subject }))
    });
    let judges: Vec<Arc<Sitting>> = judges.collect::<Result<_, Failure>>()?;
    let run_id: Arc<str> = Arc::from(run_id);
    let mut answers = 0;
    let mut jobs = Vec::new();
    for state in store.case_states(&run_id).await? {
        let Some(attempt_id) = state.to_judge(&cut).filter(|_| chosen.admits(&state.model_id, &state.task_id)) else {
            continue;
        };
        let (Some(task), Some(model_id)) = (tasks.get(state.task_id.as_str()), models.get(state.model_id.as_str()))
        else {
            continue;
        };
        answers += 1;
        let given = judged.get(attempt_id);
        let is_wanted = |judge: &Sitting| orders.wanted.again || given.is_none_or(|given| !given.contains(&judge.key));
        for judge in judges.iter().filter(|judge| is_wanted(judge)) {
            let calls_before = calls.get(&(attempt_id.to_owned(), judge.key.clone())).copied().unwrap_or(0);
            let is_missing = given.is_none_or(|given| !given.contains(&judge.key));
            jobs.push(Job {
                judge: judge.clone(),
                task: task.clone(),
                calls_before,
                reply_may_be_there: calls_before > 0 && is_missing,
                attempt_id: attempt_id.to_owned(),
                cut: cut.get(attempt_id).copied(),
                model_id: model_id.clone(),
                repeat: state.repeat,
                run_id: run_id.clone(),
            });
        }
    }
    Ok((answers, jobs))
}

/// The judges that a provider takes with it when it closes, in words.
fn judges_by_provider(jobs: &[Job]) -> BTreeMap<ProviderId, String> {
    let mut ids: BTreeMap<ProviderId, BTreeSet<&str>> = BTreeMap::new();
    for job in jobs {
        if let JudgeHow::Model { provider, .. } = &job.judge.judge.how {
            ids.entry(provider.clone()).or_default().insert(&job.judge.subject.id);
        }
    }
    let words = |ids: BTreeSet<&str>| {
        let names = ids.iter().copied().collect::<Vec<_>>().join(", ");
        if ids.len() == 1 { format!("judge {names}") } else { format!("judges {names}") }
    };
    ids.into_iter().map(|(provider, ids)| (provider, words(ids))).collect()
}

/// One queue for each provider; the verdicts of a judge stay together, so that a local server loads each model once.
fn queues(plan: &Plan, mut jobs: Vec<Job>) -> Result<Vec<Queue<Job>>, Failure> {
    jobs.sort_by(|a, b| a.judge.subject.id.cmp(&b.judge.subject.id));
    let mut queues: BTreeMap<_, VecDeque<Job>> = BTreeMap::new();
    for job in jobs {
        if let JudgeHow::Model { provider, .. } = &job.judge.judge.how {
            queues.entry(provider.clone()).or_default().push_back(job);
        }
    }
    let lane = |id: &ProviderId| {
        let provider = plan.providers.get(id).ok_or_else(|| Failure::usage(format!("there is no provider {id}")))?;
        Ok::<_, Failure>(Arc::new(Lane::new(provider)?))
    };
    queues.into_iter().map(|(id, jobs)| Ok((lane(&id)?, jobs))).collect()
}

async fn by_program(store: &Store, job: &Job) -> Result<(), Failure> {
    let JudgeHow::Builtin { method } = &job.judge.judge.how else { return Ok(()) };
    let method = version::method_of(&job.judge.judge, method)?;
    let found = method.judge(&job.task, &store.answer_text(&job.attempt_id).await?);
    Ok(store
        .add_verdict(VerdictRecord { marks: Some(found.marks), rationale: found.rationale, ..job.verdict() })
        .await?)
}

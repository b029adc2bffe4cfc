//! The phase `judge`: every answer gets a verdict from every judge that has not given one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use analytics::ids::{JudgeId, ProviderId};
use analytics::outcome::Outcome;
use futures_util::future::join_all;
use ulid::Ulid;

use super::language_model::{self, Judged};
use super::{independence, version};
use crate::clock::now_ms;
use crate::config::{Judge, JudgeHow, Plan};
use crate::failure::Failure;
use crate::output::{Printer, Progress};
use crate::run::Control;
use crate::run::lane::Lane;
use crate::run::pool::{self, Queue};
use crate::store::{Store, VerdictRecord};
use crate::tasks::Task;
use crate::tasks::text::count;

/// Verdicts of programs are stored so many at a time.
const TOGETHER: usize = 64;

/// What the phase came to.
#[derive(Debug, Clone, PartialEq, Eq)]
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
}

impl Report {
    /// Whether every answer has a verdict of every judge.
    #[must_use]
    pub fn complete(&self) -> bool {
        self.given == self.pending
    }
}

/// Which verdicts are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// From these judges of the plan; from all when empty.
    pub judges: Vec<JudgeId>,
    /// Also where there is a verdict: the new one is added, and counts.
    pub again: bool,
}

impl Wanted {
    /// The judges of a plan from whom verdicts are wanted.
    ///
    /// # Errors
    /// When one is named that the plan does not have.
    fn of<'a>(&self, plan: &'a Plan) -> Result<Vec<&'a Judge>, Failure> {
        let known = || plan.scope.judges.iter();
        if let Some(unknown) = self.judges.iter().find(|id| !known().any(|judge| judge.id == **id)) {
            let names: Vec<&str> = known().map(|judge| judge.id.as_str()).collect();
            return Err(Failure::usage(format!("the run has no judge {unknown}")).hint(format!(
                "its judges are {}; a configuration with another judge makes a run over the same answers",
                names.join(", ")
            )));
        }
        Ok(known().filter(|judge| self.judges.is_empty() || self.judges.contains(&judge.id)).collect())
    }
}

/// An answer that one judge has to mark.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub judge: Arc<Judge>,
    pub key: String,
    pub task: Arc<Task>,
    pub attempt_id: String,
    pub answer: Arc<str>,
    pub model_id: String,
    pub calls_before: i64,
    pub run_id: String,
}

impl Job {
    /// The row of a verdict.
    pub fn verdict(&self) -> VerdictRecord {
        VerdictRecord {
            id: Ulid::new().to_string(),
            attempt_id: self.attempt_id.clone(),
            run_id: self.run_id.clone(),
            judge_id: self.judge.id.to_string(),
            judge_key: self.key.clone(),
            rubric_version: self.judge.rubric_version.clone(),
            marks: None,
            coerced: false,
            rationale: String::new(),
            unreadable: None,
            judged_at: now_ms(),
        }
    }
}

/// Judges what has no verdict, or what is wanted again.
///
/// # Errors
/// When the database refuses, a key is missing or a judge is named that the plan does not have.
pub async fn judge(
    store: &Store,
    run_id: &str,
    plan: &Plan,
    tasks: &[Task],
    wanted: &Wanted,
    control: &Control,
    printer: &Printer,
) -> Result<Report, Failure> {
    let judges = wanted.of(plan)?;
    let (answers, jobs) = missing(store, run_id, &judges, wanted.again, tasks).await?;
    let mut report = Report { answers, judges: judges.len(), pending: jobs.len(), given: 0, unreadable: 0 };
    if jobs.is_empty() {
        return Ok(report);
    }
    // Before anything is asked or stored: a verdict of another rubric would stand under this one's name.
    plan.scope
        .judges
        .iter()
        .filter(|judge| jobs.iter().any(|job| job.judge.id == judge.id))
        .try_for_each(version::check)?;
    let verdicts = count(jobs.len(), "verdict", "verdicts");
    printer.note(&format!("Run {run_id}: {verdicts} to give on {}.", count(answers, "answer", "answers")));
    let progress = Arc::new(Progress::new(printer, "verdicts", jobs.len()));
    let (programs, models): (Vec<Job>, Vec<Job>) =
        jobs.into_iter().partition(|job| matches!(job.judge.how, JudgeHow::Builtin { .. }));
    let judges_of = judges_by_provider(&models);
    let queues = queues(plan, models)?;
    for batch in programs.chunks(TOGETHER) {
        if control.is_stopping() {
            break;
        }
        for stored in join_all(batch.iter().map(|job| by_program(store, job))).await {
            stored?;
            report.given += 1;
            progress.done(true);
        }
    }
    let counts = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
    let shared =
        (store.clone(), control.clone(), progress.clone(), printer.clone(), counts.clone(), Arc::new(judges_of));
    let worked = pool::work(queues, control, move |lane, job: Job| {
        let (store, control, progress, printer, counts, judges_of) = shared.clone();
        async move {
            match language_model::judge(&store, &lane, &job, &control).await? {
                Judged::Read => {
                    counts.0.fetch_add(1, Ordering::SeqCst);
                    progress.done(true);
                }
                Judged::Unreadable => {
                    counts.0.fetch_add(1, Ordering::SeqCst);
                    counts.1.fetch_add(1, Ordering::SeqCst);
                    progress.done(false);
                }
                Judged::Failed(message) => {
                    progress.done(false);
                    printer.warn(&format!("judge {} on {} of {}: {message}", job.judge.id, job.task.id, job.model_id));
                }
                Judged::Closed(Some(closing)) => {
                    let what = match judges_of.get(&lane.provider.id) {
                        Some(judges) if closing.provider => format!("provider {} with {judges}", lane.provider.id),
                        _ => format!("judge {}", job.judge.id),
                    };
                    printer.warn(&format!("{what} is left out from here on: {}", closing.reason));
                }
                Judged::Closed(None) | Judged::Interrupted => {}
            }
            Ok(())
        }
    })
    .await;
    progress.finish();
    worked?;
    report.given += counts.0.load(Ordering::SeqCst);
    report.unreadable = counts.1.load(Ordering::SeqCst);
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

/// Number of answers that can be judged, and what is missing.
async fn missing(
    store: &Store,
    run_id: &str,
    judges: &[&Judge],
    again: bool,
    tasks: &[Task],
) -> Result<(usize, Vec<Job>), Failure> {
    let verdicts = store.verdicts_of(run_id).await?;
    let calls = store.verdict_attempts_of(run_id).await?;
    let tasks: HashMap<&str, Arc<Task>> = tasks.iter().map(|task| (task.id.as_str(), Arc::new(task.clone()))).collect();
    let judges: Vec<(Arc<Judge>, String)> =
        judges.iter().map(|judge| (Arc::new((*judge).clone()), judge.key())).collect();
    let mut answers = 0;
    let mut jobs = Vec::new();
    for row in store.answers_of(run_id).await? {
        let Some(counted) = row.counted.filter(|counted| counted.settled && counted.outcome == Outcome::Answered)
        else {
            continue;
        };
        let Some(task) = tasks.get(row.task_id.as_str()) else { continue };
        answers += 1;
        let given: HashSet<&str> =
            verdicts.get(&counted.attempt_id).into_iter().flatten().map(|verdict| verdict.judge_key.as_str()).collect();
        let answer: Arc<str> = counted.answer.into();
        for (judge, key) in judges.iter().filter(|(_, key)| again || !given.contains(key.as_str())) {
            jobs.push(Job {
                judge: judge.clone(),
                key: key.clone(),
                task: task.clone(),
                calls_before: calls.get(&(counted.attempt_id.clone(), key.clone())).copied().unwrap_or(0),
                attempt_id: counted.attempt_id.clone(),
                answer: answer.clone(),
                model_id: row.model_id.clone(),
                run_id: run_id.to_owned(),
            });
        }
    }
    Ok((answers, jobs))
}

/// The judges that a provider takes with it when it closes, in words.
fn judges_by_provider(jobs: &[Job]) -> BTreeMap<ProviderId, String> {
    let mut ids: BTreeMap<ProviderId, BTreeSet<&str>> = BTreeMap::new();
    for job in jobs {
        if let JudgeHow::Model { provider, .. } = &job.judge.how {
            ids.entry(provider.clone()).or_default().insert(job.judge.id.as_str());
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
    jobs.sort_by(|a, b| a.judge.id.cmp(&b.judge.id));
    let mut queues: BTreeMap<_, VecDeque<Job>> = BTreeMap::new();
    for job in jobs {
        if let JudgeHow::Model { provider, .. } = &job.judge.how {
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
    let JudgeHow::Builtin { method } = &job.judge.how else { return Ok(()) };
    let method = version::method_of(&job.judge, method)?;
    let found = method.judge(&job.task, &job.answer);
    Ok(store
        .add_verdict(VerdictRecord { marks: Some(found.marks), rationale: found.rationale, ..job.verdict() })
        .await?)
}

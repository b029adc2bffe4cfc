//! From the rows of a run to a snapshot folder and the index of all snapshots.

pub mod folder;
pub mod index;
pub mod rows;
pub mod serving;
pub mod target;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use analytics::ids::SnapshotId;
use analytics::outcome::Outcome;
use analytics::snapshot::build::BuildError;
use analytics::snapshot::builder::Builder;
use analytics::snapshot::rows::Heading;
use analytics::snapshot::statistics::{SEED, without_clocks};
use analytics::snapshot::v1::{ModelKind, Summary};
use analytics::snapshot::{summary_from_json, to_json};
use analytics::stats::bootstrap::Plan;

use self::rows::Frame;
use self::serving::ServedCase;
use crate::failure::Failure;
use crate::run::freeze;
use crate::store::{CaseState, RunRecord, Store};
use crate::tasks::text::count;

/// What to write.
#[derive(Debug, Clone)]
pub struct Order {
    /// Folder of all snapshots.
    pub out: PathBuf,
    /// The snapshot.
    pub id: SnapshotId,
    /// Its title.
    pub title: String,
    /// Where the figures come from; made from the run when absent.
    pub statement: Option<String>,
    /// Replace the snapshot of another run too.
    pub replace: bool,
    /// Leave a snapshot of the same results and words as it is.
    pub if_changed: bool,
    /// Resamples of the task bootstrap.
    pub resamples: u32,
    /// What the machine of servers of one's own is called, instead of what was detected.
    pub machine: Option<String>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// A snapshot of so many cases.
    Snapshot {
        /// Its folder.
        folder: PathBuf,
        /// Its cases.
        cases: usize,
        /// Its files.
        files: usize,
    },
    /// Nothing: the one of this date has the same results.
    Kept {
        /// `created_at` of the one that stays.
        created_at: String,
    },
}

/// Exports a run.
///
/// # Errors
/// When the database or the file system refuses, or the run has nothing to export.
pub async fn export(store: &Store, run: &RunRecord, order: &Order) -> Result<Written, Failure> {
    target::refuse_reserved(order.id.as_str())?;
    folder::recover(&order.out, order.id.as_str())?;
    let plan = freeze::plan_of(run)?;
    if !store.has_settled(&run.id).await? {
        return Err(Failure::usage(format!("run {} has no result yet, so there is nothing to export", run.id))
            .hint("`exporter run` asks for answers; `exporter status` lists the runs, and --run names another one"));
    }
    let frame = Frame::read(store, run, &plan).await?;
    let states = store.case_states(&run.id).await?;
    let heading = Heading {
        id: order.id.clone(),
        title: order.title.clone(),
        statement: order.statement.clone().unwrap_or_else(|| statement(&frame, &states)),
        generator_version: env!("CARGO_PKG_VERSION").to_owned(),
        run_id: Some(run.id.clone()),
    };
    let broken = |error: BuildError| Failure::outside(format!("run {} makes no snapshot: {error}", run.id));
    let (tasks, models, judges) = (frame.tasks.clone(), frame.models.clone(), frame.judges.clone());
    let mut builder = Builder::new(&heading, tasks, models, judges, frame.scoring.clone()).map_err(broken)?;
    let fresh = folder::Fresh::begin(&order.out, order.id.as_str())?;
    let mut served: Vec<ServedCase> = Vec::new();
    // Task by task: the texts of one task are all that is in memory at a time.
    for task in builder.tasks() {
        let (cases, its) = frame.cases_of(store, run, &task).await?;
        served.extend(its);
        let (path, content) = builder.task(&task, &cases.iter().collect::<Vec<_>>()).map_err(broken)?;
        fresh.add(&path, &content)?;
    }
    let (models, warnings) = frame.served(store, run, &plan, order.machine.as_deref(), &served).await?;
    let summary = builder.finish(models, warnings, Plan::new(order.resamples, SEED)).map_err(broken)?;
    let folder = order.out.join(order.id.as_str());
    let written = match existing(&folder) {
        Some(there) if order.if_changed && says_the_same(&there, &summary) => {
            Written::Kept { created_at: there.created_at }
        }
        _ => {
            target::refuse_foreign(&folder, &run.id, order.replace)?;
            let text = to_json(&summary).map_err(|error| broken(error.into()))?;
            fresh.add("summary.json", &text)?;
            fresh.put_in_place()?;
            Written::Snapshot { folder, cases: summary.cases.len(), files: summary.files.len() + 1 }
        }
    };
    index::write(&order.out)?;
    Ok(written)
}

/// The snapshot that stands there, if it can be read.
fn existing(folder: &Path) -> Option<Summary> {
    let text = std::fs::read_to_string(folder.join("summary.json")).ok()?;
    summary_from_json(&text).ok()
}

/// Whether a reader would find nothing new: the same results under the same words. Clocks and times may differ.
fn says_the_same(there: &Summary, new: &Summary) -> bool {
    there.results_sha256 == new.results_sha256
        && there.title == new.title
        && there.provenance.kind == new.provenance.kind
        && there.provenance.statement == new.provenance.statement
        && there.warnings == new.warnings
        && there.tasks == new.tasks
        && there.models == new.models
        && there.judges == new.judges
        && there.scoring == new.scoring
        && there.statistics.as_deref().map(without_clocks) == new.statistics.as_deref().map(without_clocks)
}

/// Counted from the cases: what was not asked and what was not answered in full is said.
fn statement(frame: &Frame, states: &[CaseState]) -> String {
    let was_asked = states.iter().filter(|state| state.outcome() != Outcome::NotRun);
    let asked: BTreeSet<&str> = was_asked.map(|state| state.task_id.as_str()).collect();
    let complete = states.iter().filter(|state| state.outcome() == Outcome::Answered).count();
    let (models, judges, tasks) = (frame.models.len(), frame.judges.len(), frame.tasks.len());
    let baselines = frame.models.iter().filter(|model| model.kind == ModelKind::Baseline).count();
    let who = if baselines == models {
        match models {
            1 => "1 baseline, which is a program and not a language model".to_owned(),
            _ => format!("{models} baselines, which are programs and not language models"),
        }
    } else if baselines == 0 {
        count(models, "language model", "language models")
    } else {
        let language_models = count(models - baselines, "language model", "language models");
        format!("{language_models} and {}", count(baselines, "baseline", "baselines"))
    };
    if complete < states.len() {
        let of_tasks = if asked.len() < tasks {
            format!("{} of {tasks} tasks", asked.len())
        } else {
            count(tasks, "task", "tasks")
        };
        return format!(
            "Run by this project's exporter: {of_tasks} asked of {who}, {complete} of {} complete, marked by {judges} judges; all marks are in the snapshot.",
            count(states.len(), "answer", "answers")
        );
    }
    let tasks = count(tasks, "task", "tasks");
    format!(
        "Run by this project's exporter: {tasks} on {who}, every answer marked by {judges} judges; all marks are in the snapshot."
    )
}

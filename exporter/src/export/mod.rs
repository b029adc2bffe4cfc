//! From the rows of a run to a snapshot folder and the index of all snapshots.

pub mod folder;
pub mod index;
pub mod rows;
pub mod serving;
mod statement;
pub mod target;

use std::path::{Path, PathBuf};

use analytics::ids::SnapshotId;
use analytics::snapshot::build::BuildError;
use analytics::snapshot::builder::Builder;
use analytics::snapshot::rows::Heading;
use analytics::snapshot::statistics::{SEED, without_clocks};
use analytics::snapshot::v1::Summary;
use analytics::snapshot::{summary_from_json, to_json};
use analytics::stats::bootstrap::Plan;

use self::rows::Frame;
use self::serving::ServedCase;
use crate::failure::Failure;
use crate::run::freeze;
use crate::store::{RunRecord, Store};

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
    /// Name of the suite, where the run does not know it or it has another one now.
    pub suite: Option<String>,
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
    let heading = Heading {
        id: order.id.clone(),
        title: order.title.clone(),
        statement: order.statement.clone().unwrap_or_default(),
        generator_version: env!("CARGO_PKG_VERSION").to_owned(),
        run_id: Some(run.id.clone()),
        suite: order.suite.clone().or_else(|| plan.suite.clone()),
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
    let mut summary = builder.finish(models, warnings, Plan::new(order.resamples, SEED)).map_err(broken)?;
    if order.statement.is_none() {
        summary.provenance.statement = statement::of(&summary);
    }
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
        && there.suite == new.suite
        && there.tasks == new.tasks
        && there.models == new.models
        && there.judges == new.judges
        && there.scoring == new.scoring
        && there.statistics.as_deref().map(without_clocks) == new.statistics.as_deref().map(without_clocks)
}

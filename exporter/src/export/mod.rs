//! From the rows of a run to a snapshot folder and the index of all snapshots.

pub mod folder;
pub mod index;
pub mod rows;
pub mod serving;

use std::path::{Path, PathBuf};

use analytics::ids::SnapshotId;
use analytics::snapshot::build::build;
use analytics::snapshot::rows::Heading;
use analytics::snapshot::summary_from_json;
use analytics::snapshot::v1::{ModelKind, Summary};

use crate::failure::Failure;
use crate::run::freeze;
use crate::store::{AnswerRow, RunRecord, Store};
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
    /// Leave a snapshot of the same results and words as it is.
    pub if_changed: bool,
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
    folder::recover(&order.out, order.id.as_str())?;
    let plan = freeze::plan_of(run)?;
    if !store.answers_of(&run.id).await?.iter().any(AnswerRow::is_settled) {
        return Err(Failure::usage(format!("run {} has no result yet, so there is nothing to export", run.id))
            .hint("`exporter run` asks for answers; `exporter status` lists the runs, and --run names another one"));
    }
    let rows = rows::read(store, run, &plan).await?;
    let heading = Heading {
        id: order.id.clone(),
        title: order.title.clone(),
        statement: order.statement.clone().unwrap_or_else(|| statement(&rows)),
        generator_version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let snapshot = build(&heading, &rows)
        .map_err(|error| Failure::outside(format!("run {} makes no snapshot: {error}", run.id)))?;
    let folder = order.out.join(order.id.as_str());
    let written = match existing(&folder) {
        Some(there) if order.if_changed && says_the_same(&there, &snapshot.summary) => {
            Written::Kept { created_at: there.created_at }
        }
        _ => {
            folder::replace(&order.out, order.id.as_str(), &snapshot.files)?;
            Written::Snapshot { folder, cases: snapshot.summary.cases.len(), files: snapshot.files.len() }
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
        && there.provenance == new.provenance
        && there.warnings == new.warnings
        && there.tasks == new.tasks
        && there.models == new.models
        && there.judges == new.judges
        && there.scoring == new.scoring
}

fn statement(rows: &analytics::snapshot::rows::Rows) -> String {
    let (models, judges, tasks) = (rows.models.len(), rows.judges.len(), rows.tasks.len());
    let baselines = rows.models.iter().filter(|model| model.kind == ModelKind::Baseline).count();
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
    let tasks = count(tasks, "task", "tasks");
    format!(
        "Run by this project's exporter: {tasks} on {who}, every answer marked by {judges} judges; all marks are in the snapshot."
    )
}

//! Rows → snapshot: a pure function, so that the same rows give the same bytes.

use std::collections::BTreeMap;

use super::builder::Builder;
use super::rows::{CaseRow, Heading, Rows};
use super::statistics::{RESAMPLES, SEED};
use super::to_json;
use super::v1::Summary;
use crate::ids::TaskId;
use crate::stats::bootstrap::Plan;

/// A snapshot as files.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The summary.
    pub summary: Summary,
    /// Every file of the folder: relative path and content, `summary.json` last.
    pub files: Vec<(String, String)>,
}

/// Why rows make no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// There are no cases.
    #[error("there is nothing to export: the run has no cases")]
    Empty,
    /// A case names something that the rows do not hold.
    #[error("case {case} names the unknown {what} {id}")]
    Unknown {
        /// The case.
        case: String,
        /// Kind of thing.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// Two cases stand in the same place.
    #[error("two cases for model {model}, task {task}, repeat {repeat}")]
    Duplicate {
        /// The model.
        model: String,
        /// The task.
        task: String,
        /// The repeat.
        repeat: u32,
    },
    /// A task that is not the next one.
    #[error("task {0} was given out of turn, or was left out")]
    OutOfTurn(String),
    /// A number is not finite.
    #[error("a value cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// Builds the snapshot, with the resamples of an export.
///
/// # Errors
/// [`BuildError`] when the rows do not belong together.
pub fn build(heading: &Heading, rows: &Rows) -> Result<Snapshot, BuildError> {
    build_with(heading, rows, Plan::new(RESAMPLES, SEED))
}

/// Builds the snapshot from rows that are all there at once; [`Builder`] takes them task by task.
///
/// # Errors
/// [`BuildError`] when the rows do not belong together.
pub fn build_with(heading: &Heading, rows: &Rows, plan: Plan) -> Result<Snapshot, BuildError> {
    let mut builder =
        Builder::new(heading, rows.tasks.clone(), rows.models.clone(), rows.judges.clone(), rows.scoring.clone())?;
    let mut by_task: BTreeMap<&TaskId, Vec<&CaseRow>> = BTreeMap::new();
    for case in &rows.cases {
        by_task.entry(&case.task).or_default().push(case);
    }
    let mut files = Vec::new();
    for task in builder.tasks() {
        files.push(builder.task(&task, &by_task.remove(&task).unwrap_or_default())?);
    }
    if let Some(stray) = by_task.into_values().flatten().next() {
        let (case, id) = (stray.case.clone(), stray.task.to_string());
        return Err(BuildError::Unknown { case, what: "task", id });
    }
    let summary = builder.finish(rows.models.clone(), rows.warnings.clone(), plan)?;
    files.push(("summary.json".to_owned(), to_json(&summary)?));
    Ok(Snapshot { summary, files })
}

/// Path of a task's detail file within the snapshot's folder.
#[must_use]
pub fn detail_path(task: &str) -> String {
    format!("tasks/{task}.json")
}

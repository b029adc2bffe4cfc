//! Where a model of a comparison comes from: a snapshot, or a run of the database.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use analytics::comparison::Side;
use analytics::ids::TaskId;
use analytics::snapshot::build::detail_path;
use analytics::snapshot::v1::{Summary, TaskDetail};
use analytics::snapshot::{detail_from_json, summary_from_json};

use crate::failure::Failure;
use crate::report::of_run::whole;
use crate::report::summary_file;
use crate::report::table::one_line;
use crate::store::{RunRecord, Store};

/// A snapshot, or what a run would be exported as.
#[derive(Debug)]
pub struct Source {
    /// Its summary.
    pub summary: Summary,
    details: Details,
}

/// Where the answers stand.
#[derive(Debug)]
enum Details {
    Folder(PathBuf),
    Files(BTreeMap<String, String>),
}

impl Source {
    /// The snapshot of this id, folder or file.
    ///
    /// # Errors
    /// When it is not there or cannot be read.
    pub fn snapshot(named: &str, snapshots: &Path) -> Result<Self, Failure> {
        let file = summary_file(named, snapshots)?;
        let text = std::fs::read_to_string(&file).map_err(|error| Failure::file("read", &file, &error))?;
        let summary = summary_from_json(&text).map_err(|error| {
            Failure::outside(format!("{} is no summary of a snapshot: {error}", file.display()))
                .hint("`exporter check` says more")
        })?;
        let folder = file.parent().map(Path::to_owned).unwrap_or_default();
        Ok(Self { summary, details: Details::Folder(folder) })
    }

    /// A run of a database.
    ///
    /// # Errors
    /// When the database refuses, or the rows contradict each other.
    pub async fn run(store: &Store, run: &RunRecord) -> Result<Self, Failure> {
        let snapshot = whole(store, run).await?;
        Ok(Self { summary: snapshot.summary, details: Details::Files(snapshot.files.into_iter().collect()) })
    }

    /// The model of this id.
    ///
    /// # Errors
    /// When there is none.
    pub fn side(&self, model: &str) -> Result<Side<'_>, Failure> {
        let models = &self.summary.models;
        let Some(at) = models.iter().position(|known| known.id.as_str() == model) else {
            let ids: Vec<&str> = models.iter().map(|known| known.id.as_str()).collect();
            let text = format!("{} has no model {}", one_line(&self.summary.title), one_line(model));
            return Err(Failure::usage(text).hint(format!("it has {}", ids.join(", "))));
        };
        if self.summary.cases.is_empty() {
            let text = format!("{} holds published means and no answers", one_line(&self.summary.title));
            return Err(Failure::usage(text).hint("only snapshots of runs can be compared task by task"));
        }
        Ok(Side { summary: &self.summary, model: at })
    }

    /// What the model answered to a task, repeat by repeat; nothing where the detail file is missing.
    #[must_use]
    pub fn answers(&self, model: &str, task: &TaskId) -> Vec<String> {
        let path = detail_path(task.as_str());
        let text = match &self.details {
            Details::Folder(folder) => std::fs::read_to_string(folder.join(path)).ok(),
            Details::Files(files) => files.get(&path).cloned(),
        };
        let detail: Option<TaskDetail> = text.and_then(|text| detail_from_json(&text).ok());
        let cases = detail.into_iter().flat_map(|detail| detail.cases);
        cases
            .filter(|case| case.model.as_str() == model)
            .map(|case| if case.answer.trim().is_empty() { case.outcome.label().to_owned() } else { case.answer })
            .collect()
    }
}

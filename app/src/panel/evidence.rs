//! The scores of all tasks of a snapshot: what comparisons and decisions are made of, in a few kilobytes of JSON.

use analytics::category::Category;
use analytics::json::Value;

/// A snapshot that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Id.
    pub id: String,
    /// What the selector shows.
    pub label: String,
    /// Address of its [`Evidence`], relative to the site's base.
    pub url: String,
}

/// A snapshot with the scores of its tasks.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Tasks; none for published aggregates.
    pub tasks: Vec<Task>,
    /// Models.
    pub models: Vec<Model>,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Category.
    pub category: Category,
}

/// A model.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// A program, not a language model.
    pub baseline: bool,
    /// Mean over tasks, as the snapshot states it.
    pub mean: Option<f64>,
    /// Score of each task, 0 to 2; None where it has none.
    pub scores: Vec<Option<f64>>,
}

impl Model {
    /// The scores of the tasks that pass, without those that are missing.
    #[must_use]
    pub fn scores_of(&self, passes: &dyn Fn(usize) -> bool) -> Vec<f64> {
        let scores = self.scores.iter().enumerate();
        scores.filter(|(task, _)| passes(*task)).filter_map(|(_, score)| *score).collect()
    }
}

/// Reads the list of snapshots.
#[must_use]
pub fn snapshots(json: &str) -> Option<Vec<Snapshot>> {
    let value: Value = serde_json::from_str(json).ok()?;
    let snapshot = |of: &Value| Some(Snapshot { id: text(of, 0)?, label: text(of, 1)?, url: text(of, 2)? });
    value.as_list()?.iter().map(snapshot).collect()
}

impl Evidence {
    /// Reads the scores of a snapshot.
    #[must_use]
    pub fn from_json(json: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(json).ok()?;
        let list = |at: usize| value.at(at)?.as_list();
        let task = |of: &Value| {
            Some(Task { id: text(of, 0)?, title: text(of, 1)?, category: Category::from_slug(of.at(2)?.as_text()?)? })
        };
        let model = |of: &Value| {
            Some(Model {
                id: text(of, 0)?,
                name: text(of, 1)?,
                baseline: of.at(2)?.as_truth()?,
                mean: of.at(3)?.as_number(),
                scores: of.at(4)?.as_list()?.iter().map(Value::as_number).collect(),
            })
        };
        Some(Self {
            id: text(&value, 0)?,
            title: text(&value, 1)?,
            tasks: list(2)?.iter().map(task).collect::<Option<_>>()?,
            models: list(3)?.iter().map(model).collect::<Option<_>>()?,
        })
    }
}

fn text(of: &Value, at: usize) -> Option<String> {
    of.at(at)?.as_text().map(str::to_owned)
}

/// Writing happens only when the site is built.
#[cfg(feature = "ssr")]
mod write {
    use analytics::snapshot::v1::{ModelKind, Summary};
    use analytics::standings::{MarkTable, Selection, TaskScores};
    use serde_json::{Value, json};

    use super::{Evidence, Snapshot};

    impl Evidence {
        /// The JSON text for a snapshot.
        #[must_use]
        pub fn json(summary: &Summary) -> String {
            let table = MarkTable::new(summary);
            let scores = TaskScores::new(&table, &Selection::all(&table));
            let tasks: Vec<Value> =
                summary.tasks.iter().map(|task| json!([task.id.as_str(), task.title, task.category.slug()])).collect();
            let models = summary.models.iter().zip(&summary.results).enumerate();
            let models: Vec<Value> = models
                .map(|(at, (model, result))| {
                    let scores: Vec<Option<f64>> = scores.values(at).collect();
                    let baseline = model.kind == ModelKind::Baseline;
                    json!([model.id.as_str(), model.name, baseline, result.score.value(), scores])
                })
                .collect();
            json!([summary.id.as_str(), summary.title, tasks, models]).to_string()
        }
    }

    /// The JSON text of the list of snapshots.
    #[must_use]
    pub fn snapshots_json(snapshots: &[Snapshot]) -> String {
        let all: Vec<Value> =
            snapshots.iter().map(|snapshot| json!([snapshot.id, snapshot.label, snapshot.url])).collect();
        Value::from(all).to_string()
    }
}

#[cfg(feature = "ssr")]
pub use write::snapshots_json;

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use analytics::snapshot::summary_from_json;

    use super::*;

    #[test]
    fn what_is_written_is_read_and_its_means_are_those_of_the_snapshot() {
        let file = include_str!("../../tests/fixtures/older-rule.json");
        let summary = summary_from_json(file).unwrap();
        let evidence = Evidence::from_json(&Evidence::json(&summary)).unwrap();
        assert_eq!((evidence.tasks.len(), evidence.models.len()), (30, 4));
        for model in &evidence.models {
            let scores = model.scores_of(&|_| true);
            let mean = scores.iter().sum::<f64>() / scores.len() as f64;
            assert!((mean - model.mean.unwrap()).abs() < 5e-5, "{}: {mean}", model.name);
        }
        assert_eq!(Evidence::from_json("[1]"), None);
    }

    #[test]
    fn the_list_survives_its_text() {
        let all = vec![Snapshot { id: "a".into(), label: "\"<>".into(), url: "u".into() }];
        assert_eq!(snapshots(&snapshots_json(&all)), Some(all));
    }
}

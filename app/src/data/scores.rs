//! The scores of all tasks of a snapshot: what the comparison and the routing page are computed from.

use analytics::category::Category;
use serde::{Deserialize, Serialize};

/// A snapshot that can be chosen. `assets/scores-….json` is a list of them, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoredSnapshot {
    /// Id.
    pub id: String,
    /// What the selector shows.
    pub label: String,
    /// Address of its [`SnapshotScores`], relative to the site's base.
    pub url: String,
}

/// A snapshot with the scores of its tasks: the content of `assets/<id>-scores-….json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SnapshotScores {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Tasks in the order of the snapshot; none for published aggregates.
    pub tasks: Vec<ScoredTask>,
    /// Models in the order of the snapshot.
    pub models: Vec<ScoredModel>,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoredTask {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Category.
    pub category: Category,
}

/// A model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoredModel {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Whether it is a baseline and no language model.
    pub baseline: bool,
    /// Mean over tasks on the scale 0 to 2, as the snapshot states it; None without a score.
    pub mean: Option<f64>,
    /// Score of each task of the snapshot, 0 to 2; None where the task is unscored.
    pub scores: Vec<Option<f64>>,
}

impl ScoredModel {
    /// The scores of the tasks whose positions pass, without those that are missing.
    #[must_use]
    pub fn scores_of(&self, passes: impl Fn(usize) -> bool) -> Vec<f64> {
        let scores = self.scores.iter().enumerate();
        scores.filter(|(task, _)| passes(*task)).filter_map(|(_, score)| *score).collect()
    }
}

impl SnapshotScores {
    /// The model with this id.
    #[must_use]
    pub fn model(&self, id: &str) -> Option<&ScoredModel> {
        self.models.iter().find(|model| model.id == id)
    }

    /// Whether a language model has the score of a single task.
    #[must_use]
    pub fn has_evidence(&self) -> bool {
        self.models.iter().any(|model| !model.baseline && model.scores.iter().any(Option::is_some))
    }

    /// The scores of a snapshot.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn new(summary: &analytics::snapshot::v1::Summary) -> Self {
        use analytics::standings::{MarkTable, Selection, TaskScores};

        let table = MarkTable::new(summary);
        let scores = TaskScores::new(&table, &Selection::all(&table));
        let tasks = summary.tasks.iter().map(|task| ScoredTask {
            id: task.id.to_string(),
            title: task.title.clone(),
            category: task.category,
        });
        let models = summary.models.iter().zip(&summary.results).enumerate().map(|(at, (model, result))| ScoredModel {
            id: model.id.to_string(),
            name: model.name.clone(),
            baseline: model.kind == analytics::snapshot::v1::ModelKind::Baseline,
            mean: result.score.value(),
            scores: scores.values(at).collect(),
        });
        Self {
            id: summary.id.to_string(),
            title: summary.title.clone(),
            tasks: tasks.collect(),
            models: models.collect(),
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use analytics::snapshot::summary_from_json;

    use super::*;

    #[test]
    fn what_is_written_is_read_and_its_means_are_those_of_the_scores() {
        let file = include_str!("../../tests/fixtures/older-rule.json");
        let written = SnapshotScores::new(&summary_from_json(file).unwrap());
        let scores: SnapshotScores = serde_json::from_str(&serde_json::to_string(&written).unwrap()).unwrap();
        assert_eq!(scores, written);
        assert_eq!((scores.tasks.len(), scores.models.len()), (30, 4));
        for model in &scores.models {
            let own = model.scores_of(|_| true);
            let mean = own.iter().sum::<f64>() / own.len() as f64;
            assert!((mean - model.mean.unwrap()).abs() < 5e-5, "{}: {mean}", model.name);
        }
    }
}

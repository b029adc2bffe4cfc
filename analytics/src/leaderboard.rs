//! The leaderboard as rows to show: results joined with models and memory needs, in any order.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::catalog::ModelEntry;
use crate::category::Category;
use crate::ids::ModelId;
use crate::memory::{MemoryNeed, memory_need};
use crate::score::Score;
use crate::snapshot::v1::{CategoryResult, ModelKind, Summary};

/// What the leaderboard takes from the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelCard {
    /// All parameters, in billions.
    pub total_params_b: f64,
    /// Parameters used for each token, in billions.
    pub active_params_b: f64,
    /// Quantisation of the usual file.
    pub quantisation: Option<String>,
    /// What that file needs; None where its size is unknown.
    pub need: Option<MemoryNeed>,
}

impl From<&ModelEntry> for ModelCard {
    fn from(entry: &ModelEntry) -> Self {
        Self {
            total_params_b: entry.total_params_b.value,
            active_params_b: entry.active_params_b.value,
            quantisation: entry.usual_file().map(|file| file.quantisation.clone()),
            need: memory_need(entry),
        }
    }
}

/// A row of the leaderboard: only what it shows, since the browser pays for each field that it reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Id of the model.
    pub id: ModelId,
    /// Name on pages.
    pub name: String,
    /// Language model or baseline.
    pub kind: ModelKind,
    /// What a reader must know, in one sentence.
    pub note: Option<String>,
    /// The score.
    pub score: Score,
    /// Tasks with a score.
    pub n: u32,
    /// Tasks without one.
    pub n_unscored: u32,
    /// Why they have none, in words.
    pub unscored: String,
    /// 95 % interval of the score.
    pub ci95: Option<[f64; 2]>,
    /// Scores by category.
    pub by_category: Vec<CategoryResult>,
    /// Mean time from request to end of answer, in milliseconds.
    pub mean_total_ms: Option<u64>,
    /// The model in the catalogue, where it stands there.
    pub card: Option<ModelCard>,
}

/// What rows are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortKey {
    /// The model's name.
    Name,
    /// The score.
    Score,
    /// The score in a category.
    Category(Category),
    /// Need of memory.
    Memory,
    /// Active parameters.
    ActiveParams,
    /// Mean time of an answer.
    Time,
}

impl SortKey {
    /// The name in a URL.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Score => "score",
            Self::Category(category) => category.slug(),
            Self::Memory => "memory",
            Self::ActiveParams => "active",
            Self::Time => "time",
        }
    }

    /// The key with this name.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Name, Self::Score, Self::Memory, Self::ActiveParams, Self::Time]
            .into_iter()
            .find(|key| key.slug() == slug)
            .or_else(|| Category::from_slug(slug).map(Self::Category))
    }

    /// Whether the best value is the largest: the direction of a first click.
    #[must_use]
    pub const fn descends_first(self) -> bool {
        matches!(self, Self::Score | Self::Category(_))
    }
}

/// The rows of a summary, in the order of its models, joined with the catalogue's models.
#[must_use]
pub fn rows(summary: &Summary, catalog: &[ModelEntry]) -> Vec<Row> {
    let models = summary.models.iter().zip(&summary.results);
    models
        .map(|(model, result)| {
            let reasons = result.unscored.iter().map(|part| format!("{} {}", part.count, part.reason.label()));
            let entry = model.catalog_model.as_ref().and_then(|id| catalog.iter().find(|entry| entry.id == *id));
            Row {
                id: model.id.clone(),
                name: model.name.clone(),
                kind: model.kind,
                note: model.note.clone(),
                score: result.score,
                n: result.n,
                n_unscored: result.unscored.iter().map(|part| part.count).sum(),
                unscored: reasons.collect::<Vec<_>>().join(", "),
                ci95: result.ci95,
                by_category: result.by_category.clone(),
                mean_total_ms: result.mean_total_ms,
                card: entry.map(ModelCard::from),
            }
        })
        .collect()
}

/// Positions of the rows in the order of the key. Rows without a value stand last in both directions;
/// equal values keep the order of names.
#[must_use]
pub fn order(rows: &[Row], key: SortKey, descending: bool) -> Vec<usize> {
    sorted_positions(rows.len(), &|a, b| {
        let (a, b) = (&rows[a], &rows[b]);
        let letters = |row: &Row| row.name.bytes().map(|byte| byte.to_ascii_lowercase()).collect::<Vec<u8>>();
        let by_name = || letters(a).cmp(&letters(b));
        if key == SortKey::Name {
            return if descending { by_name().reverse() } else { by_name() };
        }
        match (value(a, key), value(b, key)) {
            (Some(a), Some(b)) if descending => b.total_cmp(&a),
            (Some(a), Some(b)) => a.total_cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
        .then_with(by_name)
    })
}

/// The positions 0 to n − 1 in the order of a comparison; equal ones keep their order.
///
/// One sort for everything that is sorted in the browser: each further one would weigh a kilobyte there.
#[must_use]
pub fn sorted_positions(n: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..n).collect();
    positions.sort_by(|a, b| compare(*a, *b));
    positions
}

fn value(row: &Row, key: SortKey) -> Option<f64> {
    match key {
        SortKey::Name => None,
        SortKey::Score => row.score.value(),
        SortKey::Category(category) => row.by_category.iter().find(|part| part.category == category)?.score.value(),
        SortKey::Memory => row.card.as_ref()?.need.map(|need| need.needed_gib),
        SortKey::ActiveParams => row.card.as_ref().map(|card| card.active_params_b),
        SortKey::Time => row.mean_total_ms.map(|ms| ms as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::UnscoredReason;

    fn row(name: &str, score: Score, mean_total_ms: Option<u64>) -> Row {
        let id = ModelId::new(name.to_lowercase()).unwrap();
        Row {
            id,
            name: name.to_owned(),
            kind: ModelKind::LanguageModel,
            note: None,
            score,
            n: 0,
            n_unscored: 0,
            unscored: String::new(),
            ci95: None,
            by_category: Vec::new(),
            mean_total_ms,
            card: None,
        }
    }

    fn names(rows: &[Row], key: SortKey, descending: bool) -> String {
        order(rows, key, descending).into_iter().map(|at| rows[at].name.as_str()).collect()
    }

    #[test]
    fn unscored_rows_stand_last_in_both_directions() {
        let scored = |value| Score::Scored(value);
        let lost = Score::Unscored(UnscoredReason::TimedOut);
        let rows = [
            row("B", scored(1.0), Some(5)),
            row("X", lost, None),
            row("A", scored(1.0), Some(7)),
            row("C", scored(1.9), None),
        ];
        assert_eq!(names(&rows, SortKey::Score, true), "CABX");
        assert_eq!(names(&rows, SortKey::Score, false), "ABCX");
        assert_eq!(names(&rows, SortKey::Time, false), "BACX");
        assert_eq!(names(&rows, SortKey::Name, true), "XCBA");
    }

    #[test]
    fn every_key_survives_a_url() {
        let keys = [SortKey::Name, SortKey::Score, SortKey::Memory, SortKey::ActiveParams, SortKey::Time];
        for key in keys.into_iter().chain(Category::ALL.map(SortKey::Category)) {
            assert_eq!(SortKey::from_slug(key.slug()), Some(key));
        }
        assert_eq!(SortKey::from_slug("nonsense"), None);
    }
}

//! The one source of data for pages: the same JSON text is read when the site is built and in the browser.

use std::sync::Arc;

use analytics::leaderboard::{ModelCard, Row, rows};
use analytics::snapshot::v1::{IndexEntry, Summary};
use analytics::snapshot::{LoadError, lean_summary_from_json};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

/// What every page knows of the site: a small file of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteData {
    /// The snapshots, newest first.
    pub snapshots: Vec<SnapshotLink>,
    /// What the leaderboard takes from the catalogue.
    pub cards: Vec<ModelCard>,
}

/// A snapshot that can be selected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SnapshotLink {
    /// Its entry in the index.
    pub entry: IndexEntry,
    /// Address of the data that pages load, relative to the site's base.
    pub url: String,
}

/// A snapshot as the interactive part uses it.
#[derive(Debug, PartialEq)]
pub struct Loaded {
    /// The summary without the published tables.
    pub summary: Summary<IgnoredAny>,
    /// Rows of the leaderboard, in the order of the models.
    pub rows: Vec<Row>,
}

impl Loaded {
    /// Reads a summary and joins it with the catalogue.
    ///
    /// # Errors
    /// [`LoadError`] when the text is no summary.
    pub fn from_json(text: &str, cards: &[ModelCard]) -> Result<Arc<Self>, LoadError> {
        let summary = lean_summary_from_json(text)?;
        let rows = rows(&summary, cards);
        Ok(Arc::new(Self { summary, rows }))
    }
}

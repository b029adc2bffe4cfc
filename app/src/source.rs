//! The one source of data for pages: small JSON files that prerender writes and the browser reads.
//!
//! They hold what pages show and nothing else, since each type that the browser reads costs bytes of code.

use std::sync::Arc;

use analytics::catalog::ModelEntry;
use analytics::ids::SnapshotId;
use analytics::leaderboard::{Row, rows};
use analytics::snapshot::v1::{IndexEntry, ProvenanceKind, Summary};
use serde::{Deserialize, Serialize};

/// What every interactive page knows of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteData {
    /// The snapshots, newest first.
    pub snapshots: Vec<SnapshotLink>,
}

/// A snapshot that can be selected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotLink {
    /// Id.
    pub id: SnapshotId,
    /// What the selector shows.
    pub label: String,
    /// Address of its [`View`], relative to the site's base.
    pub url: String,
}

impl SnapshotLink {
    /// The link to a snapshot whose view stands at an address.
    #[must_use]
    pub fn new(entry: &IndexEntry, url: String) -> Self {
        let label = [&entry.title, " · ", day(&entry.created_at), " · ", origin(entry)].concat();
        Self { id: entry.id.clone(), label, url }
    }
}

/// Where a snapshot comes from, in a few words.
#[must_use]
pub fn origin(entry: &IndexEntry) -> &'static str {
    match entry.provenance {
        ProvenanceKind::PublishedAggregates => "published aggregates, no per-task data",
        ProvenanceKind::Run if entry.baselines == entry.models => "run of baselines, not of language models",
        ProvenanceKind::Run => "run",
    }
}

/// The day of a moment: the first ten characters of RFC 3339.
#[must_use]
pub fn day(moment: &str) -> &str {
    moment.get(..10).unwrap_or(moment)
}

/// A snapshot as the explorer shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// Id of the snapshot.
    pub id: SnapshotId,
    /// Title.
    pub title: String,
    /// Where the figures come from, in one sentence.
    pub statement: String,
    /// Names of the judges.
    pub judges: Vec<String>,
    /// What a reader must know before believing a figure.
    pub warnings: Vec<String>,
    /// Rows of the leaderboard, in the order of the models.
    pub rows: Vec<Row>,
}

impl View {
    /// What the explorer shows of a summary, joined with the catalogue.
    #[must_use]
    pub fn new(summary: &Summary, catalog: &[ModelEntry]) -> Self {
        Self {
            id: summary.id.clone(),
            title: summary.title.clone(),
            statement: summary.provenance.statement.clone(),
            judges: summary.judges.iter().map(|judge| judge.name.clone()).collect(),
            warnings: summary.warnings.iter().map(|warning| warning.text.clone()).collect(),
            rows: rows(summary, catalog),
        }
    }

    /// Reads a view.
    ///
    /// # Errors
    /// When the text is no view.
    pub fn from_json(text: &str) -> Result<Arc<Self>, serde_json::Error> {
        serde_json::from_str(text).map(Arc::new)
    }
}

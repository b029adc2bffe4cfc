//! What every page with a leaderboard loads of the site: the snapshots that can be chosen, and a card for each model of
//! the catalogue.

use analytics::snapshot::v1::{IndexEntry, ProvenanceKind};
use serde::{Deserialize, Serialize};

use super::card::Card;

/// The content of `assets/site-….json`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SiteData {
    /// The snapshots, newest first.
    pub snapshots: Vec<SnapshotLink>,
    /// What the leaderboard takes from the catalogue.
    pub cards: Vec<Card>,
    /// Path under which the site is served: begins and ends with a slash.
    pub base: String,
}

impl SiteData {
    /// Reads the site data.
    ///
    /// # Errors
    /// The first fault, with its line and column.
    pub fn from_json(json: &str) -> Result<Self, String> {
        serde_json::from_str(json).map_err(|fault| fault.to_string())
    }
}

/// A snapshot that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotLink {
    /// Id.
    pub id: String,
    /// What the selector shows.
    pub label: String,
    /// Address of its [`super::SnapshotFile`], relative to the site's base.
    pub url: String,
}

impl SnapshotLink {
    /// The link to a snapshot whose file has an address.
    #[must_use]
    pub fn new(entry: &IndexEntry, url: String) -> Self {
        let label = format!("{} · {} · {}", entry.title, day(&entry.created_at), origin(entry));
        Self { id: entry.id.to_string(), label, url }
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

//! The one source of data for the explorer: small JSON files that prerender writes and the browser reads.
//!
//! They hold what pages show and nothing else. A snapshot's file is a summary with its unneeded fields left out, so
//! that the same reader also takes a summary that a reader of the page drops on it.

mod card;
mod result;
mod view;
#[cfg(feature = "ssr")]
pub mod write;

use analytics::ids::SnapshotId;
use analytics::snapshot::v1::{IndexEntry, ProvenanceKind};
pub use card::{Card, usable_gib};
pub use result::{Part, Standing};
pub use view::{Case, Judge, Model, Task, View, mean};

use crate::json::{Node, Read, read as read_json};

/// What every page with an explorer knows of the site.
#[derive(Debug, Clone, PartialEq, Default)]
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
    /// The first fault, with its place.
    pub fn from_json(json: &str) -> Read<Self> {
        let read = |of: &Node| Self {
            snapshots: of.each("snapshots", SnapshotLink::read),
            cards: of.each("cards", Card::read),
            base: of.text("base"),
        };
        read_json(json, read)
    }
}

/// A snapshot that can be selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotLink {
    /// Id.
    pub id: String,
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
        Self { id: entry.id.to_string(), label, url }
    }

    fn read(of: &Node) -> Self {
        Self { id: read_id(of), label: of.text("label"), url: of.text("url") }
    }
}

/// The `id` of a snapshot.
fn read_id(of: &Node) -> String {
    let id = of.text("id");
    if SnapshotId::new(&id).is_err() {
        of.fail("id", "not the id of a snapshot");
    }
    id
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

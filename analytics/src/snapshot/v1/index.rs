//! The index: what a snapshot selector needs to know of every snapshot.

use serde::{Deserialize, Serialize};

use super::ProvenanceKind;
use crate::ids::SnapshotId;

/// Name of the format in an index.
pub const INDEX_FORMAT: &str = "local-inference-machine/index";

/// `index.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Index {
    /// Always `local-inference-machine/index`.
    pub format: String,
    /// Always 1.
    pub version: u32,
    /// Snapshots, newest first; of equal age, by id.
    pub snapshots: Vec<IndexEntry>,
}

/// A snapshot in the index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IndexEntry {
    /// Id; also its folder.
    pub id: SnapshotId,
    /// Title.
    pub title: String,
    /// As in the summary.
    pub created_at: String,
    /// Kind of origin.
    pub provenance: ProvenanceKind,
    /// Number of tasks.
    pub tasks: u32,
    /// Number of models, baselines included.
    pub models: u32,
    /// Number of baselines among them.
    pub baselines: u32,
    /// Number of judges.
    pub judges: u32,
    /// SHA-256 of `summary.json`.
    pub summary_sha256: String,
    /// Size of `summary.json` in bytes.
    pub summary_bytes: u64,
}

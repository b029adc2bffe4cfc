//! Where the pages of a snapshot's models and tasks stand, relative to the base.

use analytics::ids::{ModelId, SnapshotId, TaskId};

/// The page of a model in a snapshot.
#[must_use]
pub fn model(snapshot: &SnapshotId, model: &ModelId) -> String {
    ["snapshots/", snapshot.as_str(), "/models/", model.as_str(), "/"].concat()
}

/// The page of a task in a snapshot.
#[must_use]
pub fn task(snapshot: &SnapshotId, task: &TaskId) -> String {
    ["snapshots/", snapshot.as_str(), "/tasks/", task.as_str(), "/"].concat()
}

/// The list of a snapshot's tasks.
#[must_use]
pub fn tasks(snapshot: &SnapshotId) -> String {
    ["snapshots/", snapshot.as_str(), "/tasks/"].concat()
}

/// The snapshot.
#[must_use]
pub fn snapshot(snapshot: &SnapshotId) -> String {
    ["snapshots/", snapshot.as_str(), "/"].concat()
}

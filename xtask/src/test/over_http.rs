//! What the exporter's tests run over real HTTP goes onto a site of its own, so that a browser sees it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::site::files_below;
use crate::workspace::Workspace;

/// Names the folder of snapshots to the exporter's tests.
pub const VARIABLE: &str = "LIM_HTTP_SNAPSHOTS";

/// The copy of `data` that those snapshots join.
pub fn folder(workspace: &Workspace) -> Result<PathBuf> {
    Ok(workspace.scratch()?.join("data-over-http"))
}

/// Makes that copy anew and returns its folder of snapshots. The tasks stay behind: no page reads them.
pub fn prepare(workspace: &Workspace) -> Result<PathBuf> {
    let target = folder(workspace)?;
    if target.exists() {
        std::fs::remove_dir_all(&target).with_context(|| format!("cannot remove {}", target.display()))?;
    }
    let tasks = Path::new("tasks/");
    for (name, path) in files_below(&workspace.root.join("data"))? {
        if Path::new(&name).starts_with(tasks) {
            continue;
        }
        let copy = target.join(&name);
        let parent = copy.parent().context("a file without a folder")?;
        std::fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        std::fs::copy(&path, &copy).with_context(|| format!("cannot write {}", copy.display()))?;
    }
    Ok(target.join("snapshots"))
}

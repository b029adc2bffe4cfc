//! The files that belong to the project: what Git tracks or would track.

use std::path::PathBuf;

use anyhow::Result;

use crate::process;
use crate::site::files_below;
use crate::workspace::Workspace;

/// Folders that are made, not written, for a checkout without Git.
const MADE: [&str; 5] = ["target/", "dist/", ".git/", ".lim/", "node_modules/"];

/// Names relative to the checkout, with their paths.
pub fn tracked(workspace: &Workspace) -> Result<Vec<(String, PathBuf)>> {
    if !workspace.root.join(".git").exists() || process::find_on_path("git").is_none() {
        let mut files = files_below(&workspace.root)?;
        files.retain(|(name, _)| !MADE.iter().any(|made| name.starts_with(made)));
        return Ok(files);
    }
    let mut command = process::command("git", &workspace.root);
    command.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let text = process::output(&mut command)?;
    let names = text.split('\0').filter(|name| !name.is_empty());
    Ok(names.map(|name| (name.to_owned(), workspace.root.join(name))).filter(|(_, path)| path.is_file()).collect())
}

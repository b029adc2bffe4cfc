//! `cargo xtask tidy`: the architecture's rules that a compiler does not check.

mod dependencies;
mod files;
mod manifest;
mod rules;
mod sources;

use anyhow::{Result, bail};

use crate::workspace::Workspace;

/// Fails with every fault; else says what was looked at.
pub fn check(workspace: &Workspace) -> Result<String> {
    let files = files::tracked(workspace)?;
    let mut faults = dependencies::check(workspace)?;
    faults.extend(manifest::check(workspace)?);
    for (name, path) in &files {
        // Pictures and the like are not text and have no rules here.
        if let Ok(text) = std::fs::read_to_string(path) {
            faults.extend(sources::check(name, &text));
        }
    }
    if faults.is_empty() {
        return Ok(format!("{} files and the dependencies of every crate", files.len()));
    }
    faults.sort();
    bail!("{} faults:\n  {}", faults.len(), faults.join("\n  "))
}

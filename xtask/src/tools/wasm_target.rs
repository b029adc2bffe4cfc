//! The compiler's WebAssembly target.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::prerequisites;
use crate::process;
use crate::progress::Step;
use crate::workspace::Workspace;

/// What the client is compiled for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Adds the target when it is missing; true when it had to be added.
pub fn ensure(workspace: &Workspace, step: &Step) -> Result<bool> {
    if is_there(&sysroot(workspace)?) {
        return Ok(false);
    }
    prerequisites::check_rustup()?;
    step.status(&format!("rustup target add {TARGET}"));
    let log = workspace.scratch()?.join("rustup-target-add.log");
    let mut command = process::command("rustup", &workspace.root);
    command.args(["target", "add", TARGET]);
    process::run(&mut command, &log, step)
        .with_context(|| format!("the target {TARGET} could not be added (is there a network?)"))?;
    Ok(true)
}

fn sysroot(workspace: &Workspace) -> Result<PathBuf> {
    let mut command = process::command("rustc", &workspace.root);
    let text = process::output(command.args(["--print", "sysroot"]))?;
    Ok(PathBuf::from(text.trim()))
}

/// Asking the folder rather than rustup also serves a Rust that came from elsewhere.
fn is_there(sysroot: &Path) -> bool {
    let libraries = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    std::fs::read_dir(libraries).is_ok_and(|mut entries| entries.next().is_some())
}

//! Makes the built scripts small with esbuild: Trunk's own minifier does not understand what wasm-bindgen writes.

use std::path::Path;

use anyhow::Result;

use super::files_below;
use crate::process;
use crate::progress::Step;
use crate::tools::npm::ESBUILD;
use crate::workspace::Workspace;

/// Rewrites every script of a built site in place.
pub fn scripts(workspace: &Workspace, out: &Path, step: &Step) -> Result<()> {
    let program = ESBUILD.ensure(workspace, step)?.join("bin").join("esbuild");
    let log = workspace.scratch()?.join("esbuild.log");
    for (_, script) in files_below(out)?.into_iter().filter(|(name, _)| name.ends_with(".js")) {
        let mut command = process::command("node", &workspace.root);
        command.arg(&program).arg(&script).args(["--minify", "--target=es2022", "--log-level=warning"]);
        // In place, and with its own names outwards: nothing is bundled.
        command.arg(format!("--outfile={}", script.display())).arg("--allow-overwrite");
        process::run(&mut command, &log, step)?;
    }
    Ok(())
}

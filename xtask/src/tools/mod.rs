//! The tools that build the site, in pinned versions, in a folder of the user's cache.

mod cache;
mod install;
mod integrity;
pub mod npm;
mod pins;
mod prerequisites;
mod wasm_target;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::lock;
use crate::process;
use crate::progress::{Outcome, Progress, Step};
use crate::workspace::Workspace;

pub use pins::Pins;

/// The installed tools: what a child process needs to find them.
#[derive(Clone, Debug)]
pub struct Tools {
    folders: Vec<PathBuf>,
}

impl Tools {
    /// A command that finds these tools before all others, and whose Trunk stays off the network.
    pub fn command(&self, program: &str, workspace: &Workspace) -> Result<Command> {
        let mut command = process::command(program, &workspace.root);
        command.env("PATH", self.path()?).env("TRUNK_SKIP_VERSION_CHECK", "true").env("TRUNK_OFFLINE", "true");
        // Trunk 0.21 takes NO_COLOR for a flag and refuses every value but true and false.
        if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
            command.env("NO_COLOR", "true").env_remove("TRUNK_COLOR");
        } else {
            command.env_remove("NO_COLOR");
        }
        Ok(command)
    }

    fn path(&self) -> Result<OsString> {
        let rest = std::env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(std::env::split_paths(&rest));
        std::env::join_paths(folders).context("a folder of the PATH contains the PATH separator")
    }
}

/// `cargo xtask tools`: installs what is missing.
pub fn command(workspace: &Workspace, progress: &Progress) -> Result<()> {
    progress.run("Tools", |step| Ok(ensure(workspace, step)?.1))?;
    println!("tools are in {}", cache::tools_folder()?.display());
    Ok(())
}

/// Makes sure that every tool is there and tells what had to be done.
pub fn ensure(workspace: &Workspace, step: &Step) -> Result<(Tools, Outcome)> {
    let pins = Pins::read(workspace)?;
    pins.agree_with_lock_file(workspace)?;
    prerequisites::check_always()?;
    let added_target = wasm_target::ensure(workspace, step)?;
    let folder = cache::tools_folder()?;
    let wanted = install::all(&pins);
    let mut installed = Vec::new();
    if wanted.iter().any(|tool| !tool.is_in(&folder)) {
        let _lock = lock::acquire(&folder.join(".lock"), || {
            step.note("another process is installing tools; waiting");
        })?;
        install::sweep(&folder);
        // All of them first: nobody wants to hear it after ten minutes of compiling.
        for tool in wanted.iter().filter(|tool| !tool.is_in(&folder)) {
            tool.check_prerequisites()?;
        }
        for tool in wanted.iter().filter(|tool| !tool.is_in(&folder)) {
            tool.install(workspace, &folder, step)?;
            installed.push(tool.title());
        }
    }
    npm::ESBUILD.ensure(workspace, step)?;
    let tools = Tools { folders: wanted.iter().map(|tool| tool.program_folder(&folder)).collect() };
    if added_target {
        installed.insert(0, wasm_target::TARGET.to_owned());
    }
    let outcome = if installed.is_empty() {
        Outcome::UpToDate(pins.to_string())
    } else {
        Outcome::Done(format!("installed {}", installed.join(", ")))
    };
    Ok((tools, outcome))
}

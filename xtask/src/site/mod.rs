//! `cargo xtask site`: builds the client with Trunk, whose hook prerenders every route.

mod address;
mod base_path;
pub mod compress;
mod minify;
mod out;
pub mod paths;
mod stamp;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::lock;
use crate::process;
use crate::progress::{Outcome, Progress, Step};
use crate::tools::{self, Tools};
use crate::workspace::Workspace;

pub use address::Address;
pub use base_path::BasePath;
use stamp::Stamp;
pub use stamp::files_below;

/// What to build.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where the site will live below its origin.
    pub base: BasePath,
    /// The folder to write.
    pub out: PathBuf,
    /// Build even when nothing changed.
    pub force: bool,
    /// Another folder than `data` to read from; always built anew.
    pub data: Option<PathBuf>,
    /// Where the site will be published, if not at the `url` of `data/site.toml`.
    pub address: Option<Address>,
}

impl Plan {
    /// The site of the root path in `dist`.
    pub fn usual(workspace: &Workspace) -> Self {
        Self { base: BasePath::root(), out: workspace.root.join("dist"), force: false, data: None, address: None }
    }
}

/// `cargo xtask site`: tools, then the site.
pub fn command(workspace: &Workspace, progress: &Progress, plan: &Plan) -> Result<()> {
    let _lock = lock::checkout(workspace)?;
    let mut found = None;
    progress.run("Tools", |step| {
        let (tools, outcome) = tools::ensure(workspace, step)?;
        found = Some(tools);
        Ok(outcome)
    })?;
    let tools = found.context("the tools step did not run")?;
    progress.run("Site", |step| build(workspace, &tools, plan, step))?;
    println!("{}", plan.out.join("index.html").display());
    Ok(())
}

/// Builds the site unless neither its inputs nor its output changed since the last time.
pub fn build(workspace: &Workspace, tools: &Tools, plan: &Plan, step: &Step) -> Result<Outcome> {
    out::check_replaceable(&workspace.root, &plan.out)?;
    let stamp = Stamp::of_inputs(workspace, plan)?;
    let shown = workspace.shown(&plan.out);
    if !plan.force && plan.data.is_none() && stamp.matches(workspace, plan)? {
        return Ok(Outcome::UpToDate(format!("{shown} has everything")));
    }
    let logs = workspace.scratch()?;
    if plan.data.is_none() {
        check(workspace, &logs, step)?;
    }
    let stamp = Stamp::of_inputs(workspace, plan)?;
    fetch(workspace, &logs, step)?;
    // First by itself: the hook below would compile it too, but under Trunk's name and silently.
    let mut prerender = process::command("cargo", &workspace.root);
    prerender.args(["build", "--bin", "prerender"]);
    process::run(&mut prerender, &logs.join("build-prerender.log"), step)?;

    let mut trunk = tools.command("trunk", workspace)?;
    trunk.arg("build").arg("--dist").arg(&plan.out);
    trunk.args(["--public-url", plan.base.as_str()]);
    if let Some(data) = &plan.data {
        trunk.env("LIM_DATA", data);
    }
    if let Some(address) = &plan.address {
        trunk.env("LIM_SITE_URL", address.as_str());
    }
    if let Some(flags) = paths::flags() {
        trunk.env(paths::VARIABLE, flags);
    }
    let lines = process::run(&mut trunk, &logs.join("trunk.log"), step)?;
    for warning in lines.iter().filter(|line| line.starts_with("warning: data/")) {
        step.note(warning);
    }
    minify::scripts(workspace, &plan.out, step)?;
    step.status("compressing");
    compress::write(&plan.out, &logs.join("compressed"))?;
    stamp.write(workspace, plan)?;
    let files = files_below(&plan.out)?.len();
    Ok(Outcome::Done(format!("{files} files in {shown}, base path {}", plan.base.as_str())))
}

/// Whatever is not the snapshot that it claims to be is not published. An index that a killed export left behind is made
/// anew.
fn check(workspace: &Workspace, logs: &Path, step: &Step) -> Result<()> {
    let mut command = process::command("cargo", &workspace.root);
    command.args(["run", "--quiet", "--bin", "exporter", "--", "check", "--mend-index", "data/snapshots"]);
    process::run(&mut command, &logs.join("check-snapshots.log"), step)?;
    Ok(())
}

/// Trunk calls Cargo offline, so the client's crates must be there; without a change nothing is
/// fetched and no network is touched.
fn fetch(workspace: &Workspace, logs: &Path, step: &Step) -> Result<()> {
    let mut command = process::command("cargo", &workspace.root);
    command.args(["fetch", "--target", "wasm32-unknown-unknown"]);
    process::run(&mut command, &logs.join("fetch.log"), step)?;
    Ok(())
}

//! `cargo xtask demo`: from nothing to the served site, step by step.

mod look;
pub mod pipeline;

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::lock;
use crate::progress::Progress;
use crate::serve;
use crate::site::{self, BasePath};
use crate::tools;
use crate::workspace::Workspace;

use pipeline::Pipeline;

/// Runs every step; serves at the end unless told not to.
pub fn command(workspace: &Workspace, progress: &Progress, serve_it: bool, port: Option<u16>) -> Result<()> {
    for line in look::report() {
        println!("{line}");
    }
    let dist = prepare(workspace, progress)?;
    if !serve_it {
        println!("the site is in {}; `cargo xtask serve` serves it", dist.display());
        return Ok(());
    }
    serve::command(&dist, &BasePath::root(), port)
}

/// Everything before serving, under the lock of the checkout.
fn prepare(workspace: &Workspace, progress: &Progress) -> Result<PathBuf> {
    let _lock = lock::checkout(workspace)?;
    let mut found = None;
    progress.run("Tools", |step| {
        let (tools, outcome) = tools::ensure(workspace, step)?;
        found = Some(tools);
        Ok(outcome)
    })?;
    let tools = found.context("the tools step did not run")?;
    let pipeline = Pipeline::of_demo(workspace)?;
    progress.run("Exporter, compiled", |step| pipeline.build_exporter(step))?;
    progress.run("Tasks run on the built-in baselines", |step| pipeline.run(step))?;
    progress.run("Answers judged", |step| pipeline.judge(step))?;
    progress.run("Snapshot exported", |step| pipeline.export(step))?;
    progress.run("Snapshots checked", |step| pipeline.check(step))?;
    let plan = site::Plan::usual(workspace);
    progress.run("Site", |step| site::build(workspace, &tools, &plan, step))?;
    Ok(plan.out)
}

//! `cargo xtask audit`: axe-core over every page of a built site, Lighthouse over one page of each kind, and first
//! visits on a slow telephone against a hand-written page.

mod lighthouse;
mod pages;

use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;

use crate::process;
use crate::progress::{Outcome, Progress, Step};
use crate::site::BasePath;
use crate::test::{axe, ensure_browser};
use crate::tools::npm;
use crate::workspace::Workspace;

/// A part of the audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// axe-core on every page, in both themes.
    Axe,
    /// Lighthouse, one page of each kind.
    Lighthouse,
    /// First visits on a slow telephone, in turn with a hand-written page.
    Load,
}

/// What to look at.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The built site.
    pub dist: PathBuf,
    /// The base path that it was built with.
    pub base_path: BasePath,
    /// How often each page is loaded where times are taken; the median counts.
    pub runs: usize,
    /// The parts; empty for all.
    pub only: Vec<Part>,
}

/// Runs the parts; a finding of any fails the command after all have run.
pub fn command(workspace: &Workspace, progress: &Progress, plan: &Plan) -> Result<()> {
    let mut lines = Vec::new();
    let mut verdict = Ok(());
    for part in Part::value_variants() {
        if !plan.only.is_empty() && !plan.only.contains(part) {
            continue;
        }
        let name = match part {
            Part::Axe => "axe",
            Part::Lighthouse => "Lighthouse",
            Part::Load => "First visits",
        };
        let done = progress.run(name, |step| {
            ensure_browser(workspace, step)?;
            match part {
                Part::Axe => axe(workspace, &plan.dist, step),
                Part::Lighthouse => with_lighthouse(workspace, plan, step, &mut lines),
                Part::Load => first_visits(workspace, plan, step, &mut lines),
            }
        });
        verdict = verdict.and(done.map(drop));
    }
    for line in lines {
        println!("{line}");
    }
    verdict
}

fn with_lighthouse(workspace: &Workspace, plan: &Plan, step: &Step, lines: &mut Vec<String>) -> Result<Outcome> {
    let program = npm::LIGHTHOUSE.ensure(workspace, step)?.join("cli/index.js");
    let scores = lighthouse::run(workspace, &program, plan, step)?;
    lines.extend(scores.iter().map(ToString::to_string));
    lighthouse::verdict(&scores)?;
    Ok(Outcome::Done(format!("{} pages", scores.len())))
}

/// The crate that drives the browser times them; its figures go to the reader as they are.
fn first_visits(workspace: &Workspace, plan: &Plan, step: &Step, lines: &mut Vec<String>) -> Result<Outcome> {
    let log = workspace.scratch()?.join("load.log");
    let mut build = process::command("cargo", &workspace.root);
    process::run(build.args(["build", "--quiet", "--package", "browser-tests", "--bin", "load"]), &log, step)?;
    let mut command = process::command("cargo", &workspace.root);
    command.args(["run", "--quiet", "--package", "browser-tests", "--bin", "load", "--"]);
    command.arg("--dist").arg(workspace.root.join(&plan.dist));
    command.args(["--base-path", plan.base_path.as_str(), "--runs", &plan.runs.to_string()]);
    lines.extend(process::run(&mut command, &log, step)?);
    Ok(Outcome::Done("within their limits".to_owned()))
}

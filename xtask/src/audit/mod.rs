//! `cargo xtask audit`: axe-core over every page of a built site, and Lighthouse over one page of each kind.

mod lighthouse;
mod pages;

use std::path::PathBuf;

use anyhow::Result;

use crate::progress::{Outcome, Progress};
use crate::site::BasePath;
use crate::test::{axe, ensure_browser};
use crate::tools::npm;
use crate::workspace::Workspace;

/// What to look at.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The built site.
    pub dist: PathBuf,
    /// The base path that it was built with.
    pub base_path: BasePath,
    /// How often Lighthouse loads each page; the median counts.
    pub runs: usize,
    /// Whether to run axe.
    pub axe: bool,
    /// Whether to run Lighthouse.
    pub lighthouse: bool,
}

/// Runs both; a finding of either fails the command after both have run.
pub fn command(workspace: &Workspace, progress: &Progress, plan: &Plan) -> Result<()> {
    let mut first = Ok(());
    if plan.axe {
        first = progress
            .run("axe", |step| {
                ensure_browser(workspace, step)?;
                axe(workspace, &plan.dist, step)
            })
            .map(drop);
    }
    let mut table = Vec::new();
    let mut second = Ok(());
    if plan.lighthouse {
        second = progress
            .run("Lighthouse", |step| {
                ensure_browser(workspace, step)?;
                let program = npm::LIGHTHOUSE.ensure(workspace, step)?.join("cli/index.js");
                let scores = lighthouse::run(workspace, &program, plan, step)?;
                table = scores.iter().map(ToString::to_string).collect();
                lighthouse::verdict(&scores)?;
                Ok(Outcome::Done(format!("{} pages", scores.len())))
            })
            .map(drop);
    }
    for line in table {
        println!("{line}");
    }
    first.and(second)
}

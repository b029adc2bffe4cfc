//! `cargo xtask shots`: pictures of a built site, taken by the crate that drives the browser.

use std::path::PathBuf;

use anyhow::Result;

use crate::process;
use crate::progress::{Outcome, Progress};
use crate::site::BasePath;
use crate::test::ensure_browser;
use crate::workspace::Workspace;

/// What to photograph.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The folder for the pictures.
    pub out: PathBuf,
    /// The pages, each beginning with a slash.
    pub paths: Vec<String>,
    /// The built site.
    pub dist: PathBuf,
    /// The base path that it was built with.
    pub base_path: BasePath,
}

/// Takes the pictures and prints their names.
pub fn command(workspace: &Workspace, progress: &Progress, plan: &Plan) -> Result<()> {
    let mut pictures = Vec::new();
    progress.run("Pictures", |step| {
        ensure_browser(workspace, step)?;
        let mut command = process::command("cargo", &workspace.root);
        command.args(["run", "--quiet", "--package", "browser-tests", "--bin", "shots", "--"]);
        command.arg("--out").arg(workspace.root.join(&plan.out));
        command.arg("--dist").arg(workspace.root.join(&plan.dist));
        command.args(["--base-path", plan.base_path.as_str()]);
        for path in &plan.paths {
            command.args(["--path", path]);
        }
        let log = workspace.scratch()?.join("shots.log");
        let lines = process::run(&mut command, &log, step)?;
        pictures = lines.into_iter().filter(|line| line.ends_with(".png")).collect();
        Ok(Outcome::Done(format!("{} pictures", pictures.len())))
    })?;
    for picture in pictures {
        println!("{picture}");
    }
    Ok(())
}

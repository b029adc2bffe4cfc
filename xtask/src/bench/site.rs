//! How soon the site answers: measured in Chromium, by the crate that drives the browser.

use anyhow::{Result, bail};

use crate::process;
use crate::progress::{Outcome, Progress};
use crate::site;
use crate::test::ensure_browser;
use crate::workspace::Workspace;

/// The name on the command line.
pub const NAME: &str = "site";

/// Builds the site where it is not up to date, and measures it.
pub fn measure(workspace: &Workspace, progress: &Progress) -> Result<()> {
    let plan = site::Plan::usual(workspace);
    site::command(workspace, progress, &plan)?;
    progress.run("Browser", |step| {
        ensure_browser(workspace, step)?;
        Ok(Outcome::Done(String::new()))
    })?;
    println!("{NAME} - from a press to the next paint, the server and the driver apart");
    let mut command = process::command("cargo", &workspace.root);
    command.args(["run", "--quiet", "--package", "browser-tests", "--bin", "interactions", "--", "--dist"]);
    if !command.arg(&plan.out).status()?.success() {
        bail!("not every figure of the site was reached");
    }
    Ok(())
}

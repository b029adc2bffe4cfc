//! The demo's pipeline in a folder of its own: it works, resumes, repeats, and leaves `data` alone.

use anyhow::{Result, bail, ensure};

use super::{empty_folder, folders};
use crate::demo::pipeline::Pipeline;
use crate::process;
use crate::progress::{Outcome, Step};
use crate::workspace::Workspace;

/// Runs, judges and exports; then again, which must find nothing to do and give equal bytes.
pub fn check(workspace: &Workspace, step: &Step) -> Result<Outcome> {
    let before = state_of_data(workspace)?;
    let folder = empty_folder(workspace, "pipeline")?;
    let (one, two) = (folder.join("one"), folder.join("two"));
    let pipeline = Pipeline::new(workspace, folder.join("demo.sqlite"), one.clone())?;
    pipeline.run(step)?;
    pipeline.judge(step)?;
    pipeline.export(step)?;
    let (Outcome::Done(checked) | Outcome::UpToDate(checked)) = pipeline.check(step)?;

    idle("run", &pipeline.run(step)?)?;
    idle("judge", &pipeline.judge(step)?)?;
    idle("export", &pipeline.export(step)?)?;
    pipeline.exporting_to(two.clone()).export(step)?;
    let files = folders::equal(&one, &two)?;

    let after = state_of_data(workspace)?;
    ensure!(before == after, "the pipeline changed the folder data:\nbefore:\n{before}\nafter:\n{after}");
    Ok(Outcome::Done(format!("{checked}; the same rows gave {files} equal files again")))
}

fn idle(phase: &str, outcome: &Outcome) -> Result<()> {
    match outcome {
        Outcome::UpToDate(_) => Ok(()),
        Outcome::Done(said) => {
            bail!("a second `exporter {phase}` must say that there was nothing to do; it said: {said}")
        }
    }
}

/// What Git sees in `data`; empty outside a checkout.
fn state_of_data(workspace: &Workspace) -> Result<String> {
    if !workspace.root.join(".git").exists() || process::find_on_path("git").is_none() {
        return Ok(String::new());
    }
    let mut command = process::command("git", &workspace.root);
    process::output(command.args(["status", "--porcelain", "--", "data"]))
}

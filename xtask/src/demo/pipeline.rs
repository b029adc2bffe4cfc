//! The exporter's phases as the demo and its test call them: run, judge, export, check.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::progress::{Outcome, Step};
use crate::workspace::Workspace;

/// Where one pass through the exporter keeps its rows and writes its snapshots.
#[derive(Clone, Debug)]
pub struct Pipeline {
    workspace: Workspace,
    logs: PathBuf,
    database: PathBuf,
    snapshots: PathBuf,
}

impl Pipeline {
    /// The demo's own places, shown relative to the checkout.
    pub fn of_demo(workspace: &Workspace) -> Result<Self> {
        Self::new(workspace, ".lim/demo.sqlite".into(), "data/snapshots".into())
    }

    /// Any other places; relative ones count from the checkout.
    pub fn new(workspace: &Workspace, database: PathBuf, snapshots: PathBuf) -> Result<Self> {
        if let Some(folder) = workspace.root.join(&database).parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        let logs = workspace.scratch()?;
        Ok(Self { workspace: workspace.clone(), logs, database, snapshots })
    }

    /// The same rows, written to another folder.
    pub fn exporting_to(&self, snapshots: PathBuf) -> Self {
        Self { snapshots, ..self.clone() }
    }

    /// Compiles the exporter.
    pub fn build_exporter(&self, step: &Step) -> Result<Outcome> {
        let mut command = process::command("cargo", &self.workspace.root);
        command.args(["build", "--bin", "exporter"]);
        let lines = process::run(&mut command, &self.log("build-exporter"), step)?;
        let compiled = lines.iter().any(|line| line.trim_start().starts_with("Compiling"));
        Ok(if compiled { Outcome::Done(String::new()) } else { Outcome::UpToDate(String::new()) })
    }

    /// Runs the embedded default plan.
    pub fn run(&self, step: &Step) -> Result<Outcome> {
        self.phase("run", |command| command.arg("--database").arg(&self.database), step)
    }

    /// Has the built-in judges mark what has no verdict yet.
    pub fn judge(&self, step: &Step) -> Result<Outcome> {
        self.phase("judge", |command| command.arg("--database").arg(&self.database), step)
    }

    /// Writes the snapshot unless the one there is equal.
    pub fn export(&self, step: &Step) -> Result<Outcome> {
        self.phase(
            "export",
            |command| {
                command.arg("--database").arg(&self.database);
                command.arg("--out").arg(&self.snapshots);
                command.args(["--id", "builtin-baselines", "--title", "Built-in baselines"]);
                // A demo of an empty database is a new run of the same plan.
                command.args(["--if-changed", "--replace"])
            },
            step,
        )
    }

    /// Checks every snapshot in the folder.
    pub fn check(&self, step: &Step) -> Result<Outcome> {
        self.phase("check", |command| command.arg(&self.snapshots), step)
    }

    fn phase(&self, name: &str, arguments: impl FnOnce(&mut Command) -> &mut Command, step: &Step) -> Result<Outcome> {
        let mut command = exporter(&self.workspace);
        arguments(command.arg(name));
        let lines = process::run(&mut command, &self.log(&format!("exporter-{name}")), step)?;
        Ok(outcome_of(&lines))
    }

    fn log(&self, name: &str) -> PathBuf {
        self.logs.join(format!("{name}.log"))
    }
}

/// The compiled exporter, started in the checkout.
pub fn exporter(workspace: &Workspace) -> Command {
    let program = format!("exporter{}", std::env::consts::EXE_SUFFIX);
    process::command(workspace.target.join("debug").join(program), &workspace.root)
}

/// The exporter's last sentence says what happened, or that there was nothing to do.
///
/// What it writes to stdout, such as the path of a snapshot, can come before or after that sentence.
fn outcome_of(lines: &[String]) -> Outcome {
    let lines = || lines.iter().rev().map(|line| line.trim()).filter(|line| !line.is_empty());
    let idle = |line: &&str| {
        let words = line.to_lowercase();
        ["nothing to", "up to date", "unchanged"].iter().any(|sign| words.starts_with(sign))
    };
    if let Some(line) = lines().take(2).find(idle) {
        return Outcome::UpToDate(line.to_owned());
    }
    let sentence = lines().take(2).find(|line| line.ends_with('.')).or_else(|| lines().next());
    Outcome::Done(sentence.unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_decides_whether_there_was_work() {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(outcome_of(&lines("plan: 90 cases\n90 cases run\n\n")), Outcome::Done("90 cases run".into()));
        assert_eq!(
            outcome_of(&lines("plan: 90 cases\nNothing to do: all 90 are there")),
            Outcome::UpToDate("Nothing to do: all 90 are there".into())
        );
        assert_eq!(outcome_of(&lines("Exported run 1.\ndata/snapshots/a")), Outcome::Done("Exported run 1.".into()));
        assert_eq!(
            outcome_of(&lines("Unchanged: same results; kept.\ndata/snapshots/a")),
            Outcome::UpToDate("Unchanged: same results; kept.".into())
        );
    }
}

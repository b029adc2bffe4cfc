//! `cargo xtask real`: run, judge, bench, export and site with real model files, one server of llama.cpp after the other.

mod config;
mod server;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process;
use crate::progress::{Outcome, Progress, Step};
use crate::site;
use crate::tools;
use crate::workspace::Workspace;
use server::Server;

/// What to do it with.
#[derive(Clone, Debug)]
pub struct Plan {
    /// llama.cpp's `llama-server`.
    pub server: PathBuf,
    /// Files of models, each asked by itself.
    pub models: Vec<PathBuf>,
    /// Folder of tasks.
    pub tasks: PathBuf,
    /// Threads of the server; its own choice when absent.
    pub threads: Option<u32>,
    /// Context of the server in tokens.
    pub context: u32,
    /// Streams of the bench.
    pub concurrency: String,
    /// Depths of the bench.
    pub depth: String,
    /// Folder for database, benches, snapshots and site.
    pub out: PathBuf,
}

/// Does everything, and stops every server that it started.
pub fn command(workspace: &Workspace, progress: &Progress, plan: &Plan) -> Result<()> {
    for file in plan.models.iter().chain([&plan.server]) {
        if !file.is_file() {
            bail!("there is no file {}", file.display());
        }
    }
    let out = workspace.root.join(&plan.out);
    let data = out.join("data");
    fs::create_dir_all(&out).with_context(|| format!("cannot create {}", out.display()))?;
    copy(&workspace.root.join("data"), &data)?;
    let candidates = config::candidates(&plan.models)?;
    let config = out.join("config.toml");
    let text = config::text(&candidates, &workspace.root.join(&plan.tasks));
    fs::write(&config, text).with_context(|| format!("cannot write {}", config.display()))?;
    let exporter = Exporter { workspace, out: &out, config: &config };
    progress.run("Exporter, compiled with optimisation", |step| {
        let mut build = process::command("cargo", &workspace.root);
        process::run(build.args(["build", "--release", "--bin", "exporter"]), &exporter.log("build"), step)?;
        Ok(Outcome::Done(String::new()))
    })?;
    for candidate in &candidates {
        let slots = most(&plan.concurrency);
        progress.run(format!("{}: asked and measured", candidate.id), |step| {
            let mut server = Server::start(plan, candidate, slots, &exporter.log(&format!("server-{}", candidate.id)))?;
            server.wait(step)?;
            exporter.call(&["run", "--model", &candidate.id], step)?;
            let bench = out.join(format!("{}.bench.json", candidate.id));
            let bench = bench.to_str().context("the folder's path is not Unicode")?;
            exporter.call(
                &[
                    "bench",
                    "--model",
                    &candidate.id,
                    "--concurrency",
                    &plan.concurrency,
                    "--depth",
                    &plan.depth,
                    "--contribute",
                    bench,
                ],
                step,
            )
        })?;
    }
    progress.run("Answers judged", |step| exporter.call(&["judge"], step))?;
    let snapshots = data.join("snapshots");
    let snapshots = snapshots.to_str().context("the folder's path is not Unicode")?;
    progress.run("Snapshot exported", |step| {
        let words = ["export", "--out", snapshots, "--id", "real-run", "--title", "Real models on this machine"];
        exporter.call(&[&words[..], &["--replace"]].concat(), step)
    })?;
    progress.run("Snapshots checked", |step| exporter.call(&["check", snapshots], step))?;
    let mut found = None;
    progress.run("Tools", |step| {
        let (tools, outcome) = tools::ensure(workspace, step)?;
        found = Some(tools);
        Ok(outcome)
    })?;
    let tools = found.context("the tools step did not run")?;
    let usual = site::Plan::usual(workspace);
    let site = site::Plan { out: out.join("site"), data: Some(data.clone()), ..usual };
    progress.run("Site", |step| site::build(workspace, &tools, &site, step))?;
    println!("snapshot, benches and site are in {}", workspace.shown(&out));
    Ok(())
}

/// The largest of the numbers in `1,3,5`.
fn most(concurrency: &str) -> u32 {
    concurrency.split(',').filter_map(|part| part.trim().parse().ok()).max().unwrap_or(1)
}

/// The exporter with the database and the configuration of this run.
struct Exporter<'a> {
    workspace: &'a Workspace,
    out: &'a Path,
    config: &'a Path,
}

impl Exporter<'_> {
    fn log(&self, name: &str) -> PathBuf {
        self.out.join(format!("{name}.log"))
    }

    fn call(&self, words: &[&str], step: &Step) -> Result<Outcome> {
        let program = format!("exporter{}", std::env::consts::EXE_SUFFIX);
        let mut command = process::command(self.workspace.target.join("release").join(program), &self.workspace.root);
        command.args(words);
        let phase = words.first().copied().unwrap_or_default();
        if phase != "check" {
            command.arg("--database").arg(self.out.join("run.sqlite"));
        }
        if ["run", "judge", "bench"].contains(&phase) {
            command.arg("--config").arg(self.config);
        }
        let lines = process::run(&mut command, &self.log(phase), step)?;
        Ok(Outcome::Done(lines.last().cloned().unwrap_or_default()))
    }
}

/// Copies a folder with everything in it over what is there.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot create {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).with_context(|| format!("cannot write {}", target.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_slots_as_streams() {
        assert_eq!((most("1,3,5"), most("5, 1"), most("")), (5, 5, 1));
    }
}

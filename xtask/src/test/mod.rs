//! `cargo xtask test`: everything that continuous integration checks, in one list of steps.

mod browser;
mod cargo;
mod folders;
mod over_http;
mod pipeline;
mod report;
mod site;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::demo::pipeline::exporter;
use crate::lock;
use crate::process;
use crate::progress::{Outcome, Progress, Step};
use crate::tools::{self, Tools};
use crate::workspace::Workspace;
use crate::{codegen, tidy};

pub use browser::{axe, chromium, ensure_browser};
use report::Report;

/// Runs every step, also after a failure, and ends with the count.
pub fn command(workspace: &Workspace, progress: &Progress, browser: bool) -> Result<ExitCode> {
    let _lock = lock::checkout(workspace)?;
    let mut all = Run { workspace, tools: None, report: Report::new(*progress) };
    all.sources();
    all.programs();
    all.data();
    site::steps(workspace, all.tools.as_ref(), browser, &mut all.report);
    let passed = all.report.finish();
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Run<'a> {
    workspace: &'a Workspace,
    tools: Option<Tools>,
    report: Report,
}

impl Run<'_> {
    /// What can be said about the text alone.
    fn sources(&mut self) {
        let workspace = self.workspace;
        self.report.step("Format", |step| cargo::run(workspace, &["fmt", "--all", "--check"], step));
        self.report.step("Architecture", |_| Ok(tidy::check(workspace)?.into()));
        let tools = &mut self.tools;
        self.report.step("Tools", |step| {
            let (found, outcome) = tools::ensure(workspace, step)?;
            *tools = Some(found);
            Ok(outcome)
        });
        self.report.step("Lints, native", |step| cargo::run(workspace, &cargo::LINTS_NATIVE, step));
        self.report.step("Lints, browser", |step| cargo::run(workspace, &cargo::LINTS_BROWSER, step));
        self.report.step("Analytics for WebAssembly", |step| cargo::run(workspace, &cargo::CHECK_ANALYTICS, step));
    }

    /// Unit, property, command-line and WebAssembly tests.
    fn programs(&mut self) {
        let workspace = self.workspace;
        self.report.step("Tests, native", |step| {
            let snapshots = over_http::prepare(workspace)?;
            cargo::tests(workspace, &cargo::TESTS_NATIVE, &[(over_http::VARIABLE, &snapshots)], step)
        });
        match &self.tools {
            Some(tools) => self.report.step("Tests, WebAssembly", |step| cargo::wasm_tests(workspace, tools, step)),
            None => self.report.missed("Tests, WebAssembly", "the tools are missing"),
        };
    }

    /// The committed data, and the way it comes about.
    fn data(&mut self) {
        let workspace = self.workspace;
        let compiled =
            self.report.step("Exporter, compiled", |step| cargo::run(workspace, &["build", "--bin", "exporter"], step));
        if !compiled {
            for name in ["Generated files", "Tasks", "Demo pipeline", "Snapshots"] {
                self.report.missed(name, "the exporter did not compile");
            }
            return;
        }
        self.report.step("Generated files", |_| {
            let count = codegen::check(workspace)?;
            Ok(Outcome::Done(format!("{count} agree with the code")))
        });
        self.report.step("Tasks", |step| exporter_says(workspace, &["tasks", "check", "data/tasks"], "tasks", step));
        self.report.step("Demo pipeline", |step| pipeline::check(workspace, step));
        self.report.step("Snapshots", |step| exporter_says(workspace, &["check", "data/snapshots"], "snapshots", step));
    }
}

/// An empty folder among this tool's own.
fn empty_folder(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    let folder = workspace.scratch()?.join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(folder)
}

fn exporter_says(workspace: &Workspace, arguments: &[&str], log: &str, step: &Step) -> Result<Outcome> {
    let log = workspace.scratch()?.join(format!("test-{log}.log"));
    let lines = process::run(exporter(workspace).args(arguments), &log, step)?;
    Ok(lines.into_iter().rev().find(|line| !line.trim().is_empty()).unwrap_or_default().into())
}

//! `cargo xtask bench`: the figures that were promised, measured on this machine.
//!
//! Times depend on the machine and on what else it does, so nothing here is a test: a missed figure is printed as
//! missed and fails the command, and `cargo xtask test` never runs it.

mod database;
mod figure;
mod scenarios;
mod server;
mod site;
mod suite;
mod usage;

use std::path::Path;

use anyhow::{Result, bail};

use crate::process;
use crate::progress::{Outcome, Progress};
use crate::workspace::Workspace;

pub use figure::{Figure, quantile};
use scenarios::{SCENARIOS, Scenario};

/// What to measure.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Names of measurements; empty for all.
    pub only: Vec<String>,
    /// The programs are built and this one is optimised.
    pub built: bool,
}

/// Measures the exporter, then the site.
pub fn command(workspace: &Workspace, progress: &Progress, plan: &Plan) -> Result<()> {
    let chosen = chosen(&plan.only)?;
    let exporter = if chosen.is_empty() { Ok(()) } else { of_exporter(workspace, progress, plan, &chosen) };
    // The optimised form of this program is there for the exporter alone.
    let wants_site = !plan.built && (plan.only.is_empty() || plan.only.iter().any(|name| name == site::NAME));
    let site = if wants_site { site::measure(workspace, progress) } else { Ok(()) };
    exporter.and(site)
}

/// Builds exporter and server with optimisation, and measures with these.
fn of_exporter(workspace: &Workspace, progress: &Progress, plan: &Plan, chosen: &[&Scenario]) -> Result<()> {
    let release = workspace.target.join("release");
    if plan.built {
        return measure(&release.join(format!("exporter{}", std::env::consts::EXE_SUFFIX)), chosen);
    }
    let log = workspace.scratch()?.join("build-bench.log");
    progress.run("Exporter and server, compiled with optimisation", |step| {
        let mut build = process::command("cargo", &workspace.root);
        build.args(["build", "--release", "--bin", "exporter", "--bin", "xtask", "--example", "large_database"]);
        process::run(&mut build, &log, step)?;
        Ok(Outcome::Done(String::new()))
    })?;
    // The server must be faster than what it measures, so this program runs again in its optimised form.
    let mut again = process::command(release.join(format!("xtask{}", std::env::consts::EXE_SUFFIX)), &workspace.root);
    again.args(["bench", "--built"]);
    for scenario in chosen {
        again.args(["--only", scenario.name]);
    }
    if !again.status()?.success() {
        bail!("not every figure was reached");
    }
    Ok(())
}

fn measure(exporter: &Path, chosen: &[&Scenario]) -> Result<()> {
    let mut missed = 0;
    for scenario in chosen {
        println!("{} - {}", scenario.name, scenario.title);
        for figure in (scenario.run)(exporter)? {
            println!("{}", figure.line());
            missed += usize::from(!figure.holds());
        }
    }
    if missed > 0 {
        bail!("{missed} figures missed their limit");
    }
    Ok(())
}

fn chosen(only: &[String]) -> Result<Vec<&'static Scenario>> {
    for name in only {
        if name != site::NAME && !SCENARIOS.iter().any(|scenario| scenario.name == name) {
            let names: Vec<_> = SCENARIOS.iter().map(|scenario| scenario.name).chain([site::NAME]).collect();
            bail!("there is no measurement {name}; there are {}", names.join(", "));
        }
    }
    Ok(SCENARIOS.iter().filter(|scenario| only.is_empty() || only.iter().any(|name| name == scenario.name)).collect())
}

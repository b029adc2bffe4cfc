//! The browser tests: Chromium and its driver first, then the crate browser-tests.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::cargo;
use crate::process::{self, find_on_path};
use crate::progress::{Outcome, Step};
use crate::tools::npm;
use crate::workspace::Workspace;

/// Names under which Chromium is installed.
const BROWSERS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const DRIVER: &str = "chromedriver";
/// With a font, which Debian only recommends and pages need.
const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-liberation"];

/// Tests the built site in a browser, and the one below a base path if there is one.
pub fn check(workspace: &Workspace, dist: &Path, based: Option<&Path>, step: &Step) -> Result<Outcome> {
    ensure_browser(workspace, step)?;
    let mut command = process::command("cargo", &workspace.root);
    command.args(["test", "--package", "browser-tests", "--features", "browser"]).env("LIM_DIST", dist);
    command.env("LIM_AXE", axe_program(workspace, step)?);
    if let Some(based) = based {
        command.env("LIM_DIST_BASE", based);
    }
    cargo::counted(&mut command, workspace, step)
}

/// axe-core alone, over every page of a built site.
pub fn axe(workspace: &Workspace, dist: &Path, step: &Step) -> Result<Outcome> {
    let mut command = process::command("cargo", &workspace.root);
    command.args(["test", "--package", "browser-tests", "--features", "browser", "--test", "site", "accessibility"]);
    command.env("LIM_DIST", workspace.root.join(dist)).env("LIM_AXE", axe_program(workspace, step)?);
    cargo::counted(&mut command, workspace, step)
}

fn axe_program(workspace: &Workspace, step: &Step) -> Result<PathBuf> {
    Ok(npm::AXE.ensure(workspace, step)?.join("axe.min.js"))
}

/// The program of Chromium, if it is there.
pub fn chromium() -> Option<PathBuf> {
    std::env::var_os("LIM_CHROMIUM").map(PathBuf::from).or_else(|| BROWSERS.iter().find_map(|name| find_on_path(name)))
}

/// Makes sure that Chromium and chromedriver are there.
pub fn ensure_browser(workspace: &Workspace, step: &Step) -> Result<()> {
    if is_there() {
        return Ok(());
    }
    if !can_install() {
        bail!(
            "the browser tests need Chromium and chromedriver of the same version, on the PATH.\n  \
             Debian: apt install chromium chromium-driver\n  \
             Fedora: dnf install chromium chromedriver\n  \
             macOS: brew install --cask chromium chromedriver\n  \
             or leave these tests out with `cargo xtask test --no-browser`"
        );
    }
    step.note("installing Chromium and its driver with apt-get (once for this machine)");
    let log = workspace.scratch()?.join("apt.log");
    apt(workspace, &["update"], &log, step)?;
    let install: Vec<&str> = ["install", "-y", "--no-install-recommends"].into_iter().chain(PACKAGES).collect();
    apt(workspace, &install, &log, step)?;
    if !is_there() {
        bail!("apt-get installed {}, but they are not on the PATH", PACKAGES.join(" and "));
    }
    Ok(())
}

fn is_there() -> bool {
    chromium().is_some() && find_on_path(DRIVER).is_some()
}

/// Only where nobody has to be asked for a password.
fn can_install() -> bool {
    Path::new("/etc/debian_version").exists()
        && find_on_path("apt-get").is_some()
        && process::output(std::process::Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0")
}

fn apt(workspace: &Workspace, arguments: &[&str], log: &Path, step: &Step) -> Result<()> {
    let mut command = process::command("apt-get", &workspace.root);
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    process::run(&mut command, log, step).context("Chromium could not be installed (is there a network?)")?;
    Ok(())
}

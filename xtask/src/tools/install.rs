//! Installing one tool: into a temporary sibling first, then renamed into place.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::pins::{self, Pins};
use super::{integrity, prerequisites};
use crate::process;
use crate::progress::Step;
use crate::workspace::Workspace;

/// Tools are used seconds a day: compiling them fast matters more than their own speed. Measured
/// for Trunk: 6.5 minutes of processor time so and without its default features, else 14.5.
const FAST_TO_COMPILE: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
];

const TEMPORARY: &str = ".installing-";

enum Source {
    /// A crate, without its default features: they fetch things from the network, which these tools
    /// never do here. `locked` uses the lock file that its authors published with it.
    Cargo { locked: bool },
    /// A package of npm.
    Npm,
}

/// A tool in one version.
pub struct Tool {
    package: &'static str,
    program: &'static str,
    version: String,
    source: Source,
}

/// Removes what interrupted installations left; only for the holder of the lock.
pub fn sweep(tools: &Path) {
    let Ok(entries) = std::fs::read_dir(tools) else {
        return;
    };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
            // What cannot be removed now is removed next time.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// Every tool the site needs.
pub fn all(pins: &Pins) -> [Tool; 3] {
    [
        Tool {
            package: "trunk",
            program: "trunk",
            version: pins.trunk.clone(),
            source: Source::Cargo { locked: true },
        },
        Tool {
            package: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            version: pins.wasm_bindgen.clone(),
            // Its published lock file names a release that the registry no longer has.
            source: Source::Cargo { locked: false },
        },
        Tool { package: "binaryen", program: "wasm-opt", version: pins.binaryen.clone(), source: Source::Npm },
    ]
}

impl Tool {
    /// Package and version.
    pub fn title(&self) -> String {
        format!("{} {}", self.package, self.version)
    }

    /// The folder that goes onto a child's PATH.
    pub fn program_folder(&self, tools: &Path) -> PathBuf {
        self.programs_below(&self.home(tools))
    }

    /// Whether this version is installed.
    pub fn is_in(&self, tools: &Path) -> bool {
        self.program_below(&self.home(tools)).is_file()
    }

    /// Fails when the machine lacks what installing this tool takes.
    pub fn check_prerequisites(&self) -> Result<()> {
        match self.source {
            Source::Cargo { .. } => Ok(()),
            Source::Npm => prerequisites::check_npm(),
        }
    }

    /// Installs the tool; on failure nothing is left behind.
    pub fn install(&self, workspace: &Workspace, tools: &Path, step: &Step) -> Result<()> {
        step.note(&format!("installing {} (once for this machine)", self.title()));
        std::fs::create_dir_all(tools).with_context(|| format!("cannot create {}", tools.display()))?;
        let temporary = tempfile::Builder::new()
            .prefix(TEMPORARY)
            .tempdir_in(tools)
            .with_context(|| format!("cannot write to {}", tools.display()))?;
        let home = temporary.path().join("home");
        let mut command = self.installer(temporary.path(), &home)?;
        let log = workspace.scratch()?.join(format!("install-{}.log", self.package));
        process::run(&mut command, &log, step)
            .with_context(|| format!("{} could not be installed (is there a network?)", self.title()))?;
        if let Source::Npm = self.source {
            integrity::check(&home, self.package)?;
        }
        self.verify(&home)?;
        let place = self.home(tools);
        if place.exists() {
            // Left over from an interrupted installation by other means: its program is missing.
            std::fs::remove_dir_all(&place).with_context(|| format!("cannot remove {}", place.display()))?;
        }
        std::fs::rename(&home, &place).with_context(|| format!("cannot move {} into place", self.title()))
    }

    fn installer(&self, temporary: &Path, home: &Path) -> Result<Command> {
        match self.source {
            // Started outside the checkout, so that its configuration and lock file do not apply.
            Source::Cargo { locked } => {
                let mut command = process::command("cargo", temporary);
                command.args(["install", self.package, "--version", &self.version]);
                command.arg("--no-default-features");
                if locked {
                    command.arg("--locked");
                }
                command.arg("--root").arg(home);
                command.env("CARGO_TARGET_DIR", temporary.join("target"));
                command.envs(FAST_TO_COMPILE);
                Ok(command)
            }
            Source::Npm => {
                std::fs::create_dir_all(home)?;
                let mut command = process::command(npm(), temporary);
                command.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]).arg(home);
                command.arg(format!("{}@{}.0.0", self.package, self.version));
                Ok(command)
            }
        }
    }

    fn verify(&self, home: &Path) -> Result<()> {
        let program = self.program_below(home);
        let mut command = process::command(&program, home);
        let said = process::output(command.arg("--version"))?;
        if !pins::names_version(&said, &self.version) {
            bail!("{} was installed but reports `{}`", self.title(), said.trim());
        }
        Ok(())
    }

    fn home(&self, tools: &Path) -> PathBuf {
        tools.join(format!("{}-{}", self.package, self.version))
    }

    fn programs_below(&self, home: &Path) -> PathBuf {
        home.join(match self.source {
            Source::Cargo { .. } => "bin",
            Source::Npm => "node_modules/.bin",
        })
    }

    fn program_below(&self, home: &Path) -> PathBuf {
        let suffix = match self.source {
            Source::Cargo { .. } => std::env::consts::EXE_SUFFIX,
            Source::Npm if cfg!(windows) => ".cmd",
            Source::Npm => "",
        };
        self.programs_below(home).join(format!("{}{suffix}", self.program))
    }
}

pub(super) fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_installed_tool_does_not_count() {
        let pins = Pins { trunk: "1.2.3".into(), wasm_bindgen: "0.2.1".into(), binaryen: "9".into() };
        let folder = tempfile::tempdir().unwrap();
        let [trunk, _, opt] = all(&pins);
        std::fs::create_dir_all(trunk.program_folder(folder.path())).unwrap();
        assert!(!trunk.is_in(folder.path()));
        std::fs::write(trunk.program_below(&trunk.home(folder.path())), "").unwrap();
        assert!(trunk.is_in(folder.path()));
        let programs = opt.program_folder(folder.path());
        assert!(programs.ends_with("binaryen-9/node_modules/.bin"), "{}", programs.display());
    }
}

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
    /// never do here; with the lock file that its authors published with it.
    Cargo,
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
        Tool { package: "trunk", program: "trunk", version: pins.trunk.clone(), source: Source::Cargo },
        Tool {
            package: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            version: pins.wasm_bindgen.clone(),
            source: Source::Cargo,
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
            Source::Cargo => Ok(()),
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
        let log = workspace.scratch()?.join(format!("install-{}.log", self.package));
        let mut done = process::run(&mut self.installer(temporary.path(), &home, true)?, &log, step);
        if let Some(missing) = done.as_ref().err().and_then(|error| locked_release_missing(&error.to_string())) {
            step.note(&format!(
                "the registry has not {missing}, which the lock file of {} names; taking the newest that fits",
                self.title()
            ));
            done = process::run(&mut self.installer(temporary.path(), &home, false)?, &log, step);
        }
        done.with_context(|| format!("{} could not be installed (is there a network?)", self.title()))?;
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

    fn installer(&self, temporary: &Path, home: &Path, locked: bool) -> Result<Command> {
        match self.source {
            // Started outside the checkout, so that its configuration and lock file do not apply.
            Source::Cargo => {
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
            Source::Cargo => "bin",
            Source::Npm => "node_modules/.bin",
        })
    }

    fn program_below(&self, home: &Path) -> PathBuf {
        let suffix = match self.source {
            Source::Cargo => std::env::consts::EXE_SUFFIX,
            Source::Npm if cfg!(windows) => ".cmd",
            Source::Npm => "",
        };
        self.programs_below(home).join(format!("{}{suffix}", self.program))
    }
}

/// The release of a lock file that the registry does not have, from Cargo's words: some mirrors lag behind.
fn locked_release_missing(said: &str) -> Option<String> {
    let (_, rest) = said.split_once("failed to select a version for the requirement `")?;
    let (requirement, rest) = rest.split_once('`')?;
    let (version, _) = rest.strip_prefix(" (locked to ")?.split_once(')')?;
    let name = requirement.split(' ').next()?;
    Some(format!("{name} {version}"))
}

pub(super) fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_installed_with_their_own_lock_file() {
        let pins = Pins { trunk: "1.2.3".into(), wasm_bindgen: "0.2.1".into(), binaryen: "9".into() };
        let folder = tempfile::tempdir().unwrap();
        let words = |tool: &Tool, locked: bool| {
            process::shown(&tool.installer(folder.path(), &folder.path().join("home"), locked).unwrap())
        };
        let [trunk, bindgen, opt] = all(&pins);
        for tool in [&trunk, &bindgen] {
            assert!(words(tool, true).contains(" --locked "), "{}", words(tool, true));
            assert!(!words(tool, false).contains("--locked"));
        }
        assert!(words(&opt, true).contains("--ignore-scripts"));
    }

    #[test]
    fn only_a_missing_release_lets_the_lock_file_go() {
        // As Cargo 1.95 says it of wasm-bindgen-cli 0.2.130 before a mirror that lags behind.
        let said = "error: failed to select a version for the requirement `webpki-roots = \"^1.0.10\"` (locked to 1.0.11)\n\
                    candidate versions found which didn't match: 1.0.10, 1.0.9, 1.0.8, ...";
        assert_eq!(locked_release_missing(said).as_deref(), Some("webpki-roots 1.0.11"));
        for other in [
            "error: failed to select a version for the requirement `a = \"^1\"`\ncandidate versions found",
            "error: could not compile `a` (lib) due to 1 previous error",
            "error: failed to download from `https://static.crates.io/`",
        ] {
            assert_eq!(locked_release_missing(other), None, "{other}");
        }
    }

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

//! Packages of npm in pinned versions, beside the other tools: what makes scripts small, what looks at the built site.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{cache, integrity, prerequisites};
use crate::lock;
use crate::process;
use crate::progress::Step;
use crate::workspace::Workspace;

/// A package in one version.
#[derive(Clone, Copy, Debug)]
pub struct Package {
    name: &'static str,
    version: &'static str,
}

/// Makes scripts small. One program without dependencies of its own.
pub const ESBUILD: Package = Package { name: "esbuild", version: "0.28.2" };
/// Finds what people with impairments would stumble over.
pub const AXE: Package = Package { name: "axe-core", version: "4.14.1" };
/// Weighs and times pages as a slow telephone would load them.
pub const LIGHTHOUSE: Package = Package { name: "lighthouse", version: "13.5.0" };

/// Left by an interrupted installation; nobody looks for anything under such a name.
const TEMPORARY: &str = ".installing-";

impl Package {
    /// Name and version.
    pub fn title(&self) -> String {
        format!("{} {}", self.name, self.version)
    }

    /// The folder of the package; installed first when it is missing. With it there, nothing touches the network.
    pub fn ensure(&self, workspace: &Workspace, step: &Step) -> Result<PathBuf> {
        let tools = cache::tools_folder()?;
        let home = tools.join(format!("{}-{}", self.name, self.version));
        if self.is_in(&home) {
            return Ok(self.below(&home));
        }
        prerequisites::check_npm()?;
        let _lock = lock::acquire(&tools.join(".lock"), || {
            step.note("another process is installing tools; waiting");
        })?;
        if !self.is_in(&home) {
            self.install(workspace, &tools, &home, step)?;
        }
        Ok(self.below(&home))
    }

    fn install(&self, workspace: &Workspace, tools: &Path, home: &Path, step: &Step) -> Result<()> {
        step.note(&format!("installing {} (once for this machine)", self.title()));
        std::fs::create_dir_all(tools).with_context(|| format!("cannot create {}", tools.display()))?;
        let temporary = tempfile::Builder::new()
            .prefix(TEMPORARY)
            .tempdir_in(tools)
            .with_context(|| format!("cannot write to {}", tools.display()))?;
        let new = temporary.path().join("home");
        std::fs::create_dir_all(&new)?;
        let mut command = process::command(super::install::npm(), temporary.path());
        command.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]).arg(&new);
        command.arg(format!("{}@{}", self.name, self.version));
        let log = workspace.scratch()?.join(format!("install-{}.log", self.name));
        process::run(&mut command, &log, step)
            .with_context(|| format!("{} could not be installed (is there a network?)", self.title()))?;
        integrity::check(&new, self.name)?;
        if !self.is_in(&new) {
            bail!("npm installed something else than {}", self.title());
        }
        if home.exists() {
            std::fs::remove_dir_all(home).with_context(|| format!("cannot remove {}", home.display()))?;
        }
        std::fs::rename(&new, home).with_context(|| format!("cannot move {} into place", self.title()))
    }

    fn is_in(&self, home: &Path) -> bool {
        let text = std::fs::read_to_string(self.below(home).join("package.json")).unwrap_or_default();
        let package: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        package["version"] == self.version
    }

    fn below(&self, home: &Path) -> PathBuf {
        home.join("node_modules").join(self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_version_counts_as_installed() {
        let home = tempfile::tempdir().unwrap();
        let folder = AXE.below(home.path());
        std::fs::create_dir_all(&folder).unwrap();
        assert!(!AXE.is_in(home.path()));
        std::fs::write(folder.join("package.json"), r#"{"version":"0.0.1"}"#).unwrap();
        assert!(!AXE.is_in(home.path()));
        std::fs::write(folder.join("package.json"), format!(r#"{{"version":"{}"}}"#, AXE.version)).unwrap();
        assert!(AXE.is_in(home.path()));
    }
}

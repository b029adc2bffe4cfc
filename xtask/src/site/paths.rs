//! Keeps the paths of this machine out of the client: the compiler writes the path of each source file that can panic.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::files_below;
use crate::workspace::Workspace;

/// The variable by which Cargo takes flags for the client alone; prerender, which Trunk's hook runs, is not compiled anew.
pub const VARIABLE: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// The flags that replace the folder of downloaded crates. None where the path holds white space, which the
/// variable cannot carry, and where the user has flags of their own.
pub fn flags() -> Option<String> {
    if std::env::var_os(VARIABLE).is_some() {
        return None;
    }
    let registry = cargo_home()?.join("registry").join("src");
    let registry = registry.to_str()?;
    (!registry.contains(char::is_whitespace)).then(|| format!("--remap-path-prefix={registry}=/crates"))
}

/// Fails when a built file names Cargo's folder or the checkout.
pub fn check(workspace: &Workspace, dist: &Path) -> Result<()> {
    let Some(home) = cargo_home().filter(|_| flags().is_some()) else { return Ok(()) };
    for (_, path) in files_below(dist)? {
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        for folder in [&home, &workspace.root] {
            let folder = folder.to_string_lossy();
            let found = bytes.windows(folder.len()).any(|window| window == folder.as_bytes());
            ensure!(!found, "{} names {folder}, a folder of this machine", path.display());
        }
    }
    Ok(())
}

fn cargo_home() -> Option<PathBuf> {
    let home = || std::env::home_dir().map(|home| home.join(".cargo"));
    std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home)
}

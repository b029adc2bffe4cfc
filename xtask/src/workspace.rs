//! Where the checkout, its target folder and this project's own scratch files are.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The paths every command needs.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The folder with the virtual manifest.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
}

impl Workspace {
    /// Finds the checkout from the folder Cargo reports, else from the current folder upwards.
    pub fn find() -> Result<Self> {
        let start = match env::var_os("CARGO_MANIFEST_DIR") {
            Some(folder) => PathBuf::from(folder),
            None => env::current_dir().context("the current folder cannot be read")?,
        };
        let root = find_root(&start)?;
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// The folder for stamps and logs of this tool, created when missing.
    pub fn scratch(&self) -> Result<PathBuf> {
        let folder = self.target.join("xtask");
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(folder)
    }

    /// The lock that makes two commands in one checkout wait for each other.
    pub fn lock_file(&self) -> PathBuf {
        self.target.join("xtask.lock")
    }

    /// A path inside the checkout as a reader would type it.
    pub fn shown<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }
}

fn find_root(start: &Path) -> Result<PathBuf> {
    for folder in start.ancestors() {
        let manifest = folder.join("Cargo.toml");
        if let Ok(text) = std::fs::read_to_string(&manifest)
            && text.contains("[workspace]")
        {
            return Ok(folder.to_path_buf());
        }
    }
    bail!("no workspace found from {} upwards: run the command inside the checkout", start.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_from_a_folder_below_it() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("with space");
        let below = root.join("a/b");
        std::fs::create_dir_all(&below).unwrap();
        std::fs::write(root.join("Cargo.toml"), "[workspace]\n").unwrap();
        assert_eq!(find_root(&below).unwrap(), root);
    }
}

//! The folder that a build replaces: never one that holds anything but a built site.

use std::path::Path;

use anyhow::{Result, bail};

/// Fails unless `out` is missing, empty, or an earlier site outside of the sources.
pub fn check_replaceable(root: &Path, out: &Path) -> Result<()> {
    let resolved = out.canonicalize().unwrap_or_else(|_| out.to_path_buf());
    let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    if root.starts_with(&resolved) {
        bail!("{} holds the checkout itself: choose a folder for the site alone", out.display());
    }
    let Ok(mut entries) = std::fs::read_dir(&resolved) else {
        return Ok(());
    };
    let is_empty = entries.next().is_none();
    let is_site = resolved.join("index.html").is_file() || resolved.join(".stage").is_dir();
    if is_empty || (is_site && !resolved.join("Cargo.toml").exists()) {
        return Ok(());
    }
    bail!(
        "{} is neither empty nor a built site, and building would delete what is in it: choose \
         another folder",
        out.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_site_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["index.html", "app/src/lib.rs", "dist/index.html", "empty/x"] {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        std::fs::remove_file(root.join("empty/x")).unwrap();
        for good in ["dist", "empty", "missing"] {
            assert!(check_replaceable(root, &root.join(good)).is_ok(), "{good}");
        }
        for bad in ["app", ".", "..", "dist/.."] {
            assert!(check_replaceable(root, &root.join(bad)).is_err(), "{bad}");
        }
    }
}

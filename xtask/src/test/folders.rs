//! Two folders, byte by byte.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::site::files_below;

/// Fails naming every file that differs or is in one folder only; else the number of files.
pub fn equal(first: &Path, second: &Path) -> Result<usize> {
    let one: BTreeMap<String, PathBuf> = files_below(first)?.into_iter().collect();
    let two: BTreeMap<String, PathBuf> = files_below(second)?.into_iter().collect();
    let mut faults = Vec::new();
    for (name, path) in &one {
        match two.get(name) {
            None => faults.push(format!("{name}: only in {}", first.display())),
            Some(other) => {
                let (a, b) = (read(path)?, read(other)?);
                if let Some(at) = first_difference(&a, &b) {
                    faults.push(format!("{name}: differs from byte {at} on"));
                }
            }
        }
    }
    for name in two.keys().filter(|name| !one.contains_key(*name)) {
        faults.push(format!("{name}: only in {}", second.display()));
    }
    if faults.is_empty() {
        return Ok(one.len());
    }
    bail!("{} and {} differ:\n  {}", first.display(), second.display(), faults.join("\n  "))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn first_difference(a: &[u8], b: &[u8]) -> Option<usize> {
    if a == b {
        return None;
    }
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    Some(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_differing_file_is_named() {
        let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for folder in [&a, &b] {
            std::fs::create_dir(folder.path().join("sub")).unwrap();
            std::fs::write(folder.path().join("sub/x.html"), "same").unwrap();
        }
        assert_eq!(equal(a.path(), b.path()).unwrap(), 1);
        std::fs::write(b.path().join("sub/x.html"), "sane").unwrap();
        std::fs::write(b.path().join("more"), "").unwrap();
        let error = equal(a.path(), b.path()).unwrap_err().to_string();
        assert!(error.contains("sub/x.html: differs from byte 2"), "{error}");
        assert!(error.contains("more: only in"), "{error}");
    }
}

//! What a package of npm must be, by the digest of its archive: a registry or a mirror cannot give another one under the
//! same version.
//!
//! npm compares the archive that it unpacks with the digest that the registry names, and notes that digest. Here it is
//! compared with the one that was noted when the version was chosen. A new version needs a new line: `npm view
//! NAME@VERSION dist.integrity`. What Lighthouse depends on is not pinned; it looks at the site and makes nothing of it.

use std::path::Path;

use anyhow::{Context, Result, bail};

/// Name, and SHA-512 of the archive in the notation of Subresource Integrity.
const KNOWN: [(&str, &str); 4] = [
    ("binaryen", "sha512-4Usg7yEvwO3FMso3Oov6qkOOHSod1IEv+boKkh77kTljM+eNBouqCTbqWswGzbG+vDNO/b/v2C4gfEh1WgB9Lg=="),
    ("esbuild", "sha512-HKVLS8dvII+xoKW9kmqxbRKrnWEXfJJr/FZhhJmiqIB0e053QNYFqOBouTMO/k5sID4MvCiUCvv8b9M4h32wIA=="),
    ("axe-core", "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="),
    ("lighthouse", "sha512-w/yYIwg7mP9pCwkcbAXRztnvKHua2dJnZaNptPLa1cEw+akr6lbsIDiUOLsQwvaiAUr0xvxdmwvAzl3pj3Np0A=="),
];

/// Compares what npm has installed below `home` with the digest of the package.
///
/// # Errors
/// When it is another one, or npm has noted none.
pub fn check(home: &Path, name: &str) -> Result<()> {
    let path = home.join("node_modules/.package-lock.json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let lock: serde_json::Value = serde_json::from_str(&text).with_context(|| format!("in {}", path.display()))?;
    let noted = lock["packages"][format!("node_modules/{name}")]["integrity"].as_str().unwrap_or_default();
    let known = KNOWN.iter().find(|(known, _)| *known == name).map_or("", |(_, digest)| *digest);
    if known.is_empty() || noted != known {
        bail!("npm gave another {name} than the one that was chosen: its archive has {noted:?}, expected {known:?}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_archive_is_refused() {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join("node_modules")).unwrap();
        let noted = |digest: &str| {
            let text =
                format!(r#"{{"packages":{{"node_modules/binaryen":{{"version":"132.0.0","integrity":"{digest}"}}}}}}"#);
            std::fs::write(home.path().join("node_modules/.package-lock.json"), text).unwrap();
            check(home.path(), "binaryen")
        };
        assert!(noted(KNOWN[0].1).is_ok());
        assert!(noted(KNOWN[1].1).is_err() && noted("").is_err());
        assert!(check(home.path(), "esbuild").is_err());
    }
}

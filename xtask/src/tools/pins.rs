//! The versions of the tools: read from Trunk.toml, compared with Cargo.lock.

use std::fmt;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::workspace::Workspace;

/// The one version of each tool that this project is built with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pins {
    /// Trunk, from `trunk-version`.
    pub trunk: String,
    /// wasm-bindgen-cli; must equal the library's version in Cargo.lock.
    pub wasm_bindgen: String,
    /// The release of binaryen that wasm-opt comes from.
    pub binaryen: String,
}

#[derive(Deserialize)]
struct TrunkToml {
    #[serde(rename = "trunk-version")]
    trunk_version: String,
    tools: TrunkTools,
}

#[derive(Deserialize)]
struct TrunkTools {
    wasm_bindgen: String,
    wasm_opt: String,
}

#[derive(Deserialize)]
struct CargoLock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
}

impl Pins {
    /// Reads the pins of this checkout.
    pub fn read(workspace: &Workspace) -> Result<Self> {
        let path = workspace.root.join("Trunk.toml");
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("in {}", path.display()))
    }

    fn parse(text: &str) -> Result<Self> {
        let file: TrunkToml = toml::from_str(text)?;
        let trunk = file
            .trunk_version
            .strip_prefix('=')
            .context("trunk-version must name one version, such as \"=0.21.14\"")?;
        let binaryen =
            file.tools.wasm_opt.strip_prefix("version_").context("tools.wasm_opt must look like \"version_132\"")?;
        Ok(Self {
            trunk: trunk.trim().to_owned(),
            wasm_bindgen: file.tools.wasm_bindgen,
            binaryen: binaryen.to_owned(),
        })
    }

    /// Fails when the wasm-bindgen library and its command line would not understand each other.
    pub fn agree_with_lock_file(&self, workspace: &Workspace) -> Result<()> {
        let path = workspace.root.join("Cargo.lock");
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        self.agree_with(&text)
    }

    fn agree_with(&self, lock_file: &str) -> Result<()> {
        let lock: CargoLock = toml::from_str(lock_file).context("Cargo.lock cannot be parsed")?;
        let library = lock.package.iter().find(|package| package.name == "wasm-bindgen");
        match library {
            Some(library) if library.version != self.wasm_bindgen => bail!(
                "Cargo.lock has wasm-bindgen {} but Trunk.toml pins wasm-bindgen-cli {}: \
                 the two must be equal; change `tools.wasm_bindgen` in Trunk.toml or the version \
                 in Cargo.toml",
                library.version,
                self.wasm_bindgen
            ),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Pins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { trunk, wasm_bindgen, binaryen } = self;
        write!(f, "trunk {trunk}, wasm-bindgen {wasm_bindgen}, wasm-opt {binaryen}")
    }
}

/// Whether the output of `tool --version` names exactly this version.
pub fn names_version(output: &str, version: &str) -> bool {
    output
        .split(|c: char| c.is_whitespace() || c == '(' || c == ')')
        .any(|word| word.strip_prefix('v').unwrap_or(word) == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUNK_TOML: &str = "trunk-version = \"=0.21.14\"\n[build]\ndist = \"dist\"\n\
        [tools]\nwasm_bindgen = \"0.2.130\"\nwasm_opt = \"version_132\"\n";

    #[test]
    fn pins_come_from_trunk_toml() {
        let pins = Pins::parse(TRUNK_TOML).unwrap();
        assert_eq!(pins.to_string(), "trunk 0.21.14, wasm-bindgen 0.2.130, wasm-opt 132");
        assert!(Pins::parse(&TRUNK_TOML.replace("=0.21", "0.21")).is_err());
    }

    #[test]
    fn library_and_command_line_must_have_one_version() {
        let pins = Pins::parse(TRUNK_TOML).unwrap();
        let lock =
            |version: &str| format!("version = 4\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"{version}\"\n");
        assert!(pins.agree_with(&lock("0.2.130")).is_ok());
        let error = pins.agree_with(&lock("0.2.131")).unwrap_err().to_string();
        assert!(error.contains("0.2.131") && error.contains("0.2.130"), "{error}");
    }

    #[test]
    fn versions_are_compared_as_whole_words() {
        assert!(names_version("trunk 0.21.14\n", "0.21.14"));
        assert!(names_version("wasm-opt version 132 (version_132)", "132"));
        assert!(names_version("v20.20.2", "20.20.2"));
        assert!(!names_version("wasm-bindgen 0.2.1301", "0.2.130"));
    }
}

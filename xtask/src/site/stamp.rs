//! The stamp of a built site: a digest of all its inputs and of what came out.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Address, Plan};
use crate::process;
use crate::workspace::Workspace;

/// Folders and files whose content decides what the site looks like.
const INPUTS: [&str; 10] = [
    "app",
    "analytics",
    "prerender",
    "public",
    "data",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
];

/// Parts of `data` that only the exporter reads.
const NOT_INPUTS: [&str; 2] = ["data/tasks", "data/answers"];

/// A digest of the inputs, to be compared with the one kept beside an earlier build.
#[derive(Debug)]
pub struct Stamp {
    inputs: String,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    inputs: String,
    outputs: String,
}

impl Stamp {
    /// Reads everything the site is made from.
    pub fn of_inputs(workspace: &Workspace, plan: &Plan) -> Result<Self> {
        let mut rustc = process::command("rustc", &workspace.root);
        let compiler = process::output(rustc.arg("--version"))?;
        let mut digest = Sha256::new();
        let address = plan.address.as_ref().map_or("", Address::as_str);
        for part in [compiler.as_str(), plan.base.as_str(), address] {
            add(&mut digest, part.as_bytes());
        }
        for input in INPUTS {
            for (name, file) in input_files(&workspace.root, input)? {
                add_file(&mut digest, &name, &file)?;
            }
        }
        Ok(Self { inputs: hex(digest) })
    }

    /// Whether the folder holds what these inputs gave last time.
    pub fn matches(&self, workspace: &Workspace, plan: &Plan) -> Result<bool> {
        let Ok(text) = std::fs::read_to_string(place(workspace, plan)?) else {
            return Ok(false);
        };
        let Ok(kept) = serde_json::from_str::<Kept>(&text) else {
            return Ok(false);
        };
        Ok(kept.inputs == self.inputs && plan.out.join("index.html").is_file() && kept.outputs == of_folder(&plan.out)?)
    }

    /// Notes that the folder now holds what these inputs give.
    pub fn write(&self, workspace: &Workspace, plan: &Plan) -> Result<()> {
        let kept = Kept { inputs: self.inputs.clone(), outputs: of_folder(&plan.out)? };
        let path = place(workspace, plan)?;
        std::fs::write(&path, serde_json::to_string(&kept)?).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// All files below a folder, relative and sorted, with `/` between the parts.
pub fn files_below(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(current) = open.pop() {
        let entries =
            std::fs::read_dir(&current).with_context(|| format!("cannot read the folder {}", current.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let relative = path.strip_prefix(folder).unwrap_or(&path);
            let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
            files.push((parts.join("/"), path.clone()));
        }
    }
    files.sort();
    Ok(files)
}

fn input_files(root: &Path, input: &str) -> Result<Vec<(String, PathBuf)>> {
    let path = root.join(input);
    if path.is_file() {
        return Ok(vec![(input.to_owned(), path)]);
    }
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let files = files_below(&path)?.into_iter().map(|(name, path)| (format!("{input}/{name}"), path));
    Ok(files.filter(|(name, _)| !NOT_INPUTS.iter().any(|left_out| is_below(name, left_out))).collect())
}

fn is_below(name: &str, folder: &str) -> bool {
    name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn place(workspace: &Workspace, plan: &Plan) -> Result<PathBuf> {
    let mut digest = Sha256::new();
    add(&mut digest, plan.out.as_os_str().as_encoded_bytes());
    let name = hex(digest);
    Ok(workspace.scratch()?.join(format!("site-{}.json", &name[..16])))
}

fn of_folder(folder: &Path) -> Result<String> {
    let mut digest = Sha256::new();
    for (name, file) in files_below(folder)? {
        add_file(&mut digest, &name, &file)?;
    }
    Ok(hex(digest))
}

fn add_file(digest: &mut Sha256, name: &str, file: &Path) -> Result<()> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    add(digest, name.as_bytes());
    add(digest, &bytes);
    Ok(())
}

/// With its length in front, so that no two lists of parts look alike.
fn add(digest: &mut Sha256, part: &[u8]) {
    digest.update((part.len() as u64).to_le_bytes());
    digest.update(part);
}

fn hex(digest: Sha256) -> String {
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::BasePath;

    struct Checkout {
        _folder: tempfile::TempDir,
        workspace: Workspace,
        plan: Plan,
    }

    fn checkout() -> Checkout {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_path_buf();
        for name in ["app/src/lib.rs", "data/tasks/a.md", "data/catalog/m.toml", "dist/index.html"] {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, name).unwrap();
        }
        let workspace = Workspace { target: root.join("target"), root };
        let plan = Plan::usual(&workspace);
        Checkout { _folder: folder, workspace, plan }
    }

    #[test]
    fn a_stamp_holds_until_an_input_changes() {
        let Checkout { workspace, plan, _folder } = &checkout();
        let stamp = Stamp::of_inputs(workspace, plan).unwrap();
        assert!(!stamp.matches(workspace, plan).unwrap());
        stamp.write(workspace, plan).unwrap();
        assert!(stamp.matches(workspace, plan).unwrap());

        std::fs::write(workspace.root.join("data/tasks/a.md"), "other").unwrap();
        assert_eq!(Stamp::of_inputs(workspace, plan).unwrap().inputs, stamp.inputs);
        std::fs::write(workspace.root.join("data/catalog/m.toml"), "other").unwrap();
        assert_ne!(Stamp::of_inputs(workspace, plan).unwrap().inputs, stamp.inputs);
    }

    #[test]
    fn a_touched_output_or_another_base_path_is_built_again() {
        let Checkout { workspace, plan, _folder } = &checkout();
        let stamp = Stamp::of_inputs(workspace, plan).unwrap();
        stamp.write(workspace, plan).unwrap();
        let based = Plan { base: "/x/".parse::<BasePath>().unwrap(), ..plan.clone() };
        assert!(!Stamp::of_inputs(workspace, &based).unwrap().matches(workspace, plan).unwrap());
        let published = Plan { address: Some("https://example.org/".parse().unwrap()), ..plan.clone() };
        assert!(!Stamp::of_inputs(workspace, &published).unwrap().matches(workspace, plan).unwrap());
        std::fs::write(plan.out.join("index.html"), "edited").unwrap();
        assert!(!stamp.matches(workspace, plan).unwrap());
    }
}

//! Lists the catalogue, the index of snapshots, their summaries and the tasks, so that the program holds them wherever it runs.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data");
    let mut names: Vec<String> = Vec::new();
    for folder in ["catalog", "snapshots"] {
        println!("cargo::rerun-if-changed={}", data.join(folder).display());
        for entry in std::fs::read_dir(data.join(folder)).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".toml") || name == "index.json" {
                names.push(format!("{folder}/{name}"));
            } else if entry.path().join("summary.json").is_file() {
                names.push(format!("{folder}/{name}/summary.json"));
            }
        }
    }
    write(&data, names, "data.rs");
    let mut tasks = Vec::new();
    for folder in std::iter::once("tasks".to_owned()).chain(suites(&data)) {
        println!("cargo::rerun-if-changed={}", data.join(&folder).display());
        for entry in std::fs::read_dir(data.join(&folder)).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".md") && entry.path().is_file() {
                tasks.push(format!("{folder}/{name}"));
            }
        }
    }
    write(&data, tasks, "tasks.rs");
}

/// The folders of suites.
fn suites(data: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(data.join("suites")).into_iter().flatten().flatten();
    entries.map(|entry| format!("suites/{}", entry.file_name().to_string_lossy())).collect()
}

/// Writes a list of names and texts.
fn write(data: &Path, mut names: Vec<String>, to: &str) {
    names.sort();
    let mut code = String::from("&[\n");
    for name in names {
        let path = data.join(&name);
        println!("cargo::rerun-if-changed={}", path.display());
        // Writing to a String cannot fail.
        let _ = writeln!(code, "    ({name:?}, include_str!({:?})),", path.display().to_string());
    }
    code.push(']');
    let target = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default()).join(to);
    if let Err(error) = std::fs::write(&target, code) {
        println!("cargo::error=cannot write {}: {error}", target.display());
    }
}

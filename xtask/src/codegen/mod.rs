//! `cargo xtask codegen`: writes the files that are made from the code, or checks them.

mod data_format;
mod difference;

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::workspace::Workspace;

/// A file that is made from the code.
struct Generated {
    /// Relative to the checkout.
    path: String,
    content: String,
}

/// Writes every generated file, or with `check` fails when one differs from the code.
pub fn command(workspace: &Workspace, check_only: bool) -> Result<()> {
    if check_only {
        println!("{} generated files agree", check(workspace)?);
        return Ok(());
    }
    // The schemas first: they are there even while the exporter does not compile.
    write_all(workspace, &schemas()?)?;
    write_all(workspace, &[snapshot_format()?])?;
    write_all(workspace, &[command_line(workspace)?])
}

fn write_all(workspace: &Workspace, files: &[Generated]) -> Result<()> {
    for Generated { path: name, content } in files {
        let path = workspace.root.join(name);
        if std::fs::read_to_string(&path).is_ok_and(|old| old == *content) {
            println!("{name}: unchanged");
        } else {
            write(&path, content)?;
            println!("{name}: written");
        }
    }
    Ok(())
}

/// Fails with the differences; else the number of files that agree.
pub fn check(workspace: &Workspace) -> Result<usize> {
    let mut files = schemas()?;
    files.extend([snapshot_format()?, command_line(workspace)?]);
    compare(workspace, &files)
}

fn compare(workspace: &Workspace, files: &[Generated]) -> Result<usize> {
    let mut faults = Vec::new();
    for file in files {
        match std::fs::read_to_string(workspace.root.join(&file.path)) {
            Ok(old) if old == file.content => {}
            Ok(old) => faults.push(difference::shown(&file.path, &old, &file.content)),
            Err(error) => faults.push(format!("{}: {error}", file.path)),
        }
    }
    if faults.is_empty() {
        return Ok(files.len());
    }
    bail!("generated files differ from the code; `cargo xtask codegen` writes them:\n{}", faults.join("\n"))
}

fn schemas() -> Result<Vec<Generated>> {
    let mut files = Vec::new();
    let profile = ("work-profile-v1.schema.json", analytics::work::profile_schema());
    let bench = ("bench-v1.schema.json", analytics::bench::schema());
    for (name, schema) in analytics::snapshot::schema::all().into_iter().chain([profile, bench]) {
        let content = format!("{}\n", serde_json::to_string_pretty(&analytics::canonical::sorted(schema))?);
        files.push(Generated { path: format!("data/schema/{name}"), content });
    }
    Ok(files)
}

fn snapshot_format() -> Result<Generated> {
    Ok(Generated { path: "docs/data-format.md".to_owned(), content: data_format::document()? })
}

fn command_line(workspace: &Workspace) -> Result<Generated> {
    let mut command = process::command("cargo", &workspace.root);
    command.args(["run", "--quiet", "--bin", "exporter", "--", "help-markdown"]);
    let text = process::output(&mut command)?;
    let content = format!("{}\n", text.trim_end());
    Ok(Generated { path: "docs/cli.md".to_owned(), content })
}

fn write(path: &Path, content: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    std::fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_differs_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_path_buf();
        let workspace = Workspace { target: root.join("target"), root: root.clone() };
        let file = Generated { path: "docs/cli.md".into(), content: "new\n".into() };
        write(&root.join("docs/cli.md"), "old\n").unwrap();
        let error = compare(&workspace, std::slice::from_ref(&file)).unwrap_err().to_string();
        assert!(error.contains("docs/cli.md") && error.contains("- old"), "{error}");
        write(&root.join("docs/cli.md"), "new\n").unwrap();
        assert_eq!(compare(&workspace, &[file]).unwrap(), 1);
    }
}

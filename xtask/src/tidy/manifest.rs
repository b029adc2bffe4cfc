//! Every dependency that the workspace names is used by one of its crates.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use toml::{Table, Value};

use crate::workspace::Workspace;

const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// Names in `[workspace.dependencies]` that nobody uses.
pub fn check(workspace: &Workspace) -> Result<Vec<String>> {
    let root = read(workspace, "Cargo.toml")?;
    let section = |name: &str| root.get("workspace").and_then(|section| section.get(name));
    let mut used = BTreeSet::new();
    for member in section("members").and_then(Value::as_array).into_iter().flatten() {
        let folder = member.as_str().context("a workspace member is not a string")?;
        collect(&read(workspace, &format!("{folder}/Cargo.toml"))?, &mut used);
    }
    let named = section("dependencies").and_then(Value::as_table);
    Ok(unused(named.unwrap_or(&Table::new()), &used))
}

fn unused(named: &Table, used: &BTreeSet<String>) -> Vec<String> {
    named
        .keys()
        .filter(|name| !used.contains(*name))
        .map(|name| format!("Cargo.toml: no crate uses the workspace dependency {name}"))
        .collect()
}

/// Dependencies of a manifest and of its `[target.…]` tables.
fn collect(table: &Table, used: &mut BTreeSet<String>) {
    for (key, value) in table {
        let Some(inner) = value.as_table() else {
            continue;
        };
        if KINDS.contains(&key.as_str()) {
            used.extend(inner.keys().cloned());
        } else if key == "target" {
            for platform in inner.values().filter_map(Value::as_table) {
                collect(platform, used);
            }
        }
    }
}

fn read(workspace: &Workspace, name: &str) -> Result<Table> {
    let path = workspace.root.join(name);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("cannot parse {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_a_target_count_as_use() {
        let manifest: Table = toml::from_str(
            "[dependencies]\nserde.workspace = true\n[features]\nleft = []\n\
             [target.'cfg(unix)'.dev-dependencies]\ntempfile.workspace = true\n",
        )
        .unwrap();
        let mut used = BTreeSet::new();
        collect(&manifest, &mut used);
        let named: Table = toml::from_str("serde = '1'\ntempfile = '3'\nidle = '1'\n").unwrap();
        let faults = unused(&named, &used);
        assert_eq!(faults.len(), 1);
        assert!(faults[0].contains("idle"));
    }
}

//! Which crate uses which: the direct ones from `cargo metadata`, the reachable from `cargo tree`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde::Deserialize;

use super::rules::{ONLY_WHEN_PRERENDERING, RULES, Rule};
use crate::process;
use crate::workspace::Workspace;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
    features: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `dev` or `build`; nothing for an ordinary one.
    kind: Option<String>,
    optional: bool,
}

/// Every fault in the dependencies of the workspace.
pub fn check(workspace: &Workspace) -> Result<Vec<String>> {
    let mut command = process::command("cargo", &workspace.root);
    command.args(["metadata", "--format-version=1", "--no-deps"]);
    let metadata: Metadata =
        serde_json::from_str(&process::output(&mut command)?).context("cargo metadata cannot be read")?;
    let mut faults = Vec::new();
    for package in &metadata.packages {
        match RULES.iter().find(|rule| rule.krate == package.name) {
            Some(rule) => {
                faults.extend(direct(rule, package));
                faults.extend(reachable(rule, &tree(workspace, rule)?));
            }
            None => faults.push(format!("{}: no rule in xtask/src/tidy/rules.rs", package.name)),
        }
    }
    Ok(faults)
}

fn direct(rule: &Rule, package: &Package) -> Vec<String> {
    let mut faults = Vec::new();
    let krate = rule.krate;
    for dependency in package.dependencies.iter().filter(|dependency| dependency.kind.is_none()) {
        let name = dependency.name.as_str();
        if let Some((_, reason)) = rule.forbidden.iter().find(|(forbidden, _)| *forbidden == name) {
            faults.push(format!("{krate} depends on {name}: {reason}"));
        } else if rule.allowed.is_some_and(|allowed| !allowed.contains(&name)) {
            faults.push(format!(
                "{krate} depends on {name}, which is not in its list in xtask/src/tidy/rules.rs: \
                 add it there if it belongs"
            ));
        }
        if krate == "app" && ONLY_WHEN_PRERENDERING.contains(&name) {
            faults.extend(only_ssr(dependency, package));
        }
    }
    faults
}

fn only_ssr(dependency: &Dependency, package: &Package) -> Option<String> {
    let switch = format!("dep:{}", dependency.name);
    let elsewhere = package.features.iter().any(|(feature, parts)| feature != "ssr" && parts.contains(&switch));
    (!dependency.optional || elsewhere).then(|| format!("app: {} only with the feature ssr", dependency.name))
}

fn reachable(rule: &Rule, names: &BTreeSet<String>) -> Vec<String> {
    rule.unreachable
        .iter()
        .filter(|name| names.contains(**name))
        .map(|name| format!("{0} reaches {name}: `cargo tree -p {0} -i {name}` shows how", rule.krate))
        .collect()
}

fn tree(workspace: &Workspace, rule: &Rule) -> Result<BTreeSet<String>> {
    if rule.unreachable.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut command = process::command("cargo", &workspace.root);
    command.args(["tree", "--package", rule.krate, "--edges", "normal", "--prefix", "none"]);
    let text = process::output(&mut command)?;
    let names = text.lines().filter_map(|line| line.split_whitespace().next());
    Ok(names.map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: serde_json::Value, features: serde_json::Value) -> Package {
        serde_json::from_value(serde_json::json!({
            "name": name, "dependencies": dependencies, "features": features
        }))
        .unwrap()
    }

    fn rule(krate: &str) -> &'static Rule {
        RULES.iter().find(|rule| rule.krate == krate).unwrap()
    }

    #[test]
    fn a_forbidden_dependency_is_named_with_its_reason() {
        let dependencies = serde_json::json!([
            {"name": "tokio", "kind": null, "optional": false},
            {"name": "serde", "kind": null, "optional": false},
            {"name": "left-pad", "kind": null, "optional": false},
            {"name": "proptest", "kind": "dev", "optional": false},
        ]);
        let faults = direct(rule("analytics"), &package("analytics", dependencies, serde_json::json!({})));
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults[0].contains("tokio: analytics is pure"), "{faults:?}");
        assert!(faults[1].contains("left-pad"), "{faults:?}");
    }

    #[test]
    fn markdown_stays_out_of_the_client() {
        let dependencies = serde_json::json!([{"name": "pulldown-cmark", "kind": null, "optional": true}]);
        let features = |name: &str| serde_json::json!({name: ["dep:pulldown-cmark"]});
        let good = package("app", dependencies.clone(), features("ssr"));
        assert!(direct(rule("app"), &good).is_empty());
        let bad = package("app", dependencies, features("hydrate"));
        assert_eq!(direct(rule("app"), &bad).len(), 1);
    }

    #[test]
    fn what_is_reached_through_others_counts() {
        let names = BTreeSet::from(["serde".to_owned(), "tokio".to_owned()]);
        let faults = reachable(rule("analytics"), &names);
        assert_eq!(faults.len(), 1);
        assert!(faults[0].contains("cargo tree -p analytics -i tokio"), "{faults:?}");
    }
}

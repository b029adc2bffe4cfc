//! Every documented example resolves to a plan.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::path::Path;

use exporter::config::{Choices, Source, resolve};
use support::suite;

#[test]
fn every_example_resolves() {
    let tasks = suite::thirty();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let mut seen = 0;
    for entry in std::fs::read_dir(examples).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let choices = Choices { config: Some(path.clone()), tasks: Some(tasks.clone()), ..Choices::default() };
        let resolved = resolve(&choices).unwrap_or_else(|failure| panic!("{}: {failure}", path.display()));
        assert!(resolved.plan.scope.models.len() >= 2, "{}", path.display());
        seen += 1;
    }
    assert!(seen >= 3, "only {seen} examples");
}

/// What an example offers behind a number sign is taken as it stands.
#[test]
fn every_commented_setting_of_a_provider_resolves() {
    let tasks = suite::thirty();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let folder = tempfile::tempdir().unwrap();
    for name in ["ollama.toml", "openai-compatible.toml", "openrouter.toml"] {
        let text = std::fs::read_to_string(examples.join(name)).unwrap();
        assert!(text.contains("# allow_plain_http = true"), "{name}");
        assert!(text.contains("Without any [[judges]] the two built-in judges mark"), "{name}");
        let is_setting = |line: &str| {
            let (key, _) = line.split_once(" = ")?;
            key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_').then_some(())
        };
        let mut offered = 0;
        let lines = text.lines().map(|line| match line.strip_prefix("# ") {
            Some(rest) if is_setting(rest).is_some() && !rest.starts_with("prices") && !rest.starts_with("kind") => {
                offered += 1;
                rest
            }
            _ => line,
        });
        let path = folder.path().join(name);
        std::fs::write(&path, lines.collect::<Vec<_>>().join("\n")).unwrap();
        let choices = Choices { config: Some(path), tasks: Some(tasks.clone()), ..Choices::default() };
        resolve(&choices).unwrap_or_else(|failure| panic!("{name}: {failure}"));
        assert!(offered >= 2, "{name} offers {offered} settings");
    }
}

#[test]
fn the_embedded_default_runs_every_baseline() {
    let folder = tempfile::tempdir().unwrap();
    let tasks = suite::small(folder.path(), 1);
    let resolved = resolve(&Choices { tasks: Some(tasks), ..Choices::default() }).unwrap();
    let names: Vec<_> = resolved.plan.scope.models.iter().map(|model| model.provider_model.as_str()).collect();
    let all: Vec<_> = exporter::provider::builtin::Baseline::ALL.iter().map(|baseline| baseline.name()).collect();
    assert_eq!(names, all);
    assert!(Source::read(None).unwrap().parse().is_ok());
}

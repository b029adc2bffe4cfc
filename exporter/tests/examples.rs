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

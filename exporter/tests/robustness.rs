//! docs/robustness.md names a test for every case: each of them exists.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

use std::fs;
use std::path::Path;

/// Every `file::name` between backticks.
fn named(page: &str) -> Vec<(String, String)> {
    let quoted = page.split('`').skip(1).step_by(2);
    let tests = quoted.filter_map(|text| text.split_once("::")).map(|(file, name)| (file.to_owned(), name.to_owned()));
    tests.filter(|(file, _)| file != "file").collect()
}

#[test]
fn every_test_that_the_page_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(root.join("docs/robustness.md")).unwrap();
    let tests = named(&page);
    assert!(tests.len() > 100, "{}", tests.len());
    for (file, name) in tests {
        let path = if file.contains('/') { root.join(&file) } else { root.join(format!("exporter/tests/{file}.rs")) };
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
        let function = text.find(&format!("fn {name}()")).unwrap_or_else(|| panic!("{file} has no test {name}"));
        let before = text[..function].trim_end_matches("async ").trim_end();
        let attributes = &before[before.rfind("\n\n").unwrap_or(0)..];
        assert!(attributes.contains("test]"), "{file}: {name} is no test");
    }
    // No row goes without its outcome.
    for row in page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| id ")) {
        let outcome = row.split(" | ").nth(2).unwrap_or_default();
        assert!(["mended", "decided", "held"].iter().any(|word| outcome.starts_with(word)), "{row}");
    }
}

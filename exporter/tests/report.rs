//! `report` and `diff` on real snapshots: what a person and a spreadsheet get.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::program::exporter;
use support::suite;

/// A judged run of the built-in baselines on so many tasks, exported to `s/<id>`.
fn exported(path: &Path, id: &str, tasks: usize) {
    suite::small(path, tasks);
    let database = format!("{id}.sqlite");
    exporter(path, &["run", "--tasks", "tasks", "--database", &database]).expect(0);
    exporter(path, &["judge", "--database", &database]).expect(0);
    exporter(path, &["export", "--database", &database, "--out", "s", "--id", id, "--title", id]).expect(0);
}

fn lines_of_csv(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn every_format_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    exported(path, "a", 3);
    let report = |more: &[&str]| exporter(path, &[&["report"], more].concat()).expect(0).stdout;
    let summary: Value = serde_json::from_str(&fs::read_to_string(path.join("s/a/summary.json")).unwrap()).unwrap();
    let models = summary["models"].as_array().unwrap().len();

    let markdown = report(&["a", "--out", "s"]);
    let rows = markdown.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| place")).count();
    assert_eq!(rows, models, "{markdown}");
    let json: Value = serde_json::from_str(&report(&["s/a", "--format", "json"])).unwrap();
    let best = &json["rows"][0];
    let result = summary["results"].as_array().unwrap().iter().find(|result| result["model"] == best["model"]).unwrap();
    assert_eq!(result["score"]["scored"], best["score"]);
    assert_eq!(json["statistics"]["resamples"], 10_000);
    assert_eq!(best["place_best"], 1);

    let csv = lines_of_csv(&report(&["s/a/summary.json", "--format", "csv"]));
    assert_eq!(csv.len(), 1 + 3 * models, "a head and one row per case");
    assert!(csv.iter().all(|row| row.len() == csv[0].len()));
    let jsonl = report(&["a", "--out", "s", "--format", "jsonl"]);
    let cases: Vec<Value> = jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(cases.len(), 3 * models);
    let column = |name: &str| csv[0].iter().position(|column| column == name).unwrap();
    for (row, case) in csv[1..].iter().zip(&cases) {
        assert_eq!(row[column("model")], case["model"].as_str().unwrap());
        let mark = case["checks.correctness"].as_u64().map(|mark| mark.to_string()).unwrap_or_default();
        assert_eq!(row[column("checks.correctness")], mark);
    }
    // A run that is not exported has the same leaderboard.
    let of_run = report(&["--database", "a.sqlite", "--format", "csv", "--rows", "models"]);
    assert_eq!(of_run, report(&["a", "--out", "s", "--format", "csv", "--rows", "models"]));
    exporter(path, &["report", "nonsense", "--out", "s"]).expect(2);
}

#[test]
fn a_name_is_no_formula_and_no_markup() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    exported(path, "a", 1);
    let file = path.join("s/a/summary.json");
    let text = fs::read_to_string(&file).unwrap();
    let mut summary: Value = serde_json::from_str(&text).unwrap();
    summary["models"][0]["name"] = "=HYPERLINK(\"http://x\")|<script>\u{1b}[2J".into();
    fs::write(&file, summary.to_string()).unwrap();
    let csv = exporter(path, &["report", "s/a", "--format", "csv", "--rows", "models"]).expect(0).stdout;
    let names: Vec<String> = lines_of_csv(&csv).into_iter().map(|row| row[1].clone()).collect();
    assert!(names.iter().any(|name| name.starts_with("'=HYPERLINK")), "{names:?}");
    let markdown = exporter(path, &["report", "s/a"]).expect(0).stdout;
    assert!(markdown.contains("\\|&lt;script&gt;") && !markdown.contains('\u{1b}'), "{markdown}");
}

#[test]
fn a_diff_names_what_came_and_went_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    exported(path, "a", 3);
    exported(path, "b", 4);
    let same = exporter(path, &["diff", "a", "a", "--out", "s"]).expect(0).stdout;
    assert_eq!(same.matches("no change").count(), 3, "{same}");
    assert!(!same.contains(" yes"), "{same}");
    let diff = |more: &[&str]| exporter(path, &[&["diff", "s/a", "s/b"], more].concat()).expect(0).stdout;
    let text = diff(&[]);
    assert!(text.contains("added: sum-004") && text.contains("3 tasks of the same version"), "{text}");
    assert!(diff(&["--format", "markdown"]).contains("## Scores"));
    let json: Value = serde_json::from_str(&diff(&["--format", "json"])).unwrap();
    assert_eq!((json["common_tasks"].as_u64(), json["tasks"]["added"][0].as_str()), (Some(3), Some("sum-004")));
    for change in json["scores"].as_array().unwrap() {
        // The same programs on the same tasks: every paired difference is 0, and nothing is significant.
        assert_eq!(change["significant"], false);
        assert!(change["n"] == 0 || change["difference"]["value"] == 0.0, "{change}");
    }
}

#[test]
fn published_aggregates_are_shown_and_not_compared() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let diff = exporter(&root, &["diff", "2026-04-published", "builtin-baselines"]).expect(0).stdout;
    assert!(diff.contains("added: baseline-"), "{diff}");
    assert!(diff.contains("No model is in both."), "{diff}");
    let report = exporter(&root, &["report", "2026-04-published"]).expect(0).stdout;
    assert!(report.contains("1.89"), "{report}");
}

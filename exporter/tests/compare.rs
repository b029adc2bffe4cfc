//! `exporter compare` over a database and over snapshots, against the rows of `exporter report`.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use support::program::exporter;
use support::suite;

const A: &str = "baseline-template";
const B: &str = "baseline-copy-code";

/// A judged run of the built-in baselines on the project's own tasks, and its snapshot `s/<id>`.
fn judged(path: &Path, id: &str, suite: &str) {
    let tasks = suite::thirty();
    exporter(path, &["run", "--tasks", tasks.to_str().unwrap()]).expect(0);
    exporter(path, &["judge"]).expect(0);
    exporter(path, &["export", "--out", "s", "--id", id, "--title", id, "--suite", suite]).expect(0);
}

/// The scores of a model by task, as the report gives them.
fn scores(path: &Path, model: &str) -> BTreeMap<String, Option<f64>> {
    let text = exporter(path, &["report", "--rows", "cases", "--format", "jsonl"]).expect(0).stdout;
    let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.filter(|row| row["model"] == model)
        .map(|row| (row["task"].as_str().unwrap().to_owned(), row["score"].as_f64()))
        .collect()
}

#[test]
fn a_database_and_its_snapshot_give_the_same_answer_and_the_reports_rows_the_same_figures() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    judged(path, "one", "standard");
    let of_rows = exporter(path, &["compare", A, B, "--json"]).expect(0).stdout;
    let of_rows: Value = serde_json::from_str(&of_rows).unwrap();
    let at = |model: &str| format!("{model}@one");
    let of_snapshot = exporter(path, &["compare", &at(A), &at(B), "--out", "s", "--json"]).expect(0).stdout;
    assert_eq!(of_rows, serde_json::from_str::<Value>(&of_snapshot).unwrap());

    let (a, b) = (scores(path, A), scores(path, B));
    let pairs: Vec<(f64, f64)> = a.iter().filter_map(|(task, a)| a.zip(b[task])).collect();
    assert_eq!(of_rows["n"], pairs.len());
    assert_eq!(of_rows["left_out"].as_array().unwrap().len(), a.len() - pairs.len());
    let mean = pairs.iter().map(|(a, b)| a - b).sum::<f64>() / pairs.len() as f64;
    assert!((of_rows["difference"].as_f64().unwrap() - mean).abs() < 1e-3, "{of_rows}");
    let wins = pairs.iter().filter(|(a, b)| a - b > 1e-9).count();
    assert_eq!(of_rows["wins_ties_losses"][0], wins);

    // One judge cannot disagree with itself, so every task has two scores.
    let alone = exporter(path, &["compare", A, B, "--judge", "checks", "--json"]).expect(0).stdout;
    assert_eq!(serde_json::from_str::<Value>(&alone).unwrap()["n"], a.len());

    let same = exporter(path, &["compare", A, A]).expect(0).stdout;
    assert!(same.starts_with(&format!("{A} and {A} have the same score on all")), "{same}");
    assert!(same.contains("fully correct: the same tasks by both"), "{same}");
    let again = exporter(path, &["compare", A, B, "--again", A]).expect(0).stdout;
    assert!(again.contains("noise: a second run of a gave scores 0.000 apart"), "{again}");
}

/// A flip made by hand: one answer of the committed kind turns from failed to solved, and both answers are named.
#[test]
fn flips_are_listed_with_both_answers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let tasks = suite::small(path, 1);
    let text = fs::read_to_string(fs::read_dir(&tasks).unwrap().next().unwrap().unwrap().path()).unwrap();
    assert!(text.contains("[[checks]]"));
    exporter(path, &["run", "--tasks", "tasks"]).expect(0);
    exporter(path, &["judge"]).expect(0);
    exporter(path, &["export", "--out", "s", "--id", "one", "--title", "one"]).expect(0);
    let file = path.join("s/one/summary.json");
    let mut summary: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let models = summary["models"].as_array().unwrap();
    let place = models.iter().position(|model| model["id"] == A).unwrap();
    // One task, so that a model's position is that of its case.
    let cases: Vec<Value> = summary["verdicts"]["case"].as_array().unwrap().clone();
    for (at, case) in cases.iter().enumerate() {
        let marks = if case.as_u64() == Some(place as u64) { [2, 2, 2] } else { [0, 0, 0] };
        summary["verdicts"]["marks"][at] = serde_json::json!(marks);
    }
    fs::write(&file, summary.to_string()).unwrap();
    let at = |model: &str| format!("{model}@one");
    let shown = exporter(path, &["compare", &at(A), &at(B), "--out", "s"]).expect(0).stdout;
    assert!(shown.contains("fully correct by a alone 1, by b alone 0; McNemar exact p 1.000"), "{shown}");
    let flips = shown.split("Fully correct by a alone:").nth(1).unwrap_or_else(|| panic!("{shown}"));
    let answers: Vec<&str> = flips.lines().filter(|line| line.starts_with("    ")).collect();
    assert_eq!(answers.len(), 2, "{shown}");
    assert!(answers.iter().all(|line| line.len() > 20 && !line.contains("detail files")), "{shown}");
}

#[test]
fn what_cannot_be_compared_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    judged(path, "one", "standard");
    exporter(path, &["export", "--out", "s", "--id", "two", "--title", "two", "--suite", "small"]).expect(0);
    let of = |a: &str, b: &str| exporter(path, &["compare", a, b, "--out", "s"]).expect(2).stderr;
    let suites = of(&format!("{A}@one"), &format!("{B}@two"));
    assert!(suites.contains("the tasks are of two suites, standard and small"), "{suites}");
    let unknown = of("nobody@one", &format!("{B}@one"));
    assert!(unknown.contains("one has no model nobody") && unknown.contains(A), "{unknown}");
    assert!(of(A, "x@nowhere").contains("there is no snapshot nowhere"));
    let margin = exporter(path, &["compare", A, B, "--margin", "0"]).expect(2).stderr;
    assert!(margin.contains("a margin is a number above 0"), "{margin}");
    // `diff` says it too.
    let diff = exporter(path, &["diff", "one", "two", "--out", "s"]).expect(0).stdout;
    assert!(diff.contains("made with different suites, standard and small"), "{diff}");
}

//! `report` and `diff` on real snapshots: what a person and a spreadsheet get.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::judged::Judged;
use support::program::exporter;
use support::suite;

/// A judged run of the built-in baselines on so many tasks, exported to `s/<id>`.
fn exported(path: &Path, id: &str, tasks: usize) {
    suite::small(path, tasks);
    export_of(path, id, "tasks");
}

fn export_of(path: &Path, id: &str, tasks: &str) {
    let database = format!("{id}.sqlite");
    exporter(path, &["run", "--tasks", tasks, "--database", &database]).expect(0);
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
    // The project's own tasks: on them the baselines have scores.
    export_of(path, "a", suite::thirty().to_str().unwrap());
    let report = |more: &[&str]| exporter(path, &[&["report"], more].concat()).expect(0).stdout;
    let summary: Value = serde_json::from_str(&fs::read_to_string(path.join("s/a/summary.json")).unwrap()).unwrap();
    let models = summary["models"].as_array().unwrap().len();

    let markdown = report(&["a", "--out", "s"]);
    let leaderboard =
        markdown.lines().skip_while(|line| !line.starts_with("| place")).take_while(|line| !line.is_empty());
    assert_eq!(leaderboard.count(), 2 + models, "{markdown}");
    let json: Value = serde_json::from_str(&report(&["s/a", "--format", "json"])).unwrap();
    let best = &json["rows"][0];
    let result = summary["results"].as_array().unwrap().iter().find(|result| result["model"] == best["model"]).unwrap();
    assert!(best["score"].is_number());
    assert_eq!(result["score"]["scored"], best["score"]);
    assert_eq!(json["statistics"]["resamples"], 10_000);
    assert_eq!(best["place_best"], 1);

    let csv = lines_of_csv(&report(&["s/a/summary.json", "--format", "csv"]));
    assert_eq!(csv.len(), 1 + 30 * models, "a head and one row per case");
    assert!(csv.iter().all(|row| row.len() == csv[0].len()));
    let jsonl = report(&["a", "--out", "s", "--format", "jsonl"]);
    let cases: Vec<Value> = jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(cases.len(), 30 * models);
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
fn a_model_that_is_not_one_thing_is_marked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    exported(path, "a", 1);
    let plain = exporter(path, &["report", "s/a"]).expect(0).stdout;
    assert!(!plain.contains("served"), "no column that says nothing: {plain}");
    let file = path.join("s/a/summary.json");
    let mut summary: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    summary["models"][0]["serving"] = serde_json::json!({"provider_kind": "openrouter", "pinned": false,
        "upstreams": [{"name": "A", "answers": 1}, {"name": "B", "answers": 2}]});
    fs::write(&file, summary.to_string()).unwrap();
    let markdown = exporter(path, &["report", "s/a"]).expect(0).stdout;
    assert!(markdown.contains("| upstream not pinned, several upstreams |"), "{markdown}");
    let csv = lines_of_csv(&exporter(path, &["report", "s/a", "--format", "csv", "--rows", "models"]).expect(0).stdout);
    let column = csv[0].iter().position(|name| name == "served").unwrap();
    assert_eq!(csv.iter().filter(|row| row[column] == "upstream not pinned, several upstreams").count(), 1, "{csv:?}");
}

#[test]
fn it_says_how_far_judges_can_be_trusted() {
    // The model is of the family of judge-b, one of whose verdicts cannot be read.
    let judged = Judged::new(&["judge-b"]);
    let report = |more: &[&str]| judged.call(&[&["report"], more].concat()).expect(0).stdout;
    let markdown = report(&[]);
    assert!(markdown.contains("| judge-a | 4 | 0 | 0 |"), "{markdown}");
    assert!(markdown.contains("| judge-b | 4 | 1 | 4 |"), "{markdown}");
    let head = markdown.lines().find(|line| line.starts_with("| place")).unwrap();
    assert!(head.contains("without own family") && !head.contains("by reviews"), "{head}");
    // Three answers on three dimensions that both could be read on: equal in 6 of 9.
    assert!(markdown.contains("| judge-a, judge-b | all | 9 | 0.67 |"), "{markdown}");
    // Three answers are too few for any coefficient, by dimension and on all three together.
    let rows: Vec<&str> = markdown.lines().filter(|line| line.starts_with("| judge-a, judge-b |")).collect();
    assert_eq!(rows.len(), 4, "{markdown}");
    for row in rows {
        assert_eq!(row.matches("too few values").count(), 5, "{row}");
    }
    let json: Value = serde_json::from_str(&report(&["--format", "json"])).unwrap();
    assert_eq!(
        json["judges"][1],
        serde_json::json!({"judge": "judge-b", "verdicts": 4, "unreadable": 1, "own_family": 4})
    );
    assert_eq!(json["rows"][0]["score_without_own_family"], 2.0);

    // People decide about everything: what they say is the measure.
    judged.call(&["queue", "export", "--output", "q.json", "--audit", "1"]).expect(0);
    let mut queue: Value = serde_json::from_str(&fs::read_to_string(judged.path().join("q.json")).unwrap()).unwrap();
    for (at, entry) in queue["entries"].as_array_mut().unwrap().iter_mut().enumerate() {
        for name in ["correctness", "completeness", "quality"] {
            entry[name] = (at % 3).into();
        }
    }
    fs::write(judged.path().join("q.json"), queue.to_string()).unwrap();
    judged.call(&["queue", "import", "q.json", "--author", "Ada"]).expect(0);
    let markdown = report(&[]);
    assert!(
        markdown.contains("People decided about 4 answers: 2 that the judges left unresolved, and 2 of"),
        "{markdown}"
    );
    let json: Value = serde_json::from_str(&report(&["--format", "json"])).unwrap();
    // Every answer was reviewed, so the corrected score is the mean of 0, 1, 2 and 0.
    assert_eq!((&json["rows"][0]["score_by_reviews"], &json["rows"][0]["reviewed"]), (&0.75.into(), &4.into()));
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

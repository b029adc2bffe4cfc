//! Two databases become one: nothing twice, nothing lost, nothing half.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;
use std::path::Path;

use sqlx::SqlitePool;
use support::judged::Judged;
use support::program::{Ended, exporter};

/// The run of another machine: the same tasks and judges, another model, and a review.
fn two() -> (Judged, Judged) {
    let (here, there) = (Judged::new(&["m"]), Judged::new(&["n"]));
    there.call(&["queue", "export", "--output", "q.json", "--audit", "0"]).expect(0);
    let queue = fs::read_to_string(there.path().join("q.json")).unwrap();
    let filled = ["correctness", "completeness", "quality"]
        .iter()
        .fold(queue, |text, name| text.replace(&format!("\"{name}\": null"), &format!("\"{name}\": 1")));
    fs::write(there.path().join("q.json"), filled).unwrap();
    there.call(&["queue", "import", "q.json", "--author", "Ada"]).expect(0);
    fs::copy(there.path().join("x.sqlite"), here.path().join("other.sqlite")).unwrap();
    (here, there)
}

fn status(path: &Path, run: &str) -> serde_json::Value {
    let text = exporter(path, &["status", "--json", "--run", run, "--database", "x.sqlite"]).expect(0).stdout;
    serde_json::from_str(&text).unwrap()
}

fn runs(path: &Path, database: &str) -> Vec<String> {
    let text = exporter(path, &["status", "--json", "--database", database]).expect(0).stdout;
    let status: serde_json::Value = serde_json::from_str(&text).unwrap();
    status["runs"].as_array().unwrap().iter().map(|run| run["id"].as_str().unwrap().to_owned()).collect()
}

async fn with_sql(path: &Path, statements: &[&'static str]) {
    let pool = SqlitePool::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    for sql in statements {
        sqlx::raw_sql(*sql).execute(&pool).await.unwrap();
    }
    pool.close().await;
}

#[test]
fn the_rows_of_both_are_there_and_a_second_time_adds_nothing() {
    let (here, there) = two();
    let path = here.path();
    let before = fs::read(path.join("other.sqlite")).unwrap();
    let (ours, theirs) = (runs(path, "x.sqlite"), runs(path, "other.sqlite"));
    let expected = status(there.path(), &theirs[0]);

    let said = here.call(&["merge", "other.sqlite"]).expect(0);
    assert!(said.stdout.contains("reviews "), "{}", said.stdout);
    let tasks = said.stdout.lines().find(|line| line.starts_with("tasks ")).unwrap();
    assert!(tasks.contains(" 0 added") && tasks.contains(" 4 there already"), "{tasks}");
    assert!(fs::read(path.join("other.sqlite")).unwrap() == before, "the other file is only read");
    let mut merged = runs(path, "x.sqlite");
    merged.sort();
    let mut both = [ours.clone(), theirs.clone()].concat();
    both.sort();
    assert_eq!(merged, both);
    for field in ["models", "judges", "scored", "unresolved", "billed"] {
        assert_eq!(status(path, &theirs[0])[field], expected[field], "{field}");
    }
    assert_eq!(status(path, &ours[0])["models"][0]["id"], "m");

    let again = here.call(&["merge", "other.sqlite"]).expect(0);
    assert!(again.stderr.contains("Nothing new"), "{}", again.stderr);
    assert!(again.stdout.lines().all(|line| line.contains(" 0 added")), "{}", again.stdout);

    // The same snapshot here and there: the rows are all that it is made of.
    let export = |path: &Path, out: &str| -> Ended {
        let arguments = ["export", "--run", &theirs[0], "--out", out, "--id", "a", "--title", "A"];
        exporter(path, &[&arguments[..], &["--database", "x.sqlite"]].concat()).expect(0)
    };
    export(path, "s");
    export(there.path(), "s");
    let summary = |path: &Path| fs::read(path.join("s/a/summary.json")).unwrap();
    assert!(summary(path) == summary(there.path()));
    assert!(String::from_utf8(summary(path)).unwrap().contains("\"reviews\""));
}

#[tokio::test]
async fn another_content_under_one_key_is_refused_as_a_whole() {
    let (here, _there) = two();
    let path = here.path();
    fs::copy(path.join("x.sqlite"), path.join("forged.sqlite")).unwrap();
    with_sql(
        &path.join("forged.sqlite"),
        &[
            "INSERT INTO warnings SELECT id, 'new', '', 'stands before the forged row in no table' FROM runs",
            "UPDATE verdicts SET correctness = 2, completeness = 0 WHERE judge_id = 'judge-a'",
        ],
    )
    .await;
    let before = here.summary();
    let ended = here.call(&["merge", "forged.sqlite"]).expect(1);
    assert!(
        ended.stderr.contains("different rows of verdicts") && ended.stderr.contains("nothing was merged"),
        "{}",
        ended.stderr
    );
    assert_eq!(here.summary(), before, "no row of any table came in");
}

#[tokio::test]
async fn an_older_database_is_brought_up_to_date_in_a_copy() {
    let (here, _there) = two();
    let path = here.path();
    let other = path.join("other.sqlite");
    // As a version wrote it that knew five migrations.
    let older = [
        "DROP TABLE bench_ends",
        "DROP TABLE bench_results",
        "DROP TABLE bench_requests",
        "DROP TABLE bench_levels",
        "DROP TABLE benches",
        "DROP TABLE reviews",
        "DROP INDEX run_cases_by_task",
        "DROP INDEX attempts_lean",
        "DROP INDEX attempt_results_lean",
        "DROP INDEX verdicts_lean",
        "DROP INDEX verdict_attempt_results_lean",
        "DELETE FROM _sqlx_migrations WHERE version > 5",
    ];
    with_sql(&other, &older).await;
    let before = fs::read(&other).unwrap();
    let said = here.call(&["merge", "other.sqlite"]).expect(0);
    assert!(said.stdout.contains("verdicts") && !said.stdout.contains("reviews"), "{}", said.stdout);
    assert!(fs::read(&other).unwrap() == before);
    assert_eq!(runs(path, "x.sqlite").len(), 2);
}

#[test]
fn what_is_no_other_database_is_refused() {
    let here = Judged::new(&["m"]);
    let path = here.path();
    for (other, code, expected) in [
        ("x.sqlite", 2, "is the database itself"),
        ("nowhere.sqlite", 2, "there is no database at"),
        ("lim.toml", 1, "no SQLite file"),
    ] {
        let ended = here.call(&["merge", other]).expect(code);
        assert!(ended.stderr.contains(expected), "{}", ended.stderr);
    }
    // A machine that only collects has no database yet.
    let collected = exporter(path, &["merge", "x.sqlite", "--database", "all.sqlite"]).expect(0);
    assert!(collected.stderr.contains("rows added"), "{}", collected.stderr);
    assert_eq!(runs(path, "all.sqlite"), runs(path, "x.sqlite"));
}

//! The database: what the journal means, and that the SQL stays the part that SQLite and PostgreSQL share.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use analytics::outcome::Outcome;
use analytics::snapshot::v1::{Timing, Usage};
use analytics::units::PicoUsd;
use exporter::config::{Choices, resolve};
use exporter::run::freeze;
use exporter::store::{AttemptResult, Bills, CostKind, Mode, NewAttempt, NewCost, Store};
use support::suite;

fn result(attempt: &str, outcome: Outcome, settled: bool, billed: Option<u64>) -> AttemptResult {
    AttemptResult {
        attempt_id: attempt.to_owned(),
        finished_at: 5,
        outcome,
        settled,
        answer: format!("answer of {attempt}"),
        thinking: None,
        finish_reason: None,
        upstream: None,
        served_model: None,
        generation_id: None,
        http_status: Some(200),
        usage: Usage::default(),
        timing: Timing::default(),
        billed: billed.map(PicoUsd),
        error: None,
        raw: None,
    }
}

#[tokio::test]
async fn an_attempt_without_a_result_was_cut_short_and_its_cost_is_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let tasks = suite::small(folder.path(), 1);
    let resolved = resolve(&Choices { tasks: Some(tasks), ..Choices::default() }).unwrap();
    let store = Store::open(&folder.path().join("new/x.sqlite"), Mode::Write).await.unwrap();
    let frozen = freeze::find_or_create(&store, &resolved).await.unwrap();
    assert!(!frozen.existed && freeze::find_or_create(&store, &resolved).await.unwrap().existed);
    let run = &frozen.run.id;
    let case = store.answers_of(run).await.unwrap()[0].case_id.clone();
    let attempt = |id: &str, number| NewAttempt {
        id: id.to_owned(),
        case_id: case.clone(),
        run_id: run.clone(),
        number,
        started_at: 1,
    };
    let row = || async { store.answers_of(run).await.unwrap().into_iter().find(|row| row.case_id == case).unwrap() };

    store.add_attempt(attempt("a", 1)).await.unwrap();
    let now = row().await;
    assert_eq!((now.outcome(), now.is_settled(), now.attempts, now.billed), (Outcome::NotRun, false, 1, None));

    store.add_attempt(attempt("b", 2)).await.unwrap();
    store.add_attempt_result(result("b", Outcome::ProviderError, false, Some(7))).await.unwrap();
    let now = row().await;
    assert_eq!((now.outcome(), now.is_settled(), now.attempts, now.billed), (Outcome::ProviderError, false, 2, None));

    store.add_attempt(attempt("c", 3)).await.unwrap();
    store.add_attempt_result(result("c", Outcome::Answered, true, Some(9))).await.unwrap();
    store.add_attempt(attempt("d", 4)).await.unwrap();
    store.add_attempt_result(result("d", Outcome::ProviderError, false, Some(0))).await.unwrap();
    let now = row().await;
    assert_eq!(now.counted.unwrap().answer, "answer of c", "a settled answer is never displaced");

    // Nothing is overwritten: a second result for an attempt is refused, and the first one stays.
    assert!(store.add_attempt_result(result("c", Outcome::Refused, true, None)).await.is_err());
    assert_eq!(row().await.outcome(), Outcome::Answered);
    store.close().await;
}

#[tokio::test]
async fn many_writers_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let tasks = suite::small(folder.path(), 1);
    let resolved = resolve(&Choices { tasks: Some(tasks), ..Choices::default() }).unwrap();
    let store = Store::open(&folder.path().join("x.sqlite"), Mode::Write).await.unwrap();
    let run = freeze::find_or_create(&store, &resolved).await.unwrap().run.id;
    let case = store.answers_of(&run).await.unwrap()[0].case_id.clone();
    let writes = (0..500).map(|number| {
        let (store, id) = (store.clone(), format!("a{number}"));
        let new = NewAttempt { id: id.clone(), case_id: case.clone(), run_id: run.clone(), number, started_at: 1 };
        async move {
            store.add_attempt(new).await.unwrap();
            store.add_attempt_result(result(&id, Outcome::Empty, true, Some(1))).await.unwrap();
        }
    });
    futures_util::future::join_all(writes).await;
    let row = store.answers_of(&run).await.unwrap().into_iter().find(|row| row.case_id == case).unwrap();
    assert_eq!((row.attempts, row.billed), (500, Some(PicoUsd(500))));
    store.close().await;
}

#[tokio::test]
async fn one_row_that_is_refused_takes_no_other_along() {
    let folder = tempfile::tempdir().unwrap();
    let tasks = suite::small(folder.path(), 1);
    let resolved = resolve(&Choices { tasks: Some(tasks), ..Choices::default() }).unwrap();
    let store = Store::open(&folder.path().join("x.sqlite"), Mode::Write).await.unwrap();
    let run = freeze::find_or_create(&store, &resolved).await.unwrap().run.id;
    let case = store.answers_of(&run).await.unwrap()[0].case_id.clone();
    for number in 0..60 {
        let new =
            NewAttempt { id: format!("a{number}"), case_id: case.clone(), run_id: run.clone(), number, started_at: 1 };
        store.add_attempt(new).await.unwrap();
    }
    // They arrive together, so they share a batch; the attempt of one was never journalled.
    let written = futures_util::future::join_all((0..60).map(|number| {
        let id = if number == 30 { "nobody".to_owned() } else { format!("a{number}") };
        let mut new = result(&id, Outcome::Answered, true, (number % 2 == 0).then_some(1));
        new.answer = "a\0b".to_owned();
        store.add_attempt_result(new)
    }))
    .await;
    let refused: Vec<usize> = (0..60).filter(|number| written[*number].is_err()).collect();
    assert_eq!(refused, [30], "each caller hears of its own row");
    let computed = NewCost { attempt_id: "a1".to_owned(), kind: CostKind::Computed, amount: PicoUsd(7) };
    store.add_cost(computed).await.unwrap();
    // 29 even ones with a bill; one with a computed cost; 29 odd ones and the one without a result are of unknown cost.
    let bills = Bills { billed: PicoUsd(29), computed: PicoUsd(7), unknown: 30 };
    assert_eq!(store.answering_bills_of(&run).await.unwrap(), bills);
    assert_eq!(store.judging_bills_of(&run).await.unwrap(), Bills::default());
    let row = store.answers_of(&run).await.unwrap().into_iter().find(|row| row.case_id == case).unwrap();
    assert_eq!(row.counted.unwrap().answer, "a\u{fffd}b", "PostgreSQL refuses U+0000");
    store.close().await;
}

/// A SQLite file that another program made.
async fn foreign(path: &Path, sql: &'static str) -> Vec<u8> {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::raw_sql(sql).execute(&pool).await.unwrap();
    pool.close().await;
    fs::read(path).unwrap()
}

#[tokio::test]
async fn a_file_of_another_program_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("theirs.sqlite");
    let letters = "CREATE TABLE letters (id INTEGER); INSERT INTO letters VALUES (1);";
    // Another program may note its migrations as this one does.
    let migrated = "CREATE TABLE _sqlx_migrations (version BIGINT, success BOOLEAN, checksum TEXT); \
                    INSERT INTO _sqlx_migrations VALUES (20260101, TRUE, x'00');";
    for sql in [letters, migrated] {
        let before = foreign(&path, sql).await;
        for mode in [Mode::Read, Mode::Write] {
            let error = Store::open(&path, mode).await.unwrap_err().to_string();
            assert!(error.contains("tables of another program"), "{error}");
            assert!(fs::read(&path).unwrap() == before, "{mode:?} changes nothing");
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no log is left beside it");
        }
        fs::remove_file(&path).unwrap();
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_whatever_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.sqlite");
    Store::open(&path, Mode::Write).await.unwrap().close().await;
    foreign(
        &path,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (99, 'x', TRUE, x'00', 1);",
    )
    .await;
    for mode in [Mode::Read, Mode::Write] {
        let error = Store::open(&path, mode).await.unwrap_err().to_string();
        assert!(error.contains("has version 99") && error.contains("use a newer exporter"), "{error}");
    }
}

#[tokio::test]
async fn a_reader_sees_what_is_written_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.sqlite");
    let tasks = suite::small(folder.path(), 1);
    let resolved = resolve(&Choices { tasks: Some(tasks), ..Choices::default() }).unwrap();
    let writer = Store::open(&path, Mode::Write).await.unwrap();
    freeze::find_or_create(&writer, &resolved).await.unwrap();
    let during = Store::open(&path, Mode::Read).await.unwrap();
    assert_eq!(during.runs().await.unwrap().len(), 1, "while the writer has it open");
    during.close().await;
    writer.close().await;
    let before = fs::read(&path).unwrap();
    let after = Store::open(&path, Mode::Read).await.unwrap();
    let run = after.runs().await.unwrap().remove(0);
    assert!(freeze::note_start(&after, &run.id, &resolved.plan).await.is_err(), "it cannot write");
    after.close().await;
    assert!(fs::read(&path).unwrap() == before);
    let again = Store::open(&path, Mode::Write).await.unwrap();
    freeze::note_start(&again, &run.id, &resolved.plan).await.unwrap();
    again.close().await;
}

#[test]
fn sql_stands_in_one_folder_and_is_portable() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in files(&root.join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        let in_store = path.starts_with(root.join("src/store"));
        assert!(in_store || !text.contains("sqlx::"), "{} uses sqlx outside of src/store", path.display());
    }
    for path in files(&root.join("src/store")).into_iter().chain(files(&root.join("migrations"))) {
        let text = fs::read_to_string(&path).unwrap().to_uppercase();
        for word in [
            "AUTOINCREMENT",
            "INSERT OR ",
            "PRAGMA ",
            "STRFTIME",
            "IFNULL",
            "WITHOUT ROWID",
            "BLOB",
            " DATETIME",
            "ROWID",
            "GLOB ",
        ] {
            assert!(!text.contains(word), "{} uses {word}, which PostgreSQL does not know", path.display());
        }
        // In a migration a statement stands at the beginning of a line, in the program in a text.
        let statements = text.replace("\n", "\n\"").replace(" ", "");
        for word in ["\"UPDATE", "DOUPDATE", "\"DELETEFROM", "DROPTABLE", "DROPCOLUMN"] {
            assert!(!statements.contains(word), "{}: rows are inserted and never changed", path.display());
        }
        let sums = text.matches("SUM(").count();
        assert_eq!(
            sums,
            text.matches("CAST(COALESCE(SUM(").count(),
            "{}: PostgreSQL sums BIGINT to NUMERIC, so a sum needs its CAST back",
            path.display()
        );
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

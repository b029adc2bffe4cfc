//! Other processes and other clocks: one database has one worker, is noticed when it goes away, is read where nothing can
//! be written, and its newest decision counts whatever the clock said.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::print_stderr)] // a test that could not be made must not look like one that passed

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use support::bench::{Bench, JUDGES, answer, arguments, model, provider};
use support::judged::Judged;
use support::program::{command, exporter, spawn, wait};
use support::server::Server;

fn bench(wait_ms: u64) -> (Server, Bench) {
    let server = Server::start(move |_| answer("It is 42.", 10, 5, None, wait_ms));
    let bench = Bench::new(30, &[&provider("up", &server.url, "concurrency = 2"), &model("m", "up"), JUDGES]);
    (server, bench)
}

fn started(server: &Server, bench: &Bench, requests: usize) -> Child {
    let child = spawn(bench.path(), &arguments("run"));
    let begun = Instant::now();
    while server.count() < requests {
        assert!(begun.elapsed() < Duration::from_secs(60), "{} requests", server.count());
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

/// Changes rows as the program never does.
fn change(database: &Path, statement: &'static str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut open = SqliteConnectOptions::new().filename(database).connect().await.unwrap();
        sqlx::query(statement).execute(&mut open).await.unwrap();
    });
}

#[test]
fn a_removed_lock_file_lets_nobody_else_in() {
    let (server, bench) = bench(100);
    let first = started(&server, &bench, 2);
    fs::remove_file(bench.path().join("x.sqlite.lock")).unwrap();
    let second = spawn(bench.path(), &arguments("run"));
    wait(first).expect(0);
    let ended = wait(second).expect(0);
    assert!(ended.stderr.contains("is in use by"), "{}", ended.stderr);
    assert_eq!((server.count(), bench.outcomes("answered")), (30, 30), "no case is paid twice");
}

#[test]
fn a_second_name_of_the_database_is_refused() {
    let (server, bench) = bench(0);
    let first = started(&server, &bench, 1);
    wait(first).expect(0);
    fs::hard_link(bench.path().join("x.sqlite"), bench.path().join("y.sqlite")).unwrap();
    for name in ["x.sqlite", "y.sqlite"] {
        let ended = exporter(bench.path(), &[&arguments("run")[..6], &[name]].concat()).expect(1);
        assert!(ended.stderr.contains("2 names (hard links)") && ended.stderr.contains("cp"), "{}", ended.stderr);
    }
    assert_eq!(server.count(), 30);
}

#[test]
fn a_database_that_goes_away_stops_the_run_and_what_was_stored_is_kept() {
    for replaced in [false, true] {
        let (server, bench) = bench(150);
        let child = started(&server, &bench, 8);
        let id = child.id();
        fs::remove_file(bench.path().join("x.sqlite")).unwrap();
        if replaced {
            fs::write(bench.path().join("x.sqlite"), "").unwrap();
        }
        let gone = server.count();
        let ended = wait(child).expect(1);
        assert!(ended.stderr.contains("was removed or replaced while it was in use"), "{}", ended.stderr);
        assert!(server.count() <= gone + 4, "{} requests after it was gone", server.count() - gone);
        let rescued = format!("x.sqlite.rescued-{id}");
        assert!(ended.stderr.contains(&rescued), "{}", ended.stderr);
        for left in ["x.sqlite", "x.sqlite-wal", "x.sqlite-shm"] {
            let _ = fs::remove_file(bench.path().join(left));
        }
        fs::rename(bench.path().join(rescued), bench.path().join("x.sqlite")).unwrap();
        let kept = bench.outcomes("answered");
        assert!(kept as usize >= gone - 4, "{kept} of {gone}");
        let before = server.count();
        bench.run(&[], 0);
        assert_eq!(server.count() - before, 30 - kept as usize);
    }
}

#[test]
fn the_newest_decision_counts_whatever_the_clock_said() {
    let judged = Judged::new(&["m"]);
    let path = judged.path();
    let database = path.join("x.sqlite");
    let marks = |summary: &serde_json::Value| summary["verdicts"].to_string();
    let before = judged.summary();
    // As if all of it had been judged by a clock that was a day ahead, and otherwise than today.
    change(
        &database,
        "UPDATE verdicts SET judged_at = judged_at + 86400000, correctness = 1 WHERE correctness IS NOT NULL",
    );
    let old = judged.summary();
    assert_ne!(marks(&old), marks(&before));
    judged.call(&["judge", "--again"]).expect(0);
    assert_eq!(marks(&judged.summary()), marks(&before), "the new verdicts count");
    // The run that was started last is the current one.
    let config = fs::read_to_string(path.join("lim.toml")).unwrap();
    fs::write(path.join("other.toml"), config.replace("id = \"m\"", "id = \"other\"")).unwrap();
    change(&database, "UPDATE run_starts SET started_at = started_at + 86400000");
    judged.call(&["run", "--config", "other.toml", "--tasks", "tasks"]).expect(0);
    let status: serde_json::Value = serde_json::from_str(&judged.call(&["status", "--json"]).expect(0).stdout).unwrap();
    assert!(status["models"].to_string().contains("\"other\""), "{}", status["models"]);
}

#[test]
fn the_newest_review_and_the_newest_budget_count_whatever_the_clock_said() {
    let judged = Judged::new(&["m"]);
    let (path, database) = (judged.path(), judged.path().join("x.sqlite"));
    judged.call(&["queue", "export", "--output", "q.json", "--audit", "0"]).expect(0);
    let mut queue: serde_json::Value = serde_json::from_str(&fs::read_to_string(path.join("q.json")).unwrap()).unwrap();
    let mut review = |correctness: u8, author: &str| {
        let line = queue["entries"].as_array_mut().unwrap().iter_mut().find(|line| line["task"] == "sum-002").unwrap();
        (line["correctness"], line["completeness"], line["quality"]) = (correctness.into(), 1.into(), 1.into());
        fs::write(path.join("q.json"), queue.to_string()).unwrap();
        judged.call(&["queue", "import", "q.json", "--author", author]).expect(0);
    };
    let marks = || judged.summary()["reviews"]["marks"].to_string();
    review(1, "Ada");
    assert_eq!(marks(), "[[1,1,1]]");
    // As if Ada's clock had been a day ahead: what Bo says today is newer all the same.
    change(&database, "UPDATE reviews SET created_at = created_at + 86400000");
    review(0, "Bo");
    assert_eq!(marks(), "[[0,1,1]]");
    let history = judged.detail("sum-002")["cases"][0]["reviews"].clone();
    assert_eq!((&history[0]["author"], &history[1]["author"]), (&"Ada".into(), &"Bo".into()), "{history}");

    // A budget of today takes the place of one that a clock a day ahead wrote down.
    let again = ["judge", "--again", "--json"];
    let budget = |usd: Option<&str>| {
        let more: Vec<&str> = usd.iter().flat_map(|usd| ["--budget", usd]).collect();
        let ended = judged.call(&[&again[..], &more].concat()).expect(0);
        serde_json::from_str::<serde_json::Value>(&ended.stdout).unwrap()["summary"]["budget_pico_usd"].clone()
    };
    assert_eq!(budget(Some("5")), 5_000_000_000_000u64);
    change(&database, "UPDATE budgets SET set_at = set_at + 86400000");
    assert_eq!(budget(Some("7")), 7_000_000_000_000u64);
    assert_eq!(budget(None), 7_000_000_000_000u64, "the last word is remembered");
}

/// A file system in memory; it is unmounted when the test ends, however it ends.
struct Mounted<'a>(&'a Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_database_is_read_where_nothing_can_be_written() {
    let judged = Judged::new(&["m"]);
    let path = judged.path();
    let disk = path.join("disk");
    fs::create_dir(&disk).unwrap();
    let mount = |options: &str| {
        Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(&disk)
            .output()
            .unwrap()
            .status
            .success()
    };
    if !mount("size=20m") {
        eprintln!("NOT TESTED: no file system could be mounted (only root can)");
        return;
    }
    let _mounted = Mounted(&disk);
    fs::copy(path.join("x.sqlite"), disk.join("x.sqlite")).unwrap();
    assert!(!path.join("x.sqlite-wal").exists(), "the log was folded in");
    assert!(mount("remount,ro"));
    let database = disk.join("x.sqlite").display().to_string();
    for arguments in [
        &["status", "--json"][..],
        &["report"],
        &["export", "--out", "from-read-only", "--id", "a", "--title", "A"],
        &["queue", "list"],
    ] {
        exporter(path, &[arguments, &["--database", &database]].concat()).expect(0);
    }
    exporter(path, &["merge", "--database", "new.sqlite", &database]).expect(0);
    exporter(path, &["status", "--database", "new.sqlite"]).expect(0);
    // With rows that stand only in the log, it is not read as if there were none.
    assert!(mount("remount,rw"));
    fs::write(disk.join("x.sqlite-wal"), "rows").unwrap();
    assert!(mount("remount,ro"));
    let ended = exporter(path, &["status", "--database", &database]).expect(1);
    assert!(ended.stderr.contains("copy both files"), "{}", ended.stderr);
}

#[test]
fn a_folder_that_cannot_be_looked_into_is_called_so() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let ended = exporter(folder.path(), &["status", "--database", "file/x.sqlite"]).expect(1);
    assert!(ended.stderr.contains("cannot be looked at"), "{}", ended.stderr);
    // A folder of somebody else's, as another user. Only root can be somebody else.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let database = folder.path().join("x.sqlite").display().to_string();
    let mut other = command(Path::new("/"), &["status", "--database", &database]);
    match other.uid(65_534).output() {
        Ok(ended) => {
            let said = String::from_utf8_lossy(&ended.stderr);
            assert!(said.contains("cannot be looked at") && said.contains("ermission denied"), "{said}");
        }
        Err(error) => eprintln!("NOT TESTED: the program could not be started as another user: {error}"),
    }
}

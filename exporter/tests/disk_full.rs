//! A disk that is full stops a run with a message; the database stays whole and the run goes on when there is room.
//!
//! It needs a small file system of its own, which only root can mount.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stderr)] // a test that could not be made must not look like one that passed

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use sqlx::Row;
use support::bench::{Bench, JUDGES, answer, model, provider};
use support::program::command;
use support::server::Server;

/// A file system in memory that holds a few megabytes; it is unmounted when the test ends, however it ends.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=3m", "tmpfs"]).arg(at).output().ok()?;
        mounted.status.success().then(|| Self(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[tokio::test]
async fn a_full_disk_loses_nothing_that_was_stored() {
    // Answers of 40,000 characters: the disk is full after some dozens.
    let server = Server::start(|_| answer(&"It is 42. ".repeat(4_000), 100, 9_000, None, 0));
    let bench = Bench::new(60, &[&provider("up", &server.url, "concurrency = 4"), &model("m", "up"), JUDGES]);
    let Some(disk) = SmallDisk::mount(&bench.path().join("disk")) else {
        eprintln!("NOT TESTED: no file system could be mounted (only root can), so no disk could be filled");
        return;
    };
    let database = disk.0.join("x.sqlite");
    let start = |quiet: bool| {
        let database = database.display().to_string();
        let mut all = vec!["run", "--config", "lim.toml", "--tasks", "tasks", "--database", database.as_str()];
        all.extend(quiet.then_some("--quiet"));
        command(bench.path(), &all).output().unwrap()
    };
    let begun = Instant::now();
    let ended = start(false);
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("full") && said.contains("free some disk space"), "{said}");
    // It does not wait for a lock that nobody will give back: SQLite would, for half a minute each time.
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    let asked = server.count();
    assert!(asked < 60, "it stops: {asked}");

    // What was stored can be read: from a copy, because a reader needs room for its own lists.
    let copies = bench.path().join("copy");
    fs::create_dir(&copies).unwrap();
    for name in ["x.sqlite", "x.sqlite-wal"] {
        if disk.0.join(name).is_file() {
            fs::copy(disk.0.join(name), copies.join(name)).unwrap();
        }
    }
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", copies.join("x.sqlite").display())).await.unwrap();
    let row = sqlx::query("PRAGMA integrity_check").fetch_one(&pool).await.unwrap();
    assert_eq!(row.get::<String, _>(0), "ok");
    let row = sqlx::query("SELECT COUNT(*) FROM attempt_results WHERE settled = 1").fetch_one(&pool).await.unwrap();
    let stored: i64 = row.get(0);
    pool.close().await;
    assert!(stored > 0 && stored as usize <= asked, "{stored} of {asked}");
    // What was asked and could not be stored was in flight: four at a time.
    assert!(asked - stored as usize <= 2 * 4, "{asked} asked, {stored} stored");

    // With more room it goes on, and what was stored is not asked again.
    let grown = Command::new("mount").args(["-o", "remount,size=64m"]).arg(&disk.0).status().unwrap();
    assert!(grown.success());
    let ended = start(true);
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    assert_eq!(server.count() - asked, 60 - stored as usize);
}

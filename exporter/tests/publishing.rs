//! What an export may replace, what `check` reads, and an index that a killed export left behind.

#![cfg(unix)]
#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::{Duration, Instant};

use support::judged::Judged;
use support::program::{Ended, exporter, spawn, wait};

fn export(judged: &Judged, out: &str, id: &str, more: &[&str]) -> Ended {
    judged.call(&[&["export", "--out", out, "--id", id, "--title", "T"], more].concat())
}

/// Every file below a folder with its bytes, but for the database, which readers share memory beside.
fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if !path.to_string_lossy().contains("sqlite") {
                found.push((path.display().to_string(), fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn fifo(path: &Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn an_export_replaces_nothing_but_its_own_snapshot() {
    let judged = Judged::new(&["m"]);
    let path = judged.path();
    let published = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/snapshots/2026-04-published");
    fs::create_dir_all(path.join("s/2026-04-published")).unwrap();
    fs::copy(format!("{published}/summary.json"), path.join("s/2026-04-published/summary.json")).unwrap();
    fs::create_dir_all(path.join("s/empty")).unwrap();
    fs::write(path.join("s/file"), "mine").unwrap();
    symlink(path.join("tasks"), path.join("s/link")).unwrap();
    let before = tree(path);
    for (out, id, said) in [
        ("s", "2026-04-published", "published figures"),
        // The folder with the task files themselves.
        (".", "tasks", "a file or device has this name"),
        (".", "s", "no snapshot of this program"),
        ("s", "file", "no folder"),
        ("s", "link", "no folder"),
        ("s", "index.json", "a file or device has this name"),
        ("s", "summary.json", "a file or device has this name"),
        ("s", "con.x", "a file or device has this name"),
    ] {
        for more in [&[][..], &["--replace"]] {
            let ended = export(&judged, out, id, more).expect(2);
            assert!(ended.stderr.contains(said), "{id}: {}", ended.stderr);
            assert!(ended.stderr.contains("--id"), "{id}: {}", ended.stderr);
        }
    }
    assert!(tree(path) == before, "something was changed");
    export(&judged, "s", "empty", &[]).expect(0);
    export(&judged, "s", "mine", &[]).expect(0);
    export(&judged, "s", "mine", &["--statement", "Again."]).expect(0);
    // A note that somebody put beside it is not lost.
    fs::write(path.join("s/mine/NOTES.txt"), "mine").unwrap();
    let ended = export(&judged, "s", "mine", &["--replace"]).expect(2);
    assert!(ended.stderr.contains("NOTES.txt"), "{}", ended.stderr);
    fs::remove_file(path.join("s/mine/NOTES.txt")).unwrap();
    // Another run's.
    let other = Judged::new(&["m"]);
    let out = path.join("s").display().to_string();
    let ended = export(&other, &out, "mine", &[]).expect(2);
    assert!(ended.stderr.contains("the snapshot of run ") && ended.stderr.contains("--replace"), "{}", ended.stderr);
    export(&other, &out, "mine", &["--replace"]).expect(0);
}

#[test]
fn check_refuses_links_and_waits_for_no_pipe() {
    let judged = Judged::new(&["m"]);
    let path = judged.path();
    export(&judged, "s", "a", &[]).expect(0);
    type Damage = (&'static str, fn(&Path));
    let damages: [Damage; 6] = [
        ("NOTES.txt", |at| symlink("/etc/passwd", at).unwrap()),
        ("tasks/zero.json", |at| symlink("/dev/zero", at).unwrap()),
        ("tasks/pipe.json", fifo),
        ("more", |at| symlink("/etc", at).unwrap()),
        ("../pipe", fifo),
        ("../b", |at| symlink("a", at).unwrap()),
    ];
    for (name, damage) in damages {
        let at = path.join("s/a").join(name);
        damage(&at);
        let begun = Instant::now();
        let child = spawn(path, &["check", "s"]);
        let ended = wait(child).expect(4);
        assert!(begun.elapsed() < Duration::from_secs(20), "{name}");
        let short = name.trim_start_matches("../");
        assert!(ended.stdout.lines().any(|line| line.contains(short) && line.contains("is a ")), "{}", ended.stdout);
        fs::remove_file(&at).unwrap();
    }
    // The summary and the index themselves.
    for name in ["s/a/summary.json", "s/index.json"] {
        let whole = fs::read(path.join(name)).unwrap();
        fs::remove_file(path.join(name)).unwrap();
        fifo(&path.join(name));
        let ended = exporter(path, &["check", "s"]);
        assert!(ended.code == 4 || ended.code == 2, "{name}: {ended:?}");
        fs::remove_file(path.join(name)).unwrap();
        fs::write(path.join(name), whole).unwrap();
    }
    exporter(path, &["check", "s"]).expect(0);
}

#[test]
fn an_index_that_a_killed_export_left_is_mended_and_nothing_else_is() {
    let judged = Judged::new(&["m"]);
    let path = judged.path();
    export(&judged, "s", "a", &[]).expect(0);
    let old = fs::read(path.join("s/index.json")).unwrap();
    export(&judged, "s", "a", &["--statement", "Another one."]).expect(0);
    // As a kill between the folder and the index leaves it.
    fs::write(path.join("s/index.json"), old).unwrap();
    exporter(path, &["check", "s"]).expect(4);
    exporter(path, &["check", "s", "--mend-index"]).expect(0);
    exporter(path, &["check", "s"]).expect(0);
    fs::remove_file(path.join("s/index.json")).unwrap();
    exporter(path, &["check", "s", "--mend-index"]).expect(0);
    // Where a snapshot is damaged, its index is no help.
    let index = fs::read(path.join("s/index.json")).unwrap();
    fs::write(path.join("s/a/summary.json"), "{}").unwrap();
    exporter(path, &["check", "s", "--mend-index"]).expect(4);
    assert_eq!(fs::read(path.join("s/index.json")).unwrap(), index);
}

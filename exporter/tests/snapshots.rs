//! `export` and `check` on folders that are not as they should be.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;
use std::path::Path;

use support::program::exporter;
use support::suite;

/// A judged run of the built-in baselines, exported to `s/a`.
fn exported() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    suite::small(path, 1);
    exporter(path, &["run", "--tasks", "tasks", "--database", "x.sqlite"]).expect(0);
    exporter(path, &["judge", "--database", "x.sqlite"]).expect(0);
    export(path, "A", &[]);
    folder
}

fn export(path: &Path, title: &str, more: &[&str]) -> String {
    let arguments = ["export", "--database", "x.sqlite", "--out", "s", "--id", "a", "--title", title];
    exporter(path, &[&arguments[..], more].concat()).expect(0).stderr
}

#[test]
fn new_words_are_a_change() {
    let folder = exported();
    let path = folder.path();
    assert!(export(path, "A", &["--if-changed"]).contains("kept"));
    assert!(export(path, "B", &["--if-changed"]).contains("Exported"));
    assert!(export(path, "B", &["--if-changed", "--statement", "Ours."]).contains("Exported"));
    assert!(export(path, "B", &["--if-changed", "--statement", "Ours."]).contains("kept"));
}

#[test]
fn a_snapshot_that_a_kill_moved_aside_is_put_back() {
    let folder = exported();
    let path = folder.path();
    fs::rename(path.join("s/a"), path.join("s/.a.old-1")).unwrap();
    assert!(export(path, "A", &["--if-changed"]).contains("kept"));
    exporter(path, &["check", "s"]).expect(0);
}

#[test]
fn check_says_what_is_missing() {
    let folder = exported();
    let path = folder.path();
    let said = exporter(path, &["check", "s"]).expect(0).stdout;
    assert!(said.contains("3 files, 1 snapshot, no faults"), "{said}");
    fs::create_dir(path.join("s/b")).unwrap();
    fs::rename(path.join("s/a"), path.join("s/b/a")).unwrap();
    let said = exporter(path, &["check", "s"]).expect(4).stdout;
    assert!(said.contains("index.json: lists a, and there is no such snapshot"), "{said}");
    fs::rename(path.join("s/b/a"), path.join("s/a")).unwrap();
    fs::remove_file(path.join("s/index.json")).unwrap();
    fs::write(path.join("s/index.json"), "{\"format\":\"x\"}").unwrap();
    export(path, "A", &[]);
    fs::remove_file(path.join("s/a/summary.json")).unwrap();
    for place in ["s", "s/a"] {
        let said = exporter(path, &["check", place]).expect(4).stdout;
        assert!(said.contains("summary.json: is missing"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_a_fault_and_not_the_end() {
    let folder = exported();
    let path = folder.path();
    std::os::unix::fs::symlink("nowhere", path.join("s/a/tasks/dangling.json")).unwrap();
    std::os::unix::fs::symlink(".", path.join("s/a/circle")).unwrap();
    let ended = exporter(path, &["check", "s"]).expect(4);
    assert!(ended.stdout.contains("dangling.json: is a link"), "{}", ended.stdout);
    assert!(ended.stdout.contains("circle: is a link"), "{}", ended.stdout);
    assert!(ended.stderr.contains("2 faults"), "{}", ended.stderr);
}

#[test]
fn a_run_without_a_result_is_not_exported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    suite::small(path, 1);
    let dead = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", dead.local_addr().unwrap());
    drop(dead);
    let config = format!(
        "[[providers]]\nid = \"p\"\nkind = \"openai-compatible\"\nbase_url = \"{url}\"\nbackoff_ms = 1\n\
         [[models]]\nid = \"m\"\nprovider = \"p\"\nprovider_model = \"m\"\nfamily = \"f\"\n\
         [[judges]]\nid = \"checks\"\nprovider = \"builtin\"\nmethod = \"checks\"\nfamily = \"one\"\n\
         [[judges]]\nid = \"coverage\"\nprovider = \"builtin\"\nmethod = \"coverage\"\nfamily = \"two\"\n"
    );
    fs::write(path.join("lim.toml"), config).unwrap();
    exporter(path, &["run", "--config", "lim.toml", "--tasks", "tasks", "--database", "x.sqlite"]).expect(3);
    let ended =
        exporter(path, &["export", "--database", "x.sqlite", "--out", "s", "--id", "a", "--title", "A"]).expect(2);
    assert!(ended.stderr.contains("has no result yet"), "{}", ended.stderr);
    assert!(!path.join("s").exists());
}

//! Snapshots that were damaged or forged, and an export that is killed at any moment.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;
use std::path::Path;
use std::time::Duration;

use analytics::digest::sha256_hex;
use serde_json::{Value, json};
use support::folder::copy;
use support::judged::Judged;
use support::program::{exporter, spawn};

/// The folder of a good snapshot, `s/a` within.
fn good() -> Judged {
    let judged = Judged::new(&["m"]);
    judged.summary();
    judged
}

fn json_at(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn change(path: &Path, change: impl FnOnce(&mut Value)) {
    let mut value = json_at(path);
    change(&mut value);
    fs::write(path, serde_json::to_string(&value).unwrap()).unwrap();
}

fn cut(path: &Path) {
    let bytes = fs::read(path).unwrap();
    fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
}

/// Writes a changed detail file and the checksum and size that then belong to it.
fn forge_detail(folder: &Path, what: impl FnOnce(&mut Value)) {
    let detail = folder.join("tasks/sum-001.json");
    change(&detail, what);
    let bytes = fs::read(&detail).unwrap();
    change(&folder.join("summary.json"), |summary| {
        let file =
            summary["files"].as_array_mut().unwrap().iter_mut().find(|file| file["path"] == "tasks/sum-001.json");
        let file = file.unwrap();
        file["sha256"] = sha256_hex(&bytes).into();
        file["bytes"] = bytes.len().into();
    });
}

type Damage = (&'static str, fn(&Path), &'static [&'static str]);

const DAMAGES: [Damage; 12] = [
    (
        "a detail file cut in half",
        |folder| cut(&folder.join("tasks/sum-001.json")),
        &["sum-001.json: is no JSON", "SHA-256"],
    ),
    ("a summary cut in half", |folder| cut(&folder.join("summary.json")), &["summary.json: is no JSON"]),
    ("an empty summary", |folder| fs::write(folder.join("summary.json"), "").unwrap(), &["summary.json: is no JSON"]),
    (
        "a wrong checksum",
        |folder| change(&folder.join("summary.json"), |summary| summary["files"][0]["sha256"] = "0".repeat(64).into()),
        &["tasks/sum-001.json is not the file that was exported"],
    ),
    (
        "a better mark in the summary",
        |folder| change(&folder.join("summary.json"), |summary| summary["verdicts"]["marks"][1] = json!([2, 2, 2])),
        &["results are not what the marks give", "other marks in its detail file"],
    ),
    (
        "a mark that does not exist",
        |folder| change(&folder.join("summary.json"), |summary| summary["verdicts"]["marks"][1] = json!([3, 2, 2])),
        &["at /verdicts/marks/1"],
    ),
    (
        "another answer, with its checksum",
        |folder| forge_detail(folder, |detail| detail["cases"][0]["answer"] = "a better answer".into()),
        &["results_sha256 is not the digest of the results"],
    ),
    (
        "a newer summary",
        |folder| {
            change(&folder.join("summary.json"), |summary| {
                summary["version"] = 2.into();
                summary["something_new"] = true.into();
            });
        },
        &["summary.json: this is version 2 of the snapshot format, and this program reads version 1"],
    ),
    (
        "a newer detail file",
        |folder| forge_detail(folder, |detail| detail["version"] = 7.into()),
        &["sum-001.json: this is version 7 of the snapshot format"],
    ),
    (
        "a file that nobody listed",
        |folder| fs::write(folder.join("tasks/extra.json"), "{}").unwrap(),
        &["tasks/extra.json stands in the folder and not in the summary's list"],
    ),
    (
        "a file that is gone",
        |folder| fs::remove_file(folder.join("tasks/sum-002.json")).unwrap(),
        &["tasks/sum-002.json is missing"],
    ),
    (
        "a field that the format does not have",
        |folder| change(&folder.join("summary.json"), |summary| summary["ranking"] = "first".into()),
        &["summary.json: at the whole file", "ranking"],
    ),
];

#[test]
fn every_damage_is_named() {
    let judged = good();
    let whole = judged.path().join("s/a");
    for (what, damage, expected) in DAMAGES {
        let folder = tempfile::tempdir().unwrap();
        copy(&whole, &folder.path().join("a"));
        exporter(folder.path(), &["check", "a"]).expect(0);
        damage(&folder.path().join("a"));
        let ended = exporter(folder.path(), &["check", "a"]).expect(4);
        for text in expected {
            assert!(ended.stdout.contains(text), "{what}: {text:?} is not said:\n{}", ended.stdout);
        }
        assert!(ended.stdout.lines().all(|line| line.starts_with("a/") || line.starts_with("a:")), "{}", ended.stdout);
    }
}

#[test]
fn a_killed_export_leaves_a_whole_snapshot() {
    let judged = good();
    let path = judged.path();
    let title = |title: &str| {
        ["export", "--out", "s", "--id", "a", "--database", "x.sqlite", "--resamples", "1000000", "--title", title]
            .map(str::to_owned)
    };
    let named = || json_at(&path.join("s/a/summary.json"))["title"].as_str().unwrap().to_owned();
    let mut before = named();
    let mut killed = 0;
    for round in 0..24_u64 {
        let next = format!("Round {round}");
        let arguments = title(&next);
        let mut child = spawn(path, &arguments.each_ref().map(String::as_str));
        std::thread::sleep(Duration::from_millis(4 * round));
        killed += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        // The folder alone: the index is made from it, by the next export at the latest.
        exporter(path, &["check", "s/a"]).expect(0);
        let now = named();
        assert!(now == before || now == next, "{now:?} is neither the old one nor the new one");
        before = now;
    }
    assert!(killed > 5, "only {killed} exports were killed at work");
    let arguments = title("The end");
    exporter(path, &arguments.each_ref().map(String::as_str)).expect(0);
    exporter(path, &["check", "s"]).expect(0);
    assert_eq!(named(), "The end");
}

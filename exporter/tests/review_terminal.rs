//! `exporter review` as a person uses it: the real program behind a pseudo-terminal.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use support::judged::Judged;
use support::program::exporter;
use support::terminal::Behind;

/// The program behind a terminal of the usual size.
fn review(judged: &Judged, more: &[&str]) -> Behind {
    Behind::start(judged.path(), &[&["review", "--database", "x.sqlite"], more].concat(), 24, 80)
}

fn reviews(judged: &Judged) -> serde_json::Value {
    judged.summary()["reviews"]["marks"].clone()
}

#[test]
fn a_session_in_the_terminal() {
    let judged = Judged::new(&["m"]);
    let mut behind = review(&judged, &["--audit", "0"]);
    behind.sees("Who decides?");
    behind.press("Ada\r");
    let first = behind.sees("1 of 2 open");
    assert!(first.contains("␛[2J␛]0;owned␇"), "the answer's escapes are shown and do nothing:\n{first}");
    behind.press("201");
    behind.sees("Enter saves");
    behind.press("r");
    behind.sees("Enter keeps the reason");
    behind.press("because ü\r");
    behind.press("\r");
    behind.sees("saved; 1 of 2 reviewed");
    behind.resize(30, 130);
    behind.sees("2 of 2 open");
    behind.press("u");
    behind.sees("taken back");
    behind.press("222\r\r");
    behind.sees("saved; 1 of 2 reviewed");
    behind.press("q");
    assert_eq!(behind.ends(), 0);
    assert_eq!(reviews(&judged), serde_json::json!([[2, 2, 2]]));
    let history = &judged.detail("sum-002")["cases"][0]["reviews"];
    assert_eq!((history.as_array().unwrap().len(), &history[0]["reason"]), (3, &"because ü".into()), "{history}");
}

#[test]
fn what_was_saved_survives_a_kill_and_a_ctrl_c() {
    let judged = Judged::new(&["m"]);
    let arguments = ["--audit", "0", "--author", "Ada"];
    let mut behind = review(&judged, &arguments);
    behind.sees("1 of 2 open");
    behind.press("111\r\r");
    behind.sees("saved; 1 of 2 reviewed");
    behind.press("2");
    behind.kill();
    behind.ends();
    assert_eq!(reviews(&judged), serde_json::json!([[1, 1, 1]]));

    let mut behind = review(&judged, &arguments);
    behind.sees("1 of 1 open");
    behind.press("000\r\r");
    behind.sees("that was the last open one");
    behind.press("\u{3}");
    assert_eq!(behind.ends(), 130);
    assert_eq!(reviews(&judged), serde_json::json!([[1, 1, 1], [0, 0, 0]]));
}

#[test]
fn without_a_terminal_it_names_the_queue_export() {
    let folder = tempfile::tempdir().unwrap();
    let ended = exporter(folder.path(), &["review", "--database", "x.sqlite"]).expect(2);
    assert!(
        ended.stderr.contains("needs a terminal") && ended.stderr.contains("exporter queue export"),
        "{}",
        ended.stderr
    );
}

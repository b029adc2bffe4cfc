//! Nothing that comes from a file, a database, a configuration or an argument steers the terminal, and data that cannot be
//! written are a failure.

#![cfg(unix)]
#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use support::judged::Judged;
use support::program::command;

/// A title, the clipboard, a cleared screen, an 8-bit sequence, a turn of direction.
const HOSTILE: &str = "\u{1b}]0;owned\u{7}\u{1b}]52;c;ZXZpbA==\u{7}\u{1b}[2J\u{9b}31m\u{202e}txt";

/// What the program writes to a pseudo-terminal that is stdout and stderr.
fn on_a_terminal(folder: &Path, arguments: &[&str]) -> String {
    let pty = native_pty_system().openpty(PtySize { rows: 50, cols: 200, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut program = CommandBuilder::new(env!("CARGO_BIN_EXE_exporter"));
    program.args(arguments);
    program.cwd(folder);
    program.env_clear();
    program.env("TERM", "xterm-256color");
    let mut child = pty.slave.spawn_command(program).unwrap();
    drop(pty.slave);
    let mut output = pty.master.try_clone_reader().unwrap();
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // At the end of the program the terminal is gone, which Linux calls an error.
        let _ = output.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    });
    child.wait().unwrap();
    reader.join().unwrap()
}

/// Fails unless every escape sequence is a colour, which is the program's own.
fn is_harmless(what: &str, output: &str) {
    for part in output.split('\u{1b}').skip(1) {
        let end = part.find(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(part.len());
        let colour = part.starts_with('[') && part[end..].starts_with('m');
        assert!(colour, "{what}: {:?} in {output:?}", &part[..part.len().min(20)]);
    }
    let bad = |letter: char| {
        (letter.is_control() && !"\n\r\t\u{1b}".contains(letter)) || matches!(letter, '\u{202a}'..='\u{202e}')
    };
    assert!(!output.contains(bad), "{what}: {output:?}");
}

/// A copy of the database in which a run and a model have hostile names, as another machine's may have that is merged.
fn hostile_run(from: &Path, to: &Path) {
    use sqlx::ConnectOptions;
    use sqlx::sqlite::SqliteConnectOptions;
    fs::copy(from, to).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut open = SqliteConnectOptions::new().filename(to).foreign_keys(false).connect().await.unwrap();
        for statement in [
            "UPDATE runs SET id = $1",
            "UPDATE run_starts SET run_id = $1",
            "UPDATE run_cases SET run_id = $1",
            "UPDATE attempts SET run_id = $1",
            "UPDATE verdicts SET run_id = $1",
            "UPDATE verdict_attempts SET run_id = $1",
        ] {
            sqlx::query(statement).bind(HOSTILE).execute(&mut open).await.unwrap();
        }
    });
}

#[test]
fn files_databases_and_configurations_steer_no_terminal() {
    let judged = Judged::new(&["m"]);
    let path = judged.path();
    judged.call(&["export", "--out", "s", "--id", "a", "--title", "A"]).expect(0);
    let escaped = serde_json::to_string(HOSTILE).unwrap();
    let summary = fs::read_to_string(path.join("s/a/summary.json")).unwrap();
    let forge = |id: &str, from: &str| {
        assert!(summary.contains(from), "{from}");
        fs::create_dir_all(path.join("s").join(id)).unwrap();
        let value = from.split(": ").next().unwrap();
        fs::write(path.join("s").join(id).join("summary.json"), summary.replace(from, &format!("{value}: {escaped}")))
            .unwrap();
    };
    forge("title", "\"title\": \"A\"");
    let category = summary.lines().find(|line| line.contains("\"category\": ")).unwrap();
    forge("category", category.trim().trim_end_matches(','));
    let task = fs::read_to_string(path.join("tasks/sum-001.md")).unwrap();
    let title = task.lines().find(|line| line.starts_with("title")).unwrap();
    fs::create_dir(path.join("hostile")).unwrap();
    fs::write(
        path.join("hostile/sum-001.md"),
        task.replace(
            title,
            &format!("title = {}", escaped.replace('\u{9b}', "\\u009b").replace('\u{202e}', "\\u202E")),
        )
        .replace("This is question 1.", &format!("This is question 1. {HOSTILE}")),
    )
    .unwrap();
    let toml =
        format!("\"{}\"", HOSTILE.chars().map(|letter| format!("\\U{:08X}", u32::from(letter))).collect::<String>());
    let config = fs::read_to_string(path.join("lim.toml")).unwrap();
    fs::write(path.join("model.toml"), config.replace("provider_model = \"m\"", &format!("provider_model = {toml}")))
        .unwrap();
    fs::write(path.join("key.toml"), format!("{config}\n[[models]]\n{toml} = 1\n")).unwrap();
    hostile_run(&path.join("x.sqlite"), &path.join("y.sqlite"));
    for arguments in [
        &["report", "title", "--out", "s"][..],
        &["report", "category", "--out", "s"],
        &["report", "title", "--out", "s", "--format", "csv"],
        &["diff", "title", "a", "--out", "s"],
        &["diff", "a", "category", "--out", "s"],
        &["diff", "title", "a", "--out", "s", "--format", "json"],
        &["check", "s"],
        &["check", "s/category"],
        &["tasks", "list", "--folder", "hostile"],
        &["tasks", "show", "sum-001", "--folder", "hostile"],
        &["tasks", "check", "hostile"],
        &["run", "--dry-run", "--config", "model.toml", "--tasks", "tasks"],
        &["run", "--dry-run", "--config", "key.toml", "--tasks", "tasks"],
        &["doctor", "--config", "model.toml", "--tasks", "tasks"],
        &["export", "--id", "a", "--title", "T", "--run", HOSTILE, "--database", "x.sqlite"],
        &["status", "--database", HOSTILE],
        &["status", "--database", "y.sqlite"],
        &["report", "--database", "y.sqlite"],
        &["queue", "list", "--database", "y.sqlite", "--audit", "1"],
        &["merge", "--database", "z.sqlite", "y.sqlite"],
        &["run", "--budget", HOSTILE],
        &["report", HOSTILE],
        &["decide", "--usage", HOSTILE],
    ] {
        let output = on_a_terminal(path, arguments);
        assert!(!output.trim().is_empty(), "{arguments:?}");
        is_harmless(&format!("{arguments:?}"), &output);
    }
}

#[test]
fn data_that_cannot_be_written_are_a_failure_of_every_command() {
    let judged = Judged::new(&["m"]);
    let path = judged.path();
    judged.call(&["export", "--out", "s", "--id", "a", "--title", "A"]).expect(0);
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../data");
    for arguments in [
        &["report", "a", "--out", "s", "--format", "csv"][..],
        &["report", "a", "--out", "s"],
        &["status", "--json", "--database", "x.sqlite"],
        &["status", "--database", "x.sqlite"],
        &["decide", "--data", data],
        &["fit", "--data", data],
        &["speed", "--data", data],
        &["check", "s"],
        &["diff", "a", "a", "--out", "s"],
        &["queue", "list", "--database", "x.sqlite"],
        &["help-markdown"],
        &["tasks", "list", "--folder", "tasks"],
        &["tasks", "show", "sum-001", "--folder", "tasks"],
        &["doctor", "--config", "lim.toml", "--tasks", "tasks", "--database", "x.sqlite"],
        &["run", "--dry-run", "--config", "lim.toml", "--tasks", "tasks", "--database", "x.sqlite"],
        &["export", "--out", "s", "--id", "a", "--title", "A", "--database", "x.sqlite"],
        &["--help"],
        &["--version"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ended = command(path, arguments).stdout(full).stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(
            said.contains("cannot write to the standard output") && said.contains("space"),
            "{arguments:?}: {said}"
        );
    }
    // A reader that has seen enough is none.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ended = command(path, &["help-markdown"]).stdout(writer).output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
}

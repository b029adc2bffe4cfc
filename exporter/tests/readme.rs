//! The README's commands, run as they stand there, against a server that speaks Ollama's format.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::program::exporter;
use support::server::{Script, Server};
use support::streams::{ollama, verdict};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The lines of all `sh` blocks, without comments.
fn commands(markdown: &str) -> Vec<String> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in markdown.lines() {
        match line.trim() {
            "```sh" => inside = true,
            "```" => inside = false,
            command if inside && !command.is_empty() => {
                lines.push(command.split(" #").next().unwrap_or_default().trim().to_owned());
            }
            _ => {}
        }
    }
    lines
}

/// Words of a command; quotation marks hold words together.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('"').enumerate();
    parts
        .flat_map(|(at, part)| {
            if at % 2 == 1 { vec![part.to_owned()] } else { part.split_whitespace().map(str::to_owned).collect() }
        })
        .collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_reader_can_follow_the_readme_to_a_checked_snapshot() {
    let server = Server::with_look_ups(
        |request| {
            // Judges are asked for a fixed shape, models are not.
            let answer =
                if request.body.get("format").is_some() { verdict([2, 1, 2]) } else { "An answer: 42.".to_owned() };
            ollama(request.model(), &answer, 0)
        },
        |request| match &*request.path {
            "/api/version" => Script::whole(200, "application/json", r#"{"version":"0.20.0"}"#),
            "/api/show" => Script::whole(
                200,
                "application/json",
                r#"{"details":{"quantization_level":"Q4_K_M"},"capabilities":["completion","thinking"]}"#,
            ),
            _ => Script::whole(404, "text/plain", ""),
        },
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    copy(&root().join("data"), &path.join("data"));
    copy(&root().join("examples"), &path.join("examples"));
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let mut ran = Vec::new();
    for command in commands(&readme) {
        let words = words(&command);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["cp", from, to] => {
                let text = fs::read_to_string(path.join(from)).unwrap();
                // The one change that a reader makes too: where the server is.
                assert!(text.contains("http://127.0.0.1:11434"), "{from} names Ollama's usual address");
                fs::write(path.join(to), text.replace("http://127.0.0.1:11434", &server.url)).unwrap();
            }
            ["cargo", "exporter", arguments @ ..] => {
                let ended = exporter(path, arguments).expect(0);
                ran.push((arguments[0].to_owned(), ended));
            }
            // xtask's own tests read these.
            ["cargo", "xtask", ..] => {}
            other => panic!("the README has a command that no test knows: {other:?}"),
        }
    }
    let names: Vec<_> = ran.iter().map(|(name, _)| name.as_str()).collect();
    for expected in ["doctor", "run", "judge", "status", "queue", "report", "export", "check", "tasks"] {
        assert!(names.contains(&expected), "the README no longer shows {expected}");
    }
    let summary = fs::read_to_string(path.join("data/snapshots/my-first-run/summary.json")).unwrap();
    assert!(summary.contains("\"title\": \"My first run\""));
    let check = &ran.iter().find(|(name, _)| name == "check").unwrap().1;
    assert!(check.stdout.contains("no faults") || check.stderr.contains("no faults"), "{check:?}");
}

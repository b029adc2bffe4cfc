//! A made-up history with secrets in every field, and the program run on it.

#![allow(dead_code, clippy::unwrap_used, missing_docs, reason = "each test file uses a part; a test may fail")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Secrets that stand in prompts, folders, files, commands, results, sessions and ids.
pub const SECRETS: [&str; 9] = [
    "hunter2secret",
    "sk-planted-0123456789abcdef",
    "planted@example.org",
    "PlantedProject",
    "planted_file_name",
    "planted-command",
    "planted-result",
    "planted-session",
    "planted-message-id",
];

pub const PROMPTS: [(&str, usize); 4] = [
    ("Fix the login test that fails with password=hunter2secret, key sk-planted-0123456789abcdef", 12),
    ("Refactor the parser in PlantedProject so that planted@example.org can read it", 8),
    ("Write the commit message for these changes", 6),
    ("Search the web for the newest release notes", 2),
];

/// Twenty-eight requests over two weeks, two calls each.
pub fn home() -> TempDir {
    let home = TempDir::new().unwrap();
    let mut lines = Vec::new();
    let mut number = 0;
    for (prompt, times) in PROMPTS {
        for time in 0..times {
            number += 1;
            let at = |second: u32| format!("2026-10-{:02}T08:{:02}:{second:02}.000Z", 1 + number % 14, number);
            let session = format!("planted-session-{}", number % 5);
            let cwd = "/w/PlantedProject";
            let prompt = format!("{prompt} ({time})");
            lines.push(
                serde_json::json!({"type": "user", "uuid": format!("u{number}"), "sessionId": session, "timestamp": at(0), "cwd": cwd,
                    "gitBranch": "planted-result", "message": {"role": "user", "content": prompt}})
                .to_string(),
            );
            for call in 0..2 {
                lines.push(
                    serde_json::json!({"type": "assistant", "uuid": format!("a{number}-{call}"), "sessionId": session,
                        "timestamp": at(10 + call * 10), "cwd": cwd, "requestId": "planted-message-id", "message": {
                        "id": format!("planted-message-id-{number}-{call}"), "model": "claude-opus-4-5-20251101",
                        "content": [{"type": "text", "text": "planted-result"}, {"type": "tool_use", "id": format!("t{number}-{call}"),
                            "name": "Bash", "input": {"command": "planted-command --now", "file_path": "/w/planted_file_name.rs"}}],
                        "usage": {"input_tokens": 1000, "cache_creation_input_tokens": 200, "cache_read_input_tokens": 10000, "output_tokens": 500}}})
                    .to_string(),
                );
            }
        }
    }
    let path = home.path().join(".claude/projects/-w-PlantedProject/planted-session.jsonl");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, lines.join("\n") + "\n").unwrap();
    home
}

pub fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data")
}

pub fn run_in(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_exporter"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("LIM_DATA")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that ends early closes its input, which is no fault here.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// `exporter mine …` in a folder of its own, without the repository's data folder.
pub fn mine(home: &Path, folder: &Path, arguments: &[&str]) -> Output {
    let mut all = vec!["mine"];
    all.extend(arguments);
    all.extend(["--home", home.to_str().unwrap()]);
    run_in(folder, &all, "")
}

pub fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn json(output: &Output) -> Value {
    serde_json::from_str(&stdout(output)).unwrap()
}

//! The README's commands, run as they stand there, against a server that speaks Ollama's format.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod mine_home;
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use support::folder::copy;
use support::program::exporter as program;
use support::server::{Request, Script, Server};
use support::streams::ollama;
use support::terminal::Behind;

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

/// What an Ollama says of itself that has pulled every model of the example.
fn look_up(request: &Request) -> Script {
    let example = fs::read_to_string(root().join("examples/ollama.toml")).unwrap();
    let names = example.lines().filter_map(|line| line.strip_prefix("provider_model = ")?.split('"').nth(1));
    let models: Vec<_> = names
        .map(|name| {
            let digest = format!("{:0>64x}", name.len());
            json!({"name": name, "model": name, "digest": digest, "details": {"quantization_level": "Q4_K_M"}})
        })
        .collect();
    let body = match request.path.as_str() {
        "/api/version" => json!({"version": "0.20.0"}),
        "/api/tags" => json!({ "models": models }),
        "/api/ps" => json!({"models": []}),
        _ => json!({"capabilities": ["completion", "thinking"],
            "model_info": {"general.architecture": "x", "x.context_length": 131_072}}),
    };
    Script::whole(200, "application/json", body.to_string())
}

/// Decides about everything in the queue, as a person at the terminal.
fn review(folder: &Path, arguments: &[&str]) {
    let mut behind = Behind::start(folder, arguments, 24, 80);
    behind.sees("Who decides?");
    behind.press("Ada\r");
    let first = behind.sees(" reviewed)");
    let all: usize = first.split(" of ").nth(2).unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!(all >= 3, "three answers are unresolved:\n{first}");
    for done in 1..=all {
        behind.press("101\r");
        behind.sees("Enter saves, with or without a reason");
        behind.press("seen\r");
        behind.sees(&format!("({done} of {all} reviewed)"));
    }
    behind.press("q");
    assert_eq!(behind.ends(), 0);
}

#[test]
fn a_reader_can_follow_the_readme_to_a_checked_snapshot() {
    let prompt = {
        let tasks = exporter::tasks::load_dir(&root().join("data/tasks")).unwrap();
        tasks.into_iter().find(|task| task.id.as_str() == "debugging-001").unwrap().prompt
    };
    let server = Server::with_look_ups(
        move |request| {
            let contents: Vec<&str> = (request.body["messages"].as_array().into_iter().flatten())
                .filter_map(|message| message["content"].as_str())
                .collect();
            let is_disputed = contents.iter().any(|content| content.contains(&prompt));
            let judge = request.model();
            // Judges are asked for a fixed shape, models are not.
            let answer = match request.body.get("format") {
                None => "An answer: 42.".to_owned(),
                Some(_) => {
                    let correctness = if is_disputed && judge == "gpt-oss:120b" { 0 } else { 2 };
                    let reasoning = format!("{judge} has read the answer and finds what was asked for, in its form.");
                    json!({"reasoning": reasoning, "correctness": correctness, "completeness": 1, "quality": 2})
                        .to_string()
                }
            };
            ollama(judge, &answer, 0)
        },
        look_up,
    );
    let home = mine_home::home();
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
            ["cargo", "exporter", "review", ..] => {
                review(path, &words[2..]);
                ran.push(("review".to_owned(), String::new()));
            }
            ["cargo", "exporter", "mine", arguments @ ..] => {
                // A reader's own home has a history; this one is made up.
                let mut all = vec!["mine"];
                all.extend(arguments);
                if arguments[0] != "route" || arguments[1] != "simulate" {
                    all.extend(["--home", home.path().to_str().unwrap()]);
                }
                let ended = program(path, &all).expect(0);
                ran.push((format!("mine {}", arguments[0]), ended.stdout));
            }
            ["cargo", "exporter", arguments @ ..] => {
                let ended = program(path, arguments).expect(0);
                assert!(!ended.stderr.contains("warning:"), "{arguments:?}: {}", ended.stderr);
                ran.push((arguments[0].to_owned(), ended.stdout));
            }
            // xtask's own tests read these.
            ["cargo", "xtask", ..] => {}
            other => panic!("the README has a command that no test knows: {other:?}"),
        }
    }
    let names: Vec<_> = ran.iter().map(|(name, _)| name.as_str()).collect();
    let session = ["doctor", "run", "run", "judge", "status", "export", "review", "export", "diff", "report", "check"];
    assert!(names.windows(session.len()).any(|part| part == session), "the session is another one: {names:?}");
    let said = |name: &str| ran.iter().find(|(ran, _)| ran == name).unwrap().1.as_str();
    assert!(said("doctor").contains("qwen3:14b is pulled"), "{}", said("doctor"));
    assert!(said("status").contains("unresolved    3"), "{}", said("status"));
    assert!(said("diff").contains("Judges\n  no change") && said("diff").contains("3 comparisons"), "{}", said("diff"));
    assert!(said("diff").contains(" reviews)"), "{}", said("diff"));
    assert!(said("report").contains("that the judges left unresolved"), "{}", said("report"));
    assert!(said("check").contains("no faults"), "{}", said("check"));
    let own = ["mine scan", "mine shares", "mine moves", "mine profile", "decide", "mine route", "mine route"];
    assert!(names.windows(own.len()).any(|part| part == own), "{names:?}");
    assert!(said("mine scan").contains("Claude Code") && said("mine shares").contains("debugging"));
    assert!(said("mine route").contains("An average month of 2026-10-"), "{}", said("mine route"));
    assert!(said("decide").contains("month"), "{}", said("decide"));
    let router = fs::read_to_string(path.join("router.yaml")).unwrap();
    assert!(router.contains("auto_router/complexity_router"), "{router}");
    let summary = |id: &str| fs::read_to_string(path.join("data/snapshots").join(id).join("summary.json")).unwrap();
    assert!(summary("first-run").contains("\"title\": \"First run, judges alone\""));
    assert!(!summary("first-run").contains("\"reviews\"") && summary("first-run-reviewed").contains("\"reviews\""));
}

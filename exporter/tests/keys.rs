//! Keys are planted wherever a server, a person or a mistake could bring them, and are then looked for in every file and
//! every line that the program leaves behind.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use exporter::config::ProviderKind;
use exporter::provider::Client;
use exporter::run::lane::Lane;
use serde_json::{Value, json};
use support::ask::provider as provider_at;
use support::server::{Part, Request, Script, Server};
use support::streams::{event, line, text};
use support::suite;

/// Two keys, with characters that change when they are escaped.
const ANSWERING: &str = "sk-planted/Answer+\"0123456789\"xyz";
const JUDGING: &str = "sk-planted/Judge=\\\"9876543210\\\"abc";

/// Pieces that give a key away in whatever form: the middle of it, and of its base64.
fn traces(key: &str) -> Vec<String> {
    let digits = key.chars().filter(char::is_ascii_digit).collect();
    let mut traces = vec![key.to_owned(), digits];
    for before in ["", "a", "ab"] {
        let encoded = STANDARD.encode(format!("{before}{key}"));
        // Twelve characters from the middle depend on the key alone.
        traces.push(encoded[8..20].to_owned());
    }
    traces
}

/// The key in an address; `all` also writes letters and digits by their numbers.
fn in_address(key: &str, all: bool) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() && !all;
    key.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// The key in every form that a server might repeat it in.
fn echoes(key: &str) -> String {
    [
        key.to_owned(),
        format!("Bearer {key}"),
        format!("http://user:{}@host/?key={}", in_address(key, false), in_address(key, true)),
        in_address(key, false).replace("%2F", "%2f").replace("%2D", "-"),
        Value::from(key).to_string(),
        json!({ "inner": json!({ "header": key }).to_string() }).to_string(),
        STANDARD.encode(key),
        STANDARD.encode(format!("user:{key}")),
        URL_SAFE_NO_PAD.encode(format!("x{key}")),
    ]
    .join(" | ")
}

fn key_of(request: &Request) -> String {
    request.authorization.clone().unwrap_or_default().trim_start_matches("Bearer ").to_owned()
}

/// A server that repeats the key in another place with each question.
fn hostile(request: &Request) -> Script {
    let echo = echoes(&key_of(request));
    let said = |text: &str| {
        json!({"id":echo,"model":echo,"provider":echo,"system_fingerprint":echo,
        "choices":[{"index":0,"delta":{"content":text,"reasoning":echo},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":9}})
    };
    if request.model().starts_with("judge") {
        let verdict = json!({"reasoning":echo,"correctness":2,"completeness":1,"quality":1}).to_string();
        return match request.number % 3 {
            0 => Script::events(vec![event(&said(&verdict))]),
            _ => Script::events(vec![event(&said(&format!("I cannot read {echo}")))]),
        };
    }
    let error = json!({"error":{"code":500,"message":echo,"metadata":{"raw":echo}}});
    match request.number {
        0 => Script::whole(500, "application/json", error.to_string()),
        1 => Script::whole(500, "text/html", format!("<html>{echo}</html>")).header("x-echo", &echo.replace('\\', "")),
        2 => Script::events(vec![event(&error)]),
        3 => Script::events(vec![text(&format!("data: {{broken {echo}\n\n"))]),
        4 => Script::events(vec![event(&said("half ").clone()), event(&error), Part::Cut]),
        5 => Script::whole(302, "text/plain", &*echo).header("location", "http://127.0.0.1:9/elsewhere"),
        6 => Script::whole(200, "application/json", error.to_string()),
        _ => Script::events(vec![event(&said(&format!("It is 42 by addition. {echo}")))]),
    }
}

/// Whatever is asked beside the questions repeats the key as well.
fn hostile_look_ups(request: &Request) -> Script {
    let echo = echoes(&key_of(request));
    let body = json!({"status":echo,"version":echo,"build_info":echo,"model_path":format!("/m/{echo}-Q4_K_M.gguf"),
        "default_generation_settings":{"n_ctx":4096},"data":[{"id":echo,"owned_by":echo}],"error":{"message":echo}});
    Script::whole(200, "application/json", body.to_string()).header("server", &echo.replace('\\', ""))
}

fn command(path: &Path, arguments: &[&str]) -> Command {
    let mut command = support::program::command(path, arguments);
    command.env("ANSWER_KEY", ANSWERING).env("JUDGE_KEY", JUDGING).env("RUST_BACKTRACE", "full");
    command
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.display().to_string(), fs::read(path).unwrap());
            }
        }
    }
    found
}

/// Fails when a trace of a key stands in the bytes.
fn no_key_in(name: &str, bytes: &[u8]) {
    for trace in traces(ANSWERING).into_iter().chain(traces(JUDGING)) {
        let at = bytes.windows(trace.len()).position(|window| window == trace.as_bytes());
        if let Some(at) = at {
            let around =
                String::from_utf8_lossy(&bytes[at.saturating_sub(60)..(at + 60).min(bytes.len())]).into_owned();
            panic!("{trace:?} stands in {name}: …{around}…");
        }
    }
}

fn config(url: &str) -> String {
    let provider = |id: &str, key: &str| {
        format!(
            "[[providers]]\nid = \"{id}\"\nkind = \"openai-compatible\"\nbase_url = \"{url}/v1\"\napi_key_env = \"{key}\"\nconcurrency = 1\nbackoff_ms = 1\n"
        )
    };
    let judge = |id: &str| {
        format!("[[judges]]\nid = \"{id}\"\nprovider = \"judging\"\nprovider_model = \"{id}\"\nfamily = \"{id}\"\n")
    };
    [
        provider("answering", "ANSWER_KEY"),
        provider("judging", "JUDGE_KEY"),
        "[[models]]\nid = \"m\"\nprovider = \"answering\"\nprovider_model = \"m\"\nfamily = \"f\"\n".to_owned(),
        judge("judge-a"),
        judge("judge-b"),
    ]
    .concat()
}

#[test]
fn a_key_that_servers_repeat_everywhere_is_nowhere_afterwards() {
    let server = Server::with_look_ups(hostile, hostile_look_ups);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    suite::small(path, 9);
    fs::write(path.join("lim.toml"), config(&server.url)).unwrap();
    let plan = ["--config", "lim.toml", "--tasks", "tasks", "--database", "db/x.sqlite"];
    let export = ["export", "--database", "db/x.sqlite", "--out", "s", "--id", "a", "--title", "A"];
    let phases: [&[&str]; 8] = [
        &[&["doctor"], &plan[..]].concat(),
        &[&["run"], &plan[..]].concat(),
        &[&["run"], &plan[..], &["--retry-errors"]].concat(),
        &[&["judge"], &plan[..]].concat(),
        &[&["judge"], &plan[..]].concat(),
        &export,
        &["status", "--database", "db/x.sqlite", "--json"],
        &["check", "s"],
    ];
    for phase in phases {
        let output = command(path, phase).output().unwrap();
        no_key_in(&format!("the data of {phase:?}"), &output.stdout);
        no_key_in(&format!("the messages of {phase:?}"), &output.stderr);
        // Also while the program runs: the write-ahead log is folded in at the end, and what it held stays readable.
        for (name, bytes) in files(path) {
            no_key_in(&name, &bytes);
        }
    }
    assert!(server.count() > 20, "{}", server.count());
    let keys: Vec<_> = server.requests().iter().map(key_of).collect();
    assert!(keys.iter().any(|key| key == ANSWERING) && keys.iter().any(|key| key == JUDGING), "both keys were sent");
    let detail = fs::read_to_string(path.join("s/a/tasks/sum-009.json")).unwrap();
    assert!(detail.contains("[key removed]"), "what was removed is marked: {detail}");
}

#[test]
fn the_write_ahead_log_of_a_killed_program_holds_no_key() {
    let server = Server::with_look_ups(
        |request| if request.number < 5 { hostile(request) } else { Script::events(vec![Part::Wait(60_000)]) },
        hostile_look_ups,
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    suite::small(path, 9);
    fs::write(path.join("lim.toml"), config(&server.url)).unwrap();
    let run = ["run", "--config", "lim.toml", "--tasks", "tasks", "--database", "x.sqlite"];
    let mut child = command(path, &run).stderr(std::process::Stdio::null()).spawn().unwrap();
    let begun = std::time::Instant::now();
    while server.count() < 6 && begun.elapsed().as_secs() < 30 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let files = files(path);
    let log =
        files.iter().find(|(name, _)| name.ends_with("-wal")).expect("it was killed before the log was folded in");
    assert!(!log.1.is_empty());
    for (name, bytes) in &files {
        no_key_in(name, bytes);
    }
}

#[test]
fn a_key_in_the_wrong_place_is_refused_and_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    suite::small(path, 1);
    let key = "sk-or-v1-0123456789abcdef0123456789abcdef";
    let plain_key = "0123456789abcdefABCDEF0123456789abcdef";
    let good = config("http://127.0.0.1:9");
    for wrong in [
        good.replace("ANSWER_KEY", key),
        good.replace("ANSWER_KEY", plain_key),
        good.replace("http://127.0.0.1:9/v1", &format!("http://me:{plain_key}@127.0.0.1:9/v1")),
        good.replace("http://127.0.0.1:9/v1", &format!("http://127.0.0.1:9/v1?key={plain_key}")),
        good.replace("http://127.0.0.1:9/v1", &format!("http://127.0.0.1:9/{key}/v1")),
        good.replacen("api_key_env =", "api_key =", 1).replace("ANSWER_KEY", plain_key),
        good.replace("backoff_ms = 1", &format!("backoff_ms = \"{plain_key}\"")),
        good.replace("backoff_ms = 1", &format!("headers = {{ Authorization = \"Bearer {plain_key}\" }}")),
        good.replace("family = \"f\"", &format!("family = \"f\"\n[models.params.extra]\napi_key = \"{plain_key}\"")),
        good.replace("family = \"f\"", &format!("family = \"f\"\n[models.params.extra]\nuser = \"{key}\"")),
        good.replace("family = \"f\"", &format!("family = \"f\"\nnote = \"the key is {key}\"")),
        format!("{good}\n{key}"),
    ] {
        fs::write(path.join("lim.toml"), &wrong).unwrap();
        for phase in ["run", "judge", "doctor"] {
            let output = command(path, &[phase, "--config", "lim.toml", "--tasks", "tasks", "--database", "x.sqlite"])
                .output()
                .unwrap();
            assert_ne!(output.status.code(), Some(0), "{wrong}");
            for said in [&output.stdout, &output.stderr] {
                let said = String::from_utf8_lossy(said);
                assert!(!said.contains("0123456789abcdef"), "{phase}: {said}\n{wrong}");
            }
        }
        assert!(!path.join("x.sqlite").exists(), "nothing is stored: {wrong}");
    }
}

#[test]
fn nothing_that_can_be_printed_for_debugging_shows_a_key() {
    // Any variable that is set will do for a key.
    let key = std::env::var("PATH").unwrap().trim().to_owned();
    for kind in [ProviderKind::OpenaiCompatible, ProviderKind::Openrouter, ProviderKind::Ollama] {
        let mut provider = provider_at("http://127.0.0.1:9", kind);
        provider.api_key_env = "PATH".to_owned();
        let client = Client::new(&provider).unwrap();
        let lane = Lane::new(&provider).unwrap();
        for shown in [format!("{client:?}"), format!("{client:#?}"), format!("{lane:?}"), format!("{provider:?}")] {
            assert!(!shown.contains(&key) && shown.len() > 20, "{shown}");
        }
        // A panic prints what it is given.
        let risky = std::panic::AssertUnwindSafe(|| assert_eq!(client.http().map(|_| 1), Some(2), "{client:?}"));
        let panicked = std::panic::catch_unwind(risky).unwrap_err();
        let said = panicked.downcast_ref::<String>().unwrap();
        assert!(!said.contains(&key) && said.contains("Secret(…)"), "{said}");
    }
}

#[test]
fn ollama_repeats_keys_too() {
    let server = Server::with_look_ups(
        |request| {
            let echo = echoes(&key_of(request));
            Script::lines(vec![
                line(
                    &json!({"model":echo,"message":{"content":format!("It is 42 by addition {echo}"),"thinking":echo},"done":false}),
                ),
                line(&json!({"model":echo,"message":{"content":""},"done":true,"done_reason":"stop","eval_count":3})),
            ])
        },
        |request| {
            let echo = echoes(&key_of(request));
            Script::whole(
                200,
                "application/json",
                json!({"version":echo,"models":[{"name":"m:latest","digest":echo,
                "size":10,"size_vram":10,"details":{"quantization_level":echo}}]})
                .to_string(),
            )
        },
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    suite::small(path, 2);
    let checks = "[[judges]]\nid = \"checks\"\nprovider = \"builtin\"\nmethod = \"checks\"\nfamily = \"a\"\n[[judges]]\nid = \"coverage\"\nprovider = \"builtin\"\nmethod = \"coverage\"\nfamily = \"b\"\n";
    let config = format!(
        "[[providers]]\nid = \"o\"\nkind = \"ollama\"\nbase_url = \"{}\"\napi_key_env = \"ANSWER_KEY\"\n[[models]]\nid = \"m\"\nprovider = \"o\"\nprovider_model = \"m\"\nfamily = \"f\"\n{checks}",
        server.url
    );
    fs::write(path.join("lim.toml"), config).unwrap();
    for phase in [
        &["run", "--config", "lim.toml", "--tasks", "tasks", "--database", "x.sqlite"][..],
        &["judge", "--database", "x.sqlite"],
        &["export", "--database", "x.sqlite", "--out", "s", "--id", "a", "--title", "A"],
    ] {
        let output = command(path, phase).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        no_key_in("the messages", &output.stderr);
    }
    assert!(
        fs::read_to_string(path.join("s/a/summary.json")).unwrap().contains("[key removed]"),
        "the manifest repeats it masked"
    );
    for (name, bytes) in files(path) {
        no_key_in(&name, &bytes);
    }
}

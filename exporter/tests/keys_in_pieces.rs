//! A server repeats the key in the parts of a stream: each part alone holds none, and the database holds none afterwards,
//! not even the piece in the last part, which is kept as it came.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use support::bench::{Bench, JUDGES, model};
use support::program::command;
use support::server::{Part, Request, Script, Server};
use support::streams::{event, line, text};

const KEY: &str = "sk-or-v1-Planted5Answer0123456789Xyzzy";
/// A piece of so many characters gives it away.
const TRACE: usize = 12;
const TASKS: usize = 24;

fn forms() -> [String; 4] {
    let hex = KEY.bytes().map(|byte| format!("{byte:02x}")).collect();
    [KEY.to_owned(), KEY.to_uppercase(), hex, STANDARD.encode(KEY)]
}

/// One form after the other, each torn at another place. Every third is thought and not said, every eighth breaks off.
fn pieces(request: &Request) -> (Vec<String>, bool, bool) {
    let form = &forms()[request.number % 4];
    let at = (request.number * 7 + 5) % (form.len() - 2) + 1;
    let pieces = match request.number % 5 {
        0 => form.chars().map(String::from).collect(),
        _ => vec![form[..at].to_owned(), form[at..].to_owned()],
    };
    (pieces, request.number % 3 == 2, request.number % 8 == 4)
}

fn openai(request: &Request) -> Script {
    let (pieces, is_thought, breaks) = pieces(request);
    let field = if is_thought { "reasoning_content" } else { "content" };
    let chunk = |said: &str, finish: Option<&str>| {
        event(&json!({"id":"c","model":"m","choices":[{"index":0,"delta":{field:said},"finish_reason":finish}]}))
    };
    let mut parts = vec![
        event(&json!({"choices":[{"index":0,"delta":{"content":"It is 42. "},"finish_reason":null}]})),
        chunk("Your key is ", None),
    ];
    let (last, first) = pieces.split_last().unwrap();
    parts.extend(first.iter().map(|piece| chunk(piece, None)));
    if breaks {
        parts.push(Part::Cut);
        return Script::events(parts);
    }
    // The reason for the end comes with the last piece, and this part is kept.
    parts.extend([chunk(last, Some("stop")), text("data: [DONE]\n\n")]);
    Script::events(parts)
}

fn ollama(request: &Request) -> Script {
    let (pieces, is_thought, _) = pieces(request);
    let field = if is_thought { "thinking" } else { "content" };
    let mut parts = vec![line(&json!({"message":{"content":"It is 42. "},"done":false}))];
    let (last, first) = pieces.split_last().unwrap();
    parts.extend(first.iter().map(|piece| line(&json!({"message":{field:piece},"done":false}))));
    parts.push(line(
        &json!({"message":{field:last},"done":true,"done_reason":"stop","eval_count":9,"prompt_eval_count":9}),
    ));
    Script::lines(parts)
}

fn no_trace_is_left(kind: &str, reply: fn(&Request) -> Script) {
    let server = Server::start(reply);
    let provider = format!(
        "[[providers]]\nid = \"up\"\nkind = \"{kind}\"\nbase_url = \"{}\"\napi_key_env = \"TEST_KEY\"\nconcurrency = 1\nbackoff_ms = 1\n",
        server.url
    );
    let bench = Bench::new(TASKS, &[&provider, &model("m", "up"), JUDGES]);
    for phase in [
        &["run", "--config", "lim.toml", "--tasks", "tasks"][..],
        &["judge"],
        &["export", "--out", "s", "--id", "a", "--title", "A"],
        &["report", "--rows", "cases", "--format", "json"],
    ] {
        let mut program = command(bench.path(), &[phase, &["--database", "x.sqlite"]].concat());
        let output = program.env("TEST_KEY", KEY).output().unwrap();
        look(&format!("what {phase:?} says"), &[output.stdout, output.stderr].concat());
        look("the database", &std::fs::read(bench.path().join("x.sqlite")).unwrap());
        let log = bench.path().join("x.sqlite-wal");
        look("the log of the database", &std::fs::read(log).unwrap_or_default());
    }
    assert!(server.requests().iter().all(|request| request.authorization.as_deref() == Some(&format!("Bearer {KEY}"))));
    assert!(server.count() >= TASKS);
    for number in 1..=TASKS {
        let file = bench.path().join(format!("s/a/tasks/sum-{number:03}.json"));
        let detail = std::fs::read(&file).unwrap();
        look("the snapshot", &detail);
    }
    let database = String::from_utf8_lossy(&std::fs::read(bench.path().join("x.sqlite")).unwrap()).into_owned();
    assert!(database.contains("[key removed]"), "what was removed is marked");
    assert!(database.contains("text left out: the key was in it"), "the last parts are kept without their texts");
    assert!(database.contains("stop"), "and with the reason for the end");
}

/// Fails where any piece of the key's forms stands in the bytes.
fn look(name: &str, bytes: &[u8]) {
    for form in forms() {
        for piece in form.as_bytes().windows(TRACE) {
            if let Some(at) = bytes.windows(TRACE).position(|window| window == piece) {
                let around =
                    String::from_utf8_lossy(&bytes[at.saturating_sub(80)..(at + 80).min(bytes.len())]).into_owned();
                panic!("{:?} stands in {name}: …{around}…", String::from_utf8_lossy(piece));
            }
        }
    }
}

#[test]
fn a_key_in_pieces_is_not_stored() {
    no_trace_is_left("openai-compatible", openai);
}

#[test]
fn nor_one_in_the_lines_of_ollama() {
    no_trace_is_left("ollama", ollama);
}

//! The calculators on the command line: they say what the pages say, and what is missing.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::path::Path;

use analytics::decision::{State, cost_answer, resolve};
use serde_json::{Value, json};
use support::program::{Ended, exporter};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Inputs whose answers the browser test finds again on the pages.
const LINKS: [(&str, &str); 10] = [
    ("cost", ""),
    ("cost", "?use=light-chat"),
    ("cost", "?m=qwen3-32b&t=1900&pi=0.1&po=0.3&x=10.088&f=30&w=0&r=0&o=70&rv=0&dm=30&wi=120&sd=55"),
    ("cost", "?cur=EUR"),
    ("cost", "?cur=EUR&x=0.92&k=rtx-5090-pc&m=glm-4.7-flash&t=300&n=4&g=20&d=50&vm=1"),
    ("memory", "?m2=qwen3-coder-next"),
    ("memory", "?k=mac-studio-m3-ultra-256&m2=qwen3-coder-next&m3=glm-4.7-flash&m4=minimax-m2.5:2&c=32768"),
    ("decide", ""),
    ("decide", "?k=mac-studio-m4-max-128&p=3000&t=20000"),
    ("decide", "?use=light-chat&ge=1.3"),
];

fn run(arguments: &[&str]) -> Ended {
    exporter(Path::new(ROOT), arguments)
}

/// The sentence and the figures of an answer.
fn said(answer: &Value) -> Value {
    let figures: Vec<String> = answer["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| format!("{}: {}", line["label"].as_str().unwrap(), line["value"].as_str().unwrap()))
        .collect();
    json!({ "sentence": answer["sentence"], "figures": figures })
}

/// `browser-tests/fixtures/advice.json` holds what the program says; a browser test compares the pages with it.
/// With LIM_WRITE_FIXTURES set, the file is written anew.
#[test]
fn the_program_says_what_the_pages_are_compared_with() {
    let facts = exporter::advise::facts(&Path::new(ROOT).join("data")).unwrap();
    let mut all = Vec::new();
    for (page, link) in LINKS {
        let answer = match page {
            "cost" => {
                let state = State::parse(&facts, link).of_work();
                exporter::advise::json(&cost_answer(&resolve(&facts, &state)).answer)
            }
            "decide" => {
                let ended = run(&["decide", "--json", "--link", link]).expect(0);
                let mut answers: Value = serde_json::from_str(&ended.stdout).unwrap();
                // The page shows the ways as bars and the rest as lines.
                let lines = answers["decision"]["lines"].as_array_mut().unwrap();
                lines.retain(|line| !line["group"].as_str().unwrap().starts_with("Ways that"));
                answers["decision"].take()
            }
            _ => {
                let ended = run(&["fit", "--json", "--link", link]);
                let answers: Value = serde_json::from_str(&ended.stdout).unwrap();
                answers[page].clone()
            }
        };
        all.push(json!({ "page": page, "query": link, "said": said(&answer) }));
    }
    let path = Path::new(ROOT).join("browser-tests/fixtures/advice.json");
    let text = serde_json::to_string_pretty(&all).unwrap() + "\n";
    if std::env::var_os("LIM_WRITE_FIXTURES").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(kept, Value::Array(all), "run with LIM_WRITE_FIXTURES=1 when the change is meant");
}

#[test]
fn options_and_links_are_the_same_inputs() {
    let typed = run(&["decide", "--json", "--tokens", "20000", "--enough", "1.2"]).expect(0);
    let linked = run(&["decide", "--json", "--link", "?t=20000&ge=1.2"]).expect(0);
    assert_eq!(typed.stdout, linked.stdout);
    let answers: Value = serde_json::from_str(&typed.stdout).unwrap();
    assert_eq!(answers["link"], "?t=20000&ge=1.2");
    let sentence = answers["decision"]["sentence"].as_str().unwrap();
    assert!(!sentence.is_empty() && sentence == answers["answer"]["sentence"].as_str().unwrap());
}

#[test]
fn speed_says_whether_it_was_measured() {
    let measured = run(&["speed", "--context", "4096"]).expect(0);
    assert!(
        measured.stdout.starts_with("gpt-oss-120b MXFP4 on the Mac Studio M4 Max, 128 GB writes 73.0 tokens"),
        "{}",
        measured.stdout
    );
    assert!(measured.stdout.contains("measured by others at another context, carried to this one by the law"));
    // Every estimate names its program, and several streams what they write together.
    let four = run(&["speed", "--machine", "dgx-spark", "--context", "512", "--active", "4"]).expect(0);
    assert!(four.stdout.contains("llama.cpp, CUDA"), "{}", four.stdout);
    let together = four.stdout.lines().find(|line| line.contains("4 at once, together")).unwrap_or_default();
    // llama.cpp's own benchmark gives 98.5 together.
    let value =
        together.split_once("together").and_then(|(_, rest)| rest.split_whitespace().next()?.parse::<f64>().ok());
    assert!(value.is_some_and(|value| (value / 98.5).ln().abs() < 0.05), "{}", four.stdout);
    let estimated = run(&["speed", "--model", "llama-3.3-70b"]).expect(0);
    assert!(
        estimated.stdout.contains("writes about ") && estimated.stdout.contains("estimated"),
        "{}",
        estimated.stdout
    );
}

#[test]
fn own_usage_fills_in_the_volume() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usage.csv");
    let text = "date,model,fresh_input_tokens,output_tokens\n2026-02,a,30000000,70000000\nsoon,a,1,1\n";
    std::fs::write(&file, text).unwrap();
    let ended = run(&["decide", "--json", "--work", "chat", "--usage", file.to_str().unwrap()]).expect(0);
    let answers: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(answers["link"], "?t=100&f=30&w=0&r=0&o=70");
    assert!(
        ended.stderr.contains("100 million tokens in an average month") && ended.stderr.contains("Months: 2026-02")
    );
    assert!(ended.stderr.contains("Line 3") && ended.stderr.contains("\"soon\" is no date"), "{}", ended.stderr);
    std::fs::write(&file, "nothing of the kind").unwrap();
    let refused = run(&["decide", "--usage", file.to_str().unwrap()]).expect(2);
    assert!(refused.stderr.contains("line 1") && refused.stderr.contains("docs/usage-format.md"), "{}", refused.stderr);
}

#[test]
fn what_is_unknown_is_named() {
    for (arguments, expected) in [
        (["decide", "--model", "gpt-9"], "no model gpt-9"),
        (["decide", "--machine", "toaster"], "no machine toaster"),
        (["decide", "--currency", "XYZ"], "XYZ is no currency"),
        (["decide", "--tokens", "many"], "not a number"),
        (["fit", "--data", "/nowhere"], "--data names the folder"),
    ] {
        let ended = run(&arguments);
        assert!(ended.code != 0 && ended.stderr.contains(expected), "{arguments:?}: {}", ended.stderr);
    }
    // An answer that lacks an input says which, and ends with the code of unusable inputs.
    let ended = run(&["fit", "--users", "0"]).expect(2);
    assert!(ended.stdout.contains("1 at least"), "{}", ended.stdout);
}

#[test]
fn a_usage_file_in_utf_16_is_read_as_on_the_site() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usage.json");
    let json = r#"{"daily":[{"date":"2026-03-01","inputTokens":1000000,"outputTokens":500000}]}"#;
    let bytes: Vec<u8> = ["\u{feff}", json].concat().encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(&file, bytes).unwrap();
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../data");
    let run = || {
        std::process::Command::new(env!("CARGO_BIN_EXE_exporter"))
            .args(["decide", "--data", data, "--usage"])
            .arg(&file)
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    let good = run();
    let said = String::from_utf8_lossy(&good.stderr);
    assert!(good.status.success() && said.contains("over 1 day."), "{said}");
    std::fs::write(&file, "").unwrap();
    let empty = run();
    let said = String::from_utf8_lossy(&empty.stderr);
    assert!(empty.status.code() == Some(2) && said.contains("line 1: the file is empty"), "{said}");
}

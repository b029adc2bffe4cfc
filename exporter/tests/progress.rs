//! What is shown while work goes on: on a terminal, elsewhere, for programs, and when quiet.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use serde_json::Value;
use support::bench::{Bench, JUDGES, answer, arguments, judge, model, price, provider};
use support::server::{Script, Server};
use support::streams::{openai, verdict};

fn setup() -> (Server, Bench) {
    let server = Server::start(|request| match request.model() {
        "bad" => Script::whole(500, "text/plain", "no"),
        "one" => answer("It is 42.", 100, 50, Some("0.02"), 30),
        "two" => answer("It is 42.", 100, 50, None, 30),
        _ => answer(&verdict([2, 1, 2]), 900, 70, Some("0.001"), 0),
    });
    let models = ["one", "two", "bad"].map(|id| model(id, "up")).concat();
    let judges = [judge("judge-a", "up"), judge("judge-b", "up")].concat();
    let bench = Bench::new(10, &[&provider("up", &server.url, "concurrency = 3"), &models, &judges]);
    bench.write("prices.toml", &price("up", "two", "1000", "1000", "2026-11-01"));
    (server, bench)
}

const PRICES: [&str; 2] = ["--prices", "prices.toml"];

fn cells<'a>(text: &'a str, id: &str) -> Vec<&'a str> {
    let line = text.lines().find(|line| line.split_whitespace().next() == Some(id)).unwrap();
    line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect()
}

#[test]
fn plain_lines_and_a_table_outside_of_a_terminal() {
    let (_, bench) = setup();
    let ran = bench.run(&PRICES, 3);
    assert_eq!(ran.stdout, "", "stdout is for data");
    assert!(!ran.stderr.contains(['\u{1b}', '\r']), "{:?}", ran.stderr);
    let steps = ran.stderr.lines().filter(|line| line.contains("/30 cases, ") && line.ends_with(" left")).count();
    assert!((1..=10).contains(&steps), "a line at each tenth: {}", ran.stderr);
    let one = cells(&ran.stderr, "one");
    // Answered, failed, left, tokens in and out; cost at the end: bills are bills and computed costs computed.
    assert_eq!(one[1..6], ["10", "0", "0", "1000", "500"]);
    assert_eq!(one.last(), Some(&"$0.2000 billed"));
    let two = cells(&ran.stderr, "two");
    assert_eq!(two.last(), Some(&"$1.50 computed"));
    assert_eq!(cells(&ran.stderr, "bad")[1..4], ["0", "10", "0"]);
    let time: f64 = one[7].trim_end_matches(" s").parse().unwrap();
    assert!((0.0..5.0).contains(&time), "{one:?}");
}

#[test]
fn everything_as_objects_for_programs() {
    let (_, bench) = setup();
    let ran = bench.run(&[&PRICES[..], &["--progress", "json", "--budget", "100"]].concat(), 3);
    let events: Vec<Value> = ran.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |name: &str| events.iter().filter(|event| event["event"] == name).collect::<Vec<_>>();
    assert_eq!((of("begin").len(), &of("begin")[0]["total"]), (1, &Value::from(30)));
    let ended = of("ended");
    assert_eq!(ended.len(), 30);
    assert_eq!(ended.iter().map(|event| event["done"].as_u64().unwrap()).max(), Some(30));
    assert_eq!(ended.iter().filter(|event| event["outcome"] == "provider_error").count(), 10);
    assert!(!of("warning").is_empty() && !of("note").is_empty());
    let summary = of("summary");
    let lines = summary[0]["lines"].as_array().unwrap();
    let one = lines.iter().find(|line| line["id"] == "one").unwrap();
    assert_eq!((&one["answered"], &one["billed_pico_usd"]), (&Value::from(10), &Value::from(200_000_000_000u64)));
    assert_eq!(summary[0]["budget_pico_usd"], 100_000_000_000_000u64);
    assert!(events.iter().all(|event| event["event"].is_string()));
    let judged = bench.judge(&["--progress", "json"], 0);
    let ended = judged.stderr.lines().filter(|line| line.contains("\"event\":\"ended\"")).count();
    assert_eq!(ended, 20 * 2);
}

#[test]
fn quiet_says_warnings_and_nothing_else() {
    let (_, bench) = setup();
    let ran = bench.run(&["--quiet", "--model", "one"], 0);
    // Its bills were not expected, and that is a warning.
    assert!(ran.stderr.lines().all(|line| line.starts_with("warning: ")), "{}", ran.stderr);
    let ran = bench.run(&["--quiet", "--model", "one"], 0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
    let ran = bench.run(&["--progress", "none", "--model", "two"], 0);
    assert!(ran.stderr.contains("Run ") && !ran.stderr.lines().any(|line| line.ends_with(" left")), "{}", ran.stderr);
}

#[test]
fn the_end_as_json_on_stdout() {
    let (_, bench) = setup();
    let ran = bench.run(&["--json", "--model", "one", "--limit", "4"], 0);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&report["chosen"], &report["cases"], &report["left"]), (&4.into(), &30.into(), &0.into()));
    assert_eq!(report["summary"]["lines"][0]["answered"], 4);
}

/// A long answer of some 275 tokens in pieces of twelve characters, five in a second: 15 tokens per second at most.
fn long_answer() -> (Server, Bench) {
    let server = Server::start(|_| openai("m", &"It is 42. ".repeat(110), 200));
    let bench = Bench::new(2, &[&provider("up", &server.url, "concurrency = 1"), &model("m", "up"), JUDGES]);
    (server, bench)
}

/// An answer that takes longer than the exporter stays silent: people and programs are told its speed while it comes.
#[test]
fn a_long_answer_is_told_of_while_it_comes() {
    let plain = std::thread::spawn(|| {
        let (_server, bench) = long_answer();
        bench.run(&["--limit", "1"], 0).stderr
    });
    let (_server, bench) = long_answer();
    let json = bench.run(&["--limit", "1", "--progress", "json"], 0).stderr;
    let events: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<&Value> = events.iter().filter(|event| event["event"] == "progress").collect();
    assert!(!told.is_empty(), "{json}");
    let told = told[0];
    assert_eq!((&told["done"], &told["total"], &told["on_their_way"]), (&0.into(), &1.into(), &1.into()));
    let speed = told["tokens_per_s"].as_f64().unwrap();
    assert!((9.0..=15.5).contains(&speed), "{told}");
    let so_far = told["tokens_on_their_way"].as_u64().unwrap();
    assert!((130..=230).contains(&so_far), "{told}");
    // Nothing has ended: at most the rest of its 256 tokens.
    let at_most = told["seconds_left_at_most"].as_f64().unwrap();
    let expected = (256.0 - so_far as f64) / speed;
    assert!((at_most - expected).abs() < 0.5 && told["seconds_left"].is_null(), "{told}");

    let plain = plain.join().unwrap();
    let line = plain.lines().find(|line| line.starts_with("0/1 cases")).unwrap();
    assert!(line.contains("1 on the way, ") && line.contains(" tokens at ") && line.contains(" tokens/s"), "{line}");
    assert!(line.contains("at most ") && line.ends_with(" left"), "{line}");
}

/// A terminal of `script`, which comes with every Linux; elsewhere there is none to be had.
#[cfg(target_os = "linux")]
#[test]
#[allow(clippy::print_stderr)] // a test that could not be made must not look like one that passed
fn lines_are_redrawn_on_a_terminal() {
    use std::process::{Command, Stdio};
    let (_, bench) = setup();
    let line = [&["\"$EXPORTER\""][..], &arguments("run"), &PRICES, &["--model", "one"]].concat().join(" ");
    let run = |colour: bool| {
        let mut command = Command::new("script");
        command.args(["-qefc", &format!("stty cols 60; {line} --repeats {}", 1 + u8::from(colour)), "/dev/null"]);
        command
            .current_dir(bench.path())
            .env("TEST_KEY", support::program::KEY)
            // By a variable: the path may hold spaces.
            .env("EXPORTER", env!("CARGO_BIN_EXE_exporter"))
            .env("TERM", "xterm")
            .stdin(Stdio::null());
        if colour {
            command.env_remove("NO_COLOR")
        } else {
            command.env("NO_COLOR", "1")
        };
        command.output().map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let Ok(plain) = run(false) else {
        eprintln!("NOT TESTED: there is no `script`, so there is no terminal to draw on");
        return;
    };
    assert!(plain.contains("0/10 cases") && plain.contains("\u{1b}[2K"), "it is redrawn: {plain:?}");
    assert!(plain.contains("answered") && plain.contains("$0.2000 billed"), "{plain:?}");
    assert!(!plain.contains("\u{1b}[1;33m"), "no colour: {plain:?}");
    assert!(run(true).unwrap().contains("\u{1b}[1;33m"), "the warning has a colour");
    // What is redrawn is cut at the width: a line that breaks could not be taken away again.
    let drawn = plain.split("\u{1b}[2K").filter(|part| part.contains("/10 cases, $"));
    for part in drawn {
        let first = part.split(['\u{1b}', '\r', '\n']).find(|text| text.contains("/10 cases")).unwrap();
        assert!(first.chars().count() <= 60, "{first:?}");
    }
}

//! What a model does itself counts: a model that loops on 27 of 30 tasks comes last and passes no gate, and what a
//! server did leaves tasks unscored.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use serde_json::{Value, json};
use support::bench::{Bench, JUDGES, model, provider};
use support::program::exporter;
use support::server::{Part, Request, Script, Server};
use support::streams::{event, text};

/// Ends as the finish reason says; without one the stream breaks.
fn stream(said: &str, finish: Option<&str>) -> Script {
    let chunk = |delta: Value, finish: Option<&str>| {
        event(&json!({"id": "c", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}))
    };
    // A few pieces with pauses, so that there is a speed to measure.
    let mut parts = Vec::new();
    for piece in said.as_bytes().chunks(said.len().div_ceil(8).max(1)) {
        parts.push(chunk(json!({ "content": String::from_utf8_lossy(piece) }), None));
        parts.push(Part::Wait(1));
    }
    if let Some(finish) = finish {
        parts.push(chunk(json!({}), Some(finish)));
        parts.push(event(&json!({"id": "c", "choices": [], "usage": {"prompt_tokens": 40, "completion_tokens": 256}})));
        parts.push(text("data: [DONE]\n\n"));
    }
    Script::events(parts)
}

/// `looper` solves three tasks, loops on 26 and thinks until its limit on one; `steady` answers all, not perfectly;
/// `broken` is `looper` behind a server that breaks instead.
fn reply(request: &Request) -> Script {
    let asked = request.body["messages"].to_string();
    let is = |numbers: std::ops::RangeInclusive<u32>| {
        numbers.into_iter().any(|number| asked.contains(&format!("This is question {number}.")))
    };
    match request.model() {
        "steady" => stream("Forty-two, which I found by addition of the two.", Some("stop")),
        _ if is(1..=3) => stream("It is forty-two (42), found by addition, therefore done.", Some("stop")),
        "looper" if is(30..=30) => stream("", Some("length")),
        "looper" => stream(&"I will add the two numbers once more. ".repeat(40), Some("length")),
        _ => stream("I will add", None),
    }
}

fn evaluated() -> (Server, Bench) {
    let server = Server::start(reply);
    let config = [
        provider("one", &server.url, ""),
        provider("two", &server.url, ""),
        model("looper", "one"),
        model("steady", "one"),
        model("broken", "two"),
        JUDGES.to_owned(),
    ];
    let bench = Bench::new(30, &config.iter().map(String::as_str).collect::<Vec<_>>());
    let said = bench.run(&["--model", "looper", "--model", "steady"], 0).stderr;
    assert!(said.contains("27 cut"), "{said}");
    exporter(bench.path(), &[&support::bench::arguments("run")[..], &["--model", "broken"]].concat());
    // Three complete answers and 26 cut ones with text, 30 of the second and three of the third model, two judges.
    let said = bench.judge(&[], 0).stderr;
    assert!(said.contains("124 of 124 missing verdicts given by 2 judges on 62 answers"), "{said}");
    (server, bench)
}

#[test]
fn a_model_that_loops_is_last_and_passes_no_gate() {
    let (_server, bench) = evaluated();
    let path = bench.path();
    let status = |more: &[&str]| exporter(path, &[&["status", "--database", "x.sqlite"], more].concat());
    let shown = status(&[]).expect(0).stdout;
    assert!(shown.contains("27 cut at the limit (26 repeat without end)"), "{shown}");
    let gate =
        |model: &str, least: &str, code: i32| status(&["--min-score", least, "--model", model]).expect(code).stderr;
    assert!(gate("looper", "0.3", 100).contains("looper has the score 0.2, below 0.3"));
    gate("looper", "0.2", 0);
    gate("steady", "1.6", 0);
    // Three perfect answers are no pass when 27 tasks are missing.
    let said = gate("broken", "0.1", 100);
    assert!(said.contains("broken has a score on 3 of 30 tasks only, fewer than 80 %"), "{said}");

    exporter(path, &["export", "--database", "x.sqlite", "--out", "s", "--id", "a", "--title", "A"]).expect(0);
    exporter(path, &["check", "s"]).expect(0);
    let report = exporter(path, &["report", "s/a"]).expect(0).stdout;
    let (board, _) = report.split_once("## Speed").unwrap();
    let rows: Vec<Vec<&str>> = (board
        .lines()
        .filter(|line| ["looper", "steady", "broken"].iter().any(|id| line.contains(&format!("| {id} |")))))
    .map(|line| line.split('|').map(str::trim).collect())
    .collect();
    assert_eq!(rows.iter().map(|row| row[2]).collect::<Vec<_>>(), ["steady", "looper", "broken"], "{report}");
    assert_eq!(rows.iter().map(|row| row[1]).collect::<Vec<_>>(), ["1", "2", ""], "{report}");
    assert_eq!((rows[0][3], rows[1][3]), ("1.67", "0.20"), "{report}");
    assert!(report.contains("3 of 30; 27 cut (26 repeat without end)"), "{report}");
    assert!(report.contains("Fewer than 80 % of the tasks are scored for 1 model"), "{report}");

    let summary: Value =
        serde_json::from_str(&std::fs::read_to_string(path.join("s/a/summary.json")).unwrap()).unwrap();
    assert_eq!(summary["scoring"]["rule"], "all_asked");
    let of = |id: &str| {
        let at = summary["models"].as_array().unwrap().iter().position(|model| model["id"] == id).unwrap();
        (summary["results"][at].clone(), summary["statistics"]["models"][at].clone())
    };
    let (result, statistics) = of("looper");
    assert_eq!((&result["answers"]["complete"], &result["answers"]["repeating"]), (&3.into(), &26.into()));
    assert_eq!((&result["answers"]["complete_score"]["scored"], &result["n"]), (&2.0.into(), &30.into()));
    // Every stream with text has a time to its first text, cut or not.
    assert_eq!(statistics["speed"]["first_text_ms"]["n"], 29);
    let (result, statistics) = of("broken");
    assert_eq!((&result["n"], &statistics["place"]), (&3.into(), &Value::Null));
}

#[test]
fn cut_and_silent_answers_are_reviewed_by_people() {
    let (_server, bench) = evaluated();
    let path = bench.path();
    let call = |more: &[&str]| exporter(path, &[more, &["--database", "x.sqlite"]].concat());
    let listed = call(&["queue", "list", "--audit", "1"]).expect(0).stdout;
    assert_eq!(listed.matches("(cut: repeats without end)").count(), 26, "{listed}");
    assert_eq!(listed.matches("(cut at the limit)").count(), 1, "{listed}");
    assert_eq!(listed.matches("broken").count(), 3, "what the server broke is nobody's answer: {listed}");
    call(&["queue", "export", "--audit", "1", "--output", "q.json"]).expect(0);
    let mut queue: Value = serde_json::from_str(&std::fs::read_to_string(path.join("q.json")).unwrap()).unwrap();
    for entry in queue["entries"].as_array_mut().unwrap() {
        let wanted = entry["model"] == "looper" && ["sum-029", "sum-030"].contains(&entry["task"].as_str().unwrap());
        if wanted {
            assert_ne!(entry["ended"], "");
            for mark in ["correctness", "completeness", "quality"] {
                entry[mark] = 1.into();
            }
            entry["reason"] = "It got somewhere.".into();
        }
    }
    std::fs::write(path.join("q.json"), queue.to_string()).unwrap();
    let export = |id: &str| call(&["export", "--out", "s", "--id", id, "--title", id]).expect(0);
    export("before");
    call(&["queue", "import", "q.json", "--author", "Ada"]).expect(0);
    export("after");
    exporter(path, &["check", "s"]).expect(0);
    // Both means over the same 30 tasks, and the published ones, say the same: (3 × 2 + 2 × 1) / 30.
    let diff: Value =
        serde_json::from_str(&exporter(path, &["diff", "s/before", "s/after", "--format", "json"]).expect(0).stdout)
            .unwrap();
    let scores = diff["scores"].as_array().unwrap();
    let looper = scores.iter().find(|change| change["model"] == "looper").unwrap();
    assert_eq!((&looper["before"]["scored"], &looper["after"]["scored"]), (&0.2.into(), &0.2667.into()));
    assert_eq!((&looper["common_before"]["value"], &looper["common_after"]["value"]), (&0.2.into(), &0.2667.into()));
    assert_eq!((&looper["n"], &looper["changed"]), (&30.into(), &2.into()));
    let steady = scores.iter().find(|change| change["model"] == "steady").unwrap();
    assert_eq!((&steady["changed"], &steady["ci95"]["undefined"]["reason"]), (&0.into(), &"equal".into()));
    let text = exporter(path, &["diff", "s/before", "s/after"]).expect(0).stdout;
    let row = text.lines().find(|line| line.trim_start().starts_with("steady")).unwrap();
    assert!(row.contains("equal") && !text.contains("no variation"), "{text}");
}

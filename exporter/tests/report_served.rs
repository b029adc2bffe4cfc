//! `report` and `diff` show how fast models answered and under which conditions.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use serde_json::{Value, json};
use support::bench::{Bench, JUDGES, model, provider};
use support::program::exporter;
use support::server::{Part, Script, Server};
use support::streams::{event, text};

/// Every answer is cut at its limit: 100 ms to the first text, then 40 pieces in 400 ms that are counted as 101 tokens.
fn cut_answers() -> Server {
    Server::start(|_| {
        let piece = |word: &str| event(&json!({"choices":[{"index":0,"delta":{"content":word},"finish_reason":null}]}));
        let mut parts = vec![Part::Wait(100)];
        for number in 0..40 {
            parts.extend([piece(&format!("word{number} ")), Part::Wait(10)]);
        }
        parts.push(event(&json!({"choices":[{"index":0,"delta":{},"finish_reason":"length"}]})));
        parts.push(event(&json!({"choices":[],"usage":{"prompt_tokens":30,"completion_tokens":256},
            "timings":{"prompt_n":30,"prompt_ms":60.0,"predicted_n":256,"predicted_ms":400.0}})));
        parts.push(text("data: [DONE]\n\n"));
        Script::events(parts)
    })
}

fn export(bench: &Bench, id: &str) {
    let database = format!("{id}.sqlite");
    for phase in [&["run", "--config", "lim.toml", "--tasks", "tasks"][..], &["judge"]] {
        exporter(bench.path(), &[phase, &["--database", &database]].concat()).expect(0);
    }
    exporter(bench.path(), &["export", "--database", &database, "--out", "s", "--id", id, "--title", id]).expect(0);
}

#[test]
fn speeds_of_cut_answers_and_conditions_are_reported_and_compared() {
    let server = cut_answers();
    let config = |params: &str| {
        [&provider("up", &server.url, "concurrency = 1"), &model("m", "up"), params, JUDGES].map(str::to_owned).concat()
    };
    let bench = Bench::new(3, &[&config("")]);
    export(&bench, "a");
    let report = |more: &[&str]| exporter(bench.path(), &[&["report", "s/a"], more].concat()).expect(0).stdout;
    let markdown = report(&[]);
    let speed = markdown.split("## Speed").nth(1).unwrap().split("##").next().unwrap();
    let cells: Vec<&str> =
        speed.lines().find(|line| line.starts_with("| m |")).unwrap().split('|').map(str::trim).collect();
    assert!(cells.iter().filter(|cell| cell.ends_with("(n = 3)")).count() == 4, "{speed}");
    let number = |cell: &str| cell.split(' ').next().unwrap().parse::<f64>().unwrap();
    assert!((0.1..0.4).contains(&number(cells[2])), "100 ms to the first text: {speed}");
    assert_eq!(number(cells[3]), 500.0, "30 tokens in 60 ms, as the server says");
    assert!((200.0..700.0).contains(&number(cells[4])), "255 tokens in 400 ms and more: {speed}");
    assert_eq!(number(cells[5]), 637.5, "255 tokens after the first one in 400 ms, as the server says");
    let conditions = markdown.split("## Conditions").nth(1).unwrap().split("##").next().unwrap();
    for part in ["Temperature sent: none", "Limit on the answer sent: 256 tokens", "Requests at a time: 1", "Machine: "]
    {
        assert!(conditions.contains(part), "{part} is missing in {conditions}");
    }
    let rows: Value = serde_json::from_str(&report(&["--format", "json", "--rows", "models"])).unwrap();
    let row = &rows["rows"][0];
    assert_eq!((&row["n_first_text"], &row["n_tok_per_s"], &row["cut"]), (&json!(3), &json!(3), &json!(3)));
    assert_eq!(row["median_prefill_tok_per_s"], 500.0);
    assert_eq!((&row["max_tokens_low"], &row["concurrency"]), (&json!(256), &json!("1")));

    bench.write("lim.toml", &config("[models.params]\ntemperature = 0.5\nseed = 7\nmax_tokens = 200\n"));
    export(&bench, "b");
    let diff = exporter(bench.path(), &["diff", "s/a", "s/b"]).expect(0).stdout;
    for part in
        ["temperature sent none → 0.5", "seed sent none → 7", "limit on the answer sent 256 tokens → 200 tokens"]
    {
        assert!(diff.contains(part), "{part} is missing in {diff}");
    }
    let speed = diff.split("\nSpeed\n").nth(1).unwrap();
    assert_eq!(speed.matches("(n = 3)").count(), 6, "{speed}");
    let same = exporter(bench.path(), &["diff", "s/a", "s/a"]).expect(0).stdout;
    assert!(!same.contains("temperature sent"), "{same}");
    let json: Value =
        serde_json::from_str(&exporter(bench.path(), &["diff", "s/a", "s/b", "--format", "json"]).expect(0).stdout)
            .unwrap();
    assert_eq!(json["speeds"][0]["before"]["server_prefill_tok_per_s"], json!({"median": 500.0, "n": 3}));
}

//! A dry run prices the plan from dated prices, and an unknown price is never nothing.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use serde_json::{Value, json};
use support::bench::{Bench, JUDGES, answer, judge, model, price, provider};
use support::program::exporter;
use support::server::{Part, Script, Server};
use support::streams::{event, text, verdict};

fn estimate(bench: &Bench, phase: &str, more: &[&str]) -> Value {
    let arguments = [&["--dry-run", "--json"], more].concat();
    let ended = if phase == "run" { bench.run(&arguments, 0) } else { bench.judge(&arguments, 0) };
    serde_json::from_str(&ended.stdout).unwrap()
}

fn line<'a>(preview: &'a Value, part: &str, id: &str) -> &'a Value {
    preview["estimate"][part].as_array().unwrap().iter().find(|line| line["id"] == id).unwrap()
}

const FAR: &str = "https://llm.example.com/v1";

#[test]
fn the_price_of_a_plan_by_hand() {
    let config = [provider("far", FAR, ""), model("m", "far"), model("n", "far"), judge("j", "far"), JUDGES.to_owned()];
    let config: Vec<&str> = config.iter().map(String::as_str).collect();
    let bench = Bench::new(2, &config);
    bench.write("prices.toml", &price("far", "m", "2", "10", "2026-11-01"));
    let preview = estimate(&bench, "run", &["--prices", "prices.toml", "--repeats", "3"]);
    assert!(!bench.path().join("x.sqlite").exists(), "nothing is written");

    // Two tasks, asked three times each: prompts of so many bytes, answers of 256 tokens at most.
    let prompt =
        |n| format!("What is 40 plus 2? Explain in one sentence how you found it. This is question {n}.").len() as u64;
    assert_eq!(prompt(1), prompt(2));
    let (calls, bytes) = (6, prompt(1));
    let m = line(&preview, "answers", "m");
    assert_eq!(m["calls"], calls);
    let prompts = [calls * (bytes / 5), calls * (bytes / 4 + 8), calls * (bytes + 256 + 32)];
    let outputs = [calls * 25, calls * 128, calls * 256];
    let cost = |at: usize| (prompts[at] * 2 + outputs[at] * 10) * 1_000_000;
    for (at, name) in ["low", "expected", "high"].into_iter().enumerate() {
        assert_eq!(m["prompt_tokens"][name], prompts[at], "{name}");
        assert_eq!(m["output_tokens"][name], outputs[at], "{name}");
        assert_eq!(m["cost_pico_usd"][name], cost(at), "{name}");
    }
    assert_eq!(m["output_basis"], json!({"kind": "half_of_limit"}));
    assert_eq!((&m["price"]["date"], &m["price"]["source"]), (&json!("2026-11-01"), &json!("the contract")));

    // Nobody knows the price of the other two: they are named and not counted.
    assert_eq!(line(&preview, "answers", "n")["cost_pico_usd"], Value::Null);
    assert_eq!(line(&preview, "judging", "j")["cost_pico_usd"], Value::Null);
    assert_eq!(line(&preview, "judging", "j")["calls"], 12);
    assert_eq!(preview["estimate"]["answers_total"]["unknown"], json!(["n"]));
    assert_eq!(preview["estimate"]["total"]["unknown"], json!(["n", "j"]));
    assert_eq!(preview["estimate"]["total"]["cost_pico_usd"]["high"], cost(2));
    let text = bench.run(&["--dry-run", "--prices", "prices.toml", "--budget", "0.01"], 0).stdout;
    for part in [
        "no price of n at far is known",
        "$2.00 in, $10.00 out per million, 2026-11-01",
        "without n, j, whose price is unknown",
        "Budget: $0.0100",
        "half of the limit",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}

#[test]
fn an_old_price_is_flagged_and_the_newest_counts() {
    let config = [provider("far", FAR, ""), model("m", "far"), JUDGES.to_owned()];
    let bench = Bench::new(1, &config.iter().map(String::as_str).collect::<Vec<_>>());
    let [old, older] = ["2025-03-01", "2024-12"].map(|date| price("far", "m", "1", "1", date));
    bench.write("prices.toml", &[older.replace("\"1\"", "\"9\""), old].concat());
    let preview = estimate(&bench, "run", &["--prices", "prices.toml"]);
    let price = &line(&preview, "answers", "m")["price"];
    assert_eq!((&price["date"], &price["is_old"]), (&json!("2025-03-01"), &json!(true)));
    assert_eq!(price["input_pico_usd_per_m"], 1_000_000_000_000u64);
    let text = bench.run(&["--dry-run", "--prices", "prices.toml"], 0).stdout;
    assert!(text.contains("days old") && text.contains("Prices older than 60 days"), "{text}");
}

#[test]
fn the_catalogue_is_known_without_any_file() {
    let config = "[[providers]]\nid = \"openrouter\"\nkind = \"openrouter\"\napi_key_env = \"TEST_KEY\"\n\
                  [[models]]\nid = \"m\"\nprovider = \"openrouter\"\nprovider_model = \"openai/gpt-oss-120b\"\nfamily = \"openai\"\n";
    let bench = Bench::new(1, &[config, JUDGES]);
    let preview = estimate(&bench, "run", &[]);
    let price = &line(&preview, "answers", "m")["price"];
    assert_eq!(price["kind"], "listed");
    assert!(price["source"].as_str().unwrap().contains("models.dev"), "{price}");
}

#[test]
fn what_is_not_billed_says_so() {
    let bench = Bench::new(1, &[&provider("local", "http://127.0.0.1:9/v1", ""), &model("m", "local"), JUDGES]);
    let preview = estimate(&bench, "run", &[]);
    assert_eq!(
        line(&preview, "answers", "m")["price"],
        json!({"kind": "not_billed", "reason": "a server of one's own"})
    );
    let text = bench.run(&["--dry-run"], 0).stdout;
    // Tokens and time, and not a word of prices.
    for part in ["Servers of your own: tokens and time", "no speed measured yet", "Nothing is billed"] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    for part in ["US dollars", "$0.0000", "How this was estimated", "dearest"] {
        assert!(!text.contains(part), "{part} stands in\n{text}");
    }
    let time = &preview["working_time"][0];
    assert_eq!((&time["id"], &time["seconds"], &time["measured"]), (&json!("m"), &Value::Null, &Value::Null));
    assert_eq!(time["output_tokens"]["high"], 256, "the limit of the task");

    // Where one server is somebody else's, its prices are told, and the own one is still not billed.
    let config = [
        provider("local", "http://127.0.0.1:9/v1", ""),
        provider("far", FAR, ""),
        model("m", "local"),
        model("n", "far"),
    ];
    bench.write("lim.toml", &[config.concat().as_str(), JUDGES].concat());
    let text = bench.run(&["--dry-run"], 0).stdout;
    for part in ["not billed: a server of one's own", "no price of n at far is known", "no speed measured yet"] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}

#[test]
fn a_server_of_ones_own_is_reckoned_in_time() {
    // 300 ms to the first text, then 40 tokens in 400 ms.
    let server = Server::start(|request| {
        let piece = |text: &str| event(&json!({"choices":[{"index":0,"delta":{"content":text},"finish_reason":null}]}));
        let mut parts = vec![Part::Wait(300)];
        for _ in 0..40 {
            parts.extend([piece("ja "), Part::Wait(10)]);
        }
        let tokens = request.body["messages"][0]["content"].as_str().unwrap().len() / 4 + 8;
        // One model is cut at its limit, which says as much of its speed.
        let (reason, written) = if request.model() == "m" { ("length", 256) } else { ("stop", 40) };
        parts.push(event(&json!({"choices":[{"index":0,"delta":{},"finish_reason":reason}],
            "usage":{"prompt_tokens":tokens,"completion_tokens":written}})));
        parts.push(text("data: [DONE]\n\n"));
        Script::events(parts)
    });
    let bench = Bench::new(
        6,
        &[&provider("own", &server.url, "concurrency = 1"), &model("m", "own"), &model("n", "own"), JUDGES],
    );
    bench.run(&["--limit", "2", "--model", "n"], 0);
    let preview = estimate(&bench, "run", &["--model", "n"]);
    let time = &preview["working_time"][0];
    assert_eq!((&time["id"], &time["calls"], &time["measured"]["calls"]), (&json!("n"), &json!(4), &json!(2)));
    assert!((time["measured"]["at_a_time"].as_f64().unwrap() - 1.0).abs() < 0.05, "{time}");
    // Four more of about 0.7 s each; at most with 256 tokens each: 0.3 + 2.56 s and what the machine adds.
    let seconds = |name: &str| time["seconds"][name].as_f64().unwrap();
    assert!((2.6..6.0).contains(&seconds("expected")), "{time}");
    assert!((11.0..26.0).contains(&seconds("high")), "{time}");
    assert!(seconds("low") <= seconds("expected"), "{time}");
    let text = bench.run(&["--dry-run", "--model", "n"], 0).stdout;
    assert!(text.contains("1.0 at a time, measured in 2 calls"), "{text}");
    // Another model of the same server has no speed of its own.
    let both = bench.run(&["--dry-run"], 0).stdout;
    assert!(both.contains("no speed measured yet") && !both.contains("One after the other"), "{both}");
    bench.run(&["--limit", "1", "--model", "m"], 0);
    let both = bench.run(&["--dry-run"], 0).stdout;
    assert!(both.contains("One after the other: "), "{both}");
}

#[test]
fn lengths_and_judging_follow_what_the_database_holds() {
    let server = Server::start(|request| match request.model() {
        "m" => answer("It is 42, by addition.", 90, 40 + 20 * request.number as u64, None, 0),
        _ => answer(&verdict([2, 2, 2]), 900, 70, None, 0),
    });
    let config = [provider("up", &server.url, "concurrency = 1"), model("m", "up"), judge("a", "up"), judge("b", "up")];
    let bench = Bench::new(3, &config.iter().map(String::as_str).collect::<Vec<_>>());
    bench.write("prices.toml", &["m", "a", "b"].map(|id| price("up", id, "1", "1", "2026-11-01")).concat());
    bench.run(&["--limit", "2"], 0);

    let prices = ["--prices", "prices.toml"];
    let preview = estimate(&bench, "run", &prices);
    let m = line(&preview, "answers", "m");
    assert_eq!(m["calls"], 1, "two of three are answered");
    // The two answers had 40 and 60 tokens.
    assert_eq!(m["output_basis"], json!({"kind": "earlier_calls", "calls": 2, "mean_tokens": 50}));
    assert_eq!(m["output_tokens"]["expected"], 50);
    assert_eq!(line(&preview, "judging", "a")["calls"], 3, "one answer is still to come");

    let judging = estimate(&bench, "judge", &prices);
    assert_eq!(judging["estimate"]["answers"], json!([]), "`judge` asks for no answer");
    assert_eq!(line(&judging, "judging", "a")["calls"], 2);
    let stored =
        exporter(bench.path(), &["judge", "--dry-run", "--json", "--database", "x.sqlite", "--prices", "prices.toml"])
            .expect(0);
    assert_eq!(serde_json::from_str::<Value>(&stored.stdout).unwrap(), judging, "with and without --config alike");

    // The prompts of the verdicts were really counted in bytes: the high figure is above each of them.
    bench.judge(&["--model", "m"], 0);
    let sent: Vec<u64> = server
        .requests()
        .iter()
        .filter(|request| request.model() == "a")
        .map(|request| {
            let messages = request.body["messages"].as_array().unwrap();
            messages.iter().map(|message| message["content"].as_str().unwrap().len() as u64).sum()
        })
        .collect();
    assert_eq!(sent.len(), 2);
    let tokens = &line(&judging, "judging", "a")["prompt_tokens"];
    let bytes: u64 = sent.iter().sum();
    assert!(
        tokens["high"].as_u64().unwrap() > bytes && tokens["low"].as_u64().unwrap() < bytes / 4,
        "{tokens} {bytes}"
    );
    let after = estimate(&bench, "judge", &prices);
    assert_eq!(after["estimate"]["judging"], json!([]), "all verdicts are there");
}

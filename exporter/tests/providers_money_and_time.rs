//! The budget holds whatever a provider puts into its usage, and no reply takes longer than its limits. The ids are those
//! of docs/provider-behaviour.md.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::time::{Duration, Instant};

use exporter::config::ProviderKind;
use exporter::provider::Client;
use exporter::provider::retry::Condition;
use serde_json::{Value, json};
use support::ask::{call, condition, provider};
use support::bench::{Bench, JUDGES, judge, model, price, provider as entry};
use support::server::{Part, Script, Server};
use support::streams::{event, text};

fn answer(usage: &str) -> Script {
    let choice = json!({"choices":[{"index":0,"delta":{"content":"It is 42."},"finish_reason":"stop"}]});
    Script::events(vec![
        event(&choice),
        text(&format!("data: {{\"choices\":[],\"usage\":{usage}}}\n\ndata: [DONE]\n\n")),
    ])
}

fn bench(server: &Server, tasks: usize) -> Bench {
    let bench = Bench::new(tasks, &[&entry("up", &server.url, "concurrency = 1"), &model("m", "up"), JUDGES]);
    bench.write("prices.toml", &price("up", "m", "5", "25", "2026-11-01"));
    bench
}

#[test]
fn p05_with_ones_own_key_the_budget_counts_the_upstream_cost() {
    let usage = r#"{"prompt_tokens":10,"completion_tokens":12,"cost":0,"is_byok":true,"cost_details":{"upstream_inference_cost":0.0360795}}"#;
    let server = Server::start(move |_| answer(usage));
    let ran = bench(&server, 6).run(&["--prices", "prices.toml", "--budget", "0.10"], 6);
    let asked = server.count() as f64;
    assert!(asked >= 1.0 && asked * 0.036_079_5 <= 0.10, "{asked} {}", ran.stderr);
}

#[test]
fn p04_thinking_beside_the_answer_is_paid() {
    let usage = r#"{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":9100,"completion_tokens_details":{"reasoning_tokens":8000}}"#;
    let server = Server::start(move |_| answer(usage));
    let bench = bench(&server, 1);
    bench.run(&["--prices", "prices.toml"], 0);
    // 1,000 tokens at $5 and 8,100 at $25 for a million.
    assert_eq!(bench.status()["billed"]["answers_computed_pico_usd"], 207_500_000_000_u64, "{}", bench.status());
}

#[test]
fn b3_absurd_bills_are_unknown_and_a_database_that_holds_them_opens() {
    let server = Server::start(|_| answer(r#"{"prompt_tokens":10,"completion_tokens":12,"cost":5000000}"#));
    let bench = bench(&server, 3);
    let ran = bench.run(&[], 0);
    assert!(ran.stderr.contains("a bill that cannot be"), "{}", ran.stderr);
    let billed = || bench.status()["billed"]["answers_pico_usd"].as_u64();
    assert_eq!(billed(), Some(0));
    assert!(bench.status()["warnings"].to_string().contains("a bill that cannot be"), "{}", bench.status());
    // What an older version wrote: three such bills, whose sum is beyond 64 bits.
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let url = format!("sqlite://{}", bench.path().join("x.sqlite").display());
        let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
        sqlx::query("UPDATE attempt_results SET billed_pico_usd = 5000000000000000000").execute(&pool).await.unwrap();
        pool.close().await;
    });
    assert_eq!(billed(), Some(0));
    bench.run(&["--budget", "1"], 0);
    assert_eq!(server.count(), 3, "nothing is asked again");
}

#[test]
fn a4_counts_of_minus_one_lose_no_answer() {
    let usage = r#"{"prompt_tokens":18446744073709551615,"completion_tokens":18446744073709551615,"cost":0.1}"#;
    let server = Server::start(move |_| answer(usage));
    let bench = bench(&server, 4);
    bench.run(&[], 0);
    assert_eq!((bench.outcomes("answered"), server.count()), (4, 4));
}

#[test]
fn n30_a_missing_v1_costs_one_call_and_says_so() {
    let server = Server::start(|_| {
        Script::whole(200, "application/json", r#"{"error":"Unexpected endpoint or method. (POST /chat/completions)"}"#)
    });
    let ran = support::program::exporter(bench(&server, 4).path(), &support::bench::arguments("run"));
    assert!(ran.stderr.contains("should its base_url end with /v1?"), "{}", ran.stderr);
    assert_eq!(server.count(), 1);
}

#[test]
fn j23_a_judge_that_names_the_field_is_asked_without_it() {
    let server = Server::start(|request| match request.body.get("response_format") {
        Some(_) => Script::whole(400, "application/json", r#"{"message":"Invalid input","param":"response_format"}"#),
        None => support::streams::openai(request.model(), &support::streams::model_or_judge(request), 0),
    });
    let judges = [judge("judge-a", "up"), judge("judge-b", "up")].concat();
    let bench = Bench::new(1, &[&entry("up", &server.url, "concurrency = 1"), &model("m", "up"), &judges]);
    bench.run(&[], 0);
    bench.judge(&[], 0);
}

/// How long the reply to a script takes, and its condition.
async fn timed(script: Script, idle_s: u64, answer_s: Option<u64>) -> (exporter::provider::Reply, Duration) {
    let server = Server::start(move |_| script.clone());
    let mut provider = provider(&server.url, ProviderKind::OpenaiCompatible);
    (provider.idle_timeout_s, provider.answer_timeout_s) = (idle_s, answer_s);
    let begun = Instant::now();
    let reply = Client::new(&provider).unwrap().call(&call()).await;
    (reply, begun.elapsed())
}

fn said(text: &str) -> Value {
    json!({"choices":[{"index":0,"delta":{"content":text},"finish_reason":null}]})
}

#[tokio::test]
async fn a3_what_keeps_a_connection_alive_is_no_text() {
    for keep_alive in [text(": keep-alive\n\n"), event(&said(""))] {
        let mut parts = vec![event(&said("42"))];
        (0..40).for_each(|_| parts.extend([Part::Wait(200), keep_alive.clone()]));
        let (reply, took) = timed(Script::events(parts), 1, None).await;
        assert_eq!((condition(&reply), reply.answer.as_str()), (Condition::TimedOut, "42"));
        assert!(took < Duration::from_secs(4), "{took:?}");
    }
    // Text that drips for ever ends with the limit on the whole answer.
    let mut parts = Vec::new();
    (0..60).for_each(|_| parts.extend([event(&said("x")), Part::Wait(200)]));
    let (reply, took) = timed(Script::events(parts), 1, Some(2)).await;
    assert_eq!(condition(&reply), Condition::TimedOut);
    assert!(
        reply.as_fault().unwrap().message.contains("answer_timeout_s") && took < Duration::from_secs(5),
        "{took:?}"
    );
    // After the reason for the end a server that says nothing more is done.
    let ended = json!({"choices":[{"index":0,"delta":{"content":"42"},"finish_reason":"stop"}]});
    let (reply, took) = timed(Script::events(vec![event(&ended), Part::Wait(9000)]), 1, None).await;
    assert!(reply.as_fault().is_none() && reply.answer == "42" && took < Duration::from_secs(4), "{took:?} {reply:?}");
    // An error's body has one limit for all of it.
    let mut drip = Script { status: 400, headers: vec![], parts: vec![text("{\"error\":\"bad")] };
    (0..40).for_each(|_| drip.parts.extend([Part::Wait(200), text(" ")]));
    let (reply, took) = timed(drip, 1, None).await;
    assert_eq!(condition(&reply), Condition::BadRequest);
    assert!(took < Duration::from_secs(4), "{took:?}");
}

#[tokio::test]
async fn b9_more_text_than_the_limit_on_tokens_allows_is_cut() {
    let mut parts: Vec<Part> = (0..40).map(|_| event(&said(&"x".repeat(10_000)))).collect();
    parts.push(event(&json!({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})));
    let (reply, _) = timed(Script::events(parts), 1, None).await;
    assert_eq!(condition(&reply), Condition::BrokenStream);
    assert_eq!(reply.answer.len(), 64 * 1024, "100 tokens may have the least that is allowed");
}

#[test]
fn n17b_a_key_in_quotation_marks_is_refused() {
    let server = Server::start(|_| answer("{}"));
    let bench = bench(&server, 1);
    let output = support::program::command(bench.path(), &support::bench::arguments("run"))
        .env("TEST_KEY", "\"sk-quoted\"")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("stands in quotation marks") && !said.contains("sk-quoted"), "{said}");
    assert_eq!((output.status.code(), server.count()), (Some(2), 0));
}

//! Ollama's own format against a streaming server.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use analytics::ids::ProviderId;
use analytics::outcome::Outcome;
use exporter::config::params::{Params, Reasoning};
use exporter::config::{Provider, ProviderKind, TokenLimitField};
use exporter::provider::reply::Ending;
use exporter::provider::retry::Condition;
use exporter::provider::{Call, Client, Message, Reply, Role};
use serde_json::json;
use support::server::{Part, Script, Server};
use support::streams::line;

fn client(server: &Server) -> Client {
    Client::new(&Provider {
        id: ProviderId::new("ollama").unwrap(),
        kind: ProviderKind::Ollama,
        base_url: server.url.clone(),
        api_key_env: String::new(),
        concurrency: 1,
        max_concurrency: None,
        connect_timeout_s: 2,
        first_token_timeout_s: 5,
        idle_timeout_s: 2,
        answer_timeout_s: None,
        backoff_ms: 1,
        token_limit_field: TokenLimitField::MaxTokens,
        host_group: None,
        parallel_with: Vec::new(),
    })
    .unwrap()
}

fn call() -> Call {
    Call {
        live: exporter::provider::live::Live::default(),
        model: "gpt-oss:120b".to_owned(),
        messages: vec![Message::new(Role::User, "hi")],
        max_tokens: 400,
        params: Params {
            temperature: Some(0.0),
            seed: Some(7),
            num_ctx: Some(16_384),
            reasoning: Some(Reasoning::Medium),
            ..Params::default()
        },
        schema: Some(r#"{"type":"object","properties":{"b":{},"a":{}}}"#),
        category: None,
    }
}

async fn ask(script: Script) -> (Reply, Server) {
    ask_for(&call(), script).await
}

async fn ask_for(call: &Call, script: Script) -> (Reply, Server) {
    let server = Server::start(move |_| script.clone());
    let reply = client(&server).call(call).await;
    (reply, server)
}

fn condition(reply: &Reply) -> Condition {
    reply.as_fault().unwrap_or_else(|| panic!("no fault: {reply:?}")).condition
}

#[tokio::test]
async fn fixture_9_durations_are_nanoseconds() {
    let script = Script::lines(vec![
        line(
            &json!({"model":"gpt-oss:120b","message":{"role":"assistant","content":"","thinking":"We need"},"done":false}),
        ),
        Part::Wait(30),
        line(&json!({"model":"gpt-oss:120b","message":{"role":"assistant","content":"Hello"},"done":false})),
        line(
            &json!({"model":"gpt-oss:120b","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":10_120_000_000u64,"load_duration":210_000_000u64,"prompt_eval_count":412,"prompt_eval_duration":590_000_000u64,"eval_count":700,"eval_duration":9_300_000_000u64}),
        ),
    ]);
    let (reply, _) = ask_for(&Call { schema: None, ..call() }, script.clone()).await;
    assert!(matches!(reply.ending, Ending::Outcome(Outcome::Answered)), "{reply:?}");
    assert_eq!((reply.answer.as_str(), reply.thinking.as_deref()), ("Hello", Some("We need")));
    assert_eq!((reply.usage.prompt_tokens, reply.usage.completion_tokens), (Some(412), Some(700)));
    assert_eq!(reply.timing.server_decode_tok_per_s, Some(75.269));
    assert_eq!(reply.timing.server_prefill_tok_per_s, None, "the prompt may have been cached");
    assert_eq!(reply.timing.server_load_ms, Some(210.0));
    assert_eq!(reply.billed, None);

    let (_, server) = ask(script).await;
    let request = &server.requests()[0];
    assert_eq!(request.path, "/api/chat");
    assert_eq!((&request.body["truncate"], &request.body["shift"]), (&json!(false), &json!(false)));
    assert_eq!(request.body["options"], json!({"num_ctx":16384,"num_predict":400,"temperature":0.0,"seed":7}));
    assert_eq!(request.body["think"], "medium");
    assert_eq!(request.body["format"]["type"], "object");
}

#[tokio::test]
async fn fixture_9_without_durations_there_are_no_rates() {
    let (reply, _) = ask(Script::lines(vec![line(
        &json!({"message":{"content":"x"},"done":true,"done_reason":"stop","eval_count":700}),
    )]))
    .await;
    assert_eq!((reply.timing.server_decode_tok_per_s, reply.timing.server_load_ms), (None, None));
    assert_eq!(reply.usage.prompt_tokens, None);
}

#[tokio::test]
async fn fixture_9_an_error_line_is_no_answer() {
    let (reply, _) = ask(Script::lines(vec![
        line(&json!({"message":{"content":"half"},"done":false})),
        line(&json!({"error":"an error was encountered while running the model"})),
    ]))
    .await;
    assert_eq!((condition(&reply), reply.answer.as_str()), (Condition::BrokenStream, "half"));
    let (reply, _) = ask(Script::lines(vec![line(&json!({"message":{"content":"half"},"done":false}))])).await;
    assert_eq!(condition(&reply), Condition::BrokenStream, "an end without done is no answer");
}

#[tokio::test]
async fn fixture_10_a_prompt_that_does_not_fit() {
    let (reply, _) = ask(Script::whole(
        400,
        "application/json",
        r#"{"error":"the prompt is longer than the context length: 9000 > 8192"}"#,
    ))
    .await;
    assert_eq!(condition(&reply), Condition::ContextOverflow);
    let (reply, _) =
        ask(Script::whole(404, "application/json", r#"{"error":"model \"x\" not found, try pulling it first"}"#)).await;
    assert_eq!(condition(&reply), Condition::ModelMissing);
    let (reply, _) = ask(Script::whole(
        503,
        "application/json",
        r#"{"error":"server busy, please try again.  maximum pending requests exceeded"}"#,
    ))
    .await;
    assert_eq!(condition(&reply), Condition::Loading);
}

#[tokio::test]
async fn cut_at_the_limit_or_only_loaded() {
    let (reply, _) =
        ask(Script::lines(vec![line(&json!({"message":{"content":"x"},"done":true,"done_reason":"length"}))])).await;
    assert!(matches!(reply.ending, Ending::Outcome(Outcome::Truncated)));
    let (reply, _) =
        ask(Script::lines(vec![line(&json!({"message":{"content":""},"done":true,"done_reason":"load"}))])).await;
    assert_eq!(condition(&reply), Condition::ServerFault);
}

#[tokio::test]
async fn a_line_that_is_no_json_leaves_a_hole_and_no_answer() {
    let (reply, _) = ask(Script::lines(vec![
        line(&json!({"message":{"content":"do "},"done":false})),
        Part::Bytes(b"{\"message\":{\"content\":\"not \n".to_vec()),
        line(&json!({"message":{"content":"press"},"done":false})),
        line(&json!({"message":{"content":""},"done":true,"done_reason":"stop"})),
    ]))
    .await;
    assert_eq!((condition(&reply), reply.answer.as_str()), (Condition::BrokenStream, "do press"));
    assert!(reply.as_fault().unwrap().message.contains("no JSON"), "{reply:?}");
}

#[tokio::test]
async fn an_error_after_text_is_a_broken_stream_unless_the_context_is_full() {
    for (error, expected) in [
        // Prompt and answer together do not fit, the next time neither.
        (json!("the prompt is longer than the context length"), Condition::ContextOverflow),
        (json!({"message":"too long","type":"exceed_context_size_error"}), Condition::ContextOverflow),
        (json!({"message":"gone","code":"model_not_found"}), Condition::BrokenStream),
    ] {
        let parts = vec![line(&json!({"message":{"content":"half"},"done":false})), line(&json!({"error":error}))];
        assert_eq!(condition(&ask(Script::lines(parts)).await.0), expected, "{error}");
    }
}

/// What `/api/ps` says of the window that is open, beside an answer that was cut at 17 of 400 tokens.
async fn cut_in_a_window_of(context: u64, done_reason: &str) -> Outcome {
    let last = json!({"model":"gpt-oss:120b","message":{"role":"assistant","content":""},"done":true,
        "done_reason":done_reason,"prompt_eval_count":2031,"eval_count":17,"eval_duration":500_000_000u64});
    let script = Script::lines(vec![line(&json!({"message":{"role":"assistant","content":"It is"}})), line(&last)]);
    let server = Server::with_look_ups(
        move |_| script.clone(),
        move |request| match &*request.path {
            "/api/ps" => Script::whole(
                200,
                "application/json",
                json!({"models":[{"name":"gpt-oss:120b","context_length":context}]}).to_string(),
            ),
            _ => Script::whole(404, "text/plain", ""),
        },
    );
    let client = client(&server);
    let outcomes = [client.call(&call()).await, client.call(&call()).await].map(|reply| match reply.ending {
        Ending::Outcome(outcome) => outcome,
        Ending::Fault(fault) => panic!("{fault:?}"),
    });
    assert_eq!(outcomes[0], outcomes[1], "the window is remembered");
    outcomes[0]
}

#[tokio::test]
async fn an_answer_that_was_cut_before_its_limit_filled_the_context() {
    // Ollama opened 2,048 tokens although 16,384 were asked for.
    assert_eq!(cut_in_a_window_of(2048, "length").await, Outcome::ContextOverflow);
    assert_eq!(cut_in_a_window_of(16_384, "length").await, Outcome::Truncated, "there was room");
    assert_eq!(cut_in_a_window_of(2048, "stop").await, Outcome::Answered, "the model ended by itself");
    // A server that does not tell its window.
    assert_eq!(cut_in_a_window_of(0, "length").await, Outcome::ContextOverflow);
}

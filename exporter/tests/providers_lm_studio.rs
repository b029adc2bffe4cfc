//! LM Studio's own API against a streaming server.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use analytics::outcome::Outcome;
use exporter::config::ProviderKind;
use exporter::config::params::Reasoning;
use exporter::provider::retry::Condition;
use exporter::provider::{Call, Client, Message, Reply, Role};
use serde_json::{Value, json};
use support::ask::{ask, call, condition, outcome, provider};
use support::server::{Part, Script, Server};
use support::streams::text;

fn event(data: &Value) -> Part {
    text(&format!("event: {}\ndata: {data}\n\n", data["type"].as_str().unwrap()))
}

fn delta(of: &str, content: &str) -> Part {
    event(&json!({"type":format!("{of}.delta"),"content":content}))
}

fn end(tokens: u64) -> Part {
    event(&json!({"type":"chat.end","result":{"model_instance_id":"m","output":[{"type":"message","content":"Hello"}],
        "stats":{"input_tokens":646,"total_output_tokens":tokens,"reasoning_output_tokens":2,"tokens_per_second":29.75,
        "time_to_first_token_seconds":1.088,"model_load_time_seconds":2.656},"response_id":"resp_1"}}))
}

async fn reply(parts: Vec<Part>) -> Reply {
    ask(ProviderKind::LmStudio, Script::events(parts)).await
}

#[tokio::test]
async fn fixture_14_named_events_with_stats() {
    let script = Script::events(vec![
        event(&json!({"type":"chat.start","model_instance_id":"m:2"})),
        event(&json!({"type":"model_load.start","model_instance_id":"m:2"})),
        event(&json!({"type":"model_load.end","model_instance_id":"m:2","load_time_seconds":2.5})),
        event(&json!({"type":"prompt_processing.progress","progress":0.5})),
        event(&json!({"type":"reasoning.start"})),
        delta("reasoning", "We need"),
        Part::Wait(40),
        delta("message", "Hel"),
        delta("message", "lo"),
        event(&json!({"type":"message.end"})),
        end(60),
    ]);
    let server = Server::with_look_ups(
        move |_| script.clone(),
        |request| match &*request.path {
            "/api/v1/models" => Script::whole(
                200,
                "application/json",
                json!({"models":[{"key":"m","quantization":{"name":"Q4_K_M"},
                "loaded_instances":[{"id":"m","config":{"context_length":4096}}]}]})
                .to_string(),
            ),
            _ => Script::whole(404, "text/plain", ""),
        },
    );
    let client = Client::new(&provider(&server.url, ProviderKind::LmStudio)).unwrap();
    let mut question =
        Call { messages: vec![Message::new(Role::System, "Be short."), Message::new(Role::User, "hi")], ..call() };
    question.params.temperature = Some(0.0);
    question.params.num_ctx = Some(16_384);
    question.params.reasoning = Some(Reasoning::Max);
    let reply = client.call(&question).await;
    assert_eq!(outcome(&reply), Outcome::Answered);
    assert_eq!((reply.answer.as_str(), reply.thinking.as_deref()), ("Hello", Some("We need")));
    let usage = &reply.usage;
    assert_eq!((usage.prompt_tokens, usage.completion_tokens, usage.thinking_tokens), (Some(646), Some(60), Some(2)));
    let timing = &reply.timing;
    assert_eq!((timing.server_decode_tok_per_s, timing.server_first_text_ms), (Some(29.75), Some(1088.0)));
    assert_eq!(timing.server_load_ms, Some(2656.0));
    assert!(timing.first_answer_ms.unwrap() - timing.first_text_ms.unwrap() > 25.0, "{timing:?}");
    let serving = reply.serving.unwrap();
    assert_eq!((serving.engine.as_deref(), serving.precision.as_deref()), (Some("lm-studio"), Some("Q4_K_M")));
    assert_eq!((serving.asked_context_tokens, serving.context_tokens), (Some(16_384), Some(4096)));
    let request = &server.requests()[0];
    assert_eq!(request.path, "/api/v1/chat");
    assert_eq!(
        request.body,
        json!({"model":"m","system_prompt":"Be short.","input":"hi","stream":true,"store":false,"max_output_tokens":100,
            "temperature":0.0,"context_length":16384,"reasoning":"high"})
    );
}

#[tokio::test]
async fn an_end_that_is_none_and_a_limit_that_was_reached() {
    assert_eq!(condition(&reply(vec![delta("message", "half")]).await), Condition::BrokenStream);
    assert_eq!(
        condition(&reply(vec![delta("message", "half"), Part::Wait(20), Part::Cut]).await),
        Condition::BrokenStream
    );
    assert_eq!(outcome(&reply(vec![delta("message", "long"), end(100)]).await), Outcome::Truncated);
    assert_eq!(condition(&reply(vec![delta("reasoning", "hm"), end(60)]).await), Condition::Empty);
    let torn = reply(vec![delta("message", "do "), text("event: message.delta\ndata: {\"type\n\n"), end(60)]).await;
    assert_eq!(condition(&torn), Condition::BrokenStream);
}

#[tokio::test]
async fn an_error_event_is_no_answer() {
    let error = |kind: &str| event(&json!({"type":"error","error":{"type":kind,"message":"what went wrong"}}));
    assert_eq!(condition(&reply(vec![error("model_not_found"), end(0)]).await), Condition::ModelMissing);
    assert_eq!(condition(&reply(vec![error("internal_error"), end(0)]).await), Condition::ServerFault);
    let late = reply(vec![delta("message", "half"), error("model_not_found"), end(20)]).await;
    assert_eq!((condition(&late), late.answer.as_str()), (Condition::BrokenStream, "half"));
    assert!(late.as_fault().unwrap().message.contains("what went wrong"));
}

#[tokio::test]
async fn an_answer_in_one_piece_and_a_conversation_in_one_text() {
    let body = json!({"model_instance_id":"m","output":[{"type":"reasoning","content":"hm"},{"type":"message","content":"yes"}],
        "stats":{"input_tokens":5,"total_output_tokens":9}});
    let server = Server::start(move |_| Script::whole(200, "application/json", body.to_string()));
    let client = Client::new(&provider(&server.url, ProviderKind::LmStudio)).unwrap();
    let messages = [(Role::User, "first"), (Role::Assistant, "second"), (Role::User, "third")];
    let messages = messages.map(|(role, content)| Message::new(role, content)).to_vec();
    let reply = client.call(&Call { messages, ..call() }).await;
    assert_eq!(
        (outcome(&reply), reply.answer.as_str(), reply.thinking.as_deref()),
        (Outcome::Answered, "yes", Some("hm"))
    );
    assert_eq!(server.requests()[0].body["input"], "I wrote:\n\nfirst\n\nYou replied:\n\nsecond\n\nI wrote:\n\nthird");
}

/// An answer of 60 tokens to a prompt of 646 that may have 100, in such a window; `stats` as far as they differ.
async fn in_a_window_of(context: u64, stats: Value) -> Outcome {
    let mut last = json!({"type":"chat.end","result":{"output":[{"type":"message","content":"Hello"}],
        "stats":{"input_tokens":646,"total_output_tokens":60}}});
    last["result"]["stats"].as_object_mut().unwrap().extend(stats.as_object().unwrap().clone());
    let script = Script::events(vec![delta("message", "Hello"), event(&last)]);
    let server = Server::with_look_ups(
        move |_| script.clone(),
        move |request| match &*request.path {
            "/api/v1/models" => Script::whole(
                200,
                "application/json",
                json!({"models":[{"key":"m","loaded_instances":[{"id":"m","config":{"context_length":context}}]}]})
                    .to_string(),
            ),
            _ => Script::whole(404, "text/plain", ""),
        },
    );
    let client = Client::new(&provider(&server.url, ProviderKind::LmStudio)).unwrap();
    let first = outcome(&client.call(&call()).await);
    assert_eq!(outcome(&client.call(&call()).await), first, "the window is remembered");
    first
}

#[tokio::test]
async fn an_answer_that_ended_with_the_context_is_not_a_whole_one() {
    // This API says nothing of why an answer ended: the counts do.
    assert_eq!(in_a_window_of(706, json!({})).await, Outcome::ContextOverflow);
    assert_eq!(in_a_window_of(4096, json!({})).await, Outcome::Answered);
    // The word of the older API, whatever the counts are.
    let reason = |word: &str| json!({ "stop_reason": word });
    assert_eq!(in_a_window_of(4096, reason("contextLengthReached")).await, Outcome::ContextOverflow);
    assert_eq!(in_a_window_of(706, reason("eosFound")).await, Outcome::Answered, "it ended by itself");
    assert_eq!(in_a_window_of(4096, reason("maxPredictedTokensReached")).await, Outcome::Truncated);
    assert_eq!(in_a_window_of(4096, json!({"total_output_tokens": 100})).await, Outcome::Truncated, "the limit of 100");
}

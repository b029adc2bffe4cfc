//! OpenAI's format and OpenRouter against a streaming server: the fixtures of provider-apis.md, section 11.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::time::Duration;

use analytics::outcome::Outcome;
use analytics::units::PicoUsd;
use exporter::config::ProviderKind;
use exporter::provider::Client;
use exporter::provider::retry::Condition;
use serde_json::json;
use support::ask::{ask, call, condition, outcome, provider};
use support::server::{Part, Script, Server};
use support::streams::{event, openai, text};

#[tokio::test]
async fn fixture_1_an_openrouter_stream_with_comments_reasoning_and_usage() {
    let chunk = |delta: serde_json::Value| json!({"id":"gen-1","model":"openai/gpt-oss-120b","provider":"DeepInfra","choices":[{"index":0,"delta":delta,"finish_reason":null}]});
    let reply = ask(
        ProviderKind::Openrouter,
        Script::events(vec![
            text(": OPENROUTER PROCESSING\n\n"),
            Part::Wait(60),
            event(&chunk(json!({"role":"assistant","content":""}))),
            event(&chunk(json!({"reasoning":"We need","reasoning_details":[{"type":"reasoning.text","text":"We need"}]}))),
            Part::Wait(60),
            event(&chunk(json!({"content":"Hel"}))),
            Part::Wait(60),
            event(&chunk(json!({"content":"lo"}))),
            event(&json!({"id":"gen-1","choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop","native_finish_reason":"stop"}]})),
            event(&json!({"id":"gen-1","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":3,"cache_write_tokens":1},"completion_tokens_details":{"reasoning_tokens":2},"cost":0.00015951}})),
            text("data: [DONE]\n\n"),
        ]),
    )
    .await;
    assert_eq!(outcome(&reply), Outcome::Answered);
    assert_eq!((reply.answer.as_str(), reply.thinking.as_deref()), ("Hello", Some("We need")));
    assert_eq!(reply.billed, Some(PicoUsd(159_510_000)));
    assert_eq!((reply.upstream.as_deref(), reply.generation_id.as_deref()), (Some("DeepInfra"), Some("gen-1")));
    let usage = &reply.usage;
    assert_eq!((usage.prompt_tokens, usage.completion_tokens, usage.thinking_tokens), (Some(10), Some(4), Some(2)));
    assert_eq!((usage.cached_tokens, usage.cache_write_tokens), (Some(3), Some(1)));
    let timing = &reply.timing;
    let (byte, first, answer, last) = (
        timing.first_byte_ms.unwrap(),
        timing.first_text_ms.unwrap(),
        timing.first_answer_ms.unwrap(),
        timing.last_text_ms.unwrap(),
    );
    assert!(first - byte > 40.0, "a comment is a byte and no text: {timing:?}");
    assert!(first >= 55.0, "{first}");
    assert!(answer - first > 40.0 && last - answer > 40.0, "{timing:?}");
    assert!(timing.total_ms.unwrap() >= last);
    assert_eq!(timing.decode_tok_per_s, None, "four tokens are no rate");
    assert!(reply.raw.unwrap().contains("\"cost\":0.00015951"));
}

#[tokio::test]
async fn fixture_2_an_error_in_the_middle_of_the_stream_is_no_answer() {
    let reply = ask(
        ProviderKind::Openrouter,
        Script::events(vec![
            event(&json!({"id":"g","choices":[{"index":0,"delta":{"content":"part"},"finish_reason":null}]})),
            event(&json!({"id":"g","error":{"code":502,"message":"Provider disconnected","metadata":{"error_type":"provider_unavailable"}},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]})),
        ]),
    )
    .await;
    assert_eq!(condition(&reply), Condition::BrokenStream);
    assert_eq!(reply.answer, "part", "the part is kept as evidence");
    assert!(reply.as_fault().unwrap().message.contains("Provider disconnected"));
}

#[tokio::test]
async fn fixture_3_a_200_with_an_error_is_no_answer() {
    let body = r#"{"error":{"code":"429","message":"slow down","metadata":{"error_type":"rate_limit_exceeded"}}}"#;
    let reply = ask(ProviderKind::Openrouter, Script::whole(200, "application/json", body)).await;
    assert_eq!(condition(&reply), Condition::Overloaded);
    let reply = ask(ProviderKind::Openrouter, Script::whole(200, "text/event-stream", body)).await;
    assert_eq!(condition(&reply), Condition::Overloaded, "also under the name of an event stream");
    let reply =
        ask(ProviderKind::Openrouter, Script::whole(200, "application/json", r#"{"id":"x","choices":[]}"#)).await;
    assert_eq!(condition(&reply), Condition::ServerFault);
}

#[tokio::test]
async fn fixture_4_to_6_error_statuses() {
    let body = r#"{"error":{"message":"All providers at capacity.","error_type":"rate_limit_exceeded","http_status":429,"availability":{"code":"capacity_exhausted","retryable":true,"retry_after":40}}}"#;
    let reply =
        ask(ProviderKind::Openrouter, Script::whole(429, "application/json", body).header("retry-after", "7")).await;
    assert_eq!(condition(&reply), Condition::Overloaded);
    assert_eq!(reply.as_fault().unwrap().retry_after, Some(Duration::from_secs(7)), "the header wins");
    assert_eq!(reply.http_status, Some(429));
    let reply = ask(
        ProviderKind::Openrouter,
        Script::whole(402, "application/json", r#"{"error":{"code":402,"message":"Insufficient credits"}}"#),
    )
    .await;
    assert_eq!(condition(&reply), Condition::PaymentRequired);
    let body = r#"{"error":{"message":"No endpoints","availability":{"code":"constraint_filtered","retryable":false,"excluded_by":["quantization"]}}}"#;
    let reply = ask(ProviderKind::Openrouter, Script::whole(404, "application/json", body)).await;
    assert_eq!(condition(&reply), Condition::PinUnsatisfiable);
}

#[tokio::test]
async fn fixture_7_an_end_without_a_finish_reason_is_no_answer() {
    let half = event(&json!({"choices":[{"index":0,"delta":{"content":"half"},"finish_reason":null}]}));
    for parts in [
        vec![half.clone()],
        vec![half.clone(), text("data: [DONE]\n\n")],
        vec![half.clone(), Part::Wait(50), Part::Cut],
    ] {
        let reply = ask(ProviderKind::OpenaiCompatible, Script::events(parts)).await;
        assert_eq!(condition(&reply), Condition::BrokenStream);
        assert_eq!(reply.answer, "half");
    }
    // Without [DONE], but with a finish_reason, the answer is whole.
    let parts = vec![half, event(&json!({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}))];
    assert_eq!(outcome(&ask(ProviderKind::OpenaiCompatible, Script::events(parts)).await), Outcome::Answered);
}

#[tokio::test]
async fn fixture_8_characters_split_over_reads_crlf_and_several_data_lines() {
    let stream = "data: {\"choices\":[{\"index\":0,\r\ndata: \"delta\":{\"content\":\"Grüße 🦀\"},\"finish_reason\":null}]}\r\n\r\n\
                  data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\r\n\r\n";
    let parts = stream.as_bytes().chunks(3).flat_map(|bytes| [Part::Bytes(bytes.to_vec()), Part::Wait(1)]).collect();
    let reply = ask(ProviderKind::OpenaiCompatible, Script::events(parts)).await;
    assert_eq!((outcome(&reply), reply.answer.as_str()), (Outcome::Answered, "Grüße 🦀"));
}

#[tokio::test]
async fn fixture_11_and_13_timings_of_the_server() {
    let finish = event(&json!({"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]}));
    let llama = json!({"choices":[],"usage":{"prompt_tokens":512,"completion_tokens":700,"prompt_tokens_details":{"cached_tokens":100}},
        "timings":{"cache_n":100,"prompt_n":412,"prompt_ms":590.1,"predicted_n":700,"predicted_ms":9300.5}});
    let reply = ask(ProviderKind::OpenaiCompatible, Script::events(vec![finish.clone(), event(&llama)])).await;
    assert_eq!(reply.timing.server_decode_tok_per_s, Some(75.157));
    assert_eq!(reply.timing.server_prefill_tok_per_s, Some(698.187));
    assert_eq!(reply.usage.cached_tokens, Some(100));
    let vllm = json!({"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1},"metrics":null});
    let reply = ask(ProviderKind::OpenaiCompatible, Script::events(vec![finish, event(&vllm)])).await;
    assert_eq!(reply.timing.server_decode_tok_per_s, None);
}

#[tokio::test]
async fn fixture_12_loading_then_ready() {
    let reply = ask(
        ProviderKind::OpenaiCompatible,
        Script::whole(
            503,
            "application/json",
            r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#,
        ),
    )
    .await;
    assert_eq!(condition(&reply), Condition::Loading);
}

#[tokio::test]
async fn fixture_15_cut_at_the_limit_refused_and_empty() {
    let finish = |delta: serde_json::Value, reason: &str| {
        Script::events(vec![event(&json!({"choices":[{"index":0,"delta":delta,"finish_reason":reason}]}))])
    };
    let kind = ProviderKind::OpenaiCompatible;
    assert_eq!(outcome(&ask(kind, finish(json!({"content":""}), "length")).await), Outcome::Truncated);
    assert_eq!(outcome(&ask(kind, finish(json!({"content":"a"}), "content_filter")).await), Outcome::Refused);
    let refused = ask(kind, finish(json!({"content":null,"refusal":"I cannot."}), "stop")).await;
    assert_eq!((outcome(&refused), refused.answer.as_str()), (Outcome::Refused, "I cannot."));
    assert_eq!(condition(&ask(kind, finish(json!({"content":" \n"}), "stop")).await), Condition::Empty);
    let thought = ask(kind, finish(json!({"content":"<think>only this"}), "stop")).await;
    assert_eq!((condition(&thought), thought.thinking.as_deref()), (Condition::Empty, Some("only this")));
}

#[tokio::test]
async fn fixture_17_the_whole_answer_in_one_chunk_has_no_decode_rate() {
    let reply = ask(
        ProviderKind::OpenaiCompatible,
        Script::events(vec![
            Part::Wait(300),
            event(&json!({"choices":[{"index":0,"delta":{"content":"long answer"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":500}})),
        ]),
    )
    .await;
    assert_eq!((outcome(&reply), reply.timing.decode_tok_per_s), (Outcome::Answered, None));
    assert_eq!(reply.billed, None, "nobody said what it cost");
}

#[tokio::test]
async fn a_steady_stream_has_its_decode_rate() {
    let mut parts = Vec::new();
    for _ in 0..41 {
        parts.push(event(&json!({"choices":[{"index":0,"delta":{"content":"t "},"finish_reason":null}]})));
        parts.push(Part::Wait(10));
    }
    parts.push(event(&json!({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":41}})));
    let rate = ask(ProviderKind::OpenaiCompatible, Script::events(parts)).await.timing.decode_tok_per_s.unwrap();
    // Forty gaps of at least 10 ms; a busy machine makes them longer, never shorter.
    assert!((5.0..=101.0).contains(&rate), "{rate}");
}

#[tokio::test]
async fn a_server_that_does_not_stream_is_understood() {
    let body = r#"{"id":"c","model":"m2","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"<think>hm</think>\nyes","reasoning_content":null}}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#;
    let reply = ask(ProviderKind::OpenaiCompatible, Script::whole(200, "application/json; charset=utf-8", body)).await;
    assert_eq!(
        (reply.answer.as_str(), reply.thinking.as_deref(), reply.served_model.as_deref()),
        ("yes", Some("hm"), Some("m2"))
    );
}

#[tokio::test]
async fn silence_ends_at_the_limit() {
    let first = event(&json!({"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}));
    let reply = ask(ProviderKind::OpenaiCompatible, Script::events(vec![first, Part::Wait(20_000)])).await;
    assert_eq!(condition(&reply), Condition::TimedOut);
    // Comments keep the connection alive and are no text.
    let comments = (0..200).flat_map(|_| [text(": ping\n\n"), Part::Wait(100)]).collect();
    let server = Server::start(move |_| Script::events(Vec::clone(&comments)));
    let mut provider = provider(&server.url, ProviderKind::OpenaiCompatible);
    provider.first_token_timeout_s = 1;
    let reply = Client::new(&provider).unwrap().call(&call()).await;
    assert_eq!(condition(&reply), Condition::TimedOut);
}

#[tokio::test]
async fn what_a_server_rejects_is_left_out_the_next_time() {
    let server = Server::start(|request| {
        if request.body.get("stream_options").is_some() {
            return Script::whole(
                400,
                "application/json",
                r#"{"error":{"message":"Unrecognized request argument supplied: stream_options"}}"#,
            );
        }
        if request.body.get("response_format").is_some() {
            return Script::whole(422, "application/json", r#"{"detail":"response_format is not supported"}"#);
        }
        openai("m", "fine", 0)
    });
    let client = Client::new(&provider(&server.url, ProviderKind::OpenaiCompatible)).unwrap();
    let mut call = call();
    call.schema = Some("{}");
    assert_eq!(condition(&client.call(&call).await), Condition::Downgraded);
    assert_eq!(condition(&client.call(&call).await), Condition::Downgraded);
    assert_eq!(outcome(&client.call(&call).await), Outcome::Answered);
    assert_eq!(outcome(&client.call(&call).await), Outcome::Answered);
    assert_eq!(server.count(), 4);
}

#[tokio::test]
async fn nobody_listens() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let reply = Client::new(&provider(&url, ProviderKind::OpenaiCompatible)).unwrap().call(&call()).await;
    assert_eq!(condition(&reply), Condition::Unreachable);
    let message = &reply.as_fault().unwrap().message;
    assert!(message.starts_with(&format!("server not reachable at {url}")), "{message}");
}

//! Replies in OpenAI's format that are easily taken for more than they are: holes, late errors, marks, rates.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use analytics::outcome::Outcome;
use exporter::config::{Provider, ProviderKind};
use exporter::provider::retry::Condition;
use exporter::provider::{Call, Client};
use serde_json::json;
use support::ask::{ask, call, condition, outcome, provider};
use support::server::{Part, Script, Server};
use support::streams::{event, text};

#[tokio::test]
async fn a_part_that_is_no_json_leaves_a_hole_and_no_answer() {
    let piece = |text: &str| event(&json!({"choices":[{"index":0,"delta":{"content":text},"finish_reason":null}]}));
    let finish = event(&json!({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}));
    let torn = text("data: {\"choices\":[{\"index\":0,\"delta\":{\"con\n\n");
    let parts = vec![piece("do "), torn.clone(), piece("press the button"), finish.clone()];
    let reply = ask(ProviderKind::OpenaiCompatible, Script::events(parts)).await;
    assert_eq!(condition(&reply), Condition::BrokenStream);
    let message = &reply.as_fault().unwrap().message;
    assert!(message.starts_with("a part of the stream is no JSON: \"{\"choices\""), "{message}");
    assert_eq!(reply.answer, "do press the button", "evidence");
    // After the reason for the end there is no text left to lose.
    let reply = ask(ProviderKind::OpenaiCompatible, Script::events(vec![piece("whole"), finish, torn])).await;
    assert_eq!((outcome(&reply), reply.answer.as_str()), (Outcome::Answered, "whole"));
    let page = Script::whole(200, "text/html", "<html>please log in</html>");
    let reply = ask(ProviderKind::OpenaiCompatible, page).await;
    assert_eq!(condition(&reply), Condition::ServerFault);
    assert!(reply.as_fault().unwrap().message.contains("please log in"), "{reply:?}");
}

#[tokio::test]
async fn an_error_after_text_is_a_broken_stream_unless_it_concerns_every_request() {
    for (code, expected) in [
        (400, Condition::BrokenStream),
        (404, Condition::BrokenStream),
        (429, Condition::BrokenStream),
        (503, Condition::BrokenStream),
        (402, Condition::PaymentRequired),
        (401, Condition::Unauthorized),
    ] {
        let error = event(
            &json!({"error":{"code":code,"message":"m"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}),
        );
        let begun = event(&json!({"choices":[{"index":0,"delta":{"content":"part"},"finish_reason":null}]}));
        let reply = ask(ProviderKind::Openrouter, Script::events(vec![begun, error])).await;
        assert_eq!(condition(&reply), expected, "{code}");
    }
}

#[tokio::test]
async fn a_closing_mark_in_an_answer_is_ordinary_text() {
    let finish = |delta: serde_json::Value| {
        Script::events(vec![event(&json!({"choices":[{"index":0,"delta":delta,"finish_reason":"stop"}]}))])
    };
    let kind = ProviderKind::OpenaiCompatible;
    let prose = "Drop all up to `</think>`, then parse.";
    assert_eq!(ask(kind, finish(json!({"content":prose}))).await.answer, prose);
    let apart = ask(kind, finish(json!({"reasoning":"hm","content":"See:\n</think>\nend"}))).await;
    assert_eq!((apart.answer.as_str(), apart.thinking.as_deref()), ("See:\n</think>\nend", Some("hm")));
    let guessed = ask(kind, finish(json!({"content":"let me see\n</think>\n\n42"}))).await;
    assert_eq!((guessed.answer.as_str(), guessed.thinking.as_deref()), ("42", Some("let me see")));
    let raw = guessed.raw.unwrap();
    let kept: serde_json::Value = serde_json::from_str(raw.lines().last().unwrap()).unwrap();
    assert_eq!(kept["content_as_it_came"], "let me see\n</think>\n\n42", "the guess can be undone");
    // Whoever asks for a shape reads the whole text.
    let content = "<think>hm</think>\n</think>\n{\"reasoning\":\"r\"}";
    let script = finish(json!({"content":content}));
    let server = Server::start(move |_| script.clone());
    let judge = Call { schema: Some("{}"), ..call() };
    let reply = Client::new(&provider(&server.url, kind)).unwrap().call(&judge).await;
    assert_eq!((reply.answer.as_str(), reply.thinking), (content, None));
}

#[tokio::test]
async fn rates_that_mean_nothing_are_left_out() {
    let stream = |tokens: u64, more: serde_json::Value| {
        let mut last = json!({"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":tokens}});
        last.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let text = event(&json!({"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]}));
        Script::events(vec![text, event(&last)])
    };
    for (more, rate) in
        [(json!({"metrics":{"mean_itl_ms":8.0}}), 125.0), (json!({"stats":{"tokens_per_second":51.4}}), 51.4)]
    {
        for (tokens, expected) in [(15, None), (16, Some(rate))] {
            let reply = ask(ProviderKind::OpenaiCompatible, stream(tokens, more.clone())).await;
            assert_eq!(reply.timing.server_decode_tok_per_s, expected, "{tokens} {more}");
        }
    }
    // A summary stands for thinking that was not streamed.
    let mut parts = vec![event(
        &json!({"choices":[{"index":0,"delta":{"reasoning":"in short","reasoning_details":[{"type":"reasoning.summary","summary":"in short"}]},"finish_reason":null}]}),
    )];
    for _ in 0..30 {
        parts.push(Part::Wait(10));
        parts.push(event(&json!({"choices":[{"index":0,"delta":{"content":"t "},"finish_reason":null}]})));
    }
    parts.push(event(&json!({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":930,"completion_tokens_details":{"reasoning_tokens":900}}})));
    let reply = ask(ProviderKind::Openrouter, Script::events(parts)).await;
    assert_eq!((outcome(&reply), reply.timing.decode_tok_per_s), (Outcome::Answered, None));
}

#[tokio::test]
async fn a_refusal_says_what_to_look_at() {
    let server = Server::start(|_| Script::whole(404, "text/plain", "404 page not found"));
    let reply = Client::new(&provider(&server.url, ProviderKind::OpenaiCompatible)).unwrap().call(&call()).await;
    let message = &reply.as_fault().unwrap().message;
    let expected = format!(
        "HTTP 404 (the request went to {}/chat/completions; should its base_url end with /v1?): 404 page not found",
        server.url
    );
    assert_eq!(message, &expected);
    let server = Server::start(|_| Script::whole(401, "application/json", r#"{"error":{"message":"bad key"}}"#));
    let mut provider = provider(&server.url, ProviderKind::OpenaiCompatible);
    let said = async |provider: &Provider| {
        Client::new(provider).unwrap().call(&call()).await.as_fault().unwrap().message.clone()
    };
    let message = said(&provider).await;
    assert_eq!(message, "HTTP 401 (no key was sent: name the variable that holds it with api_key_env): bad key");
    // Any variable that is set will do for a key.
    provider.api_key_env = "PATH".to_owned();
    let message = said(&provider).await;
    assert_eq!(message, "HTTP 401 (look at the key in the environment variable PATH): bad key");
}

#[tokio::test]
async fn a_key_that_a_server_repeats_is_masked_wherever_the_text_is_cut() {
    // Any variable that is set will do for a key.
    let key = std::env::var("PATH").unwrap().trim().to_owned();
    for before in [0, 490, 995, 64 * 1024 - 12, 64 * 1024 - 2] {
        let body = format!("{} {key} and more", "x".repeat(before));
        let server = Server::start(move |_| Script::whole(500, "text/plain", body.clone()));
        let mut provider = provider(&server.url, ProviderKind::OpenaiCompatible);
        provider.api_key_env = "PATH".to_owned();
        let reply = Client::new(&provider).unwrap().call(&call()).await;
        let message = &reply.as_fault().unwrap().message;
        let start = &key[..6];
        assert!(!message.contains(start), "{before}: {message}");
        assert!(!reply.raw.as_ref().unwrap().contains(start), "{before}");
        assert_eq!(before > 900, !message.contains("[key removed]"), "{before}: {message}");
    }
}

//! Verdicts that come by another way than the answer's text: among the thinking, or as the call of a tool.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use serde_json::{Value, json};
use support::bench::{Bench, judge, model, provider};
use support::program::exporter;
use support::server::{Script, Server};
use support::streams::{event, openai, text, verdict};

/// One judge whose only delta this is, beside one that replies as usual; what the first one's verdict became, and how
/// often it was asked.
fn judged(delta: Value) -> (Value, usize) {
    let server = Server::start(move |request| match request.model() {
        "odd" => Script::events(vec![
            event(&json!({"choices":[{"index":0,"delta":delta,"finish_reason":null}]})),
            event(&json!({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})),
            event(&json!({"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":30}})),
            text("data: [DONE]\n\n"),
        ]),
        "usual" => openai("usual", &verdict([2, 2, 2]), 0),
        _ => openai("m", "It is 42, found by addition.", 0),
    });
    let bench = Bench::new(
        1,
        &[&provider("up", &server.url, ""), &model("m", "up"), &judge("odd", "up"), &judge("usual", "up")],
    );
    bench.run(&[], 0);
    bench.judge(&[], 0);
    exporter(bench.path(), &["export", "--database", "x.sqlite", "--out", "s", "--id", "a", "--title", "A"]).expect(0);
    let detail = std::fs::read_to_string(bench.path().join("s/a/tasks/sum-001.json")).unwrap();
    let detail: Value = serde_json::from_str(&detail).unwrap();
    let asked = server.requests().iter().filter(|request| request.model() == "odd").count();
    let verdicts = detail["cases"][0]["verdicts"].as_array().unwrap();
    (verdicts.iter().find(|verdict| verdict["judge"] == "odd").unwrap().clone(), asked)
}

#[test]
fn a_verdict_that_the_server_took_for_thinking_is_read() {
    // vLLM with a reasoning parser: the JSON that was forced stands in the field of the thinking, the text is null.
    for field in ["reasoning_content", "reasoning"] {
        let (found, asked) = judged(json!({"content": null, field: verdict([2, 1, 0])}));
        assert_eq!((&found["marks"], asked), (&json!([2, 1, 0]), 1), "{field}: {found}");
    }
    // Thoughts without a verdict are none.
    let (found, _) = judged(json!({"content": null, "reasoning_content": "I would give it two of two."}));
    assert_eq!(found["marks"], Value::Null, "{found}");
}

#[test]
fn a_verdict_as_the_call_of_a_tool_is_not_read() {
    let call =
        json!({"index":0,"id":"t1","type":"function","function":{"name":"verdict","arguments":verdict([2, 2, 2])}});
    let (found, _) = judged(json!({"content": null, "tool_calls": [call]}));
    assert_eq!(found["marks"], Value::Null, "{found}");
    assert!(found["rationale"].as_str().unwrap().contains("it holds no text"), "{found}");
}

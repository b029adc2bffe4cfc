//! Replies in the wire formats of the providers.

use serde_json::{Value, json};

use super::server::{Part, Request, Script};

pub fn event(value: &Value) -> Part {
    Part::Bytes(format!("data: {value}\n\n").into_bytes())
}

pub fn line(value: &Value) -> Part {
    Part::Bytes(format!("{value}\n").into_bytes())
}

pub fn text(text: &str) -> Part {
    Part::Bytes(text.as_bytes().to_vec())
}

/// An answer in OpenAI's format, in pieces of a few characters.
pub fn openai(model: &str, answer: &str, wait_ms: u64) -> Script {
    let mut parts = vec![event(
        &json!({"id":"c1","model":model,"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}),
    )];
    for piece in pieces(answer) {
        if wait_ms > 0 {
            parts.push(Part::Wait(wait_ms));
        }
        parts.push(event(
            &json!({"id":"c1","model":model,"choices":[{"index":0,"delta":{"content":piece},"finish_reason":null}]}),
        ));
    }
    parts.push(event(&json!({"id":"c1","model":model,"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})));
    parts.push(event(&json!({"id":"c1","model":model,"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150}})));
    parts.push(text("data: [DONE]\n\n"));
    Script::events(parts)
}

/// An answer in Ollama's format.
pub fn ollama(model: &str, answer: &str, wait_ms: u64) -> Script {
    let mut parts = Vec::new();
    for piece in pieces(answer) {
        if wait_ms > 0 {
            parts.push(Part::Wait(wait_ms));
        }
        parts.push(line(&json!({"model":model,"message":{"role":"assistant","content":piece},"done":false})));
    }
    parts.push(line(&json!({"model":model,"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop",
        "total_duration":900_000_000u64,"load_duration":210_000_000u64,"prompt_eval_count":100,"prompt_eval_duration":50_000_000u64,
        "eval_count":50,"eval_duration":500_000_000u64})));
    Script::lines(parts)
}

/// A verdict as a judge writes it.
pub fn verdict(marks: [u8; 3]) -> String {
    json!({"reasoning":"It answers what was asked.","correctness":marks[0],"completeness":marks[1],"quality":marks[2]})
        .to_string()
}

/// Answers like a model or, for models named `judge-…`, like a judge.
pub fn model_or_judge(request: &Request) -> String {
    match request.model() {
        "judge-a" => verdict([2, 1, 2]),
        "judge-b" => verdict([2, 2, 1]),
        model => format!(
            "Answer of {model} with 42 in it, written for request {}.",
            request.body["messages"].to_string().len()
        ),
    }
}

fn pieces(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(12).map(|piece| piece.iter().collect()).collect()
}

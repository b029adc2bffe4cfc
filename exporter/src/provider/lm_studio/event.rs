//! Reads LM Studio's named events into a reply. Each event repeats its name in its data.

use std::time::Instant;

use analytics::outcome::Outcome;
use analytics::snapshot::v1::{Timing, Usage};
use serde_json::Value;

use super::in_band;
use crate::provider::call::Call;
use crate::provider::reply::{Ending, Fault, Reply, quoted, with_uncut};
use crate::provider::retry::Condition;
use crate::provider::timing::{FEWEST_TOKENS, round};
use crate::provider::transcript::Transcript;

/// What the events have brought so far.
#[derive(Debug)]
pub struct Events {
    /// The text.
    pub transcript: Transcript,
    max_tokens: u64,
    begun: bool,
    served_model: Option<String>,
    load_ms: Option<f64>,
    error: Option<Value>,
    unreadable: Option<String>,
    result: Option<Value>,
}

impl Events {
    /// Begins with nothing, for a request that was sent at this moment.
    pub fn begin(call: &Call, sent: Instant) -> Self {
        Self {
            transcript: Transcript::begin(call, sent),
            max_tokens: u64::from(call.max_tokens),
            begun: false,
            served_model: None,
            load_ms: None,
            error: None,
            unreadable: None,
            result: None,
        }
    }

    /// Whether the server has said that nothing follows.
    pub fn is_done(&self) -> bool {
        self.result.is_some()
    }

    /// Whether any event has come.
    pub fn has_begun(&self) -> bool {
        self.begun
    }

    /// Reads one event, or a whole answer that was not streamed.
    pub fn event(&mut self, data: &str, moment: Instant) {
        let Ok(value) = serde_json::from_str::<Value>(data) else {
            self.unreadable.get_or_insert_with(|| data.to_owned());
            return;
        };
        self.begun = true;
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        if let Some(error) = value.get("error").filter(|error| !error.is_null()) {
            self.error.get_or_insert_with(|| error.clone());
        }
        if let Some(model) = text("model_instance_id") {
            self.served_model = Some(model.to_owned());
        }
        match text("type") {
            Some("model_load.end") => {
                self.load_ms =
                    value.get("load_time_seconds").and_then(Value::as_f64).map(|seconds| round(seconds * 1e3));
            }
            Some("reasoning.delta") => self.transcript.thinking(text("content").unwrap_or_default(), moment),
            Some("message.delta") => self.transcript.content(text("content").unwrap_or_default(), moment),
            Some("chat.end") => self.result = value.get("result").cloned(),
            None if value.get("output").is_some() => {
                for part in value["output"].as_array().into_iter().flatten() {
                    let content = part.get("content").and_then(Value::as_str).unwrap_or_default();
                    match part.get("type").and_then(Value::as_str) {
                        Some("reasoning") => self.transcript.thinking(content, moment),
                        Some("message") => self.transcript.content(content, moment),
                        _ => {}
                    }
                }
                self.result = Some(value);
            }
            _ => {}
        }
    }

    /// The reply; `broken` is how the connection ended, if not by itself.
    pub fn finish(self, broken: Option<Fault>) -> Reply {
        let has_text = self.transcript.has_text();
        let finished = self.transcript.finish();
        let result = self.result.unwrap_or_default();
        let stats = |name: &str| result.get("stats").and_then(|stats| stats.get(name));
        let count = |name: &str| stats(name).and_then(Value::as_u64);
        let seconds = |name: &str| stats(name).and_then(Value::as_f64).map(|seconds| round(seconds * 1e3));
        let usage = Usage {
            prompt_tokens: count("input_tokens"),
            completion_tokens: count("total_output_tokens"),
            thinking_tokens: count("reasoning_output_tokens"),
            ..Usage::default()
        };
        let fault = |condition, message: String| Ending::Fault(Fault { condition, message, retry_after: None });
        let ending = if let Some(error) = &self.error {
            let (condition, message) = in_band(error, has_text);
            fault(condition, message)
        } else if let Some(part) = &self.unreadable {
            fault(Condition::BrokenStream, format!("a part of the stream is no JSON: {}", quoted(part)))
        } else if result.is_null() {
            let message = "the stream ended without chat.end, so the answer may be cut".to_owned();
            broken.map_or_else(|| fault(Condition::BrokenStream, message), Ending::Fault)
        } else if usage.completion_tokens.is_some_and(|tokens| tokens >= self.max_tokens) {
            // This API does not say why an answer ended; one that used up its limit was cut.
            Ending::Outcome(Outcome::Truncated)
        } else if finished.answer.trim().is_empty() {
            fault(Condition::Empty, "the answer is complete and holds no text".to_owned())
        } else {
            Ending::Outcome(Outcome::Answered)
        };
        let rate = stats("tokens_per_second").and_then(Value::as_f64).filter(|rate| *rate > 0.0);
        let timing = Timing {
            server_decode_tok_per_s: rate
                .filter(|_| usage.completion_tokens.is_some_and(|tokens| tokens >= FEWEST_TOKENS))
                .map(round),
            server_first_text_ms: seconds("time_to_first_token_seconds"),
            server_load_ms: seconds("model_load_time_seconds").or(self.load_ms),
            ..finished.stamps.timing(usage.completion_tokens)
        };
        let raw = if result.is_null() { self.error.unwrap_or_default() } else { result };
        Reply {
            answer: finished.answer,
            thinking: finished.thinking,
            served_model: self.served_model,
            usage,
            timing,
            arrivals_ms: finished.arrivals_ms,
            raw: with_uncut(if raw.is_null() { String::new() } else { raw.to_string() }, finished.uncut),
            ending,
            ..Reply::default()
        }
    }
}

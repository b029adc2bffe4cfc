//! Reads the lines of Ollama's stream into a reply.

use std::time::Instant;

use analytics::outcome::Outcome;
use analytics::snapshot::v1::{Timing, Usage};
use serde_json::Value;

use crate::provider::call::Call;
use crate::provider::classify::classify;
use crate::provider::error_body::ErrorBody;
use crate::provider::reply::{Ending, Fault, Reply, quoted, with_uncut};
use crate::provider::retry::Condition;
use crate::provider::timing::{round, server_rate};
use crate::provider::transcript::Transcript;

/// What the lines have brought so far.
#[derive(Debug)]
pub struct Lines {
    /// The text.
    pub transcript: Transcript,
    /// Whether the answer was forced into a shape: a model that thinks is then asked twice, and only the second pass is timed.
    shaped: bool,
    served_model: Option<String>,
    last: Option<Value>,
    last_raw: Option<String>,
    error: Option<Value>,
    unreadable: Option<String>,
}

impl Lines {
    /// Begins with nothing, for a request that was sent at this moment.
    pub fn begin(call: &Call, sent: Instant) -> Self {
        Self {
            transcript: Transcript::begin(call, sent),
            shaped: call.schema.is_some(),
            served_model: None,
            last: None,
            last_raw: None,
            error: None,
            unreadable: None,
        }
    }

    /// Whether the server has said that nothing follows.
    pub fn is_done(&self) -> bool {
        self.last.is_some()
    }

    /// Reads one line.
    pub fn line(&mut self, text: &str, moment: Instant) {
        let Ok(value) = serde_json::from_str::<Value>(text) else {
            self.unreadable.get_or_insert_with(|| text.to_owned());
            return;
        };
        if value.get("error").is_some_and(|error| !error.is_null()) {
            self.last_raw = Some(text.to_owned());
            self.error.get_or_insert(value);
            return;
        }
        if let Some(model) = value.get("model").and_then(Value::as_str) {
            self.served_model = Some(model.to_owned());
        }
        if let Some(message) = value.get("message") {
            let part = |name: &str| message.get(name).and_then(Value::as_str).unwrap_or_default();
            self.transcript.thinking(part("thinking"), moment);
            self.transcript.content(part("content"), moment);
        }
        if value.get("done").is_some_and(|done| done == true) {
            self.last_raw = Some(text.to_owned());
            self.last = Some(value);
        }
    }

    /// The reply; `broken` is how the connection ended, if not by itself.
    pub fn finish(self, broken: Option<Fault>) -> Reply {
        let has_text = self.transcript.has_text();
        let finished = self.transcript.finish();
        let last = self.last.unwrap_or_default();
        let finish_reason = last.get("done_reason").and_then(Value::as_str).map(str::to_owned);
        let fault = |condition, message: &str| {
            Ending::Fault(Fault { condition, message: message.to_owned(), retry_after: None })
        };
        let ending = if let Some(error) = &self.error {
            let body = ErrorBody::of_value(error);
            let condition = classify(500, &body);
            let condition = if has_text { condition.after_text() } else { condition };
            fault(condition, &format!("error inside of the stream: {}", body.message))
        } else if let Some(part) = &self.unreadable {
            // What it held is unknown: it may have been a piece of the answer.
            fault(Condition::BrokenStream, &format!("a part of the stream is no JSON: {}", quoted(part)))
        } else if last.is_null() {
            broken.map_or_else(
                || fault(Condition::BrokenStream, "the stream ended without \"done\": true, so the answer may be cut"),
                Ending::Fault,
            )
        } else {
            match finish_reason.as_deref() {
                Some("length") => Ending::Outcome(Outcome::Truncated),
                Some("load" | "unload") => fault(Condition::ServerFault, "Ollama only loaded or unloaded the model"),
                _ if finished.answer.trim().is_empty() => {
                    fault(Condition::Empty, "the answer is complete and holds no text")
                }
                _ => Ending::Outcome(Outcome::Answered),
            }
        };
        // Absent and zero mean the same here: not measured.
        let count = |name: &str| last.get(name).and_then(Value::as_u64).filter(|count| *count > 0);
        let ms = |name: &str| count(name).map(|ns| ns as f64 / 1e6);
        let usage = Usage {
            prompt_tokens: count("prompt_eval_count"),
            completion_tokens: count("eval_count"),
            ..Usage::default()
        };
        let timing = Timing {
            server_decode_tok_per_s: server_rate(usage.completion_tokens.map(|n| n as f64), ms("eval_duration"))
                .filter(|_| !self.shaped),
            // The count includes cached tokens and the duration does not, so their ratio is no speed.
            server_prefill_tok_per_s: None,
            server_load_ms: ms("load_duration").map(round),
            server_total_ms: ms("total_duration").map(round),
            ..finished.stamps.timing(usage.completion_tokens)
        };
        Reply {
            answer: finished.answer,
            thinking: finished.thinking,
            finish_reason,
            served_model: self.served_model,
            usage,
            timing,
            arrivals_ms: finished.arrivals_ms,
            raw: with_uncut(self.last_raw.unwrap_or_default(), finished.uncut),
            ending,
            ..Reply::default()
        }
    }
}

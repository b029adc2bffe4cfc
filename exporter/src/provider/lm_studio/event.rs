//! Reads LM Studio's named events into a reply. Each event repeats its name in its data.

use std::time::Instant;

use analytics::bench::ServerFigures;
use analytics::snapshot::v1::{Timing, Usage};
use serde_json::Value;

use crate::provider::call::Call;
use crate::provider::ending::{self, Signs};
use crate::provider::error_body::ErrorBody;
use crate::provider::events::Event;
use crate::provider::finish::{self, Finish};
use crate::provider::http::Http;
use crate::provider::json;
use crate::provider::reply::{Fault, Reply, with_uncut};
use crate::provider::stream::{Limits, Reader, Stage};
use crate::provider::timing::{FEWEST_TOKENS, round};
use crate::provider::transcript::Transcript;
use crate::provider::usage::{self, figure};

/// What the events have brought so far.
#[derive(Debug)]
pub struct Events {
    transcript: Transcript,
    max_tokens: u64,
    began: bool,
    served_model: Option<String>,
    load_ms: Option<f64>,
    error: Option<(ErrorBody, String)>,
    unreadable: Option<String>,
    result: Option<Value>,
}

impl Events {
    /// Begins with nothing, for a request that was sent at this moment.
    pub fn begin(call: &Call, sent: Instant, limits: &Limits) -> Self {
        Self {
            transcript: Transcript::begin(call, sent, limits.text),
            max_tokens: u64::from(call.max_tokens),
            began: false,
            served_model: None,
            load_ms: None,
            error: None,
            unreadable: None,
            result: None,
        }
    }

    /// The reply; `broken` is how the connection ended, if not by itself.
    pub fn finish(self, broken: Option<Fault>, http: &Http, path: &str) -> Reply {
        let finished = self.transcript.finish();
        let result = self.result.unwrap_or_default();
        let stats = |name: &str| result.get("stats").and_then(|stats| stats.get(name));
        let count = |name: &str| stats(name).and_then(usage::count);
        let seconds = |name: &str| stats(name).and_then(figure).map(|seconds| round(seconds * 1e3));
        let mut usage = Usage {
            prompt_tokens: count("input_tokens"),
            completion_tokens: count("total_output_tokens"),
            thinking_tokens: count("reasoning_output_tokens"),
            ..Usage::default()
        };
        usage::forget_zeros(&mut usage, finished.has_text);
        let mut finish = Finish::default();
        let word = stats("stop_reason").and_then(finish::word).map(str::to_owned);
        if !result.is_null() {
            // This API need not say why an answer ended; one that used up its limit was cut.
            let used_up = usage.completion_tokens.is_some_and(|tokens| tokens >= self.max_tokens);
            finish.add(word.as_deref().unwrap_or("stop"));
            if used_up {
                finish.add("length");
            }
        }
        let signs = Signs {
            error: self.error.as_ref().map(|(error, _)| http.in_band(error, finished.has_text, path)),
            broken,
            unreadable: self.unreadable.as_deref(),
            finish: &finish,
            refused: false,
            began: self.began,
            closed: !result.is_null(),
            tokens: usage.completion_tokens,
            max_tokens: self.max_tokens,
            held: self.unreadable.as_deref(),
        };
        let (ending, notes) = ending::decide(signs, &finished);
        let rate = stats("tokens_per_second").and_then(figure).filter(|rate| *rate > 0.0);
        let timing = Timing {
            server_decode_tok_per_s: rate
                .filter(|_| usage.completion_tokens.is_some_and(|tokens| tokens >= FEWEST_TOKENS))
                .map(round),
            server_first_text_ms: seconds("time_to_first_token_seconds"),
            server_load_ms: seconds("model_load_time_seconds").or(self.load_ms),
            ..finished.stamps.timing(usage.completion_tokens)
        };
        let server = ServerFigures {
            load_ms: timing.server_load_ms,
            decode_tok_per_s: timing.server_decode_tok_per_s,
            ..ServerFigures::default()
        };
        let raw = if result.is_null() { self.error.map(|(_, raw)| raw) } else { Some(result.to_string()) };
        Reply {
            answer: finished.answer,
            thinking: finished.thinking,
            served_model: self.served_model,
            usage,
            timing,
            arrivals_ms: finished.arrivals_ms,
            sent: Some(finished.stamps.sent),
            server,
            raw: with_uncut(raw.unwrap_or_default(), finished.uncut),
            finish_reason: word,
            notes,
            ending,
            ..Reply::default()
        }
    }
}

impl Reader for Events {
    fn event(&mut self, event: &Event, moment: Instant) {
        let Some(document) = json::read(&event.data) else {
            if event.data.trim() != "[DONE]" {
                self.unreadable.get_or_insert_with(|| event.data.clone());
            }
            return;
        };
        if document.halves {
            self.transcript.has_halves();
        }
        let value = document.value;
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let is_part = text("type").is_some_and(|kind| kind != "error") || value.get("output").is_some();
        let error = ErrorBody::in_event(&value, event.is_error || text("type") == Some("error"));
        if let Some(error) = error.filter(|_| !is_part || value.get("error").is_some_and(|error| !error.is_null())) {
            self.error.get_or_insert_with(|| (error, event.data.clone()));
        }
        if let Some(model) = text("model_instance_id") {
            self.served_model = Some(model.to_owned());
        }
        self.began |= is_part;
        match text("type") {
            Some("model_load.end") => {
                self.load_ms = value.get("load_time_seconds").and_then(figure).map(|seconds| round(seconds * 1e3));
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

    fn transcript(&mut self) -> &mut Transcript {
        &mut self.transcript
    }

    fn stage(&self) -> Stage {
        if self.result.is_some() { Stage::Done } else { Stage::Going }
    }
}

//! Reads the lines of Ollama's stream into a reply.

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
use crate::provider::timing::{round, server_rate};
use crate::provider::transcript::Transcript;
use crate::provider::usage;

/// What the lines have brought so far.
#[derive(Debug)]
pub struct Lines {
    transcript: Transcript,
    max_tokens: u64,
    /// Whether the answer was forced into a shape: a model that thinks is then asked twice, and only the second pass is timed.
    shaped: bool,
    served_model: Option<String>,
    began: bool,
    finish: Finish,
    last: Option<Value>,
    last_raw: Option<String>,
    error: Option<ErrorBody>,
    unreadable: Option<String>,
}

impl Lines {
    /// Begins with nothing, for a request that was sent at this moment.
    pub fn begin(call: &Call, sent: Instant, limits: &Limits) -> Self {
        Self {
            transcript: Transcript::begin(call, sent, limits.text),
            max_tokens: u64::from(call.max_tokens),
            shaped: call.schema.is_some(),
            served_model: None,
            began: false,
            finish: Finish::default(),
            last: None,
            last_raw: None,
            error: None,
            unreadable: None,
        }
    }

    /// The reply; `broken` is how the connection ended, if not by itself.
    pub fn finish(mut self, broken: Option<Fault>, http: &Http, path: &str) -> Reply {
        let finished = self.transcript.finish();
        let last = self.last.unwrap_or_default();
        // Absent and zero mean the same here: not measured.
        let count = |name: &str| last.get(name).and_then(usage::count).filter(|count| *count > 0);
        let ms = |name: &str| last.get(name).and_then(usage::figure).filter(|ns| *ns > 0.0).map(|ns| ns / 1e6);
        let usage = Usage {
            prompt_tokens: count("prompt_eval_count"),
            completion_tokens: count("eval_count"),
            ..Usage::default()
        };
        if self.finish.class().is_none() && !last.is_null() {
            // Older versions do not say why they are done.
            let used_up = usage.completion_tokens.is_some_and(|tokens| tokens >= self.max_tokens);
            self.finish.add(if used_up { "length" } else { "stop" });
        }
        let signs = Signs {
            error: self.error.as_ref().map(|error| http.in_band(error, finished.has_text, path)),
            broken,
            unreadable: self.unreadable.as_deref(),
            finish: &self.finish,
            refused: false,
            began: self.began,
            closed: !last.is_null(),
            tokens: usage.completion_tokens,
            max_tokens: self.max_tokens,
            held: self.unreadable.as_deref(),
        };
        let (ending, notes) = ending::decide(signs, &finished);
        let timing = Timing {
            server_decode_tok_per_s: server_rate(usage.completion_tokens.map(|n| n as f64), ms("eval_duration"))
                .filter(|_| !self.shaped),
            // The count includes cached tokens and the duration does not, so their ratio is no speed.
            server_prefill_tok_per_s: None,
            server_load_ms: ms("load_duration").map(round),
            server_total_ms: ms("total_duration").map(round),
            ..finished.stamps.timing(usage.completion_tokens)
        };
        let server = ServerFigures {
            prompt_ms: ms("prompt_eval_duration").map(round),
            load_ms: timing.server_load_ms,
            decode_tok_per_s: timing.server_decode_tok_per_s,
            ..ServerFigures::default()
        };
        Reply {
            answer: finished.answer,
            thinking: finished.thinking,
            finish_reason: last.get("done_reason").and_then(finish::word).map(str::to_owned),
            served_model: self.served_model,
            usage,
            timing,
            arrivals_ms: finished.arrivals_ms,
            sent: Some(finished.stamps.sent),
            server,
            raw: with_uncut(self.last_raw.unwrap_or_default(), finished.uncut),
            notes,
            ending,
            ..Reply::default()
        }
    }
}

impl Reader for Lines {
    fn event(&mut self, event: &Event, moment: Instant) {
        let Some(document) = json::read(&event.data) else {
            self.unreadable.get_or_insert_with(|| event.data.clone());
            return;
        };
        if document.halves {
            self.transcript.has_halves();
        }
        let value = document.value;
        let is_message = value.get("message").is_some_and(Value::is_object);
        if let Some(error) = ErrorBody::in_event(&value, event.is_error).filter(|_| !is_message) {
            self.last_raw = Some(event.data.clone());
            self.error.get_or_insert(error);
            return;
        }
        if let Some(model) = value.get("model").and_then(Value::as_str) {
            self.served_model = Some(model.to_owned());
        }
        if let Some(message) = value.get("message") {
            self.began = true;
            let part = |name: &str| message.get(name).and_then(Value::as_str).unwrap_or_default();
            self.transcript.thinking(part("thinking"), moment);
            self.transcript.content(part("content"), moment);
        }
        let reason = value.get("done_reason").and_then(finish::word);
        if let Some(reason) = reason {
            self.finish.add(reason);
        }
        if reason.is_some() || value.get("done").is_some_and(|done| done == true) {
            self.began = true;
            self.last_raw = Some(event.data.clone());
            self.last = Some(value);
        }
    }

    fn transcript(&mut self) -> &mut Transcript {
        &mut self.transcript
    }

    fn stage(&self) -> Stage {
        if self.last.is_some() { Stage::Done } else { Stage::Going }
    }
}

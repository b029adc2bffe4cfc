//! Reads the chunks of a stream in OpenAI's format into a reply.

use std::time::Instant;

use analytics::bench::ServerFigures;
use analytics::snapshot::v1::{Timing, Usage};
use serde_json::Value;

use super::delta;
use super::speed::Reported;
use crate::provider::call::Call;
use crate::provider::ending::{self, Signs};
use crate::provider::error_body::ErrorBody;
use crate::provider::events::Event;
use crate::provider::finish::{self, Finish};
use crate::provider::http::Http;
use crate::provider::json;
use crate::provider::reply::{Fault, Note, Reply, cut, with_uncut};
use crate::provider::stream::{Limits, Reader, Stage};
use crate::provider::transcript::Transcript;
use crate::provider::usage::{self, Amount};

/// So much of a response without an answer is kept for a message.
const LONGEST_HELD: usize = 4096;

/// What the chunks have brought so far.
#[derive(Debug)]
pub struct Chunks {
    transcript: Transcript,
    max_tokens: u64,
    /// The provider's id of the answer.
    pub generation_id: Option<String>,
    finish: Finish,
    refusal: String,
    upstream: Option<String>,
    served_model: Option<String>,
    usage: Usage,
    billed: Amount,
    reported: Reported,
    /// Whether the thinking that came is only a summary of the real one.
    summarised: bool,
    error: Option<ErrorBody>,
    unreadable: Option<String>,
    saw_choice: bool,
    /// Whether an answer came as one whole document.
    whole: bool,
    done: bool,
    notes: Vec<Note>,
    held: Option<String>,
    finish_raw: Option<String>,
    usage_raw: Option<String>,
}

impl Chunks {
    /// Begins with nothing, for a request that was sent at this moment.
    pub fn begin(call: &Call, sent: Instant, limits: &Limits) -> Self {
        Self {
            transcript: Transcript::begin(call, sent, limits.text),
            max_tokens: u64::from(call.max_tokens),
            generation_id: None,
            finish: Finish::default(),
            refusal: String::new(),
            upstream: None,
            served_model: None,
            usage: Usage::default(),
            billed: Amount::Absent,
            reported: Reported::default(),
            summarised: false,
            error: None,
            unreadable: None,
            saw_choice: false,
            whole: false,
            done: false,
            notes: Vec::new(),
            held: None,
            finish_raw: None,
            usage_raw: None,
        }
    }

    /// The error inside of the response, if there was one.
    pub fn error(&self) -> Option<&ErrorBody> {
        self.error.as_ref()
    }

    fn unreadable(&mut self, data: &str) {
        if self.finish.class().is_none() {
            self.unreadable.get_or_insert_with(|| data.to_owned());
        } else {
            // After the reason for the end hardly any text follows that could be missing from the answer.
            self.note("hole-after-end", "a part of a stream after its end is no JSON and was left out".to_owned());
        }
    }

    fn note(&mut self, code: &'static str, text: String) {
        if self.notes.iter().all(|note| note.code != code) {
            self.notes.push(Note::new(code, text));
        }
    }

    fn chunk(&mut self, value: &Value, event: &Event, moment: Instant) {
        let data = event.data.as_str();
        let text =
            |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
        self.generation_id = text("id").or(self.generation_id.take());
        self.served_model = text("model").or(self.served_model.take());
        self.upstream = text("provider").or(self.upstream.take());
        if let Some(error) = ErrorBody::in_event(value, event.is_error) {
            self.error.get_or_insert(error);
            self.finish_raw = Some(data.to_owned());
        }
        let is_whole = value.get("object").is_some_and(|object| object == "chat.completion");
        // Only one answer is asked for; whatever has another index is none of it.
        let is_first = |choice: &&Value| choice.get("index").is_none_or(|index| index.is_null() || index == 0);
        if let Some(choice) = value.get("choices").and_then(Value::as_array).and_then(|all| all.iter().find(is_first)) {
            self.choice(choice, is_whole, data, moment);
        }
        for path in ["/x_groq/usage", "/usage"] {
            if let Some(usage) = value.pointer(path).filter(|usage| usage.is_object()) {
                self.usage(usage);
                self.usage_raw = Some(data.to_owned());
            }
        }
        self.reported.read(value);
    }

    fn choice(&mut self, choice: &Value, is_whole: bool, data: &str, moment: Instant) {
        self.saw_choice = true;
        if let Some(error) = choice.get("error").filter(|error| !error.is_null()) {
            self.error.get_or_insert_with(|| ErrorBody::of_value(error));
        }
        let message = choice.get("message").filter(|message| message.is_object());
        if let Some(delta) = choice.get("delta").filter(|delta| delta.is_object()) {
            self.delta(delta, moment);
        } else if let Some(text) = choice.get("text").and_then(Value::as_str).filter(|_| message.is_none()) {
            // The older format of completions.
            self.transcript.content(text, moment);
        }
        if let Some(message) = message {
            let (content, thinking) = delta::texts(message);
            self.transcript.whole(&content, &thinking, moment);
            self.summarised |= delta::is_summary(message);
            self.whole |= is_whole || choice.get("delta").is_none();
            if let Some(refusal) = message.get("refusal").and_then(Value::as_str).filter(|_| self.refusal.is_empty()) {
                refusal.clone_into(&mut self.refusal);
            }
        }
        for name in ["finish_reason", "finishReason"] {
            if let Some(word) = choice.get(name).and_then(finish::word) {
                self.finish.add(word);
                self.finish_raw = Some(data.to_owned());
            }
        }
        // A router's own word may be milder than that of the provider behind it.
        if let Some(word) = choice.get("native_finish_reason").and_then(finish::word)
            && self.finish.class().is_some()
        {
            self.finish.add_native(word);
        }
    }

    fn delta(&mut self, delta: &Value, moment: Instant) {
        let (content, thinking) = delta::texts(delta);
        self.transcript.thinking(&thinking, moment);
        self.transcript.content(&content, moment);
        self.summarised |= delta::is_summary(delta);
        if let Some(refusal) = delta.get("refusal").and_then(Value::as_str) {
            self.refusal.push_str(refusal);
        }
        if delta::shows_life(delta) {
            self.transcript.alive(moment);
        }
    }

    fn usage(&mut self, counts: &Value) {
        usage::merge(&mut self.usage, usage::read(counts));
        let is_byok = counts.get("is_byok").is_some_and(|own| own == true);
        let bill = usage::bill(counts.get("cost"), is_byok, counts.pointer("/cost_details/upstream_inference_cost"));
        match bill {
            Amount::Absent if is_byok => self.billed = Amount::Absent,
            Amount::Absent => {}
            Amount::Dollars(_) => self.billed = bill,
            Amount::Absurd(text) => self.note("odd-bill", usage::odd_bill(&text)),
        }
    }

    /// The reply; `broken` is how the connection ended, if not by itself.
    pub fn finish(mut self, broken: Option<Fault>, http: &Http, path: &str) -> Reply {
        let finished = self.transcript.finish();
        usage::forget_zeros(&mut self.usage, finished.has_text);
        let signs = Signs {
            error: self.error.as_ref().map(|error| http.in_band(error, finished.has_text, path)),
            broken,
            unreadable: self.unreadable.as_deref(),
            finish: &self.finish,
            refused: !self.refusal.trim().is_empty(),
            began: self.saw_choice,
            closed: self.done || self.whole,
            tokens: self.usage.completion_tokens,
            max_tokens: self.max_tokens,
            held: self.unreadable.as_deref().or(self.held.as_deref()),
        };
        let (ending, notes) = ending::decide(signs, &finished);
        let hidden = if finished.thinking.is_none() { self.usage.thinking_tokens.unwrap_or(0) } else { 0 };
        // A summary is text of unknown length in the place of thinking that was not streamed: no count fits its times.
        let streamed =
            self.usage.completion_tokens.filter(|_| !self.summarised).map(|tokens| tokens.saturating_sub(hidden));
        let server = &self.reported.timing;
        let timing = Timing {
            server_decode_tok_per_s: self.reported.decode_rate(self.usage.completion_tokens),
            server_prefill_tok_per_s: server.server_prefill_tok_per_s,
            server_first_text_ms: server.server_first_text_ms,
            ..finished.stamps.timing(streamed)
        };
        let server = ServerFigures {
            cached_tokens: self.reported.server.cached_tokens.or(self.usage.cached_tokens),
            decode_tok_per_s: timing.server_decode_tok_per_s,
            ..self.reported.server
        };
        let answer = if finished.answer.is_empty() { self.refusal } else { finished.answer };
        let raw: Vec<String> = match (self.finish_raw, self.usage_raw) {
            (Some(finish), Some(usage)) if finish == usage => vec![finish],
            (finish, usage) => finish.into_iter().chain(usage).collect(),
        };
        Reply {
            answer,
            thinking: finished.thinking,
            finish_reason: self.finish.word().map(str::to_owned),
            upstream: self.upstream,
            served_model: self.served_model,
            generation_id: self.generation_id,
            http_status: None,
            usage: self.usage,
            timing,
            arrivals_ms: finished.arrivals_ms,
            sent: Some(finished.stamps.sent),
            server,
            billed: match self.billed {
                Amount::Dollars(amount) => Some(amount),
                Amount::Absent | Amount::Absurd(_) => None,
            },
            raw: with_uncut(raw.join("\n"), finished.uncut),
            notes: self.notes.into_iter().chain(notes).collect(),
            serving: Some(Box::new(self.reported.serving)),
            ending,
        }
    }
}

impl Reader for Chunks {
    fn event(&mut self, event: &Event, moment: Instant) {
        let data = event.data.trim();
        if data.is_empty() {
            return;
        }
        if data == "[DONE]" {
            self.done = true;
            return;
        }
        if self.held.is_none() {
            let mut held = data.to_owned();
            cut(&mut held, LONGEST_HELD);
            self.held = Some(held);
        }
        let Some(document) = json::read(data) else {
            if event.is_error {
                self.error.get_or_insert_with(|| ErrorBody::parse(data));
                self.finish_raw = Some(data.to_owned());
            } else {
                self.unreadable(data);
            }
            return;
        };
        if document.halves {
            self.transcript.has_halves();
        }
        self.chunk(&document.value, event, moment);
    }

    fn transcript(&mut self) -> &mut Transcript {
        &mut self.transcript
    }

    fn stage(&self) -> Stage {
        if self.done {
            Stage::Done
        } else if self.finish.class().is_some() {
            Stage::Ended
        } else {
            Stage::Going
        }
    }
}

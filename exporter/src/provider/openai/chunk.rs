//! Reads the chunks of a stream in OpenAI's format into a reply.

use std::time::Instant;

use analytics::outcome::Outcome;
use analytics::snapshot::v1::{Timing, Usage};
use analytics::units::PicoUsd;
use serde_json::Value;

use super::in_band;
use crate::provider::call::Call;
use crate::provider::reply::{Ending, Fault, Reply, quoted, with_uncut};
use crate::provider::retry::Condition;
use crate::provider::serving::Observation;
use crate::provider::timing::{FEWEST_TOKENS, round, server_rate};
use crate::provider::transcript::Transcript;

/// What the chunks have brought so far.
#[derive(Debug)]
pub struct Chunks {
    /// The text.
    pub transcript: Transcript,
    begun: bool,
    /// The provider's id of the answer.
    pub generation_id: Option<String>,
    finish_reason: Option<String>,
    refusal: String,
    upstream: Option<String>,
    served_model: Option<String>,
    usage: Usage,
    billed: Option<PicoUsd>,
    server: Timing,
    /// What the server says of how it serves the model.
    serving: Observation,
    /// A decode rate that the server gives without saying of how many tokens.
    claimed_rate: Option<f64>,
    /// Whether the thinking that came is only a summary of the real one.
    summarised: bool,
    error: Option<Value>,
    unreadable: Option<String>,
    saw_choice: bool,
    done: bool,
    finish_raw: Option<String>,
    usage_raw: Option<String>,
}

impl Chunks {
    /// Begins with nothing, for a request that was sent at this moment.
    pub fn begin(call: &Call, sent: Instant) -> Self {
        Self {
            transcript: Transcript::begin(call, sent),
            begun: false,
            generation_id: None,
            finish_reason: None,
            refusal: String::new(),
            upstream: None,
            served_model: None,
            usage: Usage::default(),
            billed: None,
            server: Timing::default(),
            serving: Observation::default(),
            claimed_rate: None,
            summarised: false,
            error: None,
            unreadable: None,
            saw_choice: false,
            done: false,
            finish_raw: None,
            usage_raw: None,
        }
    }

    /// Whether the server has said that nothing follows.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// Whether any event has come.
    pub fn has_begun(&self) -> bool {
        self.begun
    }

    /// Reads one event.
    pub fn event(&mut self, data: &str, moment: Instant) {
        self.begun = true;
        let data = data.trim();
        if data.is_empty() {
            return;
        }
        if data == "[DONE]" {
            self.done = true;
            return;
        }
        let Ok(value) = serde_json::from_str::<Value>(data) else {
            // After the reason for the end no text follows that could be missing from the answer.
            if self.finish_reason.is_none() {
                self.unreadable.get_or_insert_with(|| data.to_owned());
            }
            return;
        };
        if value.get("object").is_some_and(|object| object == "error") {
            self.error.get_or_insert_with(|| value.clone());
            self.finish_raw = Some(data.to_owned());
        }
        let text =
            |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
        self.generation_id = text("id").or(self.generation_id.take());
        self.served_model = text("model").or(self.served_model.take());
        self.upstream = text("provider").or(self.upstream.take());
        if let Some(error) = value.get("error").filter(|error| !error.is_null()) {
            self.error.get_or_insert_with(|| error.clone());
            self.finish_raw = Some(data.to_owned());
        }
        if let Some(choice) = value.get("choices").and_then(|choices| choices.get(0)) {
            self.choice(choice, data, moment);
        }
        if let Some(usage) = value.get("usage").filter(|usage| usage.is_object()) {
            self.usage(usage);
            self.usage_raw = Some(data.to_owned());
        }
        self.server_timing(&value);
    }

    fn choice(&mut self, choice: &Value, data: &str, moment: Instant) {
        self.saw_choice = true;
        if let Some(error) = choice.get("error").filter(|error| !error.is_null()) {
            self.error.get_or_insert_with(|| error.clone());
        }
        // A server that does not stream sends a whole message in the place of the delta.
        if let Some(delta) = choice.get("delta").or_else(|| choice.get("message")) {
            self.transcript.thinking(&thinking_of(delta), moment);
            self.summarised |= is_summary(delta);
            if let Some(content) = delta.get("content") {
                self.transcript.content(&content_of(content), moment);
            }
            if let Some(refusal) = delta.get("refusal").and_then(Value::as_str) {
                self.refusal.push_str(refusal);
            }
        }
        if let Some(reason) = choice.get("finish_reason").and_then(Value::as_str) {
            self.finish_reason = Some(reason.to_owned());
            self.finish_raw = Some(data.to_owned());
        }
    }

    fn usage(&mut self, usage: &Value) {
        let count = |path: &str| usage.pointer(path).and_then(Value::as_u64);
        self.usage = Usage {
            prompt_tokens: count("/prompt_tokens"),
            completion_tokens: count("/completion_tokens"),
            thinking_tokens: count("/completion_tokens_details/reasoning_tokens"),
            cached_tokens: count("/prompt_tokens_details/cached_tokens"),
            cache_write_tokens: count("/prompt_tokens_details/cache_write_tokens"),
        };
        if let Some(Value::Number(cost)) = usage.get("cost") {
            self.billed = PicoUsd::from_usd(&cost.to_string()).ok();
        }
    }

    /// What llama-server, vLLM and LM Studio report of their own speed.
    fn server_timing(&mut self, value: &Value) {
        let number = |path: &str| value.pointer(path).and_then(Value::as_f64);
        if value.get("timings").is_some_and(Value::is_object) {
            let predicted = number("/timings/predicted_n").filter(|count| *count >= 16.0).map(|count| count - 1.0);
            // The clock of llama-server starts when the first token is there already.
            self.server.server_decode_tok_per_s = predicted
                .zip(number("/timings/predicted_ms"))
                .filter(|(_, ms)| *ms > 0.0)
                .map(|(count, ms)| round(count / ms * 1e3));
            self.server.server_prefill_tok_per_s =
                server_rate(number("/timings/prompt_n"), number("/timings/prompt_ms"));
            self.server.server_first_text_ms = number("/timings/prompt_ms").map(round);
            self.serving.drafts |= number("/timings/draft_n").is_some_and(|count| count > 0.0);
        }
        if let Some(ttft) = number("/metrics/time_to_first_token_ms") {
            // vLLM's own figure leaves out the time in the queue; a user waits for both.
            self.server.server_first_text_ms = Some(round(ttft + number("/metrics/queue_time_ms").unwrap_or(0.0)));
        }
        if let Some(gap) = number("/metrics/mean_itl_ms").filter(|gap| *gap > 0.0) {
            self.claimed_rate = Some(round(1e3 / gap));
        }
        if let Some(rate) = number("/stats/tokens_per_second").filter(|rate| *rate > 0.0) {
            self.claimed_rate = Some(round(rate));
        }
        self.lm_studio(value);
    }

    /// LM Studio measures in seconds and names its engine with each answer.
    fn lm_studio(&mut self, value: &Value) {
        if let Some(seconds) = value.pointer("/stats/time_to_first_token").and_then(Value::as_f64) {
            self.server.server_first_text_ms = Some(round(seconds * 1e3));
        }
        let text = |path: &str| value.pointer(path).and_then(Value::as_str).map(str::to_owned);
        if value.get("runtime").is_some_and(Value::is_object) {
            self.serving.engine = text("/runtime/name");
            self.serving.version = text("/runtime/version");
        }
        if value.get("model_info").is_some_and(Value::is_object) {
            self.serving.precision = text("/model_info/quant");
            self.serving.context_tokens = value.pointer("/model_info/context_length").and_then(Value::as_u64);
        }
    }

    /// The reply; `broken` is how the connection ended, if not by itself.
    pub fn finish(self, broken: Option<Fault>) -> Reply {
        let has_text = self.transcript.has_text();
        let finished = self.transcript.finish();
        let fault = |condition, message: String| Ending::Fault(Fault { condition, message, retry_after: None });
        let reason = self.finish_reason.as_deref();
        let ending = if let Some(error) = &self.error {
            let (condition, message) = in_band(error, has_text);
            let retry_after = crate::provider::error_body::ErrorBody::of_value(error).retry_after;
            Ending::Fault(Fault { condition, message, retry_after })
        } else if let Some(broken) = broken.filter(|_| reason.is_none()) {
            Ending::Fault(broken)
        } else if reason == Some("error") {
            fault(Condition::BrokenStream, "the provider ended the answer with finish_reason \"error\"".to_owned())
        } else if let Some(part) = self.unreadable.as_deref().filter(|_| self.saw_choice) {
            // What it held is unknown: it may have been a piece of the answer.
            fault(Condition::BrokenStream, format!("a part of the stream is no JSON: {}", quoted(part)))
        } else if !self.refusal.trim().is_empty() || reason == Some("content_filter") {
            Ending::Outcome(Outcome::Refused)
        } else if reason == Some("length") {
            Ending::Outcome(Outcome::Truncated)
        } else if !self.saw_choice {
            let what = self.unreadable.map_or_else(String::new, |text| format!("; it sent {}", quoted(&text)));
            fault(Condition::ServerFault, format!("the response holds no choices{what}"))
        } else if reason.is_none() {
            fault(
                Condition::BrokenStream,
                "the stream ended without a finish_reason, so the answer may be cut".to_owned(),
            )
        } else if finished.answer.trim().is_empty() {
            Ending::Fault(Fault {
                condition: Condition::Empty,
                message: "the answer is complete and holds no text".to_owned(),
                retry_after: None,
            })
        } else {
            Ending::Outcome(Outcome::Answered)
        };
        let hidden = if finished.thinking.is_none() { self.usage.thinking_tokens.unwrap_or(0) } else { 0 };
        // A summary is text of unknown length in the place of thinking that was not streamed: no count fits its times.
        let streamed =
            self.usage.completion_tokens.filter(|_| !self.summarised).map(|tokens| tokens.saturating_sub(hidden));
        let claimed =
            self.claimed_rate.filter(|_| self.usage.completion_tokens.is_some_and(|tokens| tokens >= FEWEST_TOKENS));
        let answer = if finished.answer.is_empty() { self.refusal } else { finished.answer };
        let raw: Vec<String> = match (self.finish_raw, self.usage_raw) {
            (Some(finish), Some(usage)) if finish == usage => vec![finish],
            (finish, usage) => finish.into_iter().chain(usage).collect(),
        };
        let raw = with_uncut(raw.join("\n"), finished.uncut);
        Reply {
            answer,
            thinking: finished.thinking,
            finish_reason: self.finish_reason,
            upstream: self.upstream,
            served_model: self.served_model,
            generation_id: self.generation_id,
            http_status: None,
            usage: self.usage,
            timing: Timing {
                server_decode_tok_per_s: claimed.or(self.server.server_decode_tok_per_s),
                server_prefill_tok_per_s: self.server.server_prefill_tok_per_s,
                server_first_text_ms: self.server.server_first_text_ms,
                ..finished.stamps.timing(streamed)
            },
            arrivals_ms: finished.arrivals_ms,
            billed: self.billed,
            raw,
            serving: Some(Box::new(self.serving)),
            ending,
        }
    }
}

/// The thinking of a delta. Servers name it differently, and some send it twice.
fn thinking_of(delta: &Value) -> String {
    for name in ["reasoning_content", "reasoning", "thinking"] {
        if let Some(text) = delta.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()) {
            return text.to_owned();
        }
    }
    let details = delta.get("reasoning_details").and_then(Value::as_array);
    let text = |part: &Value| ["text", "summary"].iter().find_map(|name| part.get(*name)?.as_str().map(str::to_owned));
    details.map(|parts| parts.iter().filter_map(text).collect()).unwrap_or_default()
}

/// Whether the thinking of a delta is a summary, which some servers also send as plain `reasoning`.
fn is_summary(delta: &Value) -> bool {
    let details = delta.get("reasoning_details").and_then(Value::as_array);
    let of_summary = |part: &Value| {
        part.get("summary").is_some_and(Value::is_string)
            || part.get("type").is_some_and(|kind| kind == "reasoning.summary")
    };
    details.is_some_and(|parts| parts.iter().any(of_summary))
}

/// Content is a text, or a list of parts with texts.
fn content_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().filter_map(|part| part.get("text").and_then(Value::as_str)).collect(),
        _ => String::new(),
    }
}

//! What llama-server, vLLM and LM Studio report of their own speed, and of how they serve, with an answer.

use analytics::bench::ServerFigures;
use analytics::snapshot::v1::Timing;
use serde_json::Value;

use crate::provider::serving::Observation;
use crate::provider::timing::{FEWEST_TOKENS, round, server_rate};
use crate::provider::usage::{count, figure};

/// What a server has reported so far.
#[derive(Debug, Default)]
pub struct Reported {
    /// Times and rates.
    pub timing: Timing,
    /// Its work in parts, as far as it tells them.
    pub server: ServerFigures,
    /// How the model is served.
    pub serving: Observation,
    /// A decode rate that the server gives without saying of how many tokens.
    claimed_rate: Option<f64>,
}

impl Reported {
    /// Reads what a chunk says of it.
    pub fn read(&mut self, value: &Value) {
        let number = |path: &str| value.pointer(path).and_then(figure);
        if value.get("timings").is_some_and(Value::is_object) {
            let predicted = number("/timings/predicted_n").filter(|count| *count >= 16.0).map(|count| count - 1.0);
            // The clock of llama-server starts when the first token is there already.
            self.timing.server_decode_tok_per_s = predicted
                .zip(number("/timings/predicted_ms"))
                .filter(|(_, ms)| *ms > 0.0)
                .map(|(count, ms)| round(count / ms * 1e3));
            self.timing.server_prefill_tok_per_s =
                server_rate(number("/timings/prompt_n"), number("/timings/prompt_ms"));
            self.timing.server_first_text_ms = number("/timings/prompt_ms").map(round);
            let tokens = |path: &str| value.pointer(path).and_then(count);
            self.server = ServerFigures {
                prompt_ms: number("/timings/prompt_ms").map(round),
                prompt_tokens: tokens("/timings/prompt_n"),
                cached_tokens: tokens("/timings/cache_n"),
                drafted: tokens("/timings/draft_n"),
                accepted: tokens("/timings/draft_n_accepted"),
                ..self.server
            };
            self.serving.drafts |= number("/timings/draft_n").is_some_and(|count| count > 0.0);
        }
        if let Some(ttft) = number("/metrics/time_to_first_token_ms") {
            // vLLM's own figure leaves out the time in the queue; a user waits for both.
            let queue = number("/metrics/queue_time_ms");
            self.timing.server_first_text_ms = Some(round(ttft + queue.unwrap_or(0.0)));
            self.server.prompt_ms = Some(round(ttft));
            self.server.queue_ms = queue.map(round);
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
        if let Some(seconds) = value.pointer("/stats/time_to_first_token").and_then(figure) {
            self.timing.server_first_text_ms = Some(round(seconds * 1e3));
        }
        let text = |path: &str| value.pointer(path).and_then(Value::as_str).map(str::to_owned);
        if value.get("runtime").is_some_and(Value::is_object) {
            self.serving.engine = text("/runtime/name");
            self.serving.version = text("/runtime/version");
        }
        if value.get("model_info").is_some_and(Value::is_object) {
            self.serving.precision = text("/model_info/quant");
            self.serving.context_tokens = value.pointer("/model_info/context_length").and_then(count);
        }
    }

    /// The decode rate for an answer of so many tokens.
    #[must_use]
    pub fn decode_rate(&self, tokens: Option<u64>) -> Option<f64> {
        self.claimed_rate
            .filter(|_| tokens.is_some_and(|tokens| tokens >= FEWEST_TOKENS))
            .or(self.timing.server_decode_tok_per_s)
    }
}

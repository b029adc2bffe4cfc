//! One request as it was measured, by the client's clock and by the server's.

use serde::{Deserialize, Serialize};

/// How requests arrive.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Load {
    /// Closed loop: so many streams, each of which sends its next request when its last one has ended. What people do.
    Closed {
        /// Streams.
        concurrency: u32,
    },
    /// Open loop: requests arrive by themselves, at random with exponential gaps (a Poisson process). What a service sees.
    Open {
        /// Mean requests per second.
        per_s: f64,
    },
    /// Requests arrive at the times of a trace.
    Replay,
}

/// What the server says of one request. Absent where it does not say it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServerFigures {
    /// Milliseconds in which it read the prompt, without any wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_ms: Option<f64>,
    /// Tokens of the prompt that it read, without those from its cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_tokens: Option<u64>,
    /// Milliseconds in its queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_ms: Option<f64>,
    /// Milliseconds in which it loaded the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load_ms: Option<f64>,
    /// Output tokens per second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decode_tok_per_s: Option<f64>,
    /// Tokens of the prompt from its cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cached_tokens: Option<u64>,
    /// Tokens that a draft model or head proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drafted: Option<u64>,
    /// How many of them were accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<u64>,
}

/// One request. Times are milliseconds; those after `sent_ms` count from it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Request {
    /// When it was written, since the level began.
    pub sent_ms: f64,
    /// When it should have been, since the level began; only where requests arrive by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_ms: Option<f64>,
    /// The stream that sent it, counted from 0.
    pub stream: u32,
    /// First text, thinking included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_text_ms: Option<f64>,
    /// First text of the answer itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_answer_ms: Option<f64>,
    /// Last text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_text_ms: Option<f64>,
    /// End of the stream, or of the failure.
    pub end_ms: f64,
    /// Every arrival of text.
    pub arrivals_ms: Vec<f64>,
    /// Tokens of the prompt, as the server counts them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_tokens: Option<u64>,
    /// Tokens of the output, as the server counts them; never counted in chunks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_tokens: Option<u64>,
    /// What the server says.
    pub server: ServerFigures,
    /// Why it failed; None where it was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

impl Request {
    /// Whether it was answered.
    #[must_use]
    pub const fn is_answered(&self) -> bool {
        self.failure.is_none() && self.first_text_ms.is_some()
    }

    /// When it ended, since the level began.
    #[must_use]
    pub fn ended_at(&self) -> f64 {
        self.sent_ms + self.end_ms
    }

    /// Tokens of the prompt that were not in the server's cache.
    #[must_use]
    pub fn fresh_prompt_tokens(&self) -> Option<u64> {
        Some(self.prompt_tokens?.saturating_sub(self.server.cached_tokens.unwrap_or(0)))
    }

    /// The wait before the server began with the prompt: what it says of its queue, else the client's time to the first
    /// text less what the server spent on loading and reading. None where the server gives neither.
    #[must_use]
    pub fn queue_ms(&self) -> Option<f64> {
        let server = &self.server;
        server.queue_ms.or_else(|| {
            let busy = server.prompt_ms? + server.load_ms.unwrap_or(0.0);
            Some((self.first_text_ms? - busy).max(0.0))
        })
    }

    /// Prompt tokens per second: the server's own time where it gives one; else, for a stream that was alone, by the
    /// client's time to the first text, which holds the way and any wait and so is a lower bound.
    #[must_use]
    pub fn prefill_tok_per_s(&self, alone: bool) -> Option<f64> {
        let by_server = self.server.prompt_ms.zip(self.server.prompt_tokens.or_else(|| self.fresh_prompt_tokens()));
        let by_client = || self.first_text_ms.filter(|_| alone).zip(self.fresh_prompt_tokens());
        let (ms, tokens) = by_server.or_else(by_client)?;
        (ms > 0.0 && tokens >= FEWEST_TOKENS).then(|| tokens as f64 / ms * 1e3)
    }

    /// Output tokens per second between first and last text; None for fewer than 16 tokens, 250 ms or 5 arrivals.
    #[must_use]
    pub fn decode_tok_per_s(&self) -> Option<f64> {
        let (tokens, span) = (self.output_tokens?, self.last_text_ms? - self.first_text_ms?);
        let is_stream = tokens >= FEWEST_TOKENS && span >= 250.0 && self.arrivals_ms.len() >= 5;
        is_stream.then(|| (tokens - 1) as f64 / span * 1e3)
    }

    /// Mean milliseconds between two output tokens.
    #[must_use]
    pub fn inter_token_ms(&self) -> Option<f64> {
        let (tokens, span) = (self.output_tokens?, self.last_text_ms? - self.first_text_ms?);
        (tokens >= 2).then(|| span / (tokens - 1) as f64)
    }

    /// The context in the middle of its output: the depth that its decode rate belongs to.
    #[must_use]
    pub fn depth_tokens(&self) -> Option<f64> {
        Some(self.prompt_tokens? as f64 + self.output_tokens? as f64 / 2.0)
    }
}

/// Rates of fewer tokens mean nothing.
const FEWEST_TOKENS: u64 = 16;

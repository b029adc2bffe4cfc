//! What came of a request: an answer, or a fault with what is needed to decide on another attempt.

use std::time::Duration;

use analytics::outcome::Outcome;
use analytics::snapshot::v1::{Timing, Usage};
use analytics::units::PicoUsd;

use super::retry::Condition;
use crate::config::Secret;

/// At most this much of what a server sent is kept.
pub const RAW_LIMIT: usize = 64 * 1024;

/// What came of a request.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    /// The answer; a part of one when the stream broke.
    pub answer: String,
    /// Thinking apart from it.
    pub thinking: Option<String>,
    /// The provider's word for the end.
    pub finish_reason: Option<String>,
    /// Who served it behind a router.
    pub upstream: Option<String>,
    /// The model that the server says it used.
    pub served_model: Option<String>,
    /// The provider's id of the answer.
    pub generation_id: Option<String>,
    /// HTTP status.
    pub http_status: Option<u16>,
    /// Tokens.
    pub usage: Usage,
    /// Times.
    pub timing: Timing,
    /// What was billed, where somebody said.
    pub billed: Option<PicoUsd>,
    /// The end of what the server sent.
    pub raw: Option<String>,
    /// How it ended.
    pub ending: Ending,
}

/// How a request ended.
#[derive(Debug, Clone)]
pub enum Ending {
    /// With an answer, whole or not.
    Outcome(Outcome),
    /// With a fault.
    Fault(Fault),
}

impl Default for Ending {
    fn default() -> Self {
        Self::Outcome(Outcome::Empty)
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// What kind of fault.
    pub condition: Condition,
    /// In words, with the server's own where it gave some.
    pub message: String,
    /// How long the server asks to wait.
    pub retry_after: Option<Duration>,
}

impl Reply {
    /// A reply that is nothing but a fault.
    #[must_use]
    pub fn fault(condition: Condition, message: impl Into<String>) -> Self {
        Self {
            ending: Ending::Fault(Fault { condition, message: message.into(), retry_after: None }),
            ..Self::default()
        }
    }

    /// The fault, if it ended with one.
    #[must_use]
    pub fn as_fault(&self) -> Option<&Fault> {
        match &self.ending {
            Ending::Fault(fault) => Some(fault),
            Ending::Outcome(_) => None,
        }
    }

    /// Masks the key wherever a server may have repeated it, and cuts what is too long to keep.
    #[must_use]
    pub fn cleaned(mut self, secret: Option<&Secret>) -> Self {
        if let Some(secret) = secret {
            let mask = |text: &mut String| *text = secret.redact(text);
            mask(&mut self.answer);
            let optional = [
                &mut self.thinking,
                &mut self.finish_reason,
                &mut self.upstream,
                &mut self.served_model,
                &mut self.generation_id,
                &mut self.raw,
            ];
            optional.into_iter().flatten().for_each(mask);
            if let Ending::Fault(fault) = &mut self.ending {
                fault.message = secret.redact(&fault.message);
            }
        }
        if let Some(raw) = &mut self.raw {
            cut(raw, RAW_LIMIT);
        }
        if let Ending::Fault(fault) = &mut self.ending {
            cut(&mut fault.message, 2048);
        }
        self
    }
}

/// Shortens the text to so many bytes, at the border of a character.
pub fn cut(text: &mut String, limit: usize) {
    if text.len() > limit {
        let end = (0..=limit).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
    }
}

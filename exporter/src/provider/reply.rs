//! What came of a request: an answer, or a fault with what is needed to decide on another attempt.

use std::time::{Duration, Instant};

use analytics::bench::ServerFigures;
use analytics::outcome::Outcome;
use analytics::snapshot::v1::{Timing, Usage};
use analytics::units::PicoUsd;

use super::echoed;
use super::retry::{Condition, LONGEST_WAIT};
use super::serving::Observation;
use crate::config::Secret;
use crate::output::duration;

/// At most this much of what a server sent is kept.
pub const RAW_LIMIT: usize = 64 * 1024;
/// At most this much of what a server says in an error is shown.
const MESSAGE_LIMIT: usize = 1000;

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
    /// Every arrival of text, in milliseconds since the request; not stored.
    pub arrivals_ms: Vec<f64>,
    /// When the request was written; None when it was not.
    pub sent: Option<Instant>,
    /// What the server says of its work on it; not stored.
    pub server: ServerFigures,
    /// What was billed, where somebody said.
    pub billed: Option<PicoUsd>,
    /// The end of what the server sent, and the content as it came where thinking was taken out by a guess.
    pub raw: Option<String>,
    /// What a reader of its figures must know: warnings of the run.
    pub notes: Vec<Note>,
    /// How the model is served, with the first answer of each model in a process.
    pub serving: Option<Box<Observation>>,
    /// How it ended.
    pub ending: Ending,
}

/// Something odd about a reply that did not make it useless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// A short name of its kind.
    pub code: &'static str,
    /// One sentence, without the name of the model and without its full stop.
    pub text: String,
}

impl Note {
    /// A note.
    #[must_use]
    pub fn new(code: &'static str, text: String) -> Self {
        Self { code, text }
    }
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

impl Fault {
    /// The message, and how long the server wants to be left alone where that is too long to wait for.
    #[must_use]
    pub fn reason(&self) -> String {
        match self.retry_after.filter(|wait| *wait > LONGEST_WAIT) {
            Some(wait) => format!("{} (it asks to wait {})", self.message, duration(wait)),
            None => self.message.clone(),
        }
    }
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

    /// The same, for a fault that is there already.
    #[must_use]
    pub fn of_fault(fault: Fault) -> Self {
        Self { ending: Ending::Fault(fault), ..Self::default() }
    }

    /// The fault, if it ended with one.
    #[must_use]
    pub fn as_fault(&self) -> Option<&Fault> {
        match &self.ending {
            Ending::Fault(fault) => Some(fault),
            Ending::Outcome(_) => None,
        }
    }

    /// Masks the key wherever a server may have repeated it, cuts what is too long to keep, and takes out of messages
    /// and names what could steer a terminal. Masking comes first: half a key would not be found.
    #[must_use]
    pub fn cleaned(mut self, secret: Option<&Secret>) -> Self {
        if let Some(secret) = secret {
            let mask = |text: &mut String| *text = secret.redact(text);
            let came = (self.thinking.clone().unwrap_or_default(), self.answer.clone());
            let thinking = self.thinking.get_or_insert_default();
            secret.redact_across(thinking, &mut self.answer);
            for text in [&mut *thinking, &mut self.answer] {
                secret.redact_end(text);
            }
            // It came in parts, and the last ones are kept as they came.
            if (&came.0, &came.1) != (&*thinking, &self.answer) {
                self.raw = self.raw.as_deref().map(echoed::without_texts);
            }
            self.thinking = self.thinking.take().filter(|thinking| !thinking.is_empty());
            let optional = [
                &mut self.finish_reason,
                &mut self.upstream,
                &mut self.served_model,
                &mut self.generation_id,
                &mut self.raw,
            ];
            optional.into_iter().flatten().for_each(mask);
            self.notes.iter_mut().for_each(|note| note.text = secret.redact(&note.text));
            if let Ending::Fault(fault) = &mut self.ending {
                fault.message = secret.redact(&fault.message);
            }
        }
        for note in &mut self.notes {
            note.text = plain(&note.text);
            cut(&mut note.text, MESSAGE_LIMIT);
        }
        if let Some(raw) = &mut self.raw {
            cut(raw, RAW_LIMIT);
        }
        if let Ending::Fault(fault) = &mut self.ending {
            fault.message = plain(&fault.message);
            cut(&mut fault.message, MESSAGE_LIMIT);
        }
        let names = [&mut self.finish_reason, &mut self.upstream, &mut self.served_model, &mut self.generation_id];
        for name in names.into_iter().flatten() {
            *name = plain(name);
        }
        self.serving = self.serving.map(|seen| Box::new(seen.cleaned(secret)));
        self
    }
}

/// The text on one line, without control characters and marks that turn the direction of writing: a terminal would obey
/// them.
#[must_use]
pub fn plain(text: &str) -> String {
    let steers = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.split(|c: char| c.is_whitespace() || steers(c)).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What a server sent, between quotation marks. It is cut with the message, once keys are masked.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// The raw payload with the content as it came, so that a wrong guess about thinking loses nothing.
#[must_use]
pub fn with_uncut(mut raw: String, uncut: Option<String>) -> Option<String> {
    if let Some(content) = uncut {
        if !raw.is_empty() {
            raw.push('\n');
        }
        raw.push_str(&serde_json::json!({ "content_as_it_came": content }).to_string());
    }
    (!raw.is_empty()).then_some(raw)
}

/// Shortens the text to so many bytes, at the border of a character.
pub fn cut(text: &mut String, limit: usize) {
    if text.len() > limit {
        let end = (0..=limit).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: String) -> String {
        let secret = Secret::new("sk-planted-0123456789");
        let reply = Reply { upstream: Some("a\u{1b}[2Jb".to_owned()), ..Reply::fault(Condition::ServerFault, text) };
        let reply = reply.cleaned(secret.as_ref());
        assert_eq!(reply.upstream.as_deref(), Some("a [2Jb"));
        reply.as_fault().unwrap().message.clone()
    }

    #[test]
    fn a_message_cannot_steer_a_terminal() {
        let shown = message("HTTP 500: \u{1b}]0;title\u{7}\u{1b}[2Jgone\r\n\u{9b}31m \u{202e}åäö".to_owned());
        assert_eq!(shown, "HTTP 500: ]0;title [2Jgone 31m åäö");
    }

    #[test]
    fn a_key_at_the_cut_is_masked_whole() {
        for before in MESSAGE_LIMIT - 25..=MESSAGE_LIMIT {
            let shown = message(format!("{} sk-planted-0123456789 and more", "x".repeat(before)));
            assert!(!shown.contains("sk-") && shown.len() <= MESSAGE_LIMIT, "{before}: {shown}");
        }
    }
}

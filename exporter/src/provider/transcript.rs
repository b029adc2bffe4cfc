//! Collects the text of a stream together with the moments at which it came.

use std::time::Instant;

use super::call::Call;
use super::think;
use super::timing::{Stamps, gaps};

/// What a stream has brought so far.
#[derive(Debug)]
pub struct Transcript {
    stamps: Stamps,
    content: String,
    thinking: String,
    /// Length of the content after each arrival, to find when the answer began behind inline thinking.
    arrivals: Vec<(usize, Instant)>,
    last_arrival: Option<Instant>,
    /// Every arrival of text, in milliseconds since the request.
    arrivals_ms: Vec<f64>,
    received: usize,
    inline_thinking: bool,
}

/// The whole text of a stream.
#[derive(Debug)]
pub struct Finished {
    /// The answer.
    pub answer: String,
    /// Thinking apart from it.
    pub thinking: Option<String>,
    /// The content as it came, where taking thinking out of it was a guess.
    pub uncut: Option<String>,
    /// The moments.
    pub stamps: Stamps,
    /// Every arrival of text, in milliseconds since the request.
    pub arrivals_ms: Vec<f64>,
}

impl Transcript {
    /// Begins with nothing, for a request that was sent at this moment.
    #[must_use]
    pub fn begin(call: &Call, sent: Instant) -> Self {
        Self {
            stamps: Stamps::sent_at(sent),
            content: String::new(),
            thinking: String::new(),
            arrivals: Vec::new(),
            last_arrival: None,
            arrivals_ms: Vec::new(),
            received: 0,
            // A reply in a given shape is read by whoever asked for the shape: a split could tear it apart.
            inline_thinking: call.schema.is_none(),
        }
    }

    /// Notes that so many bytes of the body came, and returns how many came in all.
    pub fn bytes(&mut self, count: usize, moment: Instant) -> usize {
        self.stamps.first_byte.get_or_insert(moment);
        self.received += count;
        self.received
    }

    /// Adds text of the answer, which may still turn out to be inline thinking.
    pub fn content(&mut self, text: &str, moment: Instant) {
        if !text.is_empty() {
            self.content.push_str(text);
            self.arrivals.push((self.content.len(), moment));
            self.text(moment);
        }
    }

    /// Adds text of the thinking.
    pub fn thinking(&mut self, text: &str, moment: Instant) {
        if !text.is_empty() {
            self.thinking.push_str(text);
            self.text(moment);
        }
    }

    /// Whether any text has come.
    #[must_use]
    pub fn has_text(&self) -> bool {
        self.stamps.first_text.is_some()
    }

    fn text(&mut self, moment: Instant) {
        self.stamps.first_text.get_or_insert(moment);
        self.stamps.last_text = Some(moment);
        // Several events in one read are one arrival: they say nothing about speed.
        if self.last_arrival != Some(moment) {
            self.stamps.text_arrivals += 1;
            self.last_arrival = Some(moment);
            self.arrivals_ms.push(moment.saturating_duration_since(self.stamps.sent).as_secs_f64() * 1e3);
        }
    }

    /// Notes that the server has said its last word at this moment, whatever else comes.
    pub fn ended(&mut self, moment: Instant) {
        self.stamps.end.get_or_insert(moment);
    }

    /// Ends the stream.
    #[must_use]
    pub fn finish(mut self) -> Finished {
        self.stamps.end.get_or_insert_with(Instant::now);
        self.stamps.gaps = gaps(&self.arrivals_ms);
        let apart = !self.thinking.trim().is_empty();
        let split = if self.inline_thinking { think::split(&self.content, apart) } else { think::whole(&self.content) };
        self.stamps.first_answer =
            self.arrivals.iter().find(|(length, _)| *length > split.start).map(|(_, moment)| *moment);
        let inline = split.thinking.unwrap_or_default();
        let thinking = match (self.thinking.trim(), inline) {
            ("", inline) => inline.to_owned(),
            (apart, inline) if inline.is_empty() || inline == apart => self.thinking.clone(),
            (apart, inline) => format!("{apart}\n{inline}"),
        };
        Finished {
            answer: split.answer.to_owned(),
            thinking: (!thinking.is_empty()).then_some(thinking),
            uncut: split.guessed.then(|| self.content.clone()),
            stamps: self.stamps,
            arrivals_ms: self.arrivals_ms,
        }
    }
}

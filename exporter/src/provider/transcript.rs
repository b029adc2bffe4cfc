//! Collects the text of a stream together with the moments at which it came.

use std::time::Instant;

use super::call::Call;
use super::json::join_halves;
use super::live::Live;
use super::reply::cut;
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
    /// The last moment at which the model showed that it works.
    last_life: Option<Instant>,
    /// Whether texts hold half surrogates.
    halves: bool,
    /// So many bytes of text are kept; more is no answer any more.
    most: usize,
    too_long: bool,
    live: Live,
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
    /// Whether any text came, thinking included.
    pub has_text: bool,
    /// Whether more text came than its limit allows; the rest is cut off.
    pub too_long: bool,
}

impl Transcript {
    /// Begins with nothing, for a request that was sent at this moment and whose text may have so many bytes.
    #[must_use]
    pub fn begin(call: &Call, sent: Instant, most: usize) -> Self {
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
            last_life: None,
            halves: false,
            most,
            too_long: false,
            live: call.live.clone(),
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
            self.live.add(text);
            self.content.push_str(text);
            self.weigh();
            self.arrivals.push((self.content.len(), moment));
            self.text(moment);
        }
    }

    /// Adds text of the thinking.
    pub fn thinking(&mut self, text: &str, moment: Instant) {
        if !text.is_empty() {
            self.live.add(text);
            self.thinking.push_str(text);
            self.weigh();
            self.text(moment);
        }
    }

    /// Takes a whole answer that comes after its pieces, or without any: what is known of it is not added again.
    pub fn whole(&mut self, content: &str, thinking: &str, moment: Instant) {
        for (known, whole) in [(&mut self.content, content), (&mut self.thinking, thinking)] {
            // The pieces of some servers lost blanks or marks: the whole text counts.
            if !whole.is_empty() && !whole.starts_with(known.as_str()) {
                known.clear();
                self.arrivals.clear();
            }
        }
        let rest = |known: &str, whole: &str| whole.get(known.len()..).unwrap_or_default().to_owned();
        let (content, thinking) = (rest(&self.content, content), rest(&self.thinking, thinking));
        self.thinking(&thinking, moment);
        self.content(&content, moment);
    }

    /// Notes that the model works, although it showed no text: thinking that is sent sealed, or the call of a tool.
    pub fn alive(&mut self, moment: Instant) {
        if self.has_text() {
            self.last_life = Some(moment);
        }
    }

    /// When the model last showed that it works; None before the first text.
    #[must_use]
    pub fn last_life(&self) -> Option<Instant> {
        self.last_life
    }

    /// Notes that texts hold half surrogates.
    pub fn has_halves(&mut self) {
        self.halves = true;
    }

    /// Whether more text came than allowed.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        self.too_long
    }

    /// Keeps no more than allowed.
    fn weigh(&mut self) {
        if self.content.len() + self.thinking.len() > self.most {
            self.too_long = true;
            let left = self.most.saturating_sub(self.thinking.len());
            cut(&mut self.thinking, self.most);
            cut(&mut self.content, left);
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
        self.last_life = Some(moment);
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
        if self.halves {
            self.content = join_halves(&self.content);
            self.thinking = join_halves(&self.thinking);
        }
        // A server that takes thinking apart may take the shape that was forced for nothing else.
        if !self.inline_thinking && self.content.trim().is_empty() && is_object(&self.thinking) {
            self.content = std::mem::take(&mut self.thinking);
        }
        let has_text = self.has_text();
        let apart = !self.thinking.trim().is_empty();
        let split = if self.inline_thinking { think::split(&self.content, apart) } else { think::whole(&self.content) };
        self.stamps.first_answer =
            self.arrivals.iter().find(|(length, _)| *length > split.start).map(|(_, moment)| *moment);
        let inline = split.thinking.as_deref().unwrap_or_default();
        let thinking = match (self.thinking.trim(), inline) {
            ("", inline) => inline.to_owned(),
            (apart, inline) if inline.is_empty() || inline == apart => self.thinking.clone(),
            (apart, inline) => format!("{apart}\n{inline}"),
        };
        Finished {
            answer: split.answer.to_owned(),
            has_text,
            too_long: self.too_long,
            thinking: (!thinking.is_empty()).then_some(thinking),
            uncut: split.guessed.then(|| self.content.clone()),
            stamps: self.stamps,
            arrivals_ms: self.arrivals_ms,
        }
    }
}

/// Whether a text is one JSON object and nothing else.
fn is_object(text: &str) -> bool {
    text.trim_start().starts_with('{')
        && serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text).is_ok()
}

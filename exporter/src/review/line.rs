//! An entry of the queue as a file carries it: what identifies it, what to read, and what a person fills in.

use analytics::score::Mark;
use serde::{Deserialize, Serialize};

use super::queue::{Entry, Opinion};

/// What is written.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// The case.
    pub case: String,
    /// The attempt whose answer it is.
    pub attempt: String,
    /// SHA-256 of the answer.
    pub answer_sha256: String,
    /// The review that counted when the file was written; empty when there was none.
    pub supersedes: String,
    /// `unresolved` or `audit`.
    pub stratum: &'static str,
    /// The probability with which it came into the queue.
    pub inclusion: f64,
    /// The task.
    pub task: String,
    /// The model; empty in a blind file.
    pub model: String,
    /// Repeat, from 0.
    pub repeat: i64,
    /// Why it is in the queue; empty in a blind file.
    pub why: String,
    /// The prompt.
    pub prompt: String,
    /// What a good answer shows, one a line.
    pub expected: String,
    /// The answer.
    pub answer: String,
    /// How it ended, where it is not complete; else empty.
    pub ended: &'static str,
    /// What the judges said, one a paragraph; empty in a blind file.
    pub verdicts: String,
    /// To be filled in: 0, 1 or 2.
    pub correctness: Option<Mark>,
    /// To be filled in: 0, 1 or 2.
    pub completeness: Option<Mark>,
    /// To be filled in: 0, 1 or 2.
    pub quality: Option<Mark>,
    /// To be filled in.
    pub reason: String,
}

impl Line {
    /// The line of an entry, with the decision that counts, if there is one.
    #[must_use]
    pub fn of(entry: &Entry, blind: bool) -> Self {
        let seen = |text: String| if blind { String::new() } else { text };
        let decision = entry.decision();
        let mark = |at: usize| decision.map(|(_, marks)| marks.0[at]);
        let expected: Vec<&str> =
            entry.task.expected_capabilities.iter().map(|capability| capability.text.as_str()).collect();
        Self {
            case: entry.case.clone(),
            attempt: entry.attempt.clone(),
            answer_sha256: entry.answer_sha256(),
            supersedes: entry.reviews.last().map(|review| review.id.clone()).unwrap_or_default(),
            stratum: entry.stratum.slug(),
            inclusion: entry.inclusion,
            task: entry.task.id.to_string(),
            model: seen(entry.model.clone()),
            repeat: entry.repeat,
            why: seen(entry.why.clone()),
            prompt: entry.task.prompt.clone(),
            expected: expected.join("\n"),
            answer: entry.answer.clone(),
            ended: entry.ended,
            verdicts: seen(entry.verdicts.iter().map(opinion).collect::<Vec<_>>().join("\n\n")),
            correctness: mark(0),
            completeness: mark(1),
            quality: mark(2),
            reason: decision.map(|(review, _)| review.reason.clone()).unwrap_or_default(),
        }
    }
}

fn opinion(opinion: &Opinion) -> String {
    let own = if opinion.own_family { " (of the model's own family)" } else { "" };
    match opinion.marks {
        Some(marks) => {
            let [correctness, completeness, quality] = marks.0.map(Mark::value);
            format!(
                "{}{own}: correctness {correctness}, completeness {completeness}, quality {quality}. {}",
                opinion.judge, opinion.rationale
            )
        }
        None => format!(
            "{}{own}: no marks. {}\n{}",
            opinion.judge,
            opinion.rationale,
            opinion.unreadable.as_deref().unwrap_or_default()
        ),
    }
}

/// What is read back.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Given {
    /// The case.
    pub case: String,
    /// The attempt whose answer was read.
    pub attempt: String,
    /// SHA-256 of that answer.
    pub answer_sha256: String,
    /// The review that counted then; empty when there was none.
    #[serde(default)]
    pub supersedes: String,
    /// `unresolved` or `audit`.
    pub stratum: String,
    /// The probability with which it came into the queue.
    pub inclusion: f64,
    /// Correctness.
    #[serde(default)]
    pub correctness: Option<Mark>,
    /// Completeness.
    #[serde(default)]
    pub completeness: Option<Mark>,
    /// Quality.
    #[serde(default)]
    pub quality: Option<Mark>,
    /// Reasons.
    #[serde(default)]
    pub reason: String,
}

/// A line that was read, with the place of each thing that can be wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// What it says.
    pub given: Given,
    /// Where each column stands, in the order of [`PLACES`].
    pub places: [String; PLACES.len()],
}

/// The columns that a fault can be about.
pub const PLACES: [&str; 8] =
    ["case", "attempt", "stratum", "inclusion", "correctness", "completeness", "quality", "reason"];

impl Read {
    /// Where the column stands.
    #[must_use]
    pub fn place(&self, column: &str) -> &str {
        PLACES.iter().position(|name| *name == column).map_or("", |at| self.places[at].as_str())
    }
}

/// Something in a file that cannot be taken, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line and column.
    pub place: String,
    /// What is wrong, and how to mend it.
    pub text: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.place, self.text)
    }
}

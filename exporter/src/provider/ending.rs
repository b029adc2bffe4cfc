//! How an answer ended, decided in one place for every wire format.

use analytics::outcome::Outcome;

use super::finish::{Class, Finish};
use super::reply::{Ending, Fault, Note, quoted};
use super::retry::Condition;
use super::transcript::Finished;

/// Everything that speaks of the end of an answer.
#[derive(Debug)]
pub struct Signs<'a> {
    /// An error inside of the response.
    pub error: Option<Fault>,
    /// How the connection ended, if not by itself.
    pub broken: Option<Fault>,
    /// A part that could not be read, before the reason for the end.
    pub unreadable: Option<&'a str>,
    /// The words for the end.
    pub finish: &'a Finish,
    /// Whether the model refused in a field of its own.
    pub refused: bool,
    /// Whether any part of an answer came, empty or not.
    pub began: bool,
    /// Whether the server said that nothing follows, or the answer came as one whole document.
    pub closed: bool,
    /// Tokens of the answer, thinking included.
    pub tokens: Option<u64>,
    /// The limit on them that was sent.
    pub max_tokens: u64,
    /// What the response held, where no part of an answer came.
    pub held: Option<&'a str>,
}

/// The end of the answer, and what a reader of it must know.
///
/// An answer without a documented word for its end is whole only if there is another sign: the server said that nothing
/// follows, and it counted fewer tokens than the limit.
#[must_use]
pub fn decide(signs: Signs<'_>, finished: &Finished) -> (Ending, Vec<Note>) {
    let fault = |condition, message: String| Ending::Fault(Fault { condition, message, retry_after: None });
    let (class, word) = (signs.finish.class(), signs.finish.word().unwrap_or_default());
    let has_text = finished.has_text;
    let ending = if let Some(error) = signs.error {
        Ending::Fault(error)
    } else if let Some(broken) = signs.broken.filter(|_| finished.too_long || class.is_none()) {
        Ending::Fault(broken)
    } else if class == Some(Class::Broken) {
        let condition = if has_text { Condition::BrokenStream } else { Condition::ServerFault };
        fault(condition, format!("the provider ended the answer with finish_reason {}", quoted(word)))
    } else if let Some(part) = signs.unreadable.filter(|_| signs.began) {
        // What it held is unknown: it may have been a piece of the answer.
        fault(Condition::BrokenStream, format!("a part of the stream is no JSON: {}", quoted(part)))
    } else if signs.refused || class == Some(Class::Refused) {
        Ending::Outcome(Outcome::Refused)
    } else if class == Some(Class::Cut) {
        Ending::Outcome(Outcome::Truncated)
    } else if !signs.began {
        let held = signs.held.map_or_else(String::new, |text| format!("; it sent {}", quoted(text)));
        fault(Condition::ServerFault, format!("the response holds no choices{held}"))
    } else if matches!(class, None | Some(Class::Unknown)) {
        return by_other_signs(
            &signs.finish.word().map(str::to_owned),
            signs.closed,
            signs.tokens,
            signs.max_tokens,
            finished,
        );
    } else {
        complete(finished)
    };
    (ending, Vec::new())
}

fn complete(finished: &Finished) -> Ending {
    if finished.answer.trim().is_empty() {
        return Ending::Fault(Fault {
            condition: Condition::Empty,
            message: "the answer is complete and holds no text".to_owned(),
            retry_after: None,
        });
    }
    Ending::Outcome(Outcome::Answered)
}

fn by_other_signs(
    word: &Option<String>,
    closed: bool,
    tokens: Option<u64>,
    max_tokens: u64,
    finished: &Finished,
) -> (Ending, Vec<Note>) {
    let note = match word {
        Some(word) => Note::new(
            "unknown-finish-reason",
            format!(
                "the provider ended an answer with finish_reason {}, which nobody has documented; such an answer counts \
                 as whole only where the stream was closed and fewer tokens were counted than allowed",
                quoted(word)
            ),
        ),
        None => Note::new(
            "no-finish-reason",
            "the provider does not say why answers ended; they count as whole where the stream was closed and fewer \
             tokens were counted than allowed"
                .to_owned(),
        ),
    };
    let ending = match tokens.filter(|tokens| closed && *tokens > 0) {
        Some(tokens) if tokens >= max_tokens => Ending::Outcome(Outcome::Truncated),
        Some(_) => complete(finished),
        None => {
            let said = word.as_ref().map_or_else(
                || "the stream ended without a finish_reason".to_owned(),
                |word| format!("the stream ended with the unknown finish_reason {}", quoted(word)),
            );
            let message = format!("{said}, so the answer may be cut");
            let fault = Ending::Fault(Fault { condition: Condition::BrokenStream, message, retry_after: None });
            // Without a word and without another sign it is an ordinary broken stream.
            return (fault, word.is_some().then_some(note).into_iter().collect());
        }
    };
    (ending, vec![note])
}

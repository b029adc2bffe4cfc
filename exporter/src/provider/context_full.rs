//! An answer that ended for want of room although its limit was not reached: the context was full.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use analytics::outcome::Outcome;

use super::call::Call;
use super::finish;
use super::reply::{Ending, Reply};

/// How far the tokens of prompt and answer may stay below the context for it to be full: templates add some.
const SLACK: u64 = 16;
/// An answer whose server does not say why it ended is only taken for cut where this few tokens were left.
const LAST: u64 = 2;

/// Tokens of the answer that fitted, of how many that were allowed, where the server ended the answer before its limit
/// because the context was full. `context` is the window that the server opened, where it told. Without it, "cut at the
/// limit" with fewer tokens than the limit says the same of a server of one's own (`is_own`); a service elsewhere may
/// have a limit of its own that is lower than ours.
#[must_use]
pub fn fitted(call: &Call, reply: &Reply, context: Option<u64>, is_own: bool) -> Option<(u64, u64)> {
    if !matches!(reply.ending, Ending::Outcome(Outcome::Truncated)) || !is_own {
        return None;
    }
    let (written, limit) = (reply.usage.completion_tokens?, u64::from(call.max_tokens));
    if written >= limit {
        return None;
    }
    if reply.finish_reason.as_deref().is_some_and(finish::says_context_full) {
        return Some((written, limit));
    }
    if reply.finish_reason.as_deref().is_some_and(finish::says_repetition) {
        return None;
    }
    if let (Some(context), Some(prompt)) = (context, reply.usage.prompt_tokens)
        && prompt.saturating_add(written).saturating_add(SLACK) < context
    {
        return None;
    }
    Some((written, limit))
}

/// Gives the outcome "context full" to an answer of a server of one's own that was cut before its limit, or that ended
/// without a word where the context ended. `context` is the window that the server opened, where it told.
pub fn mark(call: &Call, reply: &mut Reply, context: Option<u64>) {
    let unsaid = matches!(reply.ending, Ending::Outcome(Outcome::Answered)) && reply.finish_reason.is_none();
    if fitted(call, reply, context, true).is_some() || (unsaid && is_used_up(reply, context)) {
        reply.ending = Ending::Outcome(Outcome::ContextOverflow);
    }
}

/// Whether prompt and answer fill the context to its last tokens.
fn is_used_up(reply: &Reply, context: Option<u64>) -> bool {
    let (prompt, written) = (reply.usage.prompt_tokens, reply.usage.completion_tokens);
    let sum = prompt.zip(written).map(|(prompt, written)| prompt.saturating_add(written).saturating_add(LAST));
    sum.zip(context).is_some_and(|(sum, context)| sum >= context)
}

/// The windows that a server has opened, by its name for the model: it tells once, and each answer asks.
#[derive(Debug, Default)]
pub struct Windows {
    tokens: Mutex<HashMap<String, u64>>,
}

impl Windows {
    /// Notes the window of a model, where the server told.
    pub fn note(&self, model: &str, tokens: Option<u64>) {
        if let Some(tokens) = tokens.filter(|tokens| *tokens > 0) {
            self.tokens.lock().unwrap_or_else(PoisonError::into_inner).insert(model.to_owned(), tokens);
        }
    }

    /// The window of a model.
    #[must_use]
    pub fn of(&self, model: &str) -> Option<u64> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).get(model).copied()
    }
}

#[cfg(test)]
mod tests {
    use analytics::snapshot::v1::Usage;

    use super::*;
    use crate::config::params::Params;
    use crate::provider::live::Live;

    fn call(max_tokens: u32) -> Call {
        let model = "m".to_owned();
        Call {
            model,
            messages: Vec::new(),
            max_tokens,
            params: Params::default(),
            schema: None,
            category: None,
            live: Live::default(),
        }
    }

    fn cut(prompt: u64, written: u64) -> Reply {
        let usage = Usage { prompt_tokens: Some(prompt), completion_tokens: Some(written), ..Usage::default() };
        Reply { usage, ending: Ending::Outcome(Outcome::Truncated), ..Reply::default() }
    }

    /// llama-server with `-c 2048` and a limit of 6,000: real-003 and real-007 of the project's own tasks.
    #[test]
    fn less_than_the_limit_was_written_because_the_context_was_full() {
        assert_eq!(fitted(&call(6000), &cut(1838, 210), Some(2048), true), Some((210, 6000)));
        assert_eq!(fitted(&call(6000), &cut(2031, 17), None, true), Some((17, 6000)));
        assert_eq!(fitted(&call(210), &cut(1838, 210), Some(2048), true), None, "the limit was reached");
        assert_eq!(
            fitted(&call(6000), &cut(1000, 210), Some(8192), true),
            None,
            "there was room: something else cut it"
        );
        assert_eq!(fitted(&call(6000), &cut(1838, 210), None, false), None, "a service may have a limit of its own");
        for word in ["repetition", "repetition_truncation", "REPETITION"] {
            let looped = Reply { finish_reason: Some(word.to_owned()), ..cut(100, 20) };
            assert_eq!(fitted(&call(4000), &looped, None, true), None, "{word}: the model repeated itself");
        }
    }
}

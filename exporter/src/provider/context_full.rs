//! An answer that ended for want of room although its limit was not reached: the context was full.

use analytics::outcome::Outcome;

use super::call::Call;
use super::reply::{Ending, Reply};

/// How far the tokens of prompt and answer may stay below the context for it to be full: templates add some.
const SLACK: u64 = 16;

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
    if let (Some(context), Some(prompt)) = (context, reply.usage.prompt_tokens)
        && prompt.saturating_add(written).saturating_add(SLACK) < context
    {
        return None;
    }
    Some((written, limit))
}

#[cfg(test)]
mod tests {
    use analytics::snapshot::v1::Usage;

    use super::*;
    use crate::config::params::Params;

    fn call(max_tokens: u32) -> Call {
        let model = "m".to_owned();
        Call { model, messages: Vec::new(), max_tokens, params: Params::default(), schema: None, category: None }
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
    }
}

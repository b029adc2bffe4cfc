//! What statistics need of the detail files: lengths and speeds, a few numbers per case.

use super::super::v1::{Median, Speed, Statistics, Timing, Tokens};
use crate::outcome::Outcome;
use crate::score::ScoringRule;

/// The few numbers of a case that the summary's columns do not hold.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CaseFacts {
    /// Length of the answer in characters.
    pub answer_chars: u32,
    /// Output tokens per second by our clock.
    pub decode_tok_per_s: Option<f64>,
    /// Output tokens per second as the server reports them.
    pub server_decode_tok_per_s: Option<f64>,
    /// Prompt tokens per second as the server reports them.
    pub server_prefill_tok_per_s: Option<f64>,
}

impl CaseFacts {
    /// Of an answer and its times.
    #[must_use]
    pub fn new(answer: &str, timing: &Timing) -> Self {
        Self {
            answer_chars: u32::try_from(answer.chars().count()).unwrap_or(u32::MAX),
            decode_tok_per_s: timing.decode_tok_per_s,
            server_decode_tok_per_s: timing.server_decode_tok_per_s,
            server_prefill_tok_per_s: timing.server_prefill_tok_per_s,
        }
    }
}

/// The statistics with everything taken off that needs the detail files: what a summary by itself can be checked for.
#[must_use]
pub fn same_without_facts(mut statistics: Statistics) -> Statistics {
    statistics.length.clear();
    for model in &mut statistics.models {
        let Speed { first_text_ms, .. } = model.speed;
        model.speed = Speed { first_text_ms, ..Speed::default() };
    }
    statistics
}

/// The statistics with everything taken off that a clock or a bill decides: what the same results always give.
#[must_use]
pub fn without_clocks(statistics: &Statistics) -> Statistics {
    let mut statistics = statistics.clone();
    for model in &mut statistics.models {
        (model.speed, model.tokens, model.mean_bill) = (Speed::default(), Tokens::default(), None);
    }
    statistics
}

/// A case with its outcome, the time to its first text in milliseconds, and its facts.
pub(super) type Timed = (Outcome, Option<u64>, CaseFacts);

/// Medians over the streams of one model that came whole or were cut at the limit: how an answer ends says nothing of how
/// fast it came. By the older rule over complete answers.
pub(super) fn speed(cases: &[Timed], rule: ScoringRule) -> Speed {
    let of = |value: &dyn Fn(&Timed) -> Option<f64>| {
        let streams = cases.iter().filter(|(outcome, _, _)| outcome.is_whole_stream(rule));
        median(streams.filter_map(value).filter(|value| value.is_finite()).collect())
    };
    Speed {
        first_text_ms: of(&|(_, first, _)| first.map(|ms| ms as f64)),
        decode_tok_per_s: of(&|(_, _, facts)| facts.decode_tok_per_s),
        server_decode_tok_per_s: of(&|(_, _, facts)| facts.server_decode_tok_per_s),
        server_prefill_tok_per_s: of(&|(_, _, facts)| facts.server_prefill_tok_per_s),
    }
}

fn median(mut values: Vec<f64>) -> Option<Median> {
    values.sort_unstable_by(f64::total_cmp);
    let n = values.len();
    let (low, high) = (*values.get(n.checked_sub(1)? / 2)?, *values.get(n / 2)?);
    Some(Median { median: (low.midpoint(high) * 10.0).round() / 10.0, n: n as u32 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_good_stream_has_a_speed_cut_or_not() {
        let fact = |decode| CaseFacts { decode_tok_per_s: decode, ..CaseFacts::default() };
        let cases = [
            (Outcome::Answered, Some(100), fact(Some(10.0))),
            (Outcome::Answered, None, fact(Some(40.26))),
            (Outcome::Truncated, Some(200), fact(Some(20.0))),
            (Outcome::Answered, Some(300), fact(None)),
            (Outcome::ProviderError, Some(1), fact(Some(1e6))),
        ];
        let found = speed(&cases, ScoringRule::AllAsked);
        assert_eq!(found.first_text_ms, Some(Median { median: 200.0, n: 3 }));
        assert_eq!(found.decode_tok_per_s, Some(Median { median: 20.0, n: 3 }));
        assert_eq!(found.server_decode_tok_per_s, None);
        let before = speed(&cases, ScoringRule::CompleteOnly);
        assert_eq!(before.decode_tok_per_s, Some(Median { median: 25.1, n: 2 }));
    }
}

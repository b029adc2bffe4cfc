//! What has come of one model or judge so far.

use std::collections::VecDeque;

use analytics::outcome::Outcome;
use analytics::units::PicoUsd;

use crate::money::cost_words;
use crate::money::till::Cost;
use crate::provider::Reply;

/// The words for what is no whole result, in the order in which they are said.
pub(super) const SHORT: [&str; 5] = ["cut", "empty", "refused", "unreadable", "failed"];

/// The median of speeds is taken over so many of the last answers.
const RECENT: usize = 101;

/// What has come of one model or judge so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub id: String,
    pub planned: usize,
    pub done: usize,
    /// How those ended that have no result to use as a whole: cut, empty, refused, unreadable, failed.
    pub short: [usize; SHORT.len()],
    pub prompt_tokens: u64,
    pub output_tokens: u64,
    pub billed: u64,
    pub computed: u64,
    pub unknown: usize,
    /// Whether nothing more is sent for it.
    pub left_out: bool,
    /// Faults so far that somebody was told of.
    pub told: usize,
    times_ms: Vec<f32>,
    speeds: VecDeque<f32>,
}

impl Tally {
    pub fn new(id: &str, planned: usize) -> Self {
        Self { id: id.to_owned(), planned, ..Self::default() }
    }

    /// Counts a case or a verdict that is done with, under the word for its end.
    pub fn end(&mut self, outcome: &str, well: bool) {
        self.done += 1;
        if !well {
            let word = Outcome::from_slug(outcome).map_or(outcome, |outcome| outcome.word());
            let at = SHORT.iter().position(|known| *known == word).unwrap_or(SHORT.len() - 1);
            self.short[at] += 1;
        }
    }

    /// How many have no whole result.
    pub fn all_short(&self) -> usize {
        self.short.iter().sum()
    }

    /// Adds a call that has ended.
    pub fn call(&mut self, reply: &Reply, cost: Cost) {
        let add = |sum: &mut u64, count: Option<u64>| *sum = sum.saturating_add(count.unwrap_or(0));
        add(&mut self.prompt_tokens, reply.usage.prompt_tokens);
        add(&mut self.output_tokens, reply.usage.completion_tokens);
        match (cost.billed, cost.computed) {
            (Some(billed), _) => self.billed = self.billed.saturating_add(billed.0),
            (None, Some(computed)) => self.computed = self.computed.saturating_add(computed.0),
            (None, None) => self.unknown += 1,
        }
        if reply.as_fault().is_some() {
            return;
        }
        if let Some(total) = reply.timing.total_ms {
            self.times_ms.push(total as f32);
        }
        // Between first and last text; tokens by the whole time would be no speed.
        if let Some(speed) = reply.timing.decode_tok_per_s.or(reply.timing.server_decode_tok_per_s) {
            if self.speeds.len() == RECENT {
                self.speeds.pop_front();
            }
            self.speeds.push_back(speed as f32);
        }
    }

    /// Median of the times that answers took, in milliseconds.
    pub fn median_ms(&self) -> Option<f64> {
        median(self.times_ms.clone())
    }

    /// Median speed of the last answers, in output tokens per second between first and last text.
    pub fn speed(&self) -> Option<f64> {
        median(self.speeds.iter().copied().collect())
    }

    /// What it cost, in words.
    pub fn cost(&self) -> String {
        cost_words(PicoUsd(self.billed), PicoUsd(self.computed), self.unknown)
    }
}

fn median(mut values: Vec<f32>) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let middle = values.len() / 2;
    values.sort_by(f32::total_cmp);
    let upper = f64::from(values[middle]);
    Some(if values.len() % 2 == 1 { upper } else { f64::midpoint(f64::from(values[middle - 1]), upper) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_of_few_values() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0]), Some(3.0));
        assert_eq!(median(vec![9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0, 9.0, 2.0]), Some(3.0));
    }

    #[test]
    fn sums_end_at_the_largest_number() {
        let mut tally = Tally::new("m", 2);
        let mut reply = Reply::default();
        (reply.usage.prompt_tokens, reply.usage.completion_tokens) = (Some(u64::MAX), Some(u64::MAX));
        for _ in 0..2 {
            tally.call(&reply, Cost { billed: Some(PicoUsd(u64::MAX)), computed: None });
        }
        assert_eq!((tally.prompt_tokens, tally.output_tokens, tally.billed), (u64::MAX, u64::MAX, u64::MAX));
    }

    #[test]
    fn bills_and_computed_costs_stand_apart_and_the_unknown_is_no_zero() {
        let mut tally = Tally::new("m", 3);
        assert_eq!(tally.cost(), "nothing");
        tally.call(&Reply::default(), Cost { billed: Some(PicoUsd(20_000_000_000)), computed: Some(PicoUsd(1)) });
        tally.call(&Reply::default(), Cost { billed: None, computed: Some(PicoUsd(10_000_000_000)) });
        tally.call(&Reply::default(), Cost::default());
        assert_eq!(tally.cost(), "$0.0200 billed + $0.0100 computed + 1 call of unknown cost");
    }
}

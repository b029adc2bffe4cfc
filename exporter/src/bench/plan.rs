//! What a bench will measure: its levels in their order, and how long that takes.

use analytics::bench::{Limits, Load};
use std::time::Duration;

/// How much of a level is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// So many requests.
    Requests(u32),
    /// As many as fit into this time.
    Duration(Duration),
}

/// Lengths in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lengths {
    /// Prompt behind the depth.
    pub prompt: u32,
    /// Text before it.
    pub depth: u32,
    /// Output.
    pub output: u32,
}

impl Lengths {
    /// Everything that the server reads for a request.
    #[must_use]
    pub const fn input(self) -> u32 {
        self.prompt.saturating_add(self.depth)
    }

    /// The context that a request needs.
    #[must_use]
    pub const fn context(self) -> u32 {
        self.input().saturating_add(self.output)
    }
}

/// One request of a trace.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Traced {
    /// When it arrives, since the trace began.
    pub arrival_ms: f64,
    /// Its lengths.
    pub lengths: Lengths,
}

/// What to measure.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Streams of the closed levels.
    pub concurrency: Vec<u32>,
    /// Requests per second of the open levels.
    pub rates: Vec<f64>,
    /// A trace to replay instead.
    pub trace: Vec<Traced>,
    /// Every combination of lengths.
    pub lengths: Vec<Lengths>,
    /// How much of each level; None for what the number of streams asks for.
    pub amount: Option<Amount>,
    /// Runs of all levels.
    pub runs: u32,
    /// Limits of goodput.
    pub limits: Option<Limits>,
    /// Seed of texts and arrivals.
    pub seed: u64,
}

/// One level of one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Run, counted from 1.
    pub run: u32,
    /// Place within the run, counted from 1.
    pub position: u32,
    /// How requests arrive.
    pub load: Load,
    /// Their lengths; the longest of a trace.
    pub lengths: Lengths,
    /// How much.
    pub amount: Amount,
}

/// With fewer requests the median of a level is worth little.
const FEWEST_REQUESTS: u32 = 8;
/// The first request of a stream does not count, and the last ones drain: so many leave some in between.
const REQUESTS_PER_STREAM: u32 = 4;

impl Plan {
    /// Every level in its order: one stream first and last, the others between them, upwards in odd runs and downwards in
    /// even ones, so that a machine that grows warm favours no level.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for run in 1..=self.runs {
            let mut position = 0;
            let mut add = |load: Load, lengths: Lengths| {
                position += 1;
                steps.push(Step { run, position, load, lengths, amount: self.amount_of(load) });
            };
            if !self.trace.is_empty() {
                add(Load::Replay, longest(&self.trace));
                continue;
            }
            for lengths in &self.lengths {
                for load in self.loads(run % 2 == 0) {
                    add(load, *lengths);
                }
            }
        }
        steps
    }

    fn loads(&self, downwards: bool) -> Vec<Load> {
        let mut streams = self.concurrency.clone();
        streams.sort_unstable();
        streams.dedup();
        if downwards {
            streams.reverse();
        }
        if streams.len() > 1 && streams.contains(&1) {
            streams.retain(|streams| *streams != 1);
            streams.insert(0, 1);
            streams.push(1);
        }
        let closed = streams.into_iter().map(|concurrency| Load::Closed { concurrency });
        closed.chain(self.rates.iter().map(|rate| Load::Open { per_s: *rate })).collect()
    }

    fn amount_of(&self, load: Load) -> Amount {
        match (self.amount, load) {
            (_, Load::Replay) => Amount::Requests(u32::try_from(self.trace.len()).unwrap_or(u32::MAX)),
            // A stream that sends nothing would leave the level without a window.
            (Some(Amount::Requests(count)), Load::Closed { concurrency }) => Amount::Requests(count.max(concurrency)),
            (Some(amount), _) => amount,
            (None, Load::Closed { concurrency }) => {
                Amount::Requests(concurrency.saturating_mul(REQUESTS_PER_STREAM).max(FEWEST_REQUESTS))
            }
            // Thirty seconds are what it takes to see whether waits grow.
            (None, Load::Open { .. }) => Amount::Duration(Duration::from_secs(60)),
        }
    }

    /// The most streams of a level.
    #[must_use]
    pub fn most_streams(&self) -> u32 {
        self.concurrency.iter().copied().max().unwrap_or(1)
    }

    /// The longest context of a request.
    #[must_use]
    pub fn longest(&self) -> Lengths {
        self.steps().into_iter().map(|step| step.lengths).max_by_key(|lengths| lengths.context()).unwrap_or(Lengths {
            prompt: 0,
            depth: 0,
            output: 0,
        })
    }
}

fn longest(trace: &[Traced]) -> Lengths {
    let none = Lengths { prompt: 0, depth: 0, output: 0 };
    trace.iter().map(|request| request.lengths).max_by_key(|lengths| lengths.context()).unwrap_or(none)
}

/// How long steps take when a request reads and writes this fast and more streams bring nothing; None where a level's length
/// is unknown.
#[must_use]
pub fn longest_time(steps: &[Step], read_tok_per_s: f64, write_tok_per_s: f64) -> Duration {
    let seconds = steps.iter().map(|step| match step.amount {
        Amount::Duration(duration) => duration.as_secs_f64(),
        Amount::Requests(count) => {
            let one =
                f64::from(step.lengths.input()) / read_tok_per_s + f64::from(step.lengths.output) / write_tok_per_s;
            f64::from(count) * one
        }
    });
    Duration::try_from_secs_f64(seconds.sum()).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(concurrency: &[u32]) -> Plan {
        let lengths = Lengths { prompt: 512, depth: 0, output: 128 };
        Plan {
            concurrency: concurrency.to_vec(),
            rates: Vec::new(),
            trace: Vec::new(),
            lengths: vec![lengths],
            amount: None,
            runs: 2,
            limits: None,
            seed: 1,
        }
    }

    fn streams(plan: &Plan) -> Vec<(u32, u32)> {
        let of = |step: Step| match step.load {
            Load::Closed { concurrency } => (step.run, concurrency),
            Load::Open { .. } | Load::Replay => (step.run, 0),
        };
        plan.steps().into_iter().map(of).collect()
    }

    #[test]
    fn one_stream_comes_first_and_last() {
        assert_eq!(streams(&plan(&[5, 1, 3])), [(1, 1), (1, 3), (1, 5), (1, 1), (2, 1), (2, 5), (2, 3), (2, 1)]);
        assert_eq!(streams(&plan(&[1])), [(1, 1), (2, 1)]);
        assert_eq!(streams(&plan(&[4, 2])), [(1, 2), (1, 4), (2, 4), (2, 2)]);
    }

    #[test]
    fn a_level_has_enough_requests_to_have_a_middle() {
        let amounts: Vec<Amount> = plan(&[1, 5]).steps().iter().map(|step| step.amount).collect();
        assert_eq!(amounts[..2], [Amount::Requests(8), Amount::Requests(20)]);
        let few = Plan { amount: Some(Amount::Requests(2)), ..plan(&[5]) };
        assert_eq!(few.steps()[0].amount, Amount::Requests(5));
    }

    #[test]
    fn the_time_is_that_of_all_requests_one_after_the_other() {
        let steps = plan(&[1]).steps();
        // 16 requests of 512/512 + 128/64 s.
        assert_eq!(longest_time(&steps, 512.0, 64.0), Duration::from_secs(48));
    }
}

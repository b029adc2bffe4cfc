//! How fast output comes at the moment, and how long the rest will take at the pace so far.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::provider::live::Live;

/// The speed of the moment is that of so long a time.
const WINDOW: Duration = Duration::from_secs(20);
/// A speed over less time means nothing.
const SHORTEST: Duration = Duration::from_millis(500);

/// A call that is on its way.
#[derive(Debug, Clone)]
pub(super) struct OnItsWay {
    pub number: u64,
    pub live: Live,
    pub max_tokens: u32,
}

/// The calls on their way, and how much text came of late.
#[derive(Debug, Default)]
pub(super) struct Pace {
    calls: Vec<OnItsWay>,
    next: u64,
    /// Tokens of calls that have ended, counted as they came.
    ended: u64,
    /// How much had come at which moment, oldest first.
    samples: VecDeque<(Instant, u64)>,
}

/// What the calls on their way have brought.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Flow {
    /// Calls on their way.
    pub calls: usize,
    /// Tokens that they have brought so far.
    pub tokens: u64,
    /// The limits of their answers together, in tokens.
    pub max_tokens: u64,
    /// Output tokens per second of late, all calls together; None where too little came to tell.
    pub tokens_per_s: Option<f64>,
}

impl Pace {
    /// A call is sent; the number takes it away again.
    pub fn begin(&mut self, live: Live, max_tokens: u32) -> u64 {
        self.next += 1;
        self.calls.push(OnItsWay { number: self.next, live, max_tokens });
        self.next
    }

    /// A call has ended.
    pub fn end(&mut self, number: u64) {
        if let Some(at) = self.calls.iter().position(|call| call.number == number) {
            self.ended += self.calls.swap_remove(at).live.tokens();
        }
    }

    /// Notes how much has come by now.
    pub fn sample(&mut self, now: Instant) {
        let so_far = self.ended + self.streaming();
        // The sample before the window stays: the speed is reckoned from there.
        while self.samples.get(1).is_some_and(|(at, _)| now.duration_since(*at) >= WINDOW) {
            self.samples.pop_front();
        }
        self.samples.push_back((now, so_far));
    }

    fn streaming(&self) -> u64 {
        self.calls.iter().map(|call| call.live.tokens()).sum()
    }

    /// What the calls on their way have brought.
    pub fn flow(&self) -> Flow {
        let rate = || {
            let ((then, before), (now, after)) = (self.samples.front()?, self.samples.back()?);
            let span = now.duration_since(*then);
            (span >= SHORTEST && after > before).then(|| (after - before) as f64 / span.as_secs_f64())
        };
        Flow {
            calls: self.calls.len(),
            tokens: self.streaming(),
            max_tokens: self.calls.iter().map(|call| u64::from(call.max_tokens)).sum(),
            tokens_per_s: rate(),
        }
    }
}

/// The time that is left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Left {
    /// At the pace so far.
    About(Duration),
    /// If every answer takes its whole limit: nothing has ended yet that would say more.
    AtMost(Duration),
}

/// How far the work has come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Work {
    pub elapsed: Duration,
    /// Cases or verdicts that are done with.
    pub done: usize,
    /// Those that are still to come.
    pub left: usize,
    /// Output tokens of those that are done with.
    pub tokens: u64,
}

/// An estimate needs so many ends, or so much time and one end.
const ENOUGH: usize = 5;
const LONG: Duration = Duration::from_secs(60);

/// How long the rest will take; None where nobody can tell.
pub(super) fn left(work: Work, flow: Flow) -> Option<Left> {
    let Work { elapsed, done, left, tokens } = work;
    if left == 0 {
        return None;
    }
    if done == 0 {
        // All that are left are taken to have the limits of those that are on their way.
        let rate = flow.tokens_per_s.filter(|_| flow.calls > 0)?;
        let most = flow.max_tokens as f64 / flow.calls as f64 * left as f64 - flow.tokens as f64;
        return Duration::try_from_secs_f64(most.max(0.0) / rate).ok().map(Left::AtMost);
    }
    if done < ENOUGH && elapsed < LONG {
        return None;
    }
    let each = tokens as f64 / done as f64;
    // Answers on their way are work that is done, but none is reckoned as more than a whole one.
    let begun = if each > 0.0 { (flow.tokens as f64 / each).min(flow.calls as f64).min(left as f64) } else { 0.0 };
    let rest = (left as f64 - begun) / (done as f64 + begun);
    Duration::try_from_secs_f64(elapsed.as_secs_f64() * rest).ok().map(Left::About)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_speed_is_that_of_late() {
        let (mut pace, begun) = (Pace::default(), Instant::now());
        let live = Live::default();
        let number = pace.begin(live.clone(), 100);
        pace.sample(begun);
        assert_eq!(pace.flow().tokens_per_s, None, "nothing has come");
        for second in 1..=60 {
            // Ten pieces in a second, and from the thirtieth on two.
            for _ in 0..if second <= 30 { 10 } else { 2 } {
                live.add("x");
            }
            pace.sample(begun + seconds(second));
        }
        let flow = pace.flow();
        assert_eq!((flow.calls, flow.tokens, flow.tokens_per_s), (1, 360, Some(2.0)));
        pace.end(number);
        pace.sample(begun + seconds(61));
        let flow = pace.flow();
        assert_eq!((flow.calls, flow.tokens), (0, 0));
        assert!(flow.tokens_per_s.is_some_and(|rate| rate > 1.8), "what has ended is not taken back: {flow:?}");
    }

    #[test]
    fn the_rest_at_the_pace_so_far() {
        let work = |elapsed, done, left, tokens| Work { elapsed: seconds(elapsed), done, left, tokens };
        let none = Flow::default();
        assert_eq!(left(work(20, 5, 5, 0), none), Some(Left::About(seconds(20))));
        assert_eq!(left(work(20, 4, 5, 0), none), None, "too early to tell");
        assert_eq!(left(work(100, 1, 9, 50), none), Some(Left::About(seconds(900))), "slow, so one end is enough");
        // Half of the second answer has come: 1.5 took 150 s, 8.5 are left.
        let half = Flow { calls: 1, tokens: 50, max_tokens: 1_000, tokens_per_s: Some(1.0) };
        assert_eq!(left(work(150, 1, 9, 100), half), Some(Left::About(seconds(850))));
        // It became longer than the first: it is one whole answer and no more.
        let long = Flow { tokens: 500, ..half };
        assert_eq!(left(work(200, 1, 9, 100), long), Some(Left::About(seconds(800))));
        // Nothing has ended: ten answers of 1,000 tokens at most, 50 of them are there, one in a second.
        assert_eq!(left(work(50, 0, 10, 0), half), Some(Left::AtMost(seconds(9_950))));
        assert_eq!(left(work(50, 0, 10, 0), Flow { tokens_per_s: None, ..half }), None);
        assert_eq!(left(work(50, 10, 0, 9), none), None);
    }
}

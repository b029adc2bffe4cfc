//! Sends the requests of a level: a closed loop of streams, or arrivals that wait for nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use analytics::bench::arrivals::poisson_ms;
use analytics::bench::{Load, Request, is_oversaturated};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::ask::Asker;
use super::plan::{Amount, Step, Traced};
use crate::provider::retry::Condition;
use crate::run::Control;

/// After so many failures in a row that say that nobody is there, nobody is there.
const GONE_AFTER: u32 = 3;
/// More requests in flight are a queue that the server will never work off.
const MOST_IN_FLIGHT: u32 = 1024;
/// An open loop that lasts a given time has at most so many arrivals.
const MOST_ARRIVALS: usize = 1_000_000;

/// Why a level ended before its last request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// Somebody asked to stop.
    Interrupted,
    /// The server is gone.
    ServerGone,
    /// Waits and requests in flight both grew.
    Oversaturated,
}

/// What the requests of a level share.
#[derive(Debug)]
pub struct Level {
    asker: Arc<Asker>,
    step: Step,
    /// Words of a prompt.
    words: usize,
    /// Numbers of prompts, which no two requests of a bench share.
    numbers: Arc<AtomicU64>,
    begun: Instant,
    sent: AtomicU32,
    in_flight: AtomicU32,
    failures_in_a_row: AtomicU32,
    gone: AtomicBool,
    control: Control,
}

impl Level {
    /// A level that begins now.
    #[must_use]
    pub fn begin(asker: Arc<Asker>, step: Step, words: usize, numbers: Arc<AtomicU64>, control: Control) -> Arc<Self> {
        Arc::new(Self {
            asker,
            step,
            words,
            numbers,
            begun: Instant::now(),
            sent: AtomicU32::new(0),
            in_flight: AtomicU32::new(0),
            failures_in_a_row: AtomicU32::new(0),
            gone: AtomicBool::new(false),
            control,
        })
    }

    /// When it began.
    #[must_use]
    pub const fn begun(&self) -> Instant {
        self.begun
    }

    /// Whether another request may be sent; it counts as sent then.
    fn may_send(&self) -> bool {
        if self.control.is_stopping() || self.gone.load(Ordering::SeqCst) {
            return false;
        }
        match self.step.amount {
            Amount::Requests(count) => self.sent.fetch_add(1, Ordering::SeqCst) < count,
            Amount::Duration(duration) => self.begun.elapsed() < duration,
        }
    }

    async fn one(&self, stream: u32, words: usize, output: u32, due_ms: Option<f64>) -> Request {
        let number = self.numbers.fetch_add(1, Ordering::SeqCst);
        let call = self.asker.call(words, output, number);
        self.in_flight.fetch_add(1, Ordering::SeqCst);
        let asked = self.asker.ask(&call).await;
        self.in_flight.fetch_sub(1, Ordering::SeqCst);
        let is_absent = asked
            .reply
            .as_fault()
            .is_some_and(|fault| matches!(fault.condition, Condition::Unreachable | Condition::BrokenStream));
        if is_absent {
            let failures = self.failures_in_a_row.fetch_add(1, Ordering::SeqCst) + 1;
            self.gone.fetch_or(failures >= GONE_AFTER, Ordering::SeqCst);
        } else {
            self.failures_in_a_row.store(0, Ordering::SeqCst);
        }
        asked.request(self.begun, stream, due_ms)
    }

    fn stopped(&self) -> Option<Stopped> {
        if self.gone.load(Ordering::SeqCst) {
            return Some(Stopped::ServerGone);
        }
        self.control.is_stopping().then_some(Stopped::Interrupted)
    }
}

/// So many streams, each of which asks again as soon as it has its answer. Every request goes to `done` as it ends.
pub async fn closed(level: &Arc<Level>, streams: u32, done: &mpsc::UnboundedSender<Request>) -> Option<Stopped> {
    let mut tasks = JoinSet::new();
    for stream in 0..streams {
        let (level, done) = (level.clone(), done.clone());
        tasks.spawn(async move {
            while level.may_send() {
                let request = level.one(stream, level.words, level.step.lengths.output, None).await;
                // Nobody listens any more when the bench is given up.
                let _ = done.send(request);
            }
        });
    }
    while tasks.join_next().await.is_some() {}
    level.stopped()
}

/// Requests that arrive at these times, whatever has become of the ones before.
pub async fn open(
    level: &Arc<Level>,
    arrivals: &[Traced],
    words: impl Fn(u32) -> usize,
    done: &mpsc::UnboundedSender<Request>,
) -> Option<Stopped> {
    let mut tasks = JoinSet::new();
    let (mut ended, mut crowd, mut saturated) = (Vec::new(), Vec::new(), false);
    for (number, arrival) in arrivals.iter().enumerate() {
        let due = level.begun + Duration::from_secs_f64(arrival.arrival_ms.max(0.0) / 1e3);
        level.control.sleep(due.saturating_duration_since(Instant::now())).await;
        while let Some(request) = tasks.try_join_next() {
            ended.extend(request.ok());
        }
        let in_flight = level.in_flight.load(Ordering::SeqCst);
        crowd.push((level.begun.elapsed().as_secs_f64() * 1e3, in_flight));
        saturated = in_flight >= MOST_IN_FLIGHT || is_oversaturated(&ended, &crowd);
        if saturated || level.control.is_stopping() || level.gone.load(Ordering::SeqCst) {
            break;
        }
        let (level, done) = (level.clone(), done.clone());
        let (words, output) = (words(arrival.lengths.input()), arrival.lengths.output);
        let (due, stream) = (arrival.arrival_ms, u32::try_from(number).unwrap_or(u32::MAX));
        tasks.spawn(async move {
            let request = level.one(stream, words, output, Some(due)).await;
            let _ = done.send(request.clone());
            request
        });
    }
    while tasks.join_next().await.is_some() {}
    if saturated { Some(Stopped::Oversaturated) } else { level.stopped() }
}

/// The arrivals of an open step: those of the trace, else a Poisson process.
#[must_use]
pub fn arrivals(step: &Step, trace: &[Traced], seed: u64) -> Vec<Traced> {
    let Load::Open { per_s } = step.load else { return trace.to_vec() };
    let (count, until) = match step.amount {
        Amount::Requests(count) => (count as usize, f64::INFINITY),
        Amount::Duration(duration) => {
            let seconds = duration.as_secs_f64();
            // Half as many again and some more: a longer tail is as good as impossible.
            let count = (per_s * seconds * 1.5 + 50.0).min(MOST_ARRIVALS as f64);
            (count as usize, seconds * 1e3)
        }
    };
    let times = poisson_ms(per_s, count, seed.wrapping_add(u64::from(step.run)));
    let within = times.into_iter().take_while(|at| *at <= until);
    within.map(|arrival_ms| Traced { arrival_ms, lengths: step.lengths }).collect()
}

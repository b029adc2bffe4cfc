//! The steady window of a level: the time in which the load is what the level says, without ramp and drain.

use super::request::{Load, Request};

/// Milliseconds since the level began.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Its beginning.
    pub from: f64,
    /// Its end.
    pub to: f64,
}

/// A request counts when so much of its time lies within the window.
const MOST_OF_IT: f64 = 0.9;

impl Window {
    /// The window of a level. In a closed loop: from the moment when every stream has sent its first request to the one
    /// when the first stream has none left to send. In an open loop: from the first end to the last arrival. Of a trace:
    /// all of it. None where that is no time.
    #[must_use]
    pub fn of(load: Load, requests: &[Request]) -> Option<Self> {
        let window = match load {
            Load::Closed { .. } => {
                let streams = by_stream(requests);
                let first = streams.iter().filter_map(|stream| stream.first()).map(|request| request.sent_ms);
                let last = streams.iter().filter_map(|stream| stream.last()).map(|request| request.ended_at());
                Self { from: first.reduce(f64::max)?, to: last.reduce(f64::min)? }
            }
            Load::Open { .. } => Self {
                from: requests.iter().map(Request::ended_at).reduce(f64::min)?,
                to: requests.iter().map(|request| request.sent_ms).reduce(f64::max)?,
            },
            // Ramp and drain of a trace are what happened.
            Load::Replay => Self {
                from: requests.iter().map(|request| request.sent_ms).reduce(f64::min)?,
                to: requests.iter().map(Request::ended_at).reduce(f64::max)?,
            },
        };
        (window.to > window.from).then_some(window)
    }

    /// Its length.
    #[must_use]
    pub fn ms(&self) -> f64 {
        self.to - self.from
    }

    /// Whether a moment lies in it.
    #[must_use]
    pub fn holds(&self, moment: f64) -> bool {
        (self.from..=self.to).contains(&moment)
    }

    /// How much of the time between two moments lies in it.
    #[must_use]
    pub fn overlap(&self, from: f64, to: f64) -> f64 {
        (to.min(self.to) - from.max(self.from)).max(0.0)
    }

    /// The requests whose times count: at least nine tenths in the window. In a closed loop the first request of a stream
    /// does not count where the stream has three or more: it met a server that was filling up.
    #[must_use]
    pub fn steady<'r>(&self, load: Load, requests: &'r [Request]) -> Vec<&'r Request> {
        let is_within = |request: &Request| {
            self.overlap(request.sent_ms, request.ended_at()) >= MOST_OF_IT * request.end_ms.max(f64::MIN_POSITIVE)
        };
        let firsts: Vec<f64> = match load {
            Load::Closed { .. } => {
                let streams = by_stream(requests);
                let long = streams.iter().all(|stream| stream.len() >= 3);
                streams.iter().filter_map(|stream| stream.first()).filter(|_| long).map(|first| first.sent_ms).collect()
            }
            Load::Open { .. } | Load::Replay => Vec::new(),
        };
        requests.iter().filter(|request| is_within(request) && !firsts.contains(&request.sent_ms)).collect()
    }

    /// The mean number of requests for which `span` (in milliseconds since the level began) holds at a time.
    #[must_use]
    pub fn mean_at_once(&self, requests: &[Request], span: impl Fn(&Request) -> Option<(f64, f64)>) -> f64 {
        let busy: f64 = requests.iter().filter_map(span).map(|(from, to)| self.overlap(from, to)).sum();
        busy / self.ms()
    }
}

/// The requests of each stream, in the order of sending.
fn by_stream(requests: &[Request]) -> Vec<Vec<&Request>> {
    let count = requests.iter().map(|request| request.stream as usize + 1).max().unwrap_or(0);
    let mut streams = vec![Vec::new(); count];
    requests.iter().for_each(|request| streams[request.stream as usize].push(request));
    streams.iter_mut().for_each(|stream: &mut Vec<&Request>| stream.sort_by(|a, b| a.sent_ms.total_cmp(&b.sent_ms)));
    streams.retain(|stream| !stream.is_empty());
    streams
}

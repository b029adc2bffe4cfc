//! Reads a response to its end, for every wire format: which limits hold when, and what an answer may weigh.

use std::time::{Duration, Instant};

use super::call::Call;
use super::events::{Event, EventParser};
use super::http::Http;
use super::reply::Fault;
use super::retry::Condition;
use super::transcript::Transcript;
use super::wire::{Incoming, Read};

/// After the reason for the end only counts and an end mark follow; a server that sends neither is done.
const GRACE: Duration = Duration::from_secs(5);
/// A token is some four bytes of text, and rarely more than this.
const BYTES_PER_TOKEN: usize = 20;
/// Some servers take a small limit on tokens lightly.
const SHORTEST_TEXT: usize = 64 * 1024;
/// What a stream wraps around each token, and around the answer.
const WRAPPING: usize = 2 * 1024;
const LEAST_BODY: usize = 4 << 20;

/// The slowest writing that an answer's time allows for where nobody has set a limit, in tokens per second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Floor {
    /// A server of one's own: a large model on a small machine writes a token in a second, and is waited for.
    OwnServer,
    /// A service: the slowest that are sold write some ten; one that takes twice as long hangs.
    Service,
}

impl Floor {
    /// Tokens per second.
    #[must_use]
    pub const fn tokens_per_s(self) -> f64 {
        match self {
            Self::OwnServer => 1.0,
            Self::Service => 5.0,
        }
    }
}

/// How long, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From the request to the first text.
    pub first_text: Duration,
    /// Between two texts. What keeps a connection alive is no text.
    pub idle: Duration,
    /// From the request to the end of the answer.
    pub answer: Duration,
    /// Text of answer and thinking, in bytes.
    pub text: usize,
    /// The whole body, in bytes.
    pub body: usize,
}

impl Limits {
    /// The limits of a call: a limit on its whole answer that nobody has set is the wait for the first text, and then the
    /// time in which the slowest model would write all the tokens that it may.
    #[must_use]
    pub fn new(call: &Call, first_text: Duration, idle: Duration, answer: Option<Duration>, floor: Floor) -> Self {
        let tokens = call.max_tokens as usize;
        let writing = Duration::from_secs_f64(f64::from(call.max_tokens) / floor.tokens_per_s());
        Self {
            first_text,
            idle,
            answer: answer.unwrap_or_else(|| first_text.saturating_add(writing)),
            text: tokens.saturating_mul(BYTES_PER_TOKEN).max(SHORTEST_TEXT),
            body: tokens.saturating_mul(WRAPPING).max(LEAST_BODY),
        }
    }
}

/// How far an answer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It goes on.
    Going,
    /// The server has said why it ended.
    Ended,
    /// The server has said that nothing follows.
    Done,
}

/// What makes sense of events.
pub trait Reader {
    /// Reads one event.
    fn event(&mut self, event: &Event, moment: Instant);
    /// The text so far.
    fn transcript(&mut self) -> &mut Transcript;
    /// How far it has come.
    fn stage(&self) -> Stage;
}

/// Reads the response to its end. Returns why it did not end by itself, if so.
pub async fn read(
    http: &Http,
    mut response: Incoming,
    reader: &mut impl Reader,
    begun: Instant,
    limits: Limits,
) -> Option<Fault> {
    let mut parser = EventParser::default();
    let mut last = response.sent;
    let mut ended_at: Option<Instant> = None;
    while reader.stage() != Stage::Done {
        let transcript = reader.transcript();
        let (deadline, why) = deadline(begun, ended_at, transcript.last_life(), &limits);
        // A read that is always ready would never let a timer go off.
        let late = Instant::now() >= deadline;
        let next = if late { None } else { tokio::time::timeout_at(deadline.into(), response.next()).await.ok() };
        match next {
            None => {
                transcript.ended(last);
                return late_fault(http, why, &limits);
            }
            Some(Err(broken)) => {
                let mut fault = http.transport(&broken);
                // The request was received: this was no failure to connect.
                fault.condition = Condition::BrokenStream;
                flush(parser, reader, last);
                return Some(fault);
            }
            Some(Ok(Read { bytes: None, moment, .. })) => {
                transcript.ended(moment);
                flush(parser, reader, last);
                return None;
            }
            Some(Ok(Read { bytes: Some(bytes), moment, .. })) => {
                last = moment;
                if transcript.bytes(bytes.len(), moment) > limits.body {
                    return Some(too_much(http, "for one answer", limits.body));
                }
                for event in parser.push(&bytes) {
                    reader.event(&event, moment);
                }
                if reader.transcript().is_too_long() {
                    return Some(too_much(http, "of text, which no limit on tokens allows", limits.text));
                }
                if reader.stage() == Stage::Ended {
                    ended_at.get_or_insert(moment);
                }
            }
        }
    }
    reader.transcript().ended(last);
    http.drain(response).await;
    None
}

/// What the end of the body cut off may still be the last event.
fn flush(parser: EventParser, reader: &mut impl Reader, moment: Instant) {
    for event in parser.finish() {
        reader.event(&event, moment);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    FirstText,
    Idle,
    Answer,
    Grace,
}

/// Until when the next read may take, and which limit that is.
fn deadline(begun: Instant, ended_at: Option<Instant>, last_life: Option<Instant>, limits: &Limits) -> (Instant, Why) {
    let waiting = match (last_life, ended_at) {
        // Text after the reason for the end: this server says the reason with every text.
        (Some(life), Some(ended)) if life > ended => (life + limits.idle, Why::Grace),
        (_, Some(ended)) => (ended + GRACE.min(limits.idle), Why::Grace),
        (Some(life), None) => (life + limits.idle, Why::Idle),
        (None, None) => (begun + limits.first_text, Why::FirstText),
    };
    let answer = (begun + limits.answer, Why::Answer);
    if answer.0 < waiting.0 { answer } else { waiting }
}

fn late_fault(http: &Http, why: Why, limits: &Limits) -> Option<Fault> {
    match why {
        Why::Grace => None,
        Why::FirstText => Some(http.too_late(limits.first_text, "no text")),
        Why::Idle => Some(http.too_late(limits.idle, "no further text")),
        Why::Answer => Some(http.too_late(limits.answer, "no whole answer (answer_timeout_s)")),
    }
}

fn too_much(http: &Http, of_what: &str, limit: usize) -> Fault {
    let message = format!("{} sent more than {} KiB {of_what}", http.base_url, limit >> 10);
    Fault { condition: Condition::BrokenStream, message, retry_after: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_follow_from_the_limit_on_tokens() {
        let seconds = Duration::from_secs;
        let call = |max_tokens| Call {
            model: String::new(),
            messages: Vec::new(),
            max_tokens,
            params: crate::config::params::Params::default(),
            schema: None,
            category: None,
            live: crate::provider::live::Live::default(),
        };
        let limits = |tokens, answer, floor| Limits::new(&call(tokens), seconds(600), seconds(120), answer, floor);
        let own = limits(32_768, None, Floor::OwnServer);
        assert_eq!((own.answer, own.text), (seconds(600 + 32_768), 655_360));
        // 6,000 tokens: 110 minutes for a machine of one's own, half an hour for a service.
        assert_eq!(limits(6_000, None, Floor::OwnServer).answer, seconds(6_600));
        assert_eq!(limits(6_000, None, Floor::Service).answer, seconds(1_800));
        let limits = limits(100, Some(seconds(30)), Floor::Service);
        assert_eq!((limits.answer, limits.text, limits.body), (seconds(30), 65_536, 4 << 20));
    }

    #[test]
    fn which_limit_holds_when() {
        let begun = Instant::now();
        let at = |seconds| begun + Duration::from_secs(seconds);
        let limits = Limits {
            first_text: Duration::from_secs(60),
            idle: Duration::from_secs(20),
            answer: Duration::from_secs(100),
            text: 1,
            body: 1,
        };
        for (ended, life, expected) in [
            (None, None, (at(60), Why::FirstText)),
            (None, Some(at(10)), (at(30), Why::Idle)),
            (None, Some(at(90)), (at(100), Why::Answer)),
            (Some(at(40)), Some(at(40)), (at(45), Why::Grace)),
            (Some(at(40)), Some(at(44)), (at(64), Why::Grace)),
        ] {
            assert_eq!(deadline(begun, ended, life, &limits), expected);
        }
    }
}

//! From moments to the times and rates that are believed (provider-apis.md, section 7).

use std::time::Instant;

use analytics::snapshot::v1::Timing;

/// Rates of fewer tokens mean nothing.
pub const FEWEST_TOKENS: u64 = 16;
/// Gaps between fewer arrivals mean nothing.
const FEWEST_ARRIVALS: usize = 5;
/// Two clocks at the ends of a connection may differ by so much, in milliseconds.
const SLIGHT_MS: f64 = 50.0;

/// Moments of one request, by the monotonic clock, taken when bytes arrive and before they are read.
#[derive(Debug, Clone, Copy)]
pub struct Stamps {
    /// Just before the request was written, on a connection that was open.
    pub sent: Instant,
    /// First byte of the body.
    pub first_byte: Option<Instant>,
    /// First text, thinking included.
    pub first_text: Option<Instant>,
    /// First text of the answer.
    pub first_answer: Option<Instant>,
    /// Last text.
    pub last_text: Option<Instant>,
    /// End of the stream.
    pub end: Option<Instant>,
    /// Arrivals that brought text.
    pub text_arrivals: u32,
    /// The median gap between two of them, and the gap that 99 % do not exceed, in milliseconds.
    pub gaps: Option<(f64, f64)>,
}

impl Stamps {
    /// A request that was sent at this moment.
    #[must_use]
    pub fn sent_at(sent: Instant) -> Self {
        Self {
            sent,
            first_byte: None,
            first_text: None,
            first_answer: None,
            last_text: None,
            end: None,
            text_arrivals: 0,
            gaps: None,
        }
    }

    /// The times in milliseconds, and the decode rate for so many streamed tokens.
    #[must_use]
    pub fn timing(&self, streamed_tokens: Option<u64>) -> Timing {
        let since = |moment: Option<Instant>| {
            moment.map(|moment| round(moment.saturating_duration_since(self.sent).as_secs_f64() * 1e3))
        };
        let span_ms = self.first_text.zip(self.last_text).map(|(first, last)| (last - first).as_secs_f64() * 1e3);
        Timing {
            first_byte_ms: since(self.first_byte),
            first_text_ms: since(self.first_text),
            first_answer_ms: since(self.first_answer),
            last_text_ms: since(self.last_text),
            total_ms: since(self.end),
            median_gap_ms: self.gaps.map(|(median, _)| round(median)),
            p99_gap_ms: self.gaps.map(|(_, p99)| round(p99)),
            decode_tok_per_s: decode_rate(streamed_tokens, span_ms, self.text_arrivals),
            ..Timing::default()
        }
    }
}

/// The median gap between arrivals and the gap that 99 % do not exceed (both by nearest rank), in milliseconds; None for
/// fewer than 5 arrivals.
#[must_use]
pub fn gaps(arrivals_ms: &[f64]) -> Option<(f64, f64)> {
    if arrivals_ms.len() < FEWEST_ARRIVALS {
        return None;
    }
    let mut gaps: Vec<f64> = arrivals_ms.windows(2).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort_by(f64::total_cmp);
    // ⌈n·p⌉-th of n, in whole numbers.
    let of_hundred = |p: usize| gaps.get((gaps.len() * p).div_ceil(100).saturating_sub(1)).copied();
    of_hundred(50).zip(of_hundred(99))
}

/// Tokens per second between the first and the last text; None where the figure would mean nothing:
/// fewer than 16 tokens, less than 250 ms, or fewer than 5 arrivals (a proxy collected the stream).
#[must_use]
pub fn decode_rate(tokens: Option<u64>, span_ms: Option<f64>, arrivals: u32) -> Option<f64> {
    let (tokens, span_ms) = tokens.zip(span_ms)?;
    if tokens < FEWEST_TOKENS || span_ms < 250.0 || (arrivals as usize) < FEWEST_ARRIVALS {
        return None;
    }
    Some(round((tokens - 1) as f64 / span_ms * 1e3))
}

/// A rate from a server's own count and time; None for counts that are too small to mean anything.
#[must_use]
pub fn server_rate(count: Option<f64>, ms: Option<f64>) -> Option<f64> {
    let (count, ms) = count.zip(ms)?;
    (count >= FEWEST_TOKENS as f64 && ms > 0.0).then(|| round(count / ms * 1e3))
}

/// How far the server's own times lie from ours, as a part of ours: the largest difference of those that both give; None
/// where there is nothing to compare. Times are only compared where they differ by more than [`SLIGHT_MS`]: the way
/// between server and us counts on one side only.
#[must_use]
pub fn differs(timing: &Timing) -> Option<f64> {
    let part = |(ours, theirs): (f64, f64)| if ours > 0.0 { (ours - theirs).abs() / ours } else { 0.0 };
    let slight =
        |(ours, theirs): (f64, f64)| if (ours - theirs).abs() > SLIGHT_MS { part((ours, theirs)) } else { 0.0 };
    let rates = timing.decode_tok_per_s.zip(timing.server_decode_tok_per_s).map(part);
    let first = timing.first_text_ms.zip(timing.server_first_text_ms).map(slight);
    let total = timing.total_ms.zip(timing.server_total_ms).map(slight);
    [rates, first, total].into_iter().flatten().reduce(f64::max)
}

/// Three decimals: a microsecond for times.
#[must_use]
pub fn round(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_that_means_nothing_is_none() {
        assert_eq!(decode_rate(Some(101), Some(1000.0), 50), Some(100.0));
        assert_eq!(decode_rate(Some(15), Some(1000.0), 50), None, "too few tokens");
        assert_eq!(decode_rate(Some(101), Some(249.0), 50), None, "too short");
        assert_eq!(decode_rate(Some(101), Some(1000.0), 4), None, "too few arrivals");
        assert_eq!(decode_rate(None, Some(1000.0), 50), None);
        assert_eq!(decode_rate(Some(101), None, 50), None);
        assert_eq!(server_rate(Some(412.0), Some(0.0)), None);
        assert_eq!(server_rate(Some(3.0), Some(1.0)), None);
    }

    #[test]
    fn gaps_are_those_between_arrivals() {
        let arrivals: Vec<f64> = (0..=100).map(f64::from).chain([150.0]).collect();
        assert_eq!(gaps(&arrivals), Some((1.0, 1.0)), "one of 101 gaps is within the last hundredth");
        assert_eq!(gaps(&[0.0, 1.0, 3.0, 6.0, 10.0]), Some((2.0, 4.0)));
        assert_eq!(gaps(&[0.0, 1.0, 2.0, 3.0]), None);
    }

    #[test]
    fn differences_are_parts_of_our_own_figure() {
        let timing = Timing { decode_tok_per_s: Some(100.0), ..Timing::default() };
        assert_eq!(differs(&timing), None);
        let timing = Timing { server_decode_tok_per_s: Some(80.0), ..timing };
        assert_eq!(differs(&timing), Some(0.2));
        let near = Timing { first_text_ms: Some(60.0), server_first_text_ms: Some(20.0), ..Timing::default() };
        assert_eq!(differs(&near), Some(0.0), "forty milliseconds may be the way");
        let far = Timing { total_ms: Some(1000.0), server_total_ms: Some(400.0), ..near };
        assert_eq!(differs(&far), Some(0.6));
    }

    #[test]
    fn everything_in_one_arrival_has_a_time_and_no_rate() {
        let mut stamps = Stamps::sent_at(Instant::now());
        let moment = stamps.sent + std::time::Duration::from_millis(400);
        stamps.first_text = Some(moment);
        stamps.last_text = Some(moment);
        stamps.text_arrivals = 1;
        let timing = stamps.timing(Some(500));
        assert_eq!((timing.first_text_ms, timing.decode_tok_per_s), (Some(400.0), None));
    }
}

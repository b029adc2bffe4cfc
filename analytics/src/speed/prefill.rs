//! Reading a prompt: the time of a token grows on a line with what stands before it.

use super::anchors::{Anchor, anchors, distance, time_at};
use super::constants::CONSTANTS;
use super::decode::{anchor, nearest, with_range};
use super::estimate::Estimate;
use super::law::{PromptLine, prompt_line, prompt_slope, range_class};
use super::points::Measure;
use super::subject::{Measured, Subject};

struct Line {
    law: Option<PromptLine>,
    anchors: Vec<Anchor>,
    rows: Vec<Measured>,
}

fn line(subject: &Subject) -> Line {
    let rows: Vec<Measured> = subject.rows(Measure::Prefill).into_iter().filter(|row| row.streams == 1).collect();
    let backend = nearest(&rows, 0.0, |row| row.depth + row.prompt / 2.0).unwrap_or(subject.family.usual_backend());
    let chip = subject.one_chip();
    let mut law = prompt_line(&CONSTANTS, subject.family, chip, subject.bandwidth, &subject.shape, backend);
    // Over a prompt the line's mean is its value at the middle.
    let anchors = anchors(rows.iter().map(|row| anchor(row.depth + row.prompt / 2.0, 1.0 / row.tok_per_s)).collect());
    if let (Some(law), Some(first)) = (law.as_mut(), anchors.first()) {
        let PromptLine { start, slope } = *law;
        // The measured short prompt says how fast this program is; a deep first one is brought back by the law.
        let short = first.time * start / (start + slope * first.place);
        law.slope = prompt_slope(&CONSTANTS, subject.family, chip, subject.bandwidth, &subject.shape, backend, short);
        // No steeper than from nothing at the start to what was measured: a deep prompt that was read fast refutes the law.
        if let Some(last) = anchors.last().filter(|last| last.place > 0.0) {
            law.slope = law.slope.min(last.time / last.place);
        }
    }
    Line { law, anchors, rows }
}

impl Line {
    /// Seconds for the token at a place. Shallower than every measurement, and deeper, the law's slope counts.
    fn seconds(&self, place: f64) -> f64 {
        let Some(law) = self.law else {
            return time_at(&self.anchors, place, |_| 1.0);
        };
        let at = |place: f64| law.start + law.slope * place;
        let (Some(first), Some(last)) = (self.anchors.first(), self.anchors.last()) else { return at(place) };
        if place > last.place {
            last.time + law.slope * (place - last.place)
        } else if place < first.place {
            // The start is at least half of what was measured, so that a steep law never gives a prompt for nothing.
            let start = (first.time - law.slope * first.place).max(first.time / 2.0);
            start + (first.time - start) * place / first.place
        } else {
            time_at(&self.anchors, place, at)
        }
    }

    /// ∫ of the time from one place to another: exact, since it is straight between these places.
    fn integral(&self, from: f64, to: f64) -> f64 {
        let mut places = vec![from];
        places.extend(self.anchors.iter().map(|anchor| anchor.place).filter(|place| *place > from && *place < to));
        places.push(to);
        let pieces = places.windows(2).map(|ends| match ends {
            [a, b] => (b - a) * (self.seconds(*a) + self.seconds(*b)) / 2.0,
            _ => 0.0,
        });
        pieces.sum()
    }

    fn estimate(&self, subject: &Subject, seconds: f64, place: f64) -> Option<Estimate> {
        if self.law.is_none() && self.anchors.is_empty() {
            return None;
        }
        let class = range_class(subject.family, subject.shape.moe);
        let ranges = [CONSTANTS.prefill_range[class], CONSTANTS.prefill_anchored[class], CONSTANTS.prefill_tools];
        let usual = subject.family.usual_backend();
        let backend = nearest(&self.rows, place, |row| row.depth + row.prompt / 2.0).unwrap_or(usual);
        with_range(seconds, distance(&self.anchors, place), &self.rows, backend, ranges)
    }
}

/// Prompt tokens per second at a depth: the speed at which the next token of a prompt is read there.
#[must_use]
pub fn prefill_rate_at(subject: &Subject, depth: f64) -> Option<Estimate> {
    let line = line(subject);
    line.estimate(subject, line.seconds(depth.max(0.0)), depth.max(0.0))
}

/// Seconds to read `tokens` of a prompt after `depth` tokens that are in the cache: `∫ dx/rate(x)`.
///
/// None where neither a measurement nor the machine's class is known, and for no tokens.
#[must_use]
pub fn prefill_seconds(subject: &Subject, depth: f64, tokens: f64) -> Option<Estimate> {
    prefill_rate(subject, depth, tokens).map(|rate| rate.inverse(tokens))
}

/// Mean prompt tokens per second over a prompt of `tokens` after `depth` tokens in the cache.
#[must_use]
pub fn prefill_rate(subject: &Subject, depth: f64, tokens: f64) -> Option<Estimate> {
    if !(tokens > 0.0 && depth >= 0.0) {
        return None;
    }
    let line = line(subject);
    let seconds = line.integral(depth, depth + tokens) / tokens;
    line.estimate(subject, seconds, depth + tokens / 2.0)
}

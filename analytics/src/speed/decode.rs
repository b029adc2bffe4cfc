//! Generation of one stream: measured where somebody did, carried along the context by the law, else the law.

use super::anchors::{Anchor, anchors, distance, time_at};
use super::constants::CONSTANTS;
use super::estimate::{Basis, Estimate};
use super::family::Backend;
use super::law::{DecodeTerms, Spread, decode_ms, range_class};
use super::points::Measure;
use super::subject::{Measured, Subject};

/// Measurements up to this distance (see [`distance`]) count as made at this context.
pub(super) const AT_THIS_CONTEXT: f64 = 0.2;

fn law(subject: &Subject, depth: f64) -> Option<f64> {
    let of = DecodeTerms {
        shape: subject.shape,
        read_gb: subject.read_gb,
        bits: subject.bits,
        bandwidth: subject.bandwidth,
        cache_gb: subject.shape.cache_gb(depth, subject.kv),
    };
    decode_ms(&CONSTANTS, subject.family, &of)
}

/// An anchor from a measurement of the time of a token.
pub(super) fn anchor(place: f64, time: f64) -> Anchor {
    Anchor { place, time, fastest: time, slowest: time, rows: 1 }
}

/// The program of the measurement nearest to a place; one that names a program before one that does not.
pub(super) fn nearest(rows: &[Measured], place: f64, of: impl Fn(&Measured) -> f64) -> Option<Backend> {
    let far = |row: &&Measured| (row.backend == Backend::Unnamed, (of(row) - place).abs());
    let first = rows.iter().min_by(|a, b| far(a).partial_cmp(&far(b)).unwrap_or(std::cmp::Ordering::Equal));
    first.map(|row| row.backend)
}

/// The estimate from a time in seconds with anchors or without.
pub(super) fn with_range(
    seconds: f64,
    nearest: Option<(Anchor, f64)>,
    rows: &[Measured],
    backend: Backend,
    [law, carried, tools]: [Spread; 3],
) -> Option<Estimate> {
    let value = 1.0 / seconds;
    if !(value.is_finite() && value > 0.0) {
        return None;
    }
    let measurements = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let Some((nearest, away)) = nearest else {
        let [low, high] = [law[0].min(1.0), law[1].max(1.0)];
        let basis = Basis::Law;
        return Some(Estimate { value, low: value * low, high: value * high, basis, backend, measurements: 0 });
    };
    let own = rows.iter().any(|row| row.own);
    let basis = if away > AT_THIS_CONTEXT {
        Basis::Anchored
    } else if own {
        Basis::OwnRun
    } else {
        Basis::Measured
    };
    // What several measured, at least what programs and sources differ by, and more the farther the law carries it.
    let low = (nearest.time / nearest.slowest).min(tools[0]) * carried[0].min(1.0).powf(away);
    let high = (nearest.time / nearest.fastest).max(tools[1]) * carried[1].max(1.0).powf(away);
    Some(Estimate { value, low: value * low, high: value * high, basis, backend, measurements })
}

/// Output tokens per second of one stream with so many tokens in the context: continuous, and never faster with more.
///
/// None where neither a measurement nor the bandwidth is known.
#[must_use]
pub fn decode_at(subject: &Subject, depth: f64) -> Option<Estimate> {
    let rows: Vec<Measured> = subject.rows(Measure::Decode).into_iter().filter(|row| row.streams == 1).collect();
    let anchors = anchors(rows.iter().map(|row| anchor(row.depth, 1.0 / row.tok_per_s)).collect());
    let class = range_class(subject.family, subject.shape.moe);
    let ranges = [CONSTANTS.decode_range[class], CONSTANTS.decode_anchored[class], CONSTANTS.decode_tools];
    let usual = subject.family.usual_backend();
    let backend = nearest(&rows, depth, |row| row.depth).unwrap_or(usual);
    let Some(_) = law(subject, depth) else {
        // Without the law a measurement still counts near its own context.
        let near = distance(&anchors, depth).filter(|(_, away)| *away <= AT_THIS_CONTEXT)?;
        return with_range(near.0.time, Some(near), &rows, backend, ranges);
    };
    let seconds = time_at(&anchors, depth, |depth| law(subject, depth).map_or(f64::NAN, |ms| ms / 1000.0));
    with_range(seconds, distance(&anchors, depth), &rows, backend, ranges)
}

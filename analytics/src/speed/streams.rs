//! Several streams at once: what all of them and each of them write, measured where somebody did.

use std::collections::BTreeMap;

use super::constants::CONSTANTS;
use super::decode::decode_at;
use super::estimate::{Basis, Estimate};
use super::family::Backend;
use super::law::{gain, range_class, stream_cost};
use super::points::Measure;
use super::subject::{Measured, Subject};

/// The speed of several streams.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Streams {
    /// How many.
    pub streams: u32,
    /// Output tokens per second of all together.
    pub total: Estimate,
    /// Output tokens per second of each.
    pub per_stream: Estimate,
    /// All together over one alone; from 1 to the number of streams.
    pub gain: f64,
}

/// A measured curve of one program at one depth: what each further stream costs, by the number of streams.
struct Curve {
    depth: f64,
    costs: BTreeMap<u32, f64>,
}

/// Gains that were measured: rows of several streams over the same program's single one at the same depth.
fn curves(rows: &[Measured]) -> Vec<Curve> {
    let mut found: Vec<Curve> = Vec::new();
    let depth = |row: &Measured| row.depth.max(row.prompt);
    for row in rows.iter().filter(|row| row.streams > 1) {
        let same = |other: &&Measured| {
            other.streams == 1 && other.backend == row.backend && depth(other).to_bits() == depth(row).to_bits()
        };
        let Some(single) = rows.iter().find(same) else { continue };
        let streams = f64::from(row.streams);
        let cost = ((streams * single.tok_per_s / row.tok_per_s - 1.0) / (streams - 1.0)).clamp(0.0, 1.0);
        let at = depth(row);
        match found.iter_mut().find(|curve| curve.depth.to_bits() == at.to_bits()) {
            Some(curve) => {
                curve.costs.insert(row.streams, cost);
            }
            None => found.push(Curve { depth: at, costs: BTreeMap::from([(row.streams, cost)]) }),
        }
    }
    found.sort_by(|a, b| a.depth.total_cmp(&b.depth));
    found
}

/// The value at a place on straight lines between points, and the nearest point's outside.
fn between(points: &[(f64, f64)], place: f64) -> f64 {
    let after = points.iter().position(|(at, _)| *at >= place);
    match after {
        Some(0) => points.first().map_or(0.0, |(_, value)| *value),
        None => points.last().map_or(0.0, |(_, value)| *value),
        Some(at) => {
            let ((from, a), (to, b)) = (points[at - 1], points[at]);
            a + (b - a) * (place - from) / (to - from)
        }
    }
}

/// The gain of exactly so many streams.
fn gain_of(subject: &Subject, curves: &[Curve], depth: f64, streams: f64, backend: Backend) -> f64 {
    let law = |depth| stream_cost(&CONSTANTS, subject.family, &subject.shape, depth, backend);
    let at_depth: Vec<(f64, f64)> = curves
        .iter()
        .map(|curve| {
            let costs: Vec<(f64, f64)> =
                curve.costs.iter().map(|(streams, cost)| (f64::from(*streams).ln(), *cost)).collect();
            (curve.depth, between(&costs, streams.ln()))
        })
        .collect();
    let cost = match (at_depth.first(), at_depth.last()) {
        (Some((first, _)), Some((last, _))) => {
            let inside = depth.clamp(*first, *last);
            between(&at_depth, inside) * law(depth) / law(inside)
        }
        _ => law(depth),
    };
    gain(cost.min(1.0), streams)
}

/// What `streams` at once write with so many tokens in the context of each; None where one stream's speed is unknown.
///
/// Never less than fewer streams would write: a server lets the others wait. The program is the measured one, else the
/// usual one of the family; a serving engine such as vLLM gains more, see [`streams_on`].
#[must_use]
pub fn streams(subject: &Subject, depth: f64, streams: u32) -> Option<Streams> {
    streams_on(subject, depth, streams, None)
}

/// [`streams`] with a program of the reader's choice; measured curves count when they are of that program.
#[must_use]
pub fn streams_on(subject: &Subject, depth: f64, streams: u32, backend: Option<Backend>) -> Option<Streams> {
    let one = decode_at(subject, depth)?;
    let streams = streams.max(1);
    let rows: Vec<Measured> = subject
        .rows(Measure::Together)
        .into_iter()
        .filter(|row| backend.is_none_or(|backend| row.backend == backend))
        .collect();
    let curves = curves(&rows);
    let known = !curves.is_empty();
    let usual = backend.unwrap_or_else(|| subject.family.usual_backend());
    let backend = rows.first().filter(|_| known).map_or(usual, |row| row.backend);
    let most = (1..=streams)
        .map(|streams| if streams == 1 { 1.0 } else { gain_of(subject, &curves, depth, f64::from(streams), backend) })
        .fold(1.0, f64::max);
    let [low, high] = CONSTANTS.streams_range[range_class(subject.family, subject.shape.moe)];
    // A measured gain is off by what programs and their versions differ by.
    let [low, high] = match (streams, known) {
        (1, _) => [1.0, 1.0],
        (_, true) => CONSTANTS.decode_tools,
        (_, false) => [low, high],
    };
    let basis = if streams == 1 {
        one.basis
    } else if known {
        one.basis.max(Basis::Measured)
    } else {
        one.basis.max(Basis::Anchored)
    };
    let all = f64::from(streams);
    let total = Estimate {
        value: one.value * most,
        // All together write at least what one does, and at most as many times that.
        low: (one.low * (most * low).max(1.0)).min(one.value * most),
        high: (one.high * (most * high).min(all)).max(one.value * most),
        basis,
        backend: if streams == 1 { one.backend } else { backend },
        measurements: one.measurements + u32::try_from(rows.len()).unwrap_or(0),
    };
    Some(Streams { streams, total, per_stream: total.times(1.0 / all), gain: most })
}

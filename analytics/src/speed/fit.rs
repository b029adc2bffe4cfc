//! Fits the constants to points: least absolute relative errors with a pull towards a prior, one source and chip one vote.
//!
//! Pure arithmetic for `cargo xtask fit-speed` and the tests; nothing of it reaches the browser.

use std::collections::BTreeMap;

use super::family::Family;
use super::law::{
    ATTENTION_TERMS, Constants, DECODE_TERMS, DecodeTerms, PREFILL_TERMS, RANGE_CLASSES, STREAM_TERMS, attention_terms,
    decode_terms, prefill_terms, prompt_slope, stream_terms,
};
use super::points::{Measure, SpeedPoint};
use crate::memory::KvPrecision;

/// An equation: terms, what they should give, and its weight.
struct Equation {
    terms: Vec<(usize, f64)>,
    value: f64,
    weight: f64,
}

/// Residuals below this count as equal, so that one exact row does not rule.
const FLOOR: f64 = 0.05;
const ROUNDS: usize = 12;
const SWEEPS: usize = 80;

/// Weighted least squares again and again with weights over the residual (least absolute deviations), each unknown
/// pulled to its prior by its strength; coordinate descent, at or above zero where asked.
fn solve(equations: &[Equation], prior: &[f64], strength: &[f64], at_least_zero: bool) -> Vec<f64> {
    let size = prior.len();
    let mut found = prior.to_vec();
    for round in 0..ROUNDS {
        let mut matrix = vec![0.0; size * size];
        let mut side = vec![0.0; size];
        for at in 0..size {
            matrix[at * size + at] = strength[at];
            side[at] = strength[at] * prior[at];
        }
        for equation in equations {
            let said: f64 = equation.terms.iter().map(|(at, value)| found[*at] * value).sum();
            let weight = if round == 0 {
                equation.weight
            } else {
                equation.weight * FLOOR / (said - equation.value).abs().max(FLOOR)
            };
            for (row, value) in &equation.terms {
                side[*row] += weight * value * equation.value;
                for (column, other) in &equation.terms {
                    matrix[row * size + column] += weight * value * other;
                }
            }
        }
        for _ in 0..SWEEPS {
            for at in 0..size {
                let pivot = matrix[at * size + at];
                if pivot > 0.0 {
                    let row = &matrix[at * size..(at + 1) * size];
                    let rest: f64 = row.iter().zip(&found).map(|(cell, value)| cell * value).sum();
                    let value = found[at] + (side[at] - rest) / pivot;
                    found[at] = if at_least_zero { value.max(0.0) } else { value };
                }
            }
        }
    }
    found
}

/// Weight of a row: each group counts as the root of its rows.
fn weights<'a>(rows: impl Iterator<Item = &'a SpeedPoint>) -> BTreeMap<String, f64> {
    let mut counts: BTreeMap<String, f64> = BTreeMap::new();
    for row in rows {
        *counts.entry(row.group()).or_default() += 1.0;
    }
    counts.values_mut().for_each(|count| *count = 1.0 / count.sqrt());
    counts
}

/// What the law of generation needs of a point; None where size or format is unknown.
#[must_use]
pub fn decode_input(point: &SpeedPoint) -> Option<DecodeTerms> {
    Some(DecodeTerms {
        shape: point.model.shape,
        read_gb: point.read_gb?,
        bits: if point.model.id.starts_with("gpt-oss") { 0.0 } else { point.bits.unwrap_or(0.0) },
        bandwidth: point.chip.bandwidth,
        cache_gb: point.model.shape.cache_gb(point.depth, KvPrecision::F16),
    })
}

/// Rows of one stream's generation that the law speaks of.
#[must_use]
pub fn decode_rows(points: &[SpeedPoint]) -> Vec<&SpeedPoint> {
    let one = |row: &&SpeedPoint| {
        row.measure == Measure::Decode && row.streams == 1 && !row.is_special() && !row.counts_prompts()
    };
    points.iter().filter(one).filter(|row| decode_input(row).is_some()).collect()
}

/// Rows of prompts of one stream that the law speaks of.
#[must_use]
pub fn prefill_rows(points: &[SpeedPoint]) -> Vec<&SpeedPoint> {
    let one = |row: &&SpeedPoint| {
        row.measure == Measure::Prefill && row.streams == 1 && !row.is_special() && row.prompt >= 256.0
    };
    points.iter().filter(one).collect()
}

/// Mean position of a prompt row's tokens.
#[must_use]
pub fn position(point: &SpeedPoint) -> f64 {
    point.depth + point.prompt / 2.0
}

/// A prompt row counts as short up to this mean position.
pub const SHORT_PROMPT: f64 = 2_100.0;

/// Two rows of one series: the short one and a deep one.
pub type Pair<'a> = (&'a SpeedPoint, &'a SpeedPoint);

fn by_series<'a>(rows: &[&'a SpeedPoint]) -> BTreeMap<String, Vec<&'a SpeedPoint>> {
    let mut series: BTreeMap<String, Vec<&SpeedPoint>> = BTreeMap::new();
    for row in rows {
        series.entry(row.series()).or_default().push(row);
    }
    series
}

/// Generation at 8,000 tokens and deeper with the shortest context of the same series, of 2,600 tokens at most.
#[must_use]
pub fn decode_pairs<'a>(rows: &[&'a SpeedPoint]) -> Vec<Pair<'a>> {
    pairs(rows, |row| row.depth, |row| row.depth <= 2_600.0, 8_000.0)
}

/// Prompts at 6,000 tokens and deeper with the shortest prompt from an empty context of the same series.
#[must_use]
pub fn prefill_pairs<'a>(rows: &[&'a SpeedPoint]) -> Vec<Pair<'a>> {
    pairs(rows, position, |row| row.depth == 0.0 && row.prompt >= 500.0 && position(row) <= SHORT_PROMPT, 6_000.0)
}

fn pairs<'a>(
    rows: &[&'a SpeedPoint],
    place: impl Fn(&SpeedPoint) -> f64,
    is_short: impl Fn(&SpeedPoint) -> bool,
    deep: f64,
) -> Vec<Pair<'a>> {
    let mut found = Vec::new();
    for rows in by_series(rows).into_values() {
        let short = rows.iter().copied().filter(|row| is_short(row)).min_by(|a, b| place(a).total_cmp(&place(b)));
        if let Some(short) = short {
            found.extend(rows.iter().filter(|row| place(row) >= deep).map(|row| (short, *row)));
        }
    }
    found
}

/// Rows of several streams with the same series' single stream: the gain that was measured.
#[must_use]
pub fn stream_rows(points: &[SpeedPoint]) -> Vec<(&SpeedPoint, f64)> {
    let generation = |row: &&SpeedPoint| {
        row.measure != Measure::Prefill
            && !row.speculative
            && row.note.find("PP2").is_none()
            && row.note.find("PP4").is_none()
    };
    let key =
        |row: &SpeedPoint| [row.series(), format!("{}+{}@{}", row.depth, row.prompt, row.counts_prompts())].join("|");
    let mut single: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for row in points.iter().filter(generation).filter(|row| row.streams == 1) {
        single.entry(key(row)).or_default().push(row.tok_per_s);
    }
    let mut found = Vec::new();
    for row in points.iter().filter(generation).filter(|row| row.streams > 1) {
        if let Some(one) = single.get(&key(row)) {
            found.push((row, row.tok_per_s / median(one.clone())));
        }
    }
    found
}

/// Tokens in the context of a row of several streams.
#[must_use]
pub fn stream_depth(row: &SpeedPoint) -> f64 {
    row.depth.max(row.prompt)
}

/// The middle; 0 for nothing.
#[must_use]
pub fn median(mut values: Vec<f64>) -> f64 {
    quantile(&mut values, 0.5)
}

pub(super) fn quantile(values: &mut [f64], at: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let Some(last) = values.len().checked_sub(1) else { return 0.0 };
    let place = at * last as f64;
    let (low, part) = (place.floor(), place.fract());
    let value = |at: usize| values.get(at).or(values.last()).copied().unwrap_or(0.0);
    value(low as usize) * (1.0 - part) + value(low as usize + 1) * part
}

/// Where nothing is measured a priori: microseconds a layer, shares of the bandwidth, costs of the cache.
const DECODE_PRIOR: [f64; DECODE_TERMS] = [60.0, 60.0, 10.0, 1.1, 0.3, 1.5, 3.6];
const DECODE_WIDTH: [f64; DECODE_TERMS] = [60.0, 60.0, 30.0, 0.3, 0.3, 1.0, 3.0];

/// How strongly a family is pulled to what holds for all: about as one source with fifteen rows pulls away from it.
const FAMILY_PULL: f64 = 0.3;

fn fit_decode(rows: &[&SpeedPoint]) -> [[f64; DECODE_TERMS]; 8] {
    let weights = weights(rows.iter().copied());
    let equation = |row: &SpeedPoint| {
        let ms = 1000.0 / row.tok_per_s;
        let terms = decode_terms(&decode_input(row)?);
        let terms = terms.iter().enumerate().filter(|(_, term)| **term > 0.0).map(|(at, term)| (at, term / ms));
        Some(Equation { terms: terms.collect(), value: 1.0, weight: weights.get(&row.group()).copied().unwrap_or(1.0) })
    };
    let all: Vec<Equation> = rows.iter().filter_map(|row| equation(row)).collect();
    let loose: Vec<f64> = DECODE_WIDTH.iter().map(|width| 0.3 / width.powi(2)).collect();
    let pool = solve(&all, &DECODE_PRIOR, &loose, true);
    let mut found = [[0.0; DECODE_TERMS]; 8];
    for family in Family::ALL {
        let own: Vec<Equation> =
            rows.iter().filter(|row| row.chip.family == family).filter_map(|row| equation(row)).collect();
        let strength: Vec<f64> =
            pool.iter().zip(&DECODE_WIDTH).map(|(value, width)| FAMILY_PULL / value.max(width * 0.3).powi(2)).collect();
        let solved = solve(&own, &pool, &strength, true);
        found[family.at()].copy_from_slice(&solved);
    }
    found
}

fn array<const N: usize>(values: &[f64]) -> [f64; N] {
    std::array::from_fn(|at| values.get(at).copied().unwrap_or(0.0))
}

/// Strength of the pull to zero for blocks of terms.
fn strengths(blocks: &[(usize, f64)]) -> Vec<f64> {
    blocks.iter().flat_map(|(count, strength)| std::iter::repeat_n(*strength, *count)).collect()
}

pub(super) fn is_old(row: &SpeedPoint) -> bool {
    row.date.as_str() < "2026"
}

fn fit_attention(rows: &[&SpeedPoint]) -> [f64; ATTENTION_TERMS] {
    let pairs = prefill_pairs(rows);
    let weights = weights(pairs.iter().map(|(_, deep)| *deep));
    let mut equations = Vec::new();
    for (short, deep) in pairs {
        let slope = (1.0 / deep.tok_per_s - 1.0 / short.tok_per_s) / (position(deep) - position(short));
        let flops = deep.model.shape.attention_flops() / slope / 1e12;
        // A rate that does not fall says nothing of how fast it falls.
        if slope > 0.0 && flops.is_finite() {
            let (chip, family) = (&deep.chip, deep.chip.family);
            equations.push(Equation {
                terms: attention_terms(
                    family,
                    &chip.chip,
                    chip.bandwidth,
                    &deep.model.shape,
                    deep.backend,
                    2.0 * deep.model.shape.active_b * 1e-3 * short.tok_per_s,
                ),
                value: flops.ln(),
                weight: weights.get(&deep.group()).copied().unwrap_or(1.0),
            });
        }
    }
    let strength = strengths(&[
        (1, 1e-3),
        (1, 0.1),
        (1, 0.1),
        (1, 0.1),
        (8, 0.1),
        (10, 0.3),
        (4, 0.3),
        (ATTENTION_TERMS - 26, 0.5),
    ]);
    let mut prior = vec![0.0; ATTENTION_TERMS];
    prior[0] = 2.3;
    array(&solve(&equations, &prior, &strength, false))
}

fn fit_prefill(rows: &[&SpeedPoint], with: &Constants) -> [f64; PREFILL_TERMS] {
    let short: Vec<&SpeedPoint> = rows.iter().copied().filter(|row| position(row) <= SHORT_PROMPT).collect();
    let weights = weights(short.iter().copied());
    let equations: Vec<Equation> = short
        .iter()
        .map(|row| {
            let (chip, shape) = (&row.chip, &row.model.shape);
            let short = 1.0 / row.tok_per_s;
            let slope = prompt_slope(with, chip.family, &chip.chip, chip.bandwidth, shape, row.backend, short);
            // Back to the start of the context; attention is never more than three quarters of a short prompt.
            let start = (1.0 / row.tok_per_s - slope * position(row)).max(0.25 / row.tok_per_s);
            Equation {
                terms: prefill_terms(chip.family, &chip.chip, chip.bandwidth, shape.moe, row.backend, is_old(row)),
                value: (2.0 * shape.active_b * 1e9 / start / 1e12).ln(),
                weight: weights.get(&row.group()).copied().unwrap_or(1.0),
            }
        })
        .collect();
    let strength =
        strengths(&[(1, 1e-3), (1, 0.02), (1, 0.1), (1, 0.1), (8, 0.1), (10, 0.3), (PREFILL_TERMS - 22, 0.5)]);
    let mut prior = vec![0.0; PREFILL_TERMS];
    prior[0] = 3.0;
    prior[1] = 1.0;
    array(&solve(&equations, &prior, &strength, false))
}

fn fit_streams(rows: &[(&SpeedPoint, f64)]) -> [f64; STREAM_TERMS] {
    let weights = weights(rows.iter().map(|(row, _)| *row));
    let equations: Vec<Equation> = rows
        .iter()
        .map(|(row, gain)| {
            let streams = f64::from(row.streams);
            let cost = ((streams / gain - 1.0) / (streams - 1.0)).clamp(0.01, 2.0);
            Equation {
                terms: stream_terms(row.chip.family, &row.model.shape, stream_depth(row), row.backend),
                value: cost.ln(),
                weight: weights.get(&row.group()).copied().unwrap_or(1.0),
            }
        })
        .collect();
    let strength = strengths(&[(1, 1e-3), (2, 0.1), (3, 0.3), (8, 0.5)]);
    let mut prior = vec![0.0; STREAM_TERMS];
    prior[0] = -1.8;
    array(&solve(&equations, &prior, &strength, false))
}

/// Constants without ranges, fitted to these points.
#[must_use]
pub fn fit(points: &[SpeedPoint]) -> Constants {
    let none = [[1.0; 2]; RANGE_CLASSES];
    let prompts = prefill_rows(points);
    let mut constants = Constants {
        decode: fit_decode(&decode_rows(points)),
        prefill: [0.0; PREFILL_TERMS],
        attention: fit_attention(&prompts),
        streams: fit_streams(&stream_rows(points)),
        decode_range: none,
        decode_anchored: none,
        prefill_range: none,
        prefill_anchored: none,
        decode_tools: [1.0; 2],
        prefill_tools: [1.0; 2],
        streams_range: none,
    };
    constants.prefill = fit_prefill(&prompts, &constants);
    constants
}

//! How far the laws are from the points: each source and chip left out of its own fit, and the ranges that follow.

use std::collections::{BTreeMap, BTreeSet};

use super::family::Family;
use super::fit::*;
use super::law::*;
use super::points::SpeedPoint;
use super::shape::AttentionKind;

/// A prediction beside its measurement.
#[derive(Debug, Clone, PartialEq)]
pub struct Residual {
    /// Source and chip.
    pub group: String,
    /// Mixture of experts.
    pub moe: bool,
    /// Family.
    pub family: Family,
    /// Kind of attention.
    pub attention: AttentionKind,
    /// ln(measured/predicted).
    pub error: f64,
}

impl Residual {
    fn of(row: &SpeedPoint, predicted: f64, measured: f64) -> Option<Self> {
        let error = (measured / predicted).ln();
        error.is_finite().then(|| Self {
            group: row.group(),
            moe: row.model.shape.moe,
            family: row.chip.family,
            attention: row.model.shape.attention,
            error,
        })
    }
}

/// Residuals of the five questions that the law answers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Residuals {
    /// Generation without a measurement.
    pub decode: Vec<Residual>,
    /// Generation at 8,000 tokens and deeper from a measured short context.
    pub decode_anchored: Vec<Residual>,
    /// Short prompts without a measurement.
    pub prefill: Vec<Residual>,
    /// Prompts at 6,000 tokens and deeper from a measured short one.
    pub prefill_anchored: Vec<Residual>,
    /// Several streams from a measured single one.
    pub streams: Vec<Residual>,
}

/// What the constants say of points.
#[must_use]
pub fn residuals(constants: &Constants, points: &[SpeedPoint]) -> Residuals {
    let decode = |row: &SpeedPoint| decode_ms(constants, row.chip.family, &decode_input(row)?);
    let mut found = Residuals::default();
    let rows = decode_rows(points);
    for row in &rows {
        let predicted = decode(row).map_or(f64::NAN, |ms| 1000.0 / ms);
        found.decode.extend(Residual::of(row, predicted, row.tok_per_s));
    }
    for (short, deep) in decode_pairs(&rows) {
        let slower = decode(short).zip(decode(deep)).map_or(f64::NAN, |(short, deep)| short / deep);
        found.decode_anchored.extend(Residual::of(deep, short.tok_per_s * slower, deep.tok_per_s));
    }
    let rows = prefill_rows(points);
    let slope = |row: &SpeedPoint, start: f64| {
        let chip = &row.chip;
        prompt_slope(constants, chip.family, &chip.chip, chip.bandwidth, &row.model.shape, row.backend, start)
    };
    for row in rows.iter().filter(|row| position(row) <= SHORT_PROMPT) {
        let (chip, shape) = (&row.chip, &row.model.shape);
        let terms = prefill_terms(chip.family, &chip.chip, chip.bandwidth, shape.moe, row.backend, is_old(row));
        let flops = terms.iter().map(|(at, value)| constants.prefill[*at] * value).sum::<f64>().exp() * 1e12;
        let start = 2.0 * shape.active_b * 1e9 / flops;
        let seconds = start + slope(row, start) * position(row);
        found.prefill.extend(Residual::of(row, 1.0 / seconds, row.tok_per_s));
    }
    for (short, deep) in prefill_pairs(&rows) {
        let seconds = 1.0 / short.tok_per_s + slope(deep, 1.0 / short.tok_per_s) * (position(deep) - position(short));
        found.prefill_anchored.extend(Residual::of(deep, 1.0 / seconds, deep.tok_per_s));
    }
    for (row, measured) in stream_rows(points) {
        let cost = stream_cost(constants, row.chip.family, &row.model.shape, stream_depth(row), row.backend);
        found.streams.extend(Residual::of(row, super::law::gain(cost, f64::from(row.streams)), measured));
    }
    found
}

/// Residuals of each group under constants that were fitted without it.
#[must_use]
pub fn left_out(points: &[SpeedPoint]) -> Residuals {
    let groups: BTreeSet<String> = points.iter().map(SpeedPoint::group).collect();
    let mut found = Residuals::default();
    for group in groups {
        let (own, rest): (Vec<SpeedPoint>, Vec<SpeedPoint>) =
            points.iter().cloned().partition(|row| row.group() == group);
        let constants = fit(&rest);
        let residuals = residuals(&constants, &own);
        found.decode.extend(residuals.decode);
        found.decode_anchored.extend(residuals.decode_anchored);
        found.prefill.extend(residuals.prefill);
        found.prefill_anchored.extend(residuals.prefill_anchored);
        found.streams.extend(residuals.streams);
    }
    found
}

/// The middle 80 % of one measurement over another of the same chip, model, format and place in the context, by another
/// source, program or version.
fn tools(rows: &[&SpeedPoint]) -> Spread {
    let mut alike: BTreeMap<String, Vec<&SpeedPoint>> = BTreeMap::new();
    for row in rows {
        let at = format!("{}|{}|{:?}|{}|{}", row.chip.chip, row.model.id, row.bits, row.depth, row.prompt);
        alike.entry(at).or_default().push(row);
    }
    let mut ratios = Vec::new();
    for rows in alike.values() {
        for a in rows {
            ratios.extend(rows.iter().filter(|b| a.series() != b.series()).map(|b| (a.tok_per_s / b.tok_per_s).ln()));
        }
    }
    [quantile(&mut ratios, 0.1).exp(), quantile(&mut ratios, 0.9).exp()]
}

/// A class with fewer rows or groups than these takes the range of the next wider one.
const ENOUGH_ROWS: usize = 20;
const ENOUGH_GROUPS: usize = 4;

/// How much of a further group is taken to lie beyond all others; see [`spreads`]. The theory says 1, which covers more
/// than is claimed; this one number was chosen by what all rows together cover.
const BEYOND: f64 = 0.7;

/// The middle 80 % of each family and kind of model; of the family, of its kind of memory, or of all where there is
/// too little.
#[must_use]
pub fn spreads(residuals: &[Residual]) -> [Spread; RANGE_CLASSES] {
    let range = |holds: &dyn Fn(&Residual) -> bool| -> Option<Spread> {
        let own: Vec<&Residual> = residuals.iter().filter(|row| holds(row)).collect();
        let groups: BTreeSet<&str> = own.iter().map(|row| row.group.as_str()).collect();
        let enough = own.len() >= ENOUGH_ROWS && groups.len() >= ENOUGH_GROUPS;
        let mut errors: Vec<f64> = own.iter().map(|row| row.error).collect();
        // A further group may lie beyond all others: half of its share is kept at each end (hierarchical conformal
        // prediction, Lee, Barber and Willett 2023).
        let beyond = BEYOND / (groups.len() as f64 + 1.0);
        let tail = ((0.1 - beyond / 2.0) / (1.0 - beyond)).max(0.0);
        enough.then(|| [quantile(&mut errors, tail).exp(), quantile(&mut errors, 1.0 - tail).exp()])
    };
    let mut found = [range(&|_| true).unwrap_or([1.0, 1.0]); RANGE_CLASSES];
    for family in Family::ALL {
        for moe in [false, true] {
            let narrowest = range(&|row| row.family == family && row.moe == moe)
                .or_else(|| range(&|row| row.family == family))
                .or_else(|| range(&|row| row.family.memory() == family.memory() && row.moe == moe));
            if let Some(spread) = narrowest {
                found[range_class(family, moe)] = spread;
            }
        }
    }
    found
}

/// For each residual whether it lies in the range that the other groups' residuals give (CV+, Barber et al. 2021).
#[must_use]
pub fn covered(residuals: &[Residual]) -> Vec<bool> {
    let mut ranges: BTreeMap<&str, [Spread; RANGE_CLASSES]> = BTreeMap::new();
    for row in residuals {
        ranges.entry(&row.group).or_insert_with(|| {
            let others: Vec<Residual> = residuals.iter().filter(|other| other.group != row.group).cloned().collect();
            spreads(&others)
        });
    }
    let inside = |row: &Residual| {
        ranges.get(row.group.as_str()).is_some_and(|ranges| {
            let [low, high] = ranges[range_class(row.family, row.moe)];
            (low.ln()..=high.ln()).contains(&row.error)
        })
    };
    residuals.iter().map(inside).collect()
}

/// Constants with the ranges that the left-out residuals give.
#[must_use]
pub fn fit_with_ranges(points: &[SpeedPoint], left_out: &Residuals) -> Constants {
    Constants {
        decode_range: spreads(&left_out.decode),
        decode_anchored: spreads(&left_out.decode_anchored),
        prefill_range: spreads(&left_out.prefill),
        prefill_anchored: spreads(&left_out.prefill_anchored),
        decode_tools: tools(&decode_rows(points)),
        prefill_tools: tools(&prefill_rows(points)),
        streams_range: spreads(&left_out.streams),
        ..fit(points)
    }
}

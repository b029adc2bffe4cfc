//! How the pages say a speed, where it comes from, a fit and a score.

use analytics::decision::Facts;
use analytics::memory::FitVerdict;
use analytics::setup::Run;
use analytics::speed::{Basis, Estimate};

use super::super::cell;
use crate::fixed::fixed;

/// Two digits that say something.
pub fn rough(value: f64) -> String {
    analytics::cost::rough(value)
}

/// Where a speed comes from, in a word.
pub const fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Entered => "entered",
        Basis::OwnRun => "measured here",
        Basis::Measured => "measured",
        Basis::Anchored => "measured, adjusted",
        Basis::Law => "estimated",
    }
}

/// `58 (49 to 66, measured)`: the range is left out where it says nothing.
pub fn range(found: &Estimate) -> String {
    let (low, high) = (rough(found.low), rough(found.high));
    if low == high { low } else { [&low, " to ", &high].concat() }
}

/// Name and file, such as `gpt-oss-120b MXFP4`.
pub fn name(facts: &Facts, run: &Run) -> (String, String) {
    let model = &facts.models[run.chosen.model];
    (model.name.clone(), model.files[run.chosen.file].0.clone())
}

/// The score, with its digits as everywhere.
pub fn score(run: &Run) -> Option<String> {
    run.score.map(|score| fixed(score.value, 2))
}

/// Whether it fits.
pub const fn fit(fit: FitVerdict) -> &'static str {
    match fit {
        FitVerdict::Fits => "fits",
        FitVerdict::Tight => "tight",
        FitVerdict::DoesNotFit => "only with a raised limit",
    }
}

/// People at once.
pub fn people(run: &Run) -> String {
    if run.is_slow() { "1, slowly".to_owned() } else { run.people.to_string() }
}

/// Tokens, in thousands where that is exact enough to read.
pub fn tokens(count: u64) -> String {
    if count >= 10_240 { [&cell::grouped(count / 1_024), "k"].concat() } else { cell::grouped(count) }
}

/// Seconds as people say them.
pub fn seconds(value: f64) -> String {
    if value < 90.0 { [&rough(value), " s"].concat() } else { [&rough(value / 60.0), " min"].concat() }
}

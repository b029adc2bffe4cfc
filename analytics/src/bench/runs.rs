//! What several levels say together: gain over one stream, noise, and the spread over runs.

use serde::Serialize;

use super::figures::LevelFigures;
use super::file::{Level, Note};
use super::request::Load;
use super::{NOISY, drift};

/// Sets the gain of every closed level over the mean of its run's levels of one stream with the same lengths.
pub fn set_gains(levels: &mut [Level]) {
    let base = levels.to_vec();
    for level in levels {
        let same =
            base.iter().filter(|other| is_one(other) && other.run == level.run && lengths(other) == lengths(level));
        let rates: Vec<f64> = same.filter_map(|other| other.figures.output_tok_per_s).collect();
        let mean = rates.iter().sum::<f64>() / rates.len().max(1) as f64;
        let is_closed = matches!(level.load, Load::Closed { .. });
        let gain = level.figures.output_tok_per_s.filter(|_| is_closed && mean > 0.0).map(|rate| rate / mean);
        level.figures.gain = gain.map(|gain| (gain * 1e3).round() / 1e3);
    }
}

/// A note for each run and lengths whose first and last level of one stream differ by more than 10 %.
#[must_use]
pub fn noise(levels: &[Level]) -> Vec<Note> {
    let mut notes = Vec::new();
    for (at, first) in levels.iter().enumerate().filter(|(_, level)| is_one(level)) {
        let is_pair = |other: &&Level| is_one(other) && other.run == first.run && lengths(other) == lengths(first);
        let is_first = !levels[..at].iter().any(|other| is_pair(&other));
        let Some(last) = levels[at + 1..].iter().rfind(is_pair).filter(|_| is_first) else { continue };
        let rates = first.figures.output_tok_per_s.zip(last.figures.output_tok_per_s);
        if let Some((before, after)) = rates
            && let Some(drift) = drift(before, after).filter(|drift| *drift > NOISY)
        {
            let text = format!(
                "run {}: one stream wrote {before:.1} tok/s before the other levels and {after:.1} after them, {:.0} % apart: \
                 the machine was not quiet, or it slowed down.",
                first.run,
                drift * 100.0
            );
            notes.push(Note::new("noisy", text));
        }
    }
    notes
}

/// A figure over the levels of one kind: the median and the ends over runs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Range {
    /// Median over levels.
    pub median: f64,
    /// Least.
    pub low: f64,
    /// Most.
    pub high: f64,
}

/// The median and the ends of a figure over levels with the same load and lengths; None where no level has it.
#[must_use]
pub fn over_runs(levels: &[&Level], figure: impl Fn(&LevelFigures) -> Option<f64>) -> Option<Range> {
    let mut values: Vec<f64> = levels.iter().filter_map(|level| figure(&level.figures)).collect();
    values.sort_by(f64::total_cmp);
    let median = crate::stats::bootstrap::quantile(&values, 0.5)?;
    Some(Range { median, low: *values.first()?, high: *values.last()? })
}

/// Levels by load and lengths, in the order of their first appearance.
#[must_use]
pub fn grouped(levels: &[Level]) -> Vec<Vec<&Level>> {
    let mut groups: Vec<Vec<&Level>> = Vec::new();
    for level in levels {
        let same = |group: &&mut Vec<&Level>| {
            group.first().is_some_and(|first| first.load == level.load && lengths(first) == lengths(level))
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(level),
            None => groups.push(vec![level]),
        }
    }
    groups
}

const fn is_one(level: &Level) -> bool {
    matches!(level.load, Load::Closed { concurrency: 1 })
}

const fn lengths(level: &Level) -> (u32, u32, u32) {
    (level.prompt_tokens, level.depth_tokens, level.output_tokens)
}

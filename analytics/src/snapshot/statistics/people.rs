//! What people's reviews say of the judges: corrected means, and how many independent votes the judges are worth.

use super::super::v1::{Corrected, EffectiveJudges, Figure, Summary};
use super::panel::mean_mark;
use crate::score::Marks;
use crate::standings::{MarkTable, round};
use crate::stats::n_eff::{effective_judges as effective, error_correlation};
use crate::stats::ppi_audit::{Audited, corrected_by_audit};
use crate::stats::undefined::{Reason, Undefined};

/// The mean of a model by human standard, from the audited answers to its cases (see [`corrected_by_audit`]).
///
/// Answers count as independent of each other: with repeats the interval is somewhat too narrow.
pub(super) fn corrected(summary: &Summary, answers: &[Audited]) -> Figure<Corrected> {
    let best = f64::from(summary.scoring.mark_max);
    let found = corrected_by_audit(answers).map(|found| {
        let interval = found.estimate.interval.clip(0.0, best);
        Corrected {
            score: round(found.estimate.value.clamp(0.0, best)),
            ci95: [round(interval.low), round(interval.high)],
            reviewed: found.n as u32,
            unreviewed: found.unreviewed as u32,
            lambda: round(found.lambda),
        }
    });
    Figure::from(found)
}

/// n_eff from the correlation of the judges' errors on reviewed answers.
pub(super) fn effective_judges(summary: &Summary, table: &MarkTable) -> Figure<EffectiveJudges> {
    let reviews = &summary.reviews;
    if reviews.is_empty() {
        return Figure::Undefined(Undefined::new(Reason::NoReviews, 0));
    }
    let error = |judge: usize, case: u32, marks: Marks| {
        let given = table.verdict(case as usize, judge).flatten()?;
        Some(mean_mark(given) - mean_mark(marks))
    };
    let errors: Vec<Vec<Option<f64>>> = (0..table.n_judges())
        .map(|judge| {
            let reviewed = reviews.case.iter().zip(&reviews.marks);
            reviewed.map(|(case, marks)| error(judge, *case, *marks)).collect()
        })
        .collect();
    let found = error_correlation(&errors).and_then(|correlation| {
        let found = effective(table.n_judges(), correlation.value)?;
        Ok(EffectiveJudges {
            judges: found.n as u32,
            correlation: round(found.correlation),
            effective: round(found.effective),
            n: correlation.n as u32,
        })
    });
    Figure::from(found)
}

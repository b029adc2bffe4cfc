//! What people's reviews say of the judges: corrected means, and how many independent votes the judges are worth.

use super::super::v1::{Corrected, EffectiveJudges, Figure, Stratum, Summary};
use super::panel::mean_mark;
use crate::outcome::Outcome;
use crate::score::Marks;
use crate::scoring::case_score;
use crate::standings::{MarkTable, round};
use crate::stats::n_eff::{effective_judges as effective, error_correlation};
use crate::stats::ppi_audit::{Audited, corrected_by_audit};
use crate::stats::undefined::{Reason, Undefined};

/// The mean of a model by human standard (see [`corrected_by_audit`]); None where nobody reviewed anything.
///
/// Answers count as independent of each other: with repeats the interval is somewhat too narrow.
pub(super) fn corrected(summary: &Summary, table: &MarkTable, cases: &[usize]) -> Option<Figure<Corrected>> {
    let reviews = &summary.reviews;
    if reviews.is_empty() {
        return None;
    }
    // Every answer that is not in the queue was drawn with the audit's share, which every audited one carries.
    let audits = (0..reviews.len()).filter(|at| reviews.stratum.get(*at) == Some(&Stratum::Audit));
    let share = audits.filter_map(|at| reviews.inclusion.get(at).copied()).next().unwrap_or(0.0);
    let answers: Vec<Audited> = cases
        .iter()
        .filter_map(|case| {
            let verdicts: Vec<_> = (0..table.n_judges()).map(|judge| table.verdict(*case, judge)).collect();
            let marks: Vec<f64> = verdicts.iter().copied().flatten().flatten().map(mean_mark).collect();
            if marks.is_empty() || table.outcome(*case) != Outcome::Answered {
                return None;
            }
            let review = review_of(summary, *case);
            let settled = case_score(Outcome::Answered, &verdicts, summary.scoring.disagreement_threshold);
            let inclusion = match review {
                Some((_, inclusion)) => inclusion,
                None if settled.value().is_none() => 1.0,
                None => share,
            };
            let judge = marks.iter().sum::<f64>() / marks.len() as f64;
            Some(Audited { judge, inclusion, human: review.map(|(marks, _)| mean_mark(marks)) })
        })
        .collect();
    let best = f64::from(summary.scoring.mark_max);
    let found = corrected_by_audit(&answers).map(|found| {
        let interval = found.estimate.interval.clip(0.0, best);
        Corrected {
            score: round(found.estimate.value.clamp(0.0, best)),
            ci95: [round(interval.low), round(interval.high)],
            reviewed: found.n as u32,
            unreviewed: found.unreviewed as u32,
            lambda: round(found.lambda),
        }
    });
    Some(Figure::from(found))
}

fn review_of(summary: &Summary, case: usize) -> Option<(Marks, f64)> {
    let at = summary.reviews.case.binary_search(&u32::try_from(case).ok()?).ok()?;
    Some((*summary.reviews.marks.get(at)?, *summary.reviews.inclusion.get(at)?))
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

//! What people's reviews say of the judges: the input for correcting a judged mean by human marks.

use crate::ids::ModelId;
use crate::outcome::Outcome;
use crate::scoring::{Counting, case_scores_counting};
use crate::snapshot::v1::{Stratum, Summary};
use crate::stats::ppi_audit::Audited;

/// The complete answers of a model, or of all models, in the order of the cases, each with the judges' mean mark
/// (0 to 2, whatever they disagree about), the probability with which it came before a person, and that person's mean
/// mark, if there is one. Answers that no judge could mark are left out: there is nothing to correct.
///
/// Unresolved answers were certain to be put before a person. Every other one had the audit's share as its chance; when
/// several shares were used, the largest counts, because a larger share draws the same answers and more. Without any
/// review of the audit sample the chance is 0, and [`crate::stats::ppi_audit::corrected_by_audit`] says that nothing can
/// be known.
#[must_use]
pub fn audited(summary: &Summary, model: Option<&ModelId>) -> Vec<Audited> {
    let reviews = &summary.reviews;
    let drawn = |at: &usize| reviews.stratum.get(*at) == Some(&Stratum::Audit);
    let share =
        (0..reviews.len()).filter(drawn).filter_map(|at| reviews.inclusion.get(at).copied()).fold(0.0, f64::max);
    let judges_alone = case_scores_counting(summary, Counting { without_reviews: true, ..Counting::default() });
    let marks = mean_marks(summary);
    let wanted = |case: usize| {
        let of = summary.cases.model.get(case).and_then(|at| summary.models.get(*at as usize));
        model.is_none_or(|model| of.is_some_and(|of| of.id == *model))
    };
    let answered = (0..summary.cases.len()).filter(|case| summary.cases.outcome.get(*case) == Some(&Outcome::Answered));
    answered
        .filter(|case| wanted(*case))
        .filter_map(|case| {
            let judge = marks.get(case).copied().flatten()?;
            let at = reviews.case.binary_search(&(case as u32)).ok();
            let unresolved = judges_alone.get(case).is_some_and(|score| score.is_unresolved())
                || at.is_some_and(|at| reviews.stratum.get(at) == Some(&Stratum::Unresolved));
            let human = at.and_then(|at| reviews.marks.get(at)).map(|marks| f64::from(marks.sum()) / 3.0);
            Some(Audited { judge, inclusion: if unresolved { 1.0 } else { share }, human })
        })
        .collect()
}

/// The mean of all marks that judges gave, for each case.
fn mean_marks(summary: &Summary) -> Vec<Option<f64>> {
    let mut sums = vec![(0u32, 0u32); summary.cases.len()];
    for (case, marks) in summary.verdicts.case.iter().zip(&summary.verdicts.marks) {
        if let (Some((sum, n)), Some(marks)) = (sums.get_mut(*case as usize), marks) {
            *sum += marks.sum();
            *n += 3;
        }
    }
    sums.into_iter().map(|(sum, n)| (n > 0).then(|| f64::from(sum) / f64::from(n))).collect()
}

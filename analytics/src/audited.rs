//! What people's reviews say of the judges: the input for correcting a judged mean by human marks.

use crate::ids::ModelId;
use crate::outcome::Treatment;
use crate::scoring::{Counting, case_scores_counting};
use crate::snapshot::v1::{Stratum, Summary};
use crate::stats::ppi_audit::Audited;

/// The answers of a model, or of all models, in the order of the cases, each with the judges' mean mark (0 to 2, whatever
/// they disagree about; 0 where there was nothing to judge), the probability with which it came before a person, and
/// that person's mean mark, if there is one. Cases whose outcome leaves them unscored, and answers that no judge could
/// mark, are left out: there is nothing to correct.
///
/// Unresolved answers were certain to be put before a person. Of the others, those that were reviewed stand for all of
/// them: their probability is the share that was really reviewed, not the share that was to be drawn (post-stratification;
/// Särndal, Swensson and Wretman 1992, chapter 7). So a sample that is not finished yet, or that came out smaller than
/// expected, keeps its weight beside the unresolved ones. Without any review of the sample the probability is 0, and
/// [`crate::stats::ppi_audit::corrected_by_audit`] says that nothing can be known.
#[must_use]
pub fn audited(summary: &Summary, model: Option<&ModelId>) -> Vec<Audited> {
    let wanted = |case: usize| {
        let of = summary.cases.model.get(case).and_then(|at| summary.models.get(*at as usize));
        model.is_none_or(|model| of.is_some_and(|of| of.id == *model))
    };
    let cases = audited_cases(summary).into_iter().enumerate();
    cases.filter(|(case, _)| wanted(*case)).filter_map(|(_, answer)| answer).collect()
}

/// The same for every case, in the order of the cases; None where there is nothing to correct.
#[must_use]
pub fn audited_cases(summary: &Summary) -> Vec<Option<Audited>> {
    let reviews = &summary.reviews;
    let judges_alone = case_scores_counting(summary, Counting { without_reviews: true, ..Counting::default() });
    let marks = mean_marks(summary);
    let of = |case: usize| {
        let judge = match summary.cases.ending(case).treatment(summary.scoring.rule) {
            Treatment::Judged => marks.get(case).copied().flatten()?,
            Treatment::Zero => 0.0,
            Treatment::Unscored(_) => return None,
        };
        let at = reviews.case.binary_search(&(case as u32)).ok();
        let unresolved = judges_alone.get(case).is_some_and(|score| score.is_unresolved())
            || at.is_some_and(|at| reviews.stratum.get(at) == Some(&Stratum::Unresolved));
        let human = at.and_then(|at| reviews.marks.get(at)).map(|marks| f64::from(marks.sum()) / 3.0);
        Some(Audited { judge, inclusion: if unresolved { 1.0 } else { 0.0 }, human })
    };
    let mut answers: Vec<Option<Audited>> = (0..summary.cases.len()).map(of).collect();
    let is_other = |answer: &&mut Audited| answer.inclusion < 1.0;
    let (mut reviewed, mut others) = (0_u32, 0_u32);
    for answer in answers.iter_mut().flatten().filter(is_other) {
        others += 1;
        reviewed += u32::from(answer.human.is_some());
    }
    for answer in answers.iter_mut().flatten().filter(is_other) {
        answer.inclusion = f64::from(reviewed) / f64::from(others);
    }
    answers
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

//! Invariants of the reviews in a snapshot.

use super::v1::{CaseDetail, Stratum, Summary};
use crate::outcome::Ending;

/// Faults of the columns over reviewed cases.
pub(super) fn column_faults(summary: &Summary) -> Vec<String> {
    let reviews = &summary.reviews;
    let n = reviews.case.len();
    if [reviews.marks.len(), reviews.stratum.len(), reviews.inclusion.len()] != [n; 3] {
        return vec!["the columns of reviews differ in length".to_owned()];
    }
    let mut faults = Vec::new();
    if !reviews.case.is_sorted_by(|a, b| a < b) {
        faults.push("reviews are not in strict order of case".to_owned());
    }
    for at in 0..n {
        let case = reviews.case[at];
        match summary.cases.outcome.get(case as usize) {
            None => faults.push(format!("a review points to case {case}, which does not exist")),
            Some(_) if !summary.cases.ending(case as usize).can_be_reviewed(summary.scoring.rule) => {
                faults.push(format!("a review points to case {case}, which has no answer that a person can mark"));
            }
            Some(_) => {}
        }
        let inclusion = reviews.inclusion[at];
        if !(inclusion > 0.0 && inclusion <= 1.0) || (reviews.stratum[at] == Stratum::Unresolved && inclusion < 1.0) {
            let stratum = reviews.stratum[at].slug();
            faults.push(format!("a review of case {case} has the inclusion probability {inclusion} as {stratum}"));
        }
    }
    faults
}

/// The fault of a case whose detail file holds another decision than the columns. These must be whole.
pub(super) fn detail_fault(summary: &Summary, position: usize, detail: &CaseDetail) -> Option<String> {
    let reviews = &summary.reviews;
    let at = reviews.case.binary_search(&(position as u32)).ok();
    let there = at.map(|at| (reviews.marks[at], reviews.stratum[at], reviews.inclusion[at]));
    let reviewable = Ending::new(detail.outcome, &detail.answer).can_be_reviewed(summary.scoring.rule);
    let counted = detail.reviews.last().filter(|_| reviewable);
    let expected = counted.and_then(|review| Some((review.marks?, review.stratum, review.inclusion)));
    (there != expected).then(|| format!("case {} has another review in its detail file", detail.case))
}

//! What changed between two snapshots, by hand.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod made;

use analytics::score::{Mark, Marks, Score};
use analytics::scoring;
use analytics::snapshot::diff::diff;
use analytics::snapshot::v1::{Figure, Stratum, Summary};
use analytics::stats::undefined::Reason;
use analytics::units::PicoUsd;

fn with_results(mut summary: Summary) -> Summary {
    summary.results = scoring::results(&summary);
    summary
}

#[test]
fn differences_are_over_common_tasks() {
    // Ten tasks; in the second snapshot the first model is better on nine of them, by a whole point.
    let before = with_results(made::marked(&[&[1; 10], &[1; 10]]));
    let mut better = [2; 10];
    better[9] = 1;
    let mut after = made::marked(&[&better, &[1; 10]]);
    // The last task has another version: its scores are left out.
    after.tasks[9].version = 2;
    after.cases.billed_pico_usd[0] = Some(PicoUsd(7));
    // A person has said of the first answer what the judge said.
    after.reviews.case.push(0);
    after.reviews.marks.push(Marks::new(Mark::GOOD, Mark::GOOD, Mark::GOOD));
    after.reviews.stratum.push(Stratum::Audit);
    after.reviews.inclusion.push(0.05);
    let after = with_results(after);
    let found = diff(&before, &after);
    assert_eq!(found.common_tasks, 9);
    assert_eq!(found.tasks.changed[0].what, ["version 1 → 2"]);
    assert!(found.models.is_empty() && found.judges.is_empty());
    assert_eq!((found.before.reviewed, found.after.reviewed), (0, 1));
    let [first, second] = found.scores.as_slice() else { panic!("two models") };
    assert_eq!((first.n, first.difference), (9, Figure::Value(1.0)));
    assert_eq!((first.before, first.after), (Score::Scored(1.0), Score::Scored(1.9)));
    // All nine equal signs: 2 of 2⁹ patterns; Holm doubles the smaller of two p-values.
    assert_eq!((first.p, first.p_holm, first.significant), (Figure::Value(2.0 / 512.0), Some(4.0 / 512.0), true));
    // Equal differences have no interval, and say why.
    assert!(matches!(first.ci95, Figure::Undefined(undefined) if undefined.reason == Reason::NoVariation));
    assert_eq!((second.difference, second.p, second.significant), (Figure::Value(0.0), Figure::Value(1.0), false));
    let bills: Vec<_> = found.bills.iter().map(|bill| (bill.model.as_str(), bill.before, bill.after)).collect();
    assert_eq!(bills, [("m000", None, Some(PicoUsd(7)))]);
}

#[test]
fn models_that_came_or_went() {
    let before = with_results(made::marked(&[&[1, 2], &[1, 0]]));
    let mut after = made::marked(&[&[1, 2], &[1, 0]]);
    after.models[1].id = analytics::ids::ModelId::new("m9").unwrap();
    after.models[0].provider_model = "m0-new".to_owned();
    after.judges[0].rubric_version = "2".to_owned();
    let found = diff(&before, &with_results(after));
    assert_eq!((found.models.added[0].as_str(), found.models.removed[0].as_str()), ("m9", "m001"));
    assert_eq!(found.models.changed[0].what, ["m0 → m0-new"]);
    assert_eq!(found.judges.changed[0].what, ["rubric 1 → 2"]);
    assert_eq!(found.scores.len(), 1);
}

#[test]
fn nothing_in_common_is_said() {
    let before = with_results(made::marked(&[&[1, 2]]));
    let mut after = made::marked(&[&[1, 2]]);
    after.tasks.iter_mut().for_each(|task| task.version = 5);
    let found = diff(&before, &with_results(after));
    assert_eq!((found.common_tasks, found.scores[0].n), (0, 0));
    assert!(matches!(found.scores[0].difference, Figure::Undefined(undefined) if undefined.reason == Reason::NoData));
    assert_eq!((found.scores[0].p_holm, found.scores[0].significant), (None, false));
}

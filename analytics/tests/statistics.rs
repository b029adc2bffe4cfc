//! The statistics of a summary against the general functions and by hand, and with data that give none.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod made;

use analytics::outcome::Outcome;
use analytics::score::{Dimension, Marks, Score};
use analytics::snapshot::statistics::{CaseFacts, statistics};
use analytics::snapshot::v1::{Figure, Stratum, Summary};
use analytics::stats::bootstrap::{Plan, bootstrap, weighted_mean};
use analytics::stats::undefined::Reason;
use made::{Shape, marked, shape, summary};
use proptest::prelude::*;

fn of(summary: &Summary) -> analytics::snapshot::v1::Statistics {
    statistics(summary, None, Plan::new(2_000, 7))
}

fn marks(values: [u8; 3]) -> Marks {
    Marks(values.map(|value| value.try_into().unwrap()))
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1.1e-4
}

#[test]
fn intervals_are_those_of_the_general_bootstrap() {
    let given: [&[u8]; 2] = [&[2, 1, 0, 2, 1, 1, 2, 0, 2, 2], &[1, 1, 1, 0, 2, 0, 1, 1, 0, 2]];
    let found = of(&marked(&given));
    for (model, given) in found.models.iter().zip(given) {
        let values: Vec<f64> = given.iter().map(|mark| f64::from(*mark)).collect();
        let general = bootstrap(values.len(), Plan::new(2_000, 7), |counts| weighted_mean(&values, counts)).unwrap();
        let [low, high] = *model.percentile95.value().unwrap();
        assert!(near(low, general.percentile.low) && near(high, general.percentile.high));
        let bca = general.bca.unwrap();
        let [low, high] = *model.bca95.value().unwrap();
        assert!(near(low, bca.low) && near(high, bca.high), "{low} {high} {bca:?}");
        assert!(model.without_own_family.is_none() && model.corrected.is_none());
    }
}

#[test]
fn perfect_answers_have_no_interval_of_no_width() {
    let found = of(&marked(&[&[2; 8], &[1; 8]]));
    for model in &found.models {
        for undefined in [model.percentile95, model.bca95] {
            assert!(matches!(undefined, Figure::Undefined(undefined) if undefined.reason == Reason::NoVariation));
        }
        assert!(model.perfect.wilson95.value().is_some());
    }
    assert_eq!((found.models[0].perfect.perfect, found.models[1].perfect.perfect), (8, 0));
    assert!(matches!(found.detectable_effect, Figure::Undefined(undefined) if undefined.reason == Reason::NoVariation));
    // One judge: no pair, no agreement.
    assert!(found.agreement.is_empty());
}

#[test]
fn agreement_shows_the_paradox_of_near_constant_marks() {
    // statistics reference: 95×(2,2), 3×(2,1), 2×(1,2): raw .95, κ −.0245902, AC1 .94875, AC2 quadratic .98686.
    let mut made = summary(&Shape { models: 1, tasks: 100, judges: 2, repeats: 1, noise: 1 });
    (made.cases, made.verdicts) = Default::default();
    for task in 0..100_u32 {
        let case = made::push_case(&mut made, 0, task, 0, Outcome::Answered);
        let [first, second] = match task {
            0..95 => [2, 2],
            95..98 => [2, 1],
            _ => [1, 2],
        };
        made::push_verdict(&mut made, case, 0, Some(marks([first; 3])));
        made::push_verdict(&mut made, case, 1, Some(marks([second; 3])));
    }
    let found = of(&made);
    assert_eq!(found.agreement.len(), 4, "three dimensions and all together");
    for (agreement, items) in found.agreement.iter().zip([100, 100, 100, 300]) {
        assert_eq!(agreement.n, items);
        assert_eq!(agreement.raw, Figure::Value(0.95));
        assert_eq!(agreement.kappa, Some(Figure::Value(-0.0246)));
        assert_eq!(agreement.ac1, Figure::Value(0.9488));
        assert_eq!(agreement.ac2_quadratic, Figure::Value(0.9869));
        assert_eq!(agreement.marginals[0].iter().sum::<u32>(), items);
    }
    assert_eq!(found.agreement[0].dimension, Some(Dimension::Correctness));
    assert!(matches!(found.effective_judges, Figure::Undefined(undefined) if undefined.reason == Reason::NoReviews));
}

#[test]
fn a_judge_that_favours_its_family_is_found() {
    // Judge 0 gives its family 2 where judge 1 gives 1, and both give the other family 1.
    let mut made = summary(&Shape { models: 2, tasks: 6, judges: 2, repeats: 1, noise: 1 });
    (made.cases, made.verdicts) = Default::default();
    for model in 0..2 {
        for task in 0..6 {
            let case = made::push_case(&mut made, model, task, 0, Outcome::Answered);
            let own = if model == 0 { 2 } else { 1 };
            made::push_verdict(&mut made, case, 0, Some(marks([own; 3])));
            made::push_verdict(&mut made, case, 1, Some(marks([1; 3])));
        }
    }
    let facts: Vec<CaseFacts> =
        (0..12).map(|case| CaseFacts { answer_chars: 100 + case, ..CaseFacts::default() }).collect();
    let found = statistics(&made, Some(&facts), Plan::default());
    let preference = found.self_preference[0].found.value().unwrap();
    assert_eq!((preference.n, preference.difference), ([6, 6], 1.0));
    let without = found.models[0].without_own_family.unwrap();
    assert_eq!((without.score, without.n), (Score::Scored(1.0), 6));
    assert_eq!(found.length.len(), 2);
    // Longer answers (of the second model) get lower marks from judge 0 and equal ones from judge 1.
    assert!(found.length[0].found.value().unwrap().slope < 0.0);
    assert_eq!(found.length[1].found.value().unwrap().slope, 0.0);
}

#[test]
fn reviews_correct_the_judges() {
    // 40 answers, all marked 2; four were drawn with probability .1 and people gave them 1, 1, 2, 2.
    let mut made = marked(&[&[2; 40]]);
    for (case, mark) in [(3, 1), (11, 1), (20, 2), (35, 2)] {
        made.reviews.case.push(case);
        made.reviews.marks.push(marks([mark; 3]));
        made.reviews.stratum.push(Stratum::Audit);
        made.reviews.inclusion.push(0.1);
    }
    let corrected = of(&made).models[0].corrected.unwrap();
    // A judge that never varies is not trusted at all: the mean of the reviews.
    let found = corrected.value().unwrap();
    assert_eq!((found.score, found.reviewed, found.unreviewed, found.lambda), (1.5, 4, 36, 0.0));
    assert!(found.ci95[0] < 1.5 && found.ci95[1] > 1.5 && found.ci95[1] <= 2.0);
    // The queue is not done: an answer whose verdict cannot be read waits for a person.
    made.verdicts.marks[0] = None;
    assert!(of(&made).models[0].corrected.is_some());
    // No audit at all: nobody knows what people think of the answers on which judges agree.
    made.reviews.stratum = vec![Stratum::Unresolved; 4];
    made.reviews.inclusion = vec![1.0; 4];
    let alone = of(&made).models[0].corrected.unwrap();
    assert!(matches!(alone, Figure::Undefined(undefined) if undefined.reason == Reason::NeverSampled));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) })]

    #[test]
    fn any_marks_give_figures_within_the_scale(shape in shape()) {
        let summary = summary(&shape);
        let found = of(&summary);
        prop_assert_eq!(found.models.len(), shape.models);
        let judges = shape.judges;
        let groups = judges * (judges - 1) / 2 + usize::from(judges > 2);
        prop_assert_eq!(found.agreement.len(), 4 * groups);
        for model in &found.models {
            for interval in [model.percentile95, model.bca95].iter().filter_map(Figure::value) {
                prop_assert!(0.0 <= interval[0] && interval[0] <= interval[1] && interval[1] <= 2.0);
            }
            prop_assert!(model.perfect.perfect <= model.perfect.n);
            if let Some(place) = model.place {
                prop_assert!(1 <= place.best && place.best <= place.worst && place.worst as usize <= shape.models);
            }
        }
        for agreement in &found.agreement {
            if let Figure::Value(raw) = agreement.raw {
                prop_assert!((0.0..=1.0).contains(&raw));
            }
        }
        // The same again, whatever was computed before.
        prop_assert!(found == of(&summary));
        // JSON keeps every figure.
        let text = serde_json::to_string(&found).unwrap();
        let read: analytics::snapshot::v1::Statistics = serde_json::from_str(&text).unwrap();
        prop_assert!(read == found);
    }
}

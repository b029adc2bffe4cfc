//! One figure holds every task that was asked: a data set of the shape that a real run of five small models had, in
//! which the model that failed 27 of 30 tasks led by its only complete answer.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod made;

use analytics::ids::ModelId;
use analytics::outcome::Outcome;
use analytics::score::{Marks, Score, ScoringRule, UnscoredReason};
use analytics::scoring::results;
use analytics::snapshot::v1::{Stratum, Summary};
use analytics::standings::{MarkTable, Selection, compare, standings};

/// Id; complete answers that both judges give the same quality, and a lower one by the second judge; cut answers, how
/// many of them loop; answers about which the judges disagree. Then, from the run: the mean of complete answers, and the
/// mean with cut answers as 0. Each row has 30 tasks.
type Row = (&'static str, [usize; 2], usize, usize, usize, f64, f64);

const RUN: [Row; 5] = [
    ("a-gemma-base", [1, 0], 27, 10, 2, 0.67, 0.02),
    ("b-q2-k", [1, 7], 13, 10, 9, 0.52, 0.20),
    ("c-q3-k-m", [7, 11], 5, 5, 7, 0.56, 0.44),
    ("d-q4-1", [0, 11], 13, 6, 6, 0.50, 0.23),
    ("e-q8-0", [3, 10], 16, 7, 1, 0.54, 0.24),
];

fn marks(values: [u8; 3]) -> Marks {
    Marks(values.map(|value| value.try_into().unwrap()))
}

/// The run: correctness and completeness are 0 everywhere, quality is what the judges gave.
fn run() -> Summary {
    let mut made = made::marked(&[[0_u8; 30].as_slice(); 5]);
    made.judges.push(made.judges[0].clone());
    made.judges[1].id = analytics::ids::JudgeId::new("j1").unwrap();
    (made.cases, made.verdicts) = Default::default();
    for (model, (id, [good, fair], cut, loops, disagree, ..)) in RUN.into_iter().enumerate() {
        made.models[model].id = ModelId::new(id).unwrap();
        for task in 0..30 {
            let is_cut = task < cut;
            let outcome = if is_cut { Outcome::Truncated } else { Outcome::Answered };
            let case = made::push_case(&mut made, model as u32, task as u32, 0, outcome);
            // Every fourth cut answer has thinking only, so there is nothing to judge.
            let has_text = !is_cut || task % 4 != 3;
            made.cases.answer_chars[case as usize] = if has_text { 1_500 } else { 0 };
            made.cases.repeats[case as usize] = if task < loops && has_text { 9 } else { 0 };
            let quality = match task.checked_sub(cut) {
                None => [0, 0],
                Some(at) if at < good => [2, 2],
                Some(at) if at < good + fair => [2, 1],
                Some(_) => [2, 0],
            };
            assert_eq!(cut + good + fair + disagree, 30);
            if has_text {
                for (judge, quality) in quality.into_iter().enumerate() {
                    made::push_verdict(&mut made, case, judge as u32, Some(marks([0, 0, quality])));
                }
            }
        }
    }
    made.results = results(&made);
    made
}

/// People have given every answer that the judges disagree about one mark of 1.
fn reviewed(mut made: Summary) -> Summary {
    let scores = analytics::scoring::case_scores(&made);
    for (case, _) in scores.iter().enumerate().filter(|(_, score)| score.is_unresolved()) {
        made.reviews.case.push(case as u32);
        made.reviews.marks.push(marks([0, 0, 1]));
        made.reviews.stratum.push(Stratum::Unresolved);
        made.reviews.inclusion.push(1.0);
    }
    made.results = results(&made);
    made
}

fn by_score(made: &Summary) -> Vec<&str> {
    let mut order: Vec<_> = made.results.iter().collect();
    order.sort_by(|a, b| b.score.value().unwrap().total_cmp(&a.score.value().unwrap()));
    order.into_iter().map(|result| result.model.as_str()).collect()
}

#[test]
fn the_older_rule_puts_the_worst_model_first_and_the_rule_of_all_asked_puts_it_last() {
    let made = run();
    let older = results(&Summary {
        scoring: analytics::snapshot::v1::Scoring { rule: ScoringRule::CompleteOnly, ..made.scoring.clone() },
        ..made.clone()
    });
    for ((id, _, cut, loops, disagree, complete, all), (result, older)) in
        RUN.into_iter().zip(made.results.iter().zip(&older))
    {
        let near = |score: Score, expected: f64| (score.value().unwrap() - expected).abs() < 0.005;
        assert!(near(result.score, all), "{id}: {:?}", result.score);
        assert!(near(older.score, complete), "{id}: {:?}", older.score);
        assert_eq!((older.answers, older.n as usize), (None, 30 - cut - disagree));
        let answers = result.answers.unwrap();
        assert_eq!((answers.asked, answers.complete as usize, answers.cut as usize), (30, 30 - cut, cut));
        let silent = (0..loops).filter(|task| task % 4 == 3).count();
        assert_eq!(answers.repeating as usize, loops - silent);
        assert_eq!((answers.complete_score, answers.complete_tasks), (older.score, older.n));
        assert_eq!(
            result.unscored.iter().map(|part| (part.reason, part.count as usize)).collect::<Vec<_>>(),
            [(UnscoredReason::JudgesDisagree, disagree)]
        );
    }
    assert_eq!(by_score(&made), ["c-q3-k-m", "e-q8-0", "d-q4-1", "b-q2-k", "a-gemma-base"]);
}

#[test]
fn too_few_scored_tasks_have_no_place_and_reviews_give_them_one() {
    let made = run();
    let placed = |made: &Summary| {
        let table = MarkTable::new(made);
        standings(&table, &Selection::all(&table), 2_000, 1).into_iter().map(|found| found.place).collect::<Vec<_>>()
    };
    // 21 and 23 of 30 tasks are scored where judges disagree: 70 and 77 %. The others share three places.
    let places = placed(&made);
    assert_eq!(places.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, false, true, true]);
    assert_eq!(places[0].map(|place| (place.best, place.worst)), Some((3, 3)));
    let places = placed(&reviewed(made));
    assert_eq!(places[0].map(|place| (place.best, place.worst)), Some((5, 5)), "the worst model is last for sure");
    assert!(places.iter().all(Option::is_some));
    assert_eq!(places[2].map(|place| place.best), Some(1));
}

#[test]
fn pairs_hold_the_failures_too() {
    let made = reviewed(run());
    let table = MarkTable::new(&made);
    let all = Selection::all(&table);
    let found = compare(&table, &all, [0, 2], 0.1, 1).unwrap();
    assert_eq!(found.paired.n, 30);
    assert!(found.paired.difference < -0.3 && !found.good_enough.unwrap().shown, "{:?}", found.paired);
    // By complete answers alone one pair is left, which the failing model wins.
    let older = MarkTable::by_rule(&made, ScoringRule::CompleteOnly);
    let found = compare(&older, &all, [0, 2], 0.1, 1).unwrap();
    assert!(found.paired.n <= 3 && found.paired.difference >= 0.0, "{:?}", found.paired);
}

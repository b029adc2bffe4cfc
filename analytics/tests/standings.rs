//! Standings against the general statistics by another way, and what must not change them.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod made;

use analytics::category::Category;
use analytics::outcome::Outcome;
use analytics::score::{Dimension, Score, ScoringRule, UnscoredReason};
use analytics::scoring;
use analytics::snapshot::v1::Summary;
use analytics::standings::{MarkTable, Replicates, Resampler, Selection, TaskScores, compare, standings};
use analytics::stats::bootstrap::{Plan, ScoreTable, column, percentile};
use analytics::stats::rank::rank_quantiles;
use made::{Shape, shape, summary};
use proptest::prelude::*;

/// Scores by task from the definition, in floating point: rows are models, columns are the tasks that are switched on.
fn reference(summary: &Summary, selection: &Selection) -> Vec<Vec<Option<f64>>> {
    let tasks: Vec<usize> = (0..summary.tasks.len()).filter(|task| selection.tasks[*task]).collect();
    let score = |case: usize| -> Option<f64> {
        let model = &summary.models[summary.cases.model[case] as usize];
        let counts_all = summary.scoring.rule == ScoringRule::AllAsked;
        let zero = match summary.cases.outcome[case] {
            Outcome::Answered => false,
            Outcome::Truncated if counts_all => summary.cases.answer_chars[case] == 0,
            Outcome::Empty if counts_all => true,
            _ => return None,
        };
        let others = |judge: &usize| selection.judges[*judge] && summary.judges[*judge].family != model.family;
        (0..summary.judges.len()).any(|judge| others(&judge)).then_some(())?;
        if zero {
            return selection.dimensions.contains(&true).then_some(0.0);
        }
        let mut values = Vec::new();
        for dimension in Dimension::ALL.into_iter().filter(|dimension| selection.dimensions[*dimension as usize]) {
            let mut marks = Vec::new();
            for (judge, known) in summary.judges.iter().enumerate() {
                if !selection.judges[judge] || (selection.without_own_family && known.family == model.family) {
                    continue;
                }
                let at = (0..summary.verdicts.case.len()).find(|at| {
                    summary.verdicts.case[*at] as usize == case && summary.verdicts.judge[*at] as usize == judge
                })?;
                marks.push(f64::from(summary.verdicts.marks[at]?.get(dimension).value()));
            }
            let spread = marks.iter().copied().fold(0.0, f64::max) - marks.iter().copied().fold(2.0, f64::min);
            if spread > summary.scoring.disagreement_threshold {
                return None;
            }
            values.extend(marks);
        }
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    };
    (0..summary.models.len())
        .map(|model| {
            let mean = |task: &usize| {
                let of = |case: &usize| {
                    summary.cases.model[*case] as usize == model && summary.cases.task[*case] as usize == *task
                };
                let scores: Vec<f64> = (0..summary.cases.len()).filter(of).filter_map(score).collect();
                (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64)
            };
            tasks.iter().map(mean).collect()
        })
        .collect()
}

fn near(a: f64, b: f64) -> bool {
    // Both are rounded to four decimals, after sums in another order.
    (a - b).abs() < 1.1e-4
}

fn any_selection() -> impl Strategy<Value = (Shape, Vec<bool>, [bool; 3], Vec<bool>, bool)> {
    shape().prop_flat_map(|shape| {
        let (tasks, judges) = (vec![proptest::bool::weighted(0.7); shape.tasks], vec![any::<bool>(); shape.judges]);
        (Just(shape), tasks, any::<[bool; 3]>(), judges, any::<bool>())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn any_selection_agrees_with_the_general_functions(
        (shape, tasks, dimensions, judges, without_own_family) in any_selection(), seed: u64,
    ) {
        let summary = summary(&shape);
        let table = MarkTable::new(&summary);
        let selection = Selection { tasks, dimensions, judges, without_own_family, without_reviews: false };
        let expected = reference(&summary, &selection);
        let found = standings(&table, &selection, 0, seed);
        prop_assert_eq!(found.len(), summary.models.len());
        for (standing, row) in found.iter().zip(&expected) {
            let values: Vec<f64> = row.iter().copied().flatten().collect();
            prop_assert_eq!((standing.n as usize, standing.n_unscored as usize), (values.len(), row.len() - values.len()));
            match standing.score {
                Score::Scored(score) => prop_assert!(near(score, values.iter().sum::<f64>() / values.len() as f64)),
                Score::Unscored(_) => prop_assert!(values.is_empty()),
            }
            let in_categories: u32 = standing.by_category.iter().map(|part| part.n + part.n_unscored).sum();
            prop_assert_eq!(in_categories as usize, row.len());
        }
        let Ok(general) = ScoreTable::new(&expected) else { return Ok(()) };
        let plan = Plan::new(0, seed);
        let rows = general.replicates(plan, 0..plan.resamples());
        // Models with less than 80 % of the tasks scored take no part in the ranking.
        let share = |row: &Vec<Option<f64>>| row.iter().flatten().count() as f64 / row.len() as f64;
        let is_ranked = |model: usize| summary.scoring.rule == ScoringRule::CompleteOnly || share(&expected[model]) > 0.799_999;
        let masked = |row: &[Option<f64>]| -> Vec<Option<f64>> {
            row.iter().enumerate().map(|(model, mean)| mean.filter(|_| is_ranked(model))).collect()
        };
        let ranked: Vec<Vec<Option<f64>>> = rows.iter().map(|row| masked(row)).collect();
        let places = rank_quantiles(&masked(&general.means()), &ranked).unwrap();
        let scores = TaskScores::new(&table, &selection);
        let mut drawn = analytics::standings::Resampler::new(&scores).run(plan, 0..plan.resamples());
        for (model, standing) in found.iter().enumerate() {
            match (percentile(&column(&rows, model), 0), drawn.interval(model, standing.n).ok()) {
                (Ok(expected), Some([low, high])) if standing.n > 1 => {
                    prop_assert!(near(expected.low, low) && near(expected.high, high), "{expected:?} {low} {high}");
                }
                (Ok(_), None) => prop_assert!(standing.n < 2),
                (Err(_), interval) => prop_assert_eq!(interval, None),
                (expected, found) => prop_assert!(false, "{expected:?} {found:?}"),
            }
            // These suites are smaller than 30 tasks: the interval beside the score is Student's t, within the scale.
            prop_assert!(standing.n < analytics::standings::BOOTSTRAP_FROM_TASKS);
            let values: Vec<f64> = expected[model].iter().copied().flatten().collect();
            match (analytics::stats::interval::mean_interval(&values), standing.interval) {
                (Ok(expected), Some([low, high])) => {
                    let expected = expected.interval.clip(0.0, 2.0);
                    prop_assert!(near(expected.low, low) && near(expected.high, high), "{expected:?} {low} {high}");
                }
                (expected, found) => prop_assert!(expected.is_err() && found.is_none(), "{expected:?} {found:?}"),
            }
            let place = standing.place.map(|place| (place.best as usize, place.worst as usize));
            prop_assert_eq!(place, places[model].map(|range| (range.best, range.worst)));
        }
    }

    #[test]
    fn everything_switched_on_gives_the_results(shape in shape()) {
        let summary = summary(&shape);
        let table = MarkTable::new(&summary);
        let results = scoring::results(&summary);
        for (standing, result) in standings(&table, &Selection::all(&table), 0, 1).into_iter().zip(results) {
            prop_assert_eq!((standing.score, standing.n), (result.score, result.n));
            prop_assert_eq!(standing.by_category, result.by_category);
            prop_assert_eq!(standing.n_unscored, result.unscored.iter().map(|part| part.count).sum::<u32>());
        }
    }

    #[test]
    fn a_task_switched_off_is_a_task_that_never_was((shape, task) in shape().prop_flat_map(|s| { let n = s.tasks; (Just(s), 0..n) })) {
        let whole = summary(&shape);
        let table = MarkTable::new(&whole);
        let mut selection = Selection::all(&table);
        selection.tasks[task] = false;
        let without = made::without_task(&whole, task);
        let smaller = MarkTable::new(&without);
        prop_assert_eq!(standings(&table, &selection, 0, 9), standings(&smaller, &Selection::all(&smaller), 0, 9));
    }

    #[test]
    fn a_table_survives_json_and_ranges_join(shape in shape(), cut in 1_u32..1999) {
        let summary = summary(&shape);
        let table = MarkTable::new(&summary);
        let text = serde_json::to_string(&table).unwrap();
        let table: MarkTable = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&table, &MarkTable::new(&summary));
        let resampler = Resampler::new(&TaskScores::new(&table, &Selection::all(&table)));
        let plan = Plan::new(2000, 4);
        let mut whole = resampler.run(plan, 0..2000);
        let mut joined = Replicates::join(vec![resampler.run(plan, 0..cut), resampler.run(plan, cut..2000)]).unwrap();
        prop_assert!(joined == whole);
        for model in 0..summary.models.len() {
            prop_assert_eq!(joined.interval(model, 2), whole.interval(model, 2));
        }
    }
}

#[test]
fn a_category_is_switched_with_all_its_tasks() {
    let summary = summary(&Shape { models: 2, tasks: 9, judges: 2, repeats: 1, noise: 5 });
    let table = MarkTable::new(&summary);
    let mut selection = Selection::all(&table);
    selection.switch_category(&table, Category::Debugging, false);
    let found = standings(&table, &selection, 0, 1);
    assert!(found[0].by_category.iter().all(|part| part.category != Category::Debugging));
    selection.switch_category(&table, Category::Debugging, true);
    assert_eq!(selection, Selection::all(&table));
}

#[test]
fn nothing_selected_is_no_score_and_no_panic() {
    let summary = made::marked(&[&[0, 1, 2, 1], &[2, 2, 1, 0], &[1, 1, 1, 2]]);
    let table = MarkTable::new(&summary);
    let all = Selection::all(&table);
    for (selection, reason) in [
        (Selection { tasks: vec![false; 4], ..all.clone() }, UnscoredReason::NoCases),
        (Selection { judges: vec![false], ..all.clone() }, UnscoredReason::NoMarks),
        (Selection { dimensions: [false; 3], ..all.clone() }, UnscoredReason::NoMarks),
    ] {
        for standing in standings(&table, &selection, 0, 1) {
            assert_eq!((standing.score, standing.n), (Score::Unscored(reason), 0));
            assert_eq!((standing.interval, standing.place), (None, None));
        }
        assert!(compare(&table, &selection, [0, 1], 0.1, 1).is_err());
    }
    // A list that is too short, or a model that is not there.
    let short = Selection { tasks: Vec::new(), judges: Vec::new(), ..all.clone() };
    assert_eq!(standings(&table, &short, 0, 1), standings(&table, &all, 0, 1));
    assert!(compare(&table, &all, [0, 7], 0.1, 1).is_err());
    let broken: MarkTable = serde_json::from_str(
        r#"{"models":2,"judges":2,"tasks":"0x","own_family":"","repeats":[3],"outcomes":"aa","verdicts":"AZZ","reviews":"","disagreement_threshold":1.5}"#,
    )
    .unwrap();
    assert_eq!(standings(&broken, &Selection::all(&broken), 0, 1).len(), 2);
}

#[test]
fn two_models_by_hand() {
    // One judge, no disagreement: a has 2, 1, 2 and b has 1, 1, 0 on every dimension.
    let summary = made::marked(&[&[2, 1, 2], &[1, 1, 0]]);
    let table = MarkTable::new(&summary);
    let all = Selection::all(&table);
    let found = compare(&table, &all, [0, 1], 0.5, 1).unwrap();
    assert_eq!((found.paired.wins, found.paired.ties, found.paired.losses), (2, 1, 0));
    assert_eq!((found.paired.difference, found.sign_flip.p), (1.0, 0.5));
    // sd of 1, 0, 2 is 1: (4.302653 + 1.060660)/√3, Student’s t with two degrees of freedom
    let effect = TaskScores::new(&table, &all).detectable_effect().unwrap();
    assert!((effect.effect - 5.363_313 / 3.0_f64.sqrt()).abs() < 1e-5 && effect.n == 3);
    let [a, b] = standings(&table, &all, 0, 1).try_into().unwrap();
    assert_eq!((a.score, b.score), (Score::Scored(1.6667), Score::Scored(0.6667)));
    // All three resampled tasks are the tie in 1 of 27 resamples, more than 2.5 %: a may share the place of b.
    assert_eq!((a.place.unwrap().best, a.place.unwrap().worst), (1, 2));
}

/// Suites of which 85 % of the tasks are answered fully and the rest scatter: the interval beside the score covers the
/// true mean, below 30 tasks and from 30 on, where plain quantiles of the bootstrap do not.
#[test]
fn the_interval_beside_a_score_covers() {
    for (n, at_least) in [(10_usize, 0.94), (30, 0.91)] {
        let (mut covered, mut by_quantiles, mut defined) = (0, 0, 0);
        for run in 0..250_u64 {
            let mut draws = analytics::stats::random::Draws::new(85, run * 100 + n as u64);
            let marks: Vec<u8> = (0..n)
                .map(|_| match draws.below(40) {
                    0..=33 => 2,
                    34..=36 => 1,
                    _ => 0,
                })
                .collect();
            let summary = made::marked(&[&marks[..]]);
            let table = MarkTable::new(&summary);
            let scores = TaskScores::new(&table, &Selection::all(&table));
            let plan = analytics::stats::bootstrap::Plan::new(2_000, run);
            let mut replicates = analytics::standings::Resampler::new(&scores).run(plan, 0..2_000);
            let Ok([low, high]) = analytics::standings::score_interval(&scores, &replicates, 0) else { continue };
            defined += 1;
            let truth = 2.0 * 0.85 + 0.075;
            covered += i32::from(low <= truth && truth <= high);
            let [low, high] = replicates.interval(0, n as u32).unwrap();
            by_quantiles += i32::from(low <= truth && truth <= high);
        }
        let share = |count: i32| f64::from(count) / f64::from(defined);
        assert!(share(covered) >= at_least, "{n} tasks: {}", share(covered));
        assert!(share(by_quantiles) < share(covered), "{n} tasks, quantiles: {}", share(by_quantiles));
    }
}

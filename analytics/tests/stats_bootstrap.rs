//! The bootstrap against the enumeration of all resamples, and what must not change its result.

use analytics::stats::bootstrap::{
    Bootstrap, FEWEST_RESAMPLES, Plan, ScoreTable, acceleration, bootstrap, column, jackknife, percentile, quantile,
    replicates, weighted_mean,
};
use analytics::stats::rank::{point_ranks, rank_quantiles};
use analytics::stats::undefined::{Reason, Undefined};

const A: [f64; 10] = [1.0, 1.0, 0.5, 1.0, 0.0, 1.0, 0.5, 1.0, 1.0, 0.5];
const FIVE: [f64; 5] = [0.0, 0.5, 0.5, 1.0, 1.0];
/// How often the means 0, .1, …, 1 occur among all 3,125 resamples of [`FIVE`].
const OCCURRENCES: [usize; 11] = [1, 10, 50, 160, 360, 592, 720, 640, 400, 160, 32];

fn histogram(means: &[f64]) -> [usize; 11] {
    let mut counts = [0; 11];
    means.iter().for_each(|mean| counts[(mean * 10.0).round() as usize] += 1);
    counts
}

fn of_mean(values: &[f64], plan: Plan) -> Result<Bootstrap, Undefined> {
    bootstrap(values.len(), plan, |counts| weighted_mean(values, counts))
}

fn population_sd(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt()
}

#[test]
fn all_3125_resamples() {
    let mut means: Vec<f64> =
        (0..3125_usize).map(|code| (0..5).map(|at| FIVE[code / 5_usize.pow(at) % 5]).sum::<f64>() / 5.0).collect();
    assert_eq!(histogram(&means), OCCURRENCES);
    assert!((population_sd(&means) - 0.167_332_0).abs() < 5e-8);
    means.sort_by(f64::total_cmp);
    assert!((quantile(&means, 0.025).unwrap() - 0.3).abs() < 1e-12);
    assert!((quantile(&means, 0.975).unwrap() - 0.9).abs() < 1e-12);
}

#[test]
fn seeded_resamples_converge_to_them() {
    let draws = 50_000;
    let plan = Plan::new(draws, 20_260_101);
    let means: Vec<f64> =
        replicates(5, plan, 0..draws, |counts| weighted_mean(&FIVE, counts)).into_iter().flatten().collect();
    for (seen, all) in histogram(&means).into_iter().zip(OCCURRENCES) {
        let share = all as f64 / 3125.0;
        let deviation = (seen as f64 / f64::from(draws) - share) / (share * (1.0 - share) / f64::from(draws)).sqrt();
        assert!(deviation.abs() < 4.0, "{seen} of {draws}, expected {share}");
    }
    assert!((population_sd(&means) - 0.167_332_0).abs() < 0.002);
    for seed in 0..5 {
        let found = of_mean(&FIVE, Plan::new(2_000, seed)).unwrap();
        assert!((found.percentile.low - 0.3).abs() < 1e-12 && (found.percentile.high - 0.9).abs() < 1e-12);
        assert!((found.standard_error - 0.167_332_0).abs() < 0.01, "divided by √B once too often?");
    }
}

#[test]
fn acceleration_of_sample_a() {
    let without: Vec<f64> =
        jackknife(A.len(), |counts| weighted_mean(&A, counts)).into_iter().collect::<Option<_>>().unwrap();
    assert!((acceleration(&without).unwrap() + 0.052_378_3).abs() < 5e-8);
    let found = of_mean(&A, Plan::default()).unwrap();
    let bca = found.bca.unwrap();
    assert_eq!((found.n, bca.n, found.resamples), (10, 10, 2_000));
    // Skewed to the left: BCa reaches further down than the percentile interval, and stays within the scale.
    assert!(bca.low <= found.percentile.low && bca.high <= 1.0 && bca.contains(0.75));
}

#[test]
fn sample_a_converges_to_its_exact_intervals() {
    // Second method: A has three values, so the distribution of its resampled means is a trinomial one. Its
    // 2.5 % and 97.5 % quantiles are .55 and .95 (P ≤ .5 is .0230); with z0 = −.0498603 BCa takes the levels
    // .0108335 and .9541523 instead, where the quantiles are .5 and .9; the standard deviation is .1060660.
    let found = of_mean(&A, Plan::new(50_000, 1)).unwrap();
    let bca = found.bca.unwrap();
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
    assert!(near(found.percentile.low, 0.55) && near(found.percentile.high, 0.95), "{found:?}");
    assert!(near(bca.low, 0.5) && near(bca.high, 0.9), "{found:?}");
    assert!((found.standard_error - 0.106_066_0).abs() < 0.001);
}

#[test]
fn equal_data_give_equal_intervals() {
    let plan = Plan::new(3_000, 11);
    assert_eq!(of_mean(&A, plan), of_mean(&A, plan));
    assert_ne!(of_mean(&A, plan), of_mean(&A, Plan::new(3_000, 12)));
    let scores: Vec<Option<f64>> = A.iter().copied().map(Some).collect();
    let rows = ScoreTable::new(&[scores.clone(), scores]).unwrap().replicates(plan, 0..plan.resamples());
    assert_eq!(column(&rows, 0), column(&rows, 1));
    // The table draws the same tasks as the general function.
    assert_eq!(percentile(&column(&rows, 0), 10).unwrap(), of_mean(&A, plan).unwrap().percentile);
}

#[test]
fn order_and_ranges_of_resamples_do_not_matter() {
    let plan = Plan::new(2_000, 5);
    let statistic = |counts: &[u32]| weighted_mean(&A, counts);
    let whole = replicates(10, plan, 0..2_000, statistic);
    let mut parts = replicates(10, plan, 1_200..2_000, statistic);
    parts.splice(0..0, replicates(10, plan, 0..1_200, statistic));
    assert_eq!(whole, parts);
}

#[test]
fn models_of_a_task_travel_together() {
    // B is always .1 better on the same hard and easy tasks: paired, their ranks are certain.
    let worse: Vec<Option<f64>> = A.iter().map(|score| Some(score * 0.8)).collect();
    let better: Vec<Option<f64>> = A.iter().map(|score| Some(score * 0.8 + 0.1)).collect();
    let table = ScoreTable::new(&[worse, better]).unwrap();
    let rows = table.replicates(Plan::default(), 0..FEWEST_RESAMPLES);
    let ranges = rank_quantiles(&table.means(), &rows).unwrap();
    let places: Vec<(usize, usize)> = ranges.iter().flatten().map(|range| (range.best, range.worst)).collect();
    assert_eq!(places, [(2, 2), (1, 1)]);
    assert_eq!(point_ranks(&table.means()), [Some(2), Some(1)]);
}

#[test]
fn degenerate_data() {
    let undefined = |reason, n| Err(Undefined { reason, n });
    assert_eq!(of_mean(&[], Plan::default()), undefined(Reason::NoData, 0));
    assert_eq!(of_mean(&[1.0], Plan::default()), undefined(Reason::TooFew, 1));
    assert_eq!(of_mean(&[5.0 / 3.0; 7], Plan::default()), undefined(Reason::NoVariation, 7));
    assert_eq!(bootstrap(3, Plan::default(), |_| None), undefined(Reason::NoData, 3));
    assert_eq!(Plan::new(10, 0).resamples(), FEWEST_RESAMPLES);
    // A statistic that needs the first of two tasks is undefined in a quarter of the resamples.
    let first = |counts: &[u32]| (counts[0] > 0).then_some(f64::from(counts[0]));
    assert_eq!(bootstrap(2, Plan::default(), first), undefined(Reason::TooFew, 2));
}

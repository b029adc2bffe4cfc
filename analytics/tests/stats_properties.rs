//! What must hold for any scores: intervals, differences, ranks and strengths.

use analytics::stats::bootstrap::{Plan, ScoreTable, bootstrap, column, percentile, weighted_mean};
use analytics::stats::bradley_terry::bradley_terry;
use analytics::stats::cluster::clustered_mean;
use analytics::stats::holm::holm;
use analytics::stats::interval::{ScoreInterval, clopper_pearson, mean_interval, score_interval, wilson};
use analytics::stats::non_inferiority::{critical_value, non_inferiority};
use analytics::stats::paired::{differences, paired};
use analytics::stats::rank::{point_ranks, rank_quantiles, rank_ranges};
use analytics::stats::sign_flip::sign_flip;
use proptest::prelude::*;

/// Scores as they occur: means of marks over a few dimensions and judges.
fn score() -> impl Strategy<Value = f64> {
    (0_u8..=12).prop_map(|sixths| f64::from(sixths) / 6.0)
}

fn scores(count: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = Vec<f64>> {
    proptest::collection::vec(score(), count)
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9 * (1.0 + a.abs())
}

/// P(X ≤ k) for X of n with probability p, summed term by term.
fn binomial_up_to(k: usize, n: usize, p: f64) -> f64 {
    if p > 0.5 {
        // Counted from the other side, or the first term is too small for a number.
        return if k >= n { 1.0 } else { 1.0 - binomial_up_to(n - k - 1, n, 1.0 - p) };
    }
    let mut term = (1.0 - p).powi(n as i32);
    let mut sum = term;
    for i in 0..k {
        term *= (n - i) as f64 / (i + 1) as f64 * p / (1.0 - p);
        sum += term;
    }
    sum
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn intervals_contain_the_mean(values in scores(1..40)) {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        if let Ok(estimate) = mean_interval(&values) {
            prop_assert!(near(estimate.value, mean) && estimate.interval.contains(mean));
            prop_assert!(estimate.standard_error > 0.0 && estimate.n == values.len());
            let mut reversed = values.clone();
            reversed.reverse();
            prop_assert!(near(mean_interval(&reversed).unwrap().interval.low, estimate.interval.low));
        }
        // Any scores have an interval that is not a point.
        match score_interval(&values, 2.0).unwrap() {
            ScoreInterval::Mean(estimate) => prop_assert!(estimate.interval.low < estimate.interval.high),
            ScoreInterval::PerfectShare(share) => prop_assert!(share.wilson.low < share.wilson.high),
        }
    }

    #[test]
    fn shares_lie_in_their_intervals((successes, n) in (1_usize..150).prop_flat_map(|n| (0..=n, Just(n)))) {
        let share = successes as f64 / n as f64;
        let (wilson, exact) = (wilson(successes, n).unwrap(), clopper_pearson(successes, n).unwrap());
        for interval in [wilson, exact] {
            prop_assert!(interval.contains(share) && interval.low >= 0.0 && interval.high <= 1.0 && interval.n == n);
        }
        // Second method: the tails of the binomial distribution at the exact ends.
        if successes > 0 {
            prop_assert!((1.0 - binomial_up_to(successes - 1, n, exact.low) - 0.025).abs() < 1e-7);
        }
        if successes < n {
            prop_assert!((binomial_up_to(successes, n, exact.high) - 0.025).abs() < 1e-7);
        }
    }

    #[test]
    fn names_of_clusters_do_not_matter(rows in proptest::collection::vec((score(), 0_usize..6), 2..40)) {
        let (values, clusters): (Vec<f64>, Vec<usize>) = rows.into_iter().unzip();
        let renamed: Vec<usize> = clusters.iter().map(|cluster| 100 - cluster).collect();
        match (clustered_mean(&values, &clusters), clustered_mean(&values, &renamed)) {
            (Ok(one), Ok(other)) => {
                prop_assert!(near(one.cr0, other.cr0) && one.cr1.standard_error > one.cr0);
                prop_assert!(one.cr1.interval.contains(one.cr1.value));
            }
            (one, other) => prop_assert_eq!(one, other),
        }
    }

    #[test]
    fn pairs_are_symmetric(rows in proptest::collection::vec((score(), score()), 1..40), seed: u64) {
        let (a, b): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
        let (ab, ba) = (paired(&a, &b).unwrap(), paired(&b, &a).unwrap());
        prop_assert_eq!((ab.wins, ab.ties, ab.losses), (ba.losses, ba.ties, ba.wins));
        prop_assert_eq!(ab.wins + ab.ties + ab.losses, ab.n);
        prop_assert!(near(ab.difference, -ba.difference));
        let mut d = differences(&a, &b).unwrap();
        let p = sign_flip(&d, seed).unwrap();
        prop_assert!(p.p > 0.0 && p.p <= 1.0 && p.nonzero == ab.wins + ab.losses);
        prop_assert_eq!(sign_flip(&differences(&b, &a).unwrap(), seed).unwrap(), p);
        d.reverse();
        prop_assert_eq!(sign_flip(&d, seed).unwrap(), p);
        let critical = critical_value(&d);
        if let (Ok(narrow), Ok(wide)) = (non_inferiority(&ab, critical, 0.05), non_inferiority(&ab, critical, 0.3)) {
            prop_assert!(wide.shown || !narrow.shown);
            prop_assert!(narrow.lower_bound < ab.difference);
        }
    }

    #[test]
    fn sign_flips_by_brute_force(d in proptest::collection::vec(-6_i32..=6, 1..10)) {
        let sum: i32 = d.iter().sum();
        let signed = |pattern: u32| -> i32 {
            d.iter().enumerate().map(|(at, d)| if pattern >> at & 1 == 0 { *d } else { -d }).sum()
        };
        let hits = (0..1_u32 << d.len()).filter(|pattern| signed(*pattern).abs() >= sum.abs()).count();
        let p = sign_flip(&d.iter().map(|d| f64::from(*d) / 6.0).collect::<Vec<_>>(), 0).unwrap().p;
        prop_assert!(near(p, hits as f64 / f64::from(1 << d.len())));
    }

    #[test]
    fn holm_keeps_the_order(p in proptest::collection::vec(0.0..=1.0_f64, 1..20)) {
        let adjusted = holm(&p).unwrap();
        for (i, own) in p.iter().enumerate() {
            prop_assert!(adjusted[i] >= *own);
            for (j, other) in p.iter().enumerate() {
                prop_assert!(own > other || adjusted[i] <= adjusted[j]);
            }
            // Second method: the largest, over p-values not above this one, of p times the number not below it.
            let times = |p_value: f64| p.iter().filter(|other| **other >= p_value).count() as f64;
            let largest = p.iter().filter(|other| *other <= own).map(|other| other * times(*other)).fold(0.0, f64::max);
            prop_assert!(near(adjusted[i], largest.min(1.0)));
        }
        prop_assert!(adjusted.iter().all(|p| *p <= 1.0));
    }

    #[test]
    fn rank_ranges_contain_the_rank(table in proptest::collection::vec(scores(6), 1..7)) {
        let estimates: Vec<_> = table.iter().filter_map(|row| mean_interval(row).ok()).collect();
        let means: Vec<_> = estimates.iter().map(|estimate| Some(estimate.value)).collect();
        let ranges = rank_ranges(&estimates.iter().map(|estimate| estimate.interval).collect::<Vec<_>>());
        for (range, rank) in ranges.iter().zip(point_ranks(&means)) {
            let rank = rank.unwrap();
            prop_assert!(range.best <= rank && rank <= range.worst && range.worst <= range.models);
        }
    }

    #[test]
    fn bootstrap_ranges_contain_the_rank(
        table in proptest::collection::vec(proptest::collection::vec(proptest::option::weighted(0.8, score()), 5), 1..5),
        seed: u64,
    ) {
        let table = ScoreTable::new(&table).unwrap();
        let (means, rows) = (table.means(), table.replicates(Plan::new(0, seed), 0..60));
        let ranges = rank_quantiles(&means, &rows).unwrap();
        for (range, rank) in ranges.iter().zip(point_ranks(&means)) {
            prop_assert_eq!(range.is_some(), rank.is_some());
            if let (Some(range), Some(rank)) = (range, rank) {
                prop_assert!(1 <= range.best && range.best <= rank && rank <= range.worst);
                prop_assert!(range.worst <= range.models);
            }
        }
        if let Ok(interval) = percentile(&column(&rows, 0), 5) {
            prop_assert!(interval.low <= interval.high && interval.low >= 0.0 && interval.high <= 2.0);
        }
    }

    #[test]
    fn strengths_follow_their_models(wins in proptest::collection::vec(1_u8..9, 9)) {
        let count = |i: usize, j: usize| if i == j { 0.0 } else { f64::from(wins[3 * i + j]) };
        let matrix = |order: [usize; 3]| order.map(|i| order.map(|j| count(i, j)).to_vec());
        let plain = bradley_terry(&matrix([0, 1, 2])).unwrap();
        let turned = bradley_terry(&matrix([2, 0, 1])).unwrap();
        for (at, model) in [2, 0, 1].into_iter().enumerate() {
            prop_assert!(near(plain.strengths[model], turned.strengths[at]));
        }
        // At the maximum of the likelihood expected wins equal observed ones.
        for i in 0..3 {
            let share = |j: usize| plain.strengths[i] / (plain.strengths[i] + plain.strengths[j]);
            let expected: f64 = (0..3).map(|j| (count(i, j) + count(j, i)) * share(j)).sum();
            prop_assert!(near(expected, (0..3).map(|j| count(i, j)).sum()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn bootstrap_stays_within_the_data(values in scores(2..20), seed: u64) {
        if let Ok(found) = bootstrap(values.len(), Plan::new(0, seed), |counts| weighted_mean(&values, counts)) {
            let (low, high) = (values.iter().copied().fold(2.0, f64::min), values.iter().copied().fold(0.0, f64::max));
            prop_assert!(low - 1e-12 <= found.percentile.low && found.percentile.high <= high + 1e-12);
            prop_assert!(found.percentile.contains(found.value));
            if let Ok(bca) = found.bca {
                prop_assert!(bca.low <= bca.high);
            }
        }
    }
}

//! Every oracle of the statistics reference (krippendorff 0.9.0, irrCAC 0.4.4, scikit-learn 1.9.1, scipy 1.12.0,
//! statsmodels 0.15.0), to the digits given there.

use analytics::stats::agreement::{Metric, Ratings, Weights, agreement, gwet, kappa, krippendorff, raw_agreement};
use analytics::stats::bradley_terry::bradley_terry;
use analytics::stats::cluster::clustered_mean;
use analytics::stats::estimate::Interval;
use analytics::stats::holm::holm;
use analytics::stats::interval::{clopper_pearson, mean_interval, wilson};
use analytics::stats::mde::detectable_effect;
use analytics::stats::n_eff::effective_judges;
use analytics::stats::rank::rank_ranges;
use analytics::stats::repeats::{mean_of_repeats, task_means};

const A: [f64; 10] = [1.0, 1.0, 0.5, 1.0, 0.0, 1.0, 0.5, 1.0, 1.0, 0.5];

/// Equal up to half a unit of the last digit given, and a little for its own rounding.
fn close(found: f64, expected: f64, digits: i32) {
    assert!((found - expected).abs() <= 0.51 * 10_f64.powi(-digits), "{found} is not {expected}");
}

#[test]
fn sample_a() {
    let estimate = mean_interval(&A).unwrap();
    assert_eq!((estimate.n, estimate.value), (10, 0.75));
    close(estimate.standard_error, 0.111_803_4, 7);
    close(estimate.interval.low, 0.497_083_1, 7);
    close(estimate.interval.high, 1.002_916_9, 7);
    assert_eq!(estimate.interval.clip(0.0, 1.0).high, 1.0);
}

#[test]
fn binomial_9_and_10_of_10() {
    let ends = |interval: Interval, low, high| {
        close(interval.low, low, 6);
        close(interval.high, high, 6);
        assert_eq!(interval.n, 10);
    };
    ends(wilson(9, 10).unwrap(), 0.595_850, 0.982_124);
    ends(clopper_pearson(9, 10).unwrap(), 0.554_984, 0.997_471);
    ends(wilson(10, 10).unwrap(), 0.722_467, 1.0);
    ends(clopper_pearson(10, 10).unwrap(), 0.691_503, 1.0);
}

#[test]
fn clusters_of_one_are_no_clusters() {
    // CR1 with one value a cluster is the plain standard error, CR0 that with n in place of n−1.
    let found = clustered_mean(&A, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).unwrap();
    close(found.cr1.standard_error, 0.111_803_4, 7);
    close(found.cr0, 0.111_803_4 * 0.9_f64.sqrt(), 7);
    close(found.cr1.interval.low, 0.497_083_1, 7);
}

#[test]
fn repeats_e() {
    let e = [[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]];
    let estimate = mean_of_repeats(&e).unwrap();
    close(estimate.standard_error, 0.215_165_7, 7);
    assert_eq!((estimate.n, task_means(&e).answers), (4, 12));
    // The wrong way, for the record.
    close(mean_interval(e.as_flattened()).unwrap().standard_error, 0.150_755_7, 7);
}

#[test]
fn holm_of_four() {
    let adjusted = holm(&[0.001, 0.012, 0.03, 0.2]).unwrap();
    for (found, expected) in adjusted.into_iter().zip([0.004, 0.036, 0.06, 0.2]) {
        close(found, expected, 12);
    }
}

#[test]
fn ranks_of_four_models() {
    let intervals: Vec<Interval> = [(0.80, 0.02), (0.78, 0.03), (0.70, 0.03), (0.55, 0.04)]
        .into_iter()
        .map(|(mean, se)| Interval { low: mean - 1.959_964 * se, high: mean + 1.959_964 * se, n: 30 })
        .collect();
    let ranges = rank_ranges(&intervals);
    let places: Vec<(usize, usize)> = ranges.iter().map(|range| (range.best, range.worst)).collect();
    assert_eq!(places, [(1, 2), (1, 3), (2, 3), (4, 4)]);
}

#[test]
fn bradley_terry_of_four_models() {
    let wins = [[0.0, 2.0, 0.0, 1.0], [3.0, 0.0, 5.0, 0.0], [0.0, 3.0, 0.0, 1.0], [4.0, 0.0, 3.0, 0.0]];
    let result = bradley_terry(&wins.map(|row| row.to_vec())).unwrap();
    for (found, expected) in result.strengths.iter().zip([0.639_834_8, 1.043_314_4, 0.659_810_2, 2.270_376_6]) {
        close(*found, expected, 7);
    }
    close(result.strengths.iter().product(), 1.0, 12);
    assert_eq!(result.n, 22);
}

#[test]
fn detectable_effect_of_thirty_tasks() {
    // (2.045230 + 0.854192)·0.4/√30, Student’s t; the normal distribution gives 0.205 and keeps 77 % power.
    close(detectable_effect(0.4, 30).unwrap().effect, 0.211_74, 4);
}

#[test]
fn four_coders_and_twelve_items() {
    let coders =
        ["1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."];
    let coders = coders.map(|marks| marks.split(' ').map(|mark| mark.parse::<u8>().ok()).collect::<Vec<_>>());
    let items = (0..12).map(|item| coders.iter().map(|marks| marks[item].map(|mark| mark - 1)).collect()).collect();
    let ratings = Ratings::new(5, items).unwrap();
    close(krippendorff(&ratings, Metric::Nominal).unwrap().value, 0.743_421_1, 7);
    close(krippendorff(&ratings, Metric::Ordinal).unwrap().value, 0.815_387_5, 7);
    close(krippendorff(&ratings, Metric::Interval).unwrap().value, 0.849_107_1, 7);
    close(gwet(&ratings, Weights::Identity).unwrap().value, 0.775_44, 5);
    close(gwet(&ratings, Weights::Linear).unwrap().value, 0.858_74, 5);
    close(gwet(&ratings, Weights::Quadratic).unwrap().value, 0.914_00, 5);
    // Item 12 has a single mark.
    assert_eq!((ratings.items(), krippendorff(&ratings, Metric::Ordinal).unwrap().n), (12, 11));
}

#[test]
fn paradox_near_100_percent() {
    let rows = [vec![[2, 2]; 95], vec![[2, 1]; 3], vec![[1, 2]; 2]].concat();
    let items = rows.into_iter().map(|row| row.map(Some).to_vec()).collect();
    let ratings = Ratings::new(3, items).unwrap();
    close(raw_agreement(&ratings).unwrap().value, 0.95, 12);
    close(kappa(&ratings, 0, 1, Weights::Identity).unwrap().value, -0.024_590_2, 7);
    // Only neighbouring categories occur, so weights and metrics change nothing.
    close(kappa(&ratings, 0, 1, Weights::Quadratic).unwrap().value, -0.024_590_2, 7);
    close(krippendorff(&ratings, Metric::Nominal).unwrap().value, -0.020_512_8, 7);
    close(gwet(&ratings, Weights::Identity).unwrap().value, 0.948_75, 5);
    close(gwet(&ratings, Weights::Quadratic).unwrap().value, 0.986_86, 5);
    let shown = agreement(&ratings);
    assert_eq!(shown.marginals, [[0, 2, 98], [0, 3, 97]]);
    assert_eq!(shown.n, 100);
}

#[test]
fn unanimous_marks_are_undefined() {
    let ratings = Ratings::new(3, vec![vec![Some(2), Some(2), Some(2)]; 40]).unwrap();
    for metric in [Metric::Nominal, Metric::Ordinal, Metric::Interval] {
        assert_eq!(krippendorff(&ratings, metric).unwrap_err().to_string(), "undefined: no variation (n = 40)");
    }
    assert_eq!(gwet(&ratings, Weights::Quadratic).unwrap_err().to_string(), "undefined: no variation (n = 40)");
}

#[test]
fn two_judges_at_point_six() {
    assert_eq!(effective_judges(2, 0.6).unwrap().effective, 1.25);
}

//! What must hold for any marks, and the coefficients by a second method.

use analytics::stats::agreement::{
    Agreement, Coefficient, Metric, Ratings, Weights, agreement, gwet, kappa, krippendorff, raw_agreement,
};
use analytics::stats::undefined::Undefined;
use proptest::prelude::*;

const WEIGHTS: [Weights; 3] = [Weights::Identity, Weights::Linear, Weights::Quadratic];
const METRICS: [Metric; 3] = [Metric::Nominal, Metric::Ordinal, Metric::Interval];

type Rows = Vec<Vec<Option<u8>>>;

fn marks(judges: usize, filled: f64) -> impl Strategy<Value = Rows> {
    let mark = proptest::option::weighted(filled, 0_u8..3);
    proptest::collection::vec(proptest::collection::vec(mark, judges), 1..30)
}

fn all(rows: &Rows) -> Vec<Result<Coefficient, Undefined>> {
    let ratings = Ratings::new(3, rows.clone()).expect("a table of marks");
    let mut found = vec![raw_agreement(&ratings)];
    found.extend(METRICS.map(|metric| krippendorff(&ratings, metric)));
    found.extend(WEIGHTS.map(|weights| gwet(&ratings, weights)));
    found
}

fn same(a: &[Result<Coefficient, Undefined>], b: &[Result<Coefficient, Undefined>]) -> bool {
    a.iter().zip(b).all(|pair| match pair {
        (Ok(a), Ok(b)) => (a.value - b.value).abs() < 1e-9 && a.n == b.n,
        (a, b) => a == b,
    })
}

fn mean(values: impl Iterator<Item = f64> + Clone) -> f64 {
    values.clone().sum::<f64>() / values.count() as f64
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn coefficients_are_numbers_of_at_most_1(rows in marks(4, 0.6)) {
        for coefficient in all(&rows).into_iter().flatten() {
            prop_assert!(coefficient.value.is_finite() && coefficient.value <= 1.0 + 1e-12);
            prop_assert!(coefficient.n >= 1 && coefficient.n <= rows.len());
        }
        let ratings = Ratings::new(3, rows).unwrap();
        for weights in WEIGHTS {
            if let Ok(found) = kappa(&ratings, 0, 3, weights) {
                prop_assert!(found.value.is_finite() && found.value <= 1.0);
            }
        }
    }

    #[test]
    fn order_of_items_and_judges_does_not_matter(rows in marks(3, 0.7)) {
        let mut items = rows.clone();
        items.reverse();
        let judges: Rows = rows.iter().map(|row| vec![row[2], row[0], row[1]]).collect();
        prop_assert!(same(&all(&rows), &all(&items)) && same(&all(&rows), &all(&judges)));
    }

    #[test]
    fn the_scale_read_backwards_changes_nothing(rows in marks(2, 0.9)) {
        let backwards: Rows = rows.iter().map(|row| row.iter().map(|mark| mark.map(|m| 2 - m)).collect()).collect();
        prop_assert!(same(&all(&rows), &all(&backwards)));
    }

    #[test]
    fn second_methods_for_two_judges(pairs in proptest::collection::vec((0_u8..3, 0_u8..3), 2..40)) {
        let rows: Rows = pairs.iter().map(|(a, b)| vec![Some(*a), Some(*b)]).collect();
        let ratings = Ratings::new(3, rows).unwrap();
        let n = pairs.len() as f64;
        let pool = || pairs.iter().flat_map(|(a, b)| [f64::from(*a), f64::from(*b)]);
        let agreed = mean(pairs.iter().map(|(a, b)| f64::from(u8::from(a == b))));
        let share = |k: u8| mean(pool().map(move |mark| f64::from(u8::from(mark == f64::from(k)))));
        prop_assert!((raw_agreement(&ratings).unwrap().value - agreed).abs() < 1e-12);
        if let Ok(alpha) = krippendorff(&ratings, Metric::Nominal) {
            // Scott's π with the correction for a small sample.
            let chance: f64 = (0..3).map(|k| share(k).powi(2)).sum();
            let scott = (agreed - chance) / (1.0 - chance);
            prop_assert!((alpha.value - (1.0 - (1.0 - 0.5 / n) * (1.0 - scott))).abs() < 1e-9);
        }
        if let Ok(ac1) = gwet(&ratings, Weights::Identity) {
            let chance: f64 = (0..3).map(|k| share(k) * (1.0 - share(k))).sum::<f64>() / 2.0;
            prop_assert!((ac1.value - (agreed - chance) / (1.0 - chance)).abs() < 1e-9);
        }
        if let Ok(alpha) = krippendorff(&ratings, Metric::Interval) {
            // Interval α: mean squared difference over twice the variance of all marks.
            let centre = mean(pool());
            let variance = pool().map(|mark| (mark - centre).powi(2)).sum::<f64>() / (2.0 * n - 1.0);
            let squares = mean(pairs.iter().map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)));
            prop_assert!((alpha.value - (1.0 - squares / (2.0 * variance))).abs() < 1e-9);
        }
        if let Ok(quadratic) = kappa(&ratings, 0, 1, Weights::Quadratic) {
            // Quadratic κ is a concordance correlation: 2·cov / (var + var + (difference of means)²).
            let (a, b) = (|| pairs.iter().map(|(a, _)| f64::from(*a)), || pairs.iter().map(|(_, b)| f64::from(*b)));
            let (mean_a, mean_b) = (mean(a()), mean(b()));
            let covariance = mean(a().zip(b()).map(|(a, b)| (a - mean_a) * (b - mean_b)));
            let spread = mean(a().map(|a| (a - mean_a).powi(2))) + mean(b().map(|b| (b - mean_b).powi(2)));
            let concordance = 2.0 * covariance / (spread + (mean_a - mean_b).powi(2));
            prop_assert!((quadratic.value - concordance).abs() < 1e-9);
        }
    }

    #[test]
    fn an_unused_category_counts_for_gwet_only(pairs in proptest::collection::vec((0_u8..2, 0_u8..2), 2..30)) {
        let rows: Rows = pairs.iter().map(|(a, b)| vec![Some(*a), Some(*b)]).collect();
        let (two, three) = (Ratings::new(2, rows.clone()).unwrap(), Ratings::new(3, rows).unwrap());
        let (narrow, wide): (Agreement, Agreement) = (agreement(&two), agreement(&three));
        prop_assert!(same(&[narrow.raw, narrow.alpha_ordinal], &[wide.raw, wide.alpha_ordinal]));
        prop_assert!(same(&[narrow.kappa_quadratic.unwrap()], &[wide.kappa_quadratic.unwrap()]));
        if let (Ok(narrow), Ok(wide)) = (gwet(&two, Weights::Identity), gwet(&three, Weights::Identity)) {
            prop_assert!(narrow.value <= wide.value + 1e-12);
        }
    }
}

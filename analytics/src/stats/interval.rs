//! Intervals of a mean (t) and of a share (Wilson, Clopper–Pearson), and which of them to show.

use statrs::distribution::{Beta, ContinuousCDF};

use super::estimate::{Estimate, Interval, normal_quantile};
use super::moments::{mean, negligible};
use super::summary;
use super::undefined::{Reason, Undefined, check_values};

/// A share of n with both usual intervals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareInterval {
    /// How many of the n.
    pub successes: usize,
    /// Number of values.
    pub n: usize,
    /// Wilson's score interval.
    pub wilson: Interval,
    /// Clopper and Pearson's exact interval, which is never too narrow.
    pub clopper_pearson: Interval,
}

/// The interval that belongs to a list of scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ScoreInterval {
    /// The scores differ: the t interval of their mean.
    Mean(Estimate),
    /// All scores are equal: the interval of the share of perfect answers, in place of "± 0".
    PerfectShare(ShareInterval),
}

/// Mean with SE = √(Σ(s−s̄)²/(n(n−1))) and s̄ ± t₍n−1₎·SE, not clipped (Miller 2024, arXiv 2411.00640;
/// t rather than normal: Bowyer et al. 2025, arXiv 2503.01747).
///
/// # Errors
/// No values, one value, equal values, or values that are no finite numbers.
pub fn mean_interval(values: &[f64]) -> Result<Estimate, Undefined> {
    check_values(values)?;
    let n = values.len();
    let estimate = summary::mean(values).ok_or(Undefined::new(Reason::NoData, n))?;
    let standard_error = estimate.standard_error.ok_or(Undefined::new(Reason::TooFew, n))?;
    Estimate::with_t(n, estimate.mean, standard_error, n - 1)
}

/// The t interval of the mean; for equal scores (one score among them) the share of perfect answers.
///
/// `perfect` is the best score; a score within rounding of it counts. Equal scores below it are 0 of n.
///
/// # Errors
/// No values, or values that are no finite numbers.
pub fn score_interval(scores: &[f64], perfect: f64) -> Result<ScoreInterval, Undefined> {
    check_values(scores)?;
    match mean_interval(scores) {
        Ok(estimate) => Ok(ScoreInterval::Mean(estimate)),
        Err(Undefined { reason: Reason::TooFew | Reason::NoVariation, n }) => {
            let successes = if negligible(mean(scores) - perfect, perfect) { n } else { 0 };
            share_interval(successes, n).map(ScoreInterval::PerfectShare)
        }
        Err(undefined) => Err(undefined),
    }
}

/// A share with both intervals.
///
/// # Errors
/// `n` of 0, or more successes than `n`.
pub fn share_interval(successes: usize, n: usize) -> Result<ShareInterval, Undefined> {
    let wilson = wilson(successes, n)?;
    Ok(ShareInterval { successes, n, wilson, clopper_pearson: clopper_pearson(successes, n)? })
}

/// Wilson's score interval of a share (Wilson 1927), within 0 to 1.
///
/// # Errors
/// `n` of 0, or more successes than `n`.
pub fn wilson(successes: usize, n: usize) -> Result<Interval, Undefined> {
    check_share(successes, n)?;
    let (size, share) = (n as f64, successes as f64 / n as f64);
    let z = normal_quantile(0.975);
    let denominator = 1.0 + z * z / size;
    let centre = (share + z * z / (2.0 * size)) / denominator;
    let half = z / denominator * (share * (1.0 - share) / size + z * z / (4.0 * size * size)).sqrt();
    // At 0 of n and n of n one end is exactly 0 or 1; arithmetic would miss it by its rounding.
    let low = if successes == 0 { 0.0 } else { centre - half };
    let high = if successes == n { 1.0 } else { centre + half };
    Ok(Interval { low, high, n }.clip(0.0, 1.0))
}

/// The exact interval of a share (Clopper and Pearson 1934), from quantiles of the beta distribution.
///
/// # Errors
/// `n` of 0, or more successes than `n`.
pub fn clopper_pearson(successes: usize, n: usize) -> Result<Interval, Undefined> {
    check_share(successes, n)?;
    let failures = n - successes;
    let quantile = |a: usize, b: usize, probability: f64| {
        let beta = Beta::new(a as f64, b as f64).map_err(|_| Undefined::new(Reason::OutOfRange, n))?;
        Ok(beta.inverse_cdf(probability))
    };
    let low = if successes == 0 { 0.0 } else { quantile(successes, failures + 1, 0.025)? };
    let high = if failures == 0 { 1.0 } else { quantile(successes + 1, failures, 0.975)? };
    Ok(Interval { low, high, n })
}

fn check_share(successes: usize, n: usize) -> Result<(), Undefined> {
    match n {
        0 => Err(Undefined::new(Reason::NoData, 0)),
        _ if successes > n => Err(Undefined::new(Reason::OutOfRange, n)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn perfect_scores_never_read_plus_minus_0() {
        // 5/3 is not exact in binary: the spread of seven equal scores is rounding, not variation.
        for (score, successes) in [(2.0, 7), (0.0, 0), (5.0 / 3.0, 0)] {
            let Ok(ScoreInterval::PerfectShare(share)) = score_interval(&[score; 7], 2.0) else {
                panic!("{score} gives an interval of the mean");
            };
            assert_eq!((share.successes, share.n), (successes, 7));
            assert!(share.clopper_pearson.low < share.clopper_pearson.high);
        }
        assert!(matches!(score_interval(&[2.0, 1.0], 2.0), Ok(ScoreInterval::Mean(_))));
    }

    #[test]
    fn degenerate_data() {
        assert_eq!(mean_interval(&[]), Err(Undefined::new(Reason::NoData, 0)));
        assert_eq!(mean_interval(&[1.0]), Err(Undefined::new(Reason::TooFew, 1)));
        assert_eq!(mean_interval(&[1.0, 1.0]), Err(Undefined::new(Reason::NoVariation, 2)));
        assert_eq!(score_interval(&[], 2.0), Err(Undefined::new(Reason::NoData, 0)));
        let Ok(ScoreInterval::PerfectShare(one)) = score_interval(&[2.0], 2.0) else { panic!("one score") };
        assert_eq!((one.successes, one.n), (1, 1));
        assert_eq!(wilson(0, 0), Err(Undefined::new(Reason::NoData, 0)));
        assert_eq!(clopper_pearson(3, 2), Err(Undefined::new(Reason::OutOfRange, 2)));
    }
}

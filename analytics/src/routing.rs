//! Which kind of work may run on a model, by its scores and a reader's threshold; too few data is an answer of its own.

use crate::score::MARK_MAX;
use crate::stats::estimate::Interval;
use crate::stats::interval::mean_interval;
use crate::stats::undefined::Reason;

/// Where work of a kind should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// The whole interval reaches the threshold.
    Local,
    /// The whole interval lies below it.
    Cloud,
    /// The interval holds the threshold, or there is none.
    NotEnoughData,
}

/// The scores of a kind of work, with what follows from them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// Number of tasks with a score.
    pub n: usize,
    /// Their mean; None without any.
    pub mean: Option<f64>,
    /// 95 % interval within the scale; None for fewer than two tasks.
    pub interval: Option<Interval>,
    /// Where the work should go.
    pub route: Route,
}

/// Decides by the 95 % interval of the mean score over tasks (points, 0 to 2).
///
/// Equal scores have no t interval. Then the interval is that of the share of such scores, by Clopper and Pearson:
/// with n of n the share is at least q = 0.025^(1/n), and the mean lies between q·s and q·s + (1 − q)·2, whatever the
/// other tasks would give. Scores that are no finite numbers give no decision.
#[must_use]
pub fn decide(scores: &[f64], threshold: f64) -> Evidence {
    let n = scores.len();
    let top = f64::from(MARK_MAX);
    let mean = (n > 0).then(|| scores.iter().sum::<f64>() / n as f64).filter(|mean| mean.is_finite());
    let interval = match (mean_interval(scores), mean) {
        (Ok(estimate), _) => Some(estimate.interval.clip(0.0, top)),
        (Err(undefined), Some(score)) if undefined.reason == Reason::NoVariation && n > 1 => {
            let share = 0.025_f64.powf(1.0 / n as f64);
            Some(Interval { low: share * score, high: share * score + (1.0 - share) * top, n })
        }
        _ => None,
    };
    let route = match interval {
        Some(interval) if interval.low >= threshold => Route::Local,
        Some(interval) if interval.high < threshold => Route::Cloud,
        _ => Route::NotEnoughData,
    };
    Evidence { n, mean, interval, route }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::interval::clopper_pearson;

    #[test]
    fn the_interval_decides_not_the_mean() {
        // t with 3 degrees of freedom: 3.182; mean 1.7, sd .2, half-width .318
        let scores = [1.5, 1.6, 1.8, 1.9];
        assert_eq!(decide(&scores, 1.3).route, Route::Local);
        assert_eq!(decide(&scores, 1.5).route, Route::NotEnoughData);
        assert_eq!(decide(&[0.1, 0.2, 0.0, 0.1], 1.0).route, Route::Cloud);
    }

    #[test]
    fn equal_scores_are_bounded_by_the_exact_share() {
        for n in [2_usize, 5, 30] {
            let evidence = decide(&vec![2.0; n], 1.5);
            let share = clopper_pearson(n, n).unwrap().low;
            let interval = evidence.interval.unwrap();
            assert!((interval.low - 2.0 * share).abs() < 1e-9, "{n}: {interval:?}");
            assert_eq!(interval.high, 2.0);
        }
        // Five perfect answers are not enough to promise 1.5; thirty are.
        assert_eq!(decide(&[2.0; 5], 1.5).route, Route::NotEnoughData);
        assert_eq!(decide(&[2.0; 30], 1.5).route, Route::Local);
        assert_eq!(decide(&[0.0; 30], 0.5).route, Route::Cloud);
    }

    #[test]
    fn too_little_is_said_plainly() {
        for scores in [&[] as &[f64], &[2.0], &[f64::NAN, 1.0]] {
            let evidence = decide(scores, 0.0);
            assert_eq!((evidence.interval, evidence.route), (None, Route::NotEnoughData), "{scores:?}");
        }
        assert_eq!(decide(&[], 1.0).mean, None);
    }
}

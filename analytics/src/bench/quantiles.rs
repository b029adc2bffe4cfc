//! Quantiles of times with a bootstrap interval, and the rule when there are too few for a tail.

use serde::{Deserialize, Serialize};

use crate::stats::bootstrap::{self, Plan, quantile};

/// The 99th percentile of fewer values is one or two of them, and says nothing.
pub const FEWEST_FOR_P99: usize = 300;

/// The spread of a figure over the requests of a level. Quantiles are interpolated (Hyndman and Fan, type 7).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Spread {
    /// Number of values.
    pub n: u32,
    /// The median.
    pub p50: f64,
    /// The 90th percentile.
    pub p90: f64,
    /// The largest.
    pub max: f64,
    /// 95 % interval of the median from the bootstrap over requests; null for fewer than two or for equal values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p50_interval: Option<[f64; 2]>,
    /// The 99th percentile; null for fewer than 300 values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p99: Option<f64>,
}

impl Spread {
    /// The spread of values; None for no values.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let at = |probability| quantile(&sorted, probability).map(rounded);
        let interval = bootstrap::percentile(
            &bootstrap::replicates(sorted.len(), Plan::default(), 0..Plan::default().resamples(), |counts| {
                counted_median(&sorted, counts)
            }),
            sorted.len(),
        );
        Some(Self {
            n: u32::try_from(sorted.len()).unwrap_or(u32::MAX),
            p50: at(0.5)?,
            p90: at(0.9)?,
            max: at(1.0)?,
            p50_interval: interval.ok().map(|interval| [rounded(interval.low), rounded(interval.high)]),
            p99: (sorted.len() >= FEWEST_FOR_P99).then(|| at(0.99)).flatten(),
        })
    }
}

/// The median of sorted values of which each counts so often.
fn counted_median(sorted: &[f64], counts: &[u32]) -> Option<f64> {
    let total: u32 = counts.iter().sum();
    let (low, high) = ((total.checked_sub(1)?) / 2, total / 2);
    let at = |rank: u32| {
        let mut seen = 0;
        sorted.iter().zip(counts).find_map(|(value, count)| {
            seen += count;
            (seen > rank).then_some(*value)
        })
    };
    Some(f64::midpoint(at(low)?, at(high)?))
}

/// The median gap and the 99th percentile of gaps; the latter only of at least 300.
#[must_use]
pub fn gap_quantiles(gaps: &mut [f64]) -> (Option<f64>, Option<f64>) {
    gaps.sort_by(f64::total_cmp);
    let p99 = if gaps.len() >= FEWEST_FOR_P99 { quantile(gaps, 0.99) } else { None };
    (quantile(gaps, 0.5).map(rounded), p99.map(rounded))
}

/// Three decimals: a microsecond for times.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_quantiles() {
        // NumPy's manual for `percentile`: [[10, 7, 4], [3, 2, 1]] at 50 % is 3.5. The 90 % of R's `quantile` (type 7)
        // for the same is 8.5: position 0.9 × 5 = 4.5 between 7 and 10.
        let spread = Spread::of([10.0, 7.0, 4.0, 3.0, 2.0, 1.0]).unwrap();
        assert_eq!((spread.p50, spread.p90, spread.max, spread.p99), (3.5, 8.5, 10.0, None));
        let [low, high] = spread.p50_interval.unwrap();
        assert!(low < 3.5 && 3.5 < high && low >= 1.0 && high <= 10.0);
    }

    #[test]
    fn no_tail_from_few_values() {
        let ramp = |n: u32| Spread::of((0..n).map(f64::from)).unwrap();
        assert_eq!(ramp(299).p99, None);
        assert_eq!(ramp(301).p99, Some(297.0));
        let mut gaps: Vec<f64> = (0..299).map(f64::from).collect();
        assert_eq!(gap_quantiles(&mut gaps), (Some(149.0), None));
        gaps.extend([299.0, 300.0]);
        assert_eq!(gap_quantiles(&mut gaps), (Some(150.0), Some(297.0)));
    }

    #[test]
    fn equal_values_have_no_interval() {
        let spread = Spread::of([5.0; 8]).unwrap();
        assert_eq!((spread.p50, spread.p50_interval), (5.0, None));
        assert!(Spread::of([]).is_none() && Spread::of([f64::NAN]).is_none());
    }
}

//! Percentile and BCa intervals from resampled statistics.

use super::super::estimate::{Interval, normal_cdf, normal_quantile};
use super::super::moments::{mean, negligible};
use super::super::undefined::{Reason, Undefined};

/// The quantile of sorted values by linear interpolation (Hyndman and Fan, type 7; the default of NumPy and R).
/// None for no values; probabilities are clipped to 0 to 1.
#[must_use]
pub fn quantile(sorted: &[f64], probability: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let position = probability.clamp(0.0, 1.0) * last as f64;
    let below = (position as usize).min(last);
    let above = (below + 1).min(last);
    let part = position - below as f64;
    Some(if sorted[below] == sorted[above] {
        sorted[below]
    } else {
        sorted[below] + part * (sorted[above] - sorted[below])
    })
}

/// Sorted replicates. Refuses them when too many are undefined or when they are all equal.
fn usable(replicates: &[Option<f64>], n: usize) -> Result<Vec<f64>, Undefined> {
    let mut sorted: Vec<f64> = replicates.iter().copied().flatten().collect();
    if sorted.iter().any(|value| !value.is_finite()) {
        return Err(Undefined::new(Reason::OutOfRange, n));
    }
    if sorted.len() < 2 || sorted.len() * 20 < replicates.len() * 19 {
        return Err(Undefined::new(Reason::TooFew, n));
    }
    sorted.sort_by(f64::total_cmp);
    let (lowest, highest) = (sorted[0], sorted[sorted.len() - 1]);
    if negligible(highest - lowest, highest) {
        return Err(Undefined::new(Reason::NoVariation, n));
    }
    Ok(sorted)
}

fn between(sorted: &[f64], low: f64, high: f64, n: usize) -> Result<Interval, Undefined> {
    match (quantile(sorted, low), quantile(sorted, high)) {
        (Some(low), Some(high)) => Ok(Interval { low, high, n }),
        _ => Err(Undefined::new(Reason::NoData, n)),
    }
}

/// From the 2.5 % to the 97.5 % quantile of the replicates of a statistic of `n` tasks.
///
/// # Errors
/// Fewer than two replicates; more than 5 % undefined; all equal.
pub fn percentile(replicates: &[Option<f64>], n: usize) -> Result<Interval, Undefined> {
    between(&usable(replicates, n)?, 0.025, 0.975, n)
}

/// BCa's acceleration a = Σ(θ̄−θ₍i₎)³ / (6(Σ(θ̄−θ₍i₎)²)^1.5), from the values without each task in turn.
/// None when they are all equal.
#[must_use]
pub fn acceleration(jackknife: &[f64]) -> Option<f64> {
    let centre = mean(jackknife);
    let sum = |power: i32| -> f64 { jackknife.iter().map(|value| (centre - value).powi(power)).sum() };
    let squares = sum(2);
    (!negligible(squares.sqrt(), centre)).then(|| sum(3) / (6.0 * squares.powf(1.5)))
}

/// The bias-corrected and accelerated interval (Efron 1987). Replicates equal to the value count half
/// below it, as in SciPy, because scores have few distinct means.
///
/// # Errors
/// As [`percentile`]; a jackknife value that is undefined, or all of them equal; a value beyond all replicates.
pub fn bca(value: f64, replicates: &[Option<f64>], jackknife: &[Option<f64>], n: usize) -> Result<Interval, Undefined> {
    let sorted = usable(replicates, n)?;
    let jackknife: Vec<f64> =
        jackknife.iter().copied().collect::<Option<_>>().ok_or(Undefined::new(Reason::TooFew, n))?;
    let a = acceleration(&jackknife).ok_or(Undefined::new(Reason::NoVariation, n))?;
    let below = sorted.iter().filter(|replicate| **replicate < value && !same(**replicate, value)).count();
    let equal = sorted.iter().filter(|replicate| same(**replicate, value)).count();
    let z0 = normal_quantile((below as f64 + equal as f64 / 2.0) / sorted.len() as f64);
    let level = |probability: f64| {
        let z = z0 + normal_quantile(probability);
        let denominator = 1.0 - a * z;
        (z0.is_finite() && denominator > 0.0).then(|| normal_cdf(z0 + z / denominator))
    };
    match (level(0.025), level(0.975)) {
        (Some(low), Some(high)) => between(&sorted, low, high, n),
        _ => Err(Undefined::new(Reason::BeyondResamples, n)),
    }
}

fn same(a: f64, b: f64) -> bool {
    negligible(a - b, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().copied().map(Some).collect()
    }

    #[test]
    fn quantiles_interpolate() {
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[3.0], 0.975), Some(3.0));
        assert_eq!(quantile(&[0.0, 1.0, 2.0, 3.0], 0.5), Some(1.5));
        assert_eq!(quantile(&[0.0, 1.0, 2.0, 3.0], 2.0), Some(3.0));
    }

    #[test]
    fn bca_without_bias_and_acceleration_is_percentile() {
        let replicates: Vec<Option<f64>> = (-500..=500).map(|at| Some(f64::from(at) / 100.0)).collect();
        let bca = bca(0.0, &replicates, &some(&[-1.0, 0.0, 1.0]), 3).unwrap();
        let percentile = percentile(&replicates, 3).unwrap();
        assert!((bca.low - percentile.low).abs() < 1e-9 && (bca.high - percentile.high).abs() < 1e-9);
    }

    #[test]
    fn degenerate_replicates() {
        let reason = |reason| Err(Undefined::new(reason, 4));
        assert_eq!(percentile(&[], 4), reason(Reason::TooFew));
        assert_eq!(percentile(&[None, Some(1.0), Some(2.0)], 4), reason(Reason::TooFew));
        assert_eq!(percentile(&some(&[1.0; 9]), 4), reason(Reason::NoVariation));
        assert_eq!(percentile(&some(&[1.0, f64::NAN]), 4), reason(Reason::OutOfRange));
        let (drawn, left_out) = (some(&[1.0, 2.0]), some(&[1.0, 2.0]));
        assert_eq!(bca(3.0, &drawn, &left_out, 4), reason(Reason::BeyondResamples));
        assert_eq!(bca(1.5, &drawn, &some(&[1.0, 1.0]), 4), reason(Reason::NoVariation));
        assert_eq!(bca(1.5, &drawn, &[None, Some(1.0)], 4), reason(Reason::TooFew));
    }
}

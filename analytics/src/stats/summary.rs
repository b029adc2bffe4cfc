//! Mean, standard error and t interval of a sample.

use super::estimate::t_quantile;
use super::moments::negligible;

/// A mean with its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanEstimate {
    /// Number of values.
    pub n: usize,
    /// Arithmetic mean.
    pub mean: f64,
    /// Standard error √(Σ(s−s̄)²/(n(n−1))); None for a single value.
    pub standard_error: Option<f64>,
}

impl MeanEstimate {
    /// The two-sided 95 % interval s̄ ± t₍n−1₎·SE, not clipped to the scale.
    ///
    /// None for fewer than two values, and None when all values are equal: a standard error of 0
    /// says nothing about the next task, so no interval is better than "± 0".
    #[must_use]
    pub fn t_interval_95(&self) -> Option<(f64, f64)> {
        // Equal values that binary fractions miss, such as 5/3, have a standard error of pure rounding.
        let standard_error = self.standard_error.filter(|se| !negligible(*se, self.mean))?;
        let t = t_quantile(0.975, self.n - 1)?;
        Some((self.mean - t * standard_error, self.mean + t * standard_error))
    }
}

/// Estimates the mean of independent values (Miller 2024, arXiv 2411.00640).
///
/// None for no values.
#[must_use]
pub fn mean(values: &[f64]) -> Option<MeanEstimate> {
    let n = values.len();
    if n == 0 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    let standard_error = (n > 1).then(|| {
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        (squares / (n as f64 * (n as f64 - 1.0))).sqrt()
    });
    Some(MeanEstimate { n, mean, standard_error })
}

/// The middle value, or the mean of the two middle ones. None for no values.
#[must_use]
pub fn median(values: &[u64]) -> Option<u64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let n = sorted.len();
    match n {
        0 => None,
        _ if n % 2 == 1 => Some(sorted[n / 2]),
        _ => Some(sorted[n / 2 - 1].midpoint(sorted[n / 2])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64, tolerance: f64) {
        assert!((left - right).abs() <= tolerance, "{left} is not {right}");
    }

    #[test]
    fn sample_a_of_the_reference() {
        // statistics reference: A = [1,1,.5,1,0,1,.5,1,1,.5], computed with scipy 1.12.0
        let estimate = mean(&[1.0, 1.0, 0.5, 1.0, 0.0, 1.0, 0.5, 1.0, 1.0, 0.5]).unwrap();
        close(estimate.mean, 0.75, 1e-12);
        close(estimate.standard_error.unwrap(), 0.111_803_4, 5e-8);
        let (low, high) = estimate.t_interval_95().unwrap();
        close(low, 0.497_083_1, 5e-8);
        close(high, 1.002_916_9, 5e-8);
    }

    #[test]
    fn task_means_of_repeats() {
        // statistics reference, E: repeats are averaged within a task first
        let estimate = mean(&[2.0 / 3.0, 1.0, 1.0 / 3.0, 0.0]).unwrap();
        close(estimate.standard_error.unwrap(), 0.215_165_7, 5e-8);
    }

    #[test]
    fn degenerate_samples() {
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[1.5]).unwrap().standard_error, None);
        assert_eq!(mean(&[1.5]).unwrap().t_interval_95(), None);
        assert_eq!(mean(&[2.0, 2.0]).unwrap().t_interval_95(), None);
        assert_eq!(mean(&[5.0 / 3.0; 7]).unwrap().t_interval_95(), None);
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3, 1, 2]), Some(2));
        assert_eq!(median(&[4, 1, 2, 3]), Some(2));
    }
}

//! An estimate with its standard error and its interval, and the t quantile behind it.

use std::f64::consts::PI;

use statrs::distribution::{ContinuousCDF, Normal};

use super::moments::negligible;
use super::undefined::{Reason, Undefined};

/// A two-sided 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Number of values (tasks, mostly) it rests on.
    pub n: usize,
}

impl Interval {
    /// The part within a scale: t intervals near the end of a scale reach beyond it.
    #[must_use]
    pub const fn clip(self, lowest: f64, highest: f64) -> Self {
        Self { low: self.low.max(lowest).min(highest), high: self.high.min(highest).max(lowest), n: self.n }
    }

    /// Whether the value lies within, ends included.
    #[must_use]
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// A figure with its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Number of values (tasks, mostly) it rests on.
    pub n: usize,
    /// The figure, in the unit of the values.
    pub value: f64,
    /// Its standard error, in the same unit; greater than 0.
    pub standard_error: f64,
    /// value ± t·SE at 95 %, not clipped to a scale.
    pub interval: Interval,
}

impl Estimate {
    /// value ± t₍degrees₎·SE.
    ///
    /// # Errors
    /// [`Reason::TooFew`] for no degrees of freedom; [`Reason::NoVariation`] for a standard error of 0
    /// (up to rounding), which would read "± 0".
    pub fn with_t(n: usize, value: f64, standard_error: f64, degrees: usize) -> Result<Self, Undefined> {
        let t = t_quantile(0.975, degrees).ok_or(Undefined::new(Reason::TooFew, n))?;
        if negligible(standard_error, value) {
            return Err(Undefined::new(Reason::NoVariation, n));
        }
        let half = t * standard_error;
        Ok(Self { n, value, standard_error, interval: Interval { low: value - half, high: value + half, n } })
    }
}

/// From here on Cornish and Fisher's expansion is exact to 10⁻⁹, and the sum below grows long.
const MANY_DEGREES: usize = 1_000;

/// The quantile of Student's t with that many degrees of freedom; None for 0 degrees.
///
/// `probability` lies strictly between 0 and 1. Whole degrees have a finite sum (Abramowitz and Stegun 26.7.3 and
/// 26.7.4), which is halved into; the gamma function that any degrees need would weigh four kilobytes in the client.
pub(crate) fn t_quantile(probability: f64, degrees: usize) -> Option<f64> {
    if degrees >= MANY_DEGREES {
        let (z, d) = (normal_quantile(probability), degrees as f64);
        let second = 5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z;
        return Some(z + (z.powi(3) + z) / (4.0 * d) + second / (96.0 * d * d));
    }
    if degrees == 0 {
        return None;
    }
    let wanted = (2.0 * probability - 1.0).abs();
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    // As often as a number between 0 and 1 can be halved.
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if within_sine(middle, degrees) < wanted { low = middle } else { high = middle }
    }
    let sine = f64::midpoint(low, high);
    let t = sine * (degrees as f64 / (1.0 - sine * sine)).sqrt();
    Some(if probability < 0.5 { -t } else { t })
}

/// The probability that |t| is at most √degrees · tan θ, from the sine of θ.
fn within_sine(sine: f64, degrees: usize) -> f64 {
    let square = 1.0 - sine * sine;
    let odd = degrees % 2 == 1;
    let mut term = if odd { square.sqrt() } else { 1.0 };
    let mut sum = if degrees == 1 { 0.0 } else { term };
    let mut at = if odd { 3 } else { 2 };
    while at < degrees {
        term *= square * (at - 1) as f64 / at as f64;
        sum += term;
        at += 2;
    }
    if odd { (sine.asin() + sine * sum) * 2.0 / PI } else { sine * sum }
}

/// The quantile of the standard normal distribution, −∞ and ∞ at 0 and 1.
pub(super) fn normal_quantile(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability.clamp(0.0, 1.0))
}

/// The distribution function of the standard normal distribution.
pub(super) fn normal_cdf(z: f64) -> f64 {
    Normal::standard().cdf(z)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_printed_tables() {
        for (degrees, t) in [
            (1, 12.706_204_7),
            (2, 4.302_652_7),
            (9, 2.262_157_2),
            (29, 2.045_229_6),
            (399, 1.965_927_3),
            (999, 1.962_341_5),
            (1_000, 1.962_339_1),
            (1_000_000, 1.959_966_4),
        ] {
            assert!((t_quantile(0.975, degrees).unwrap() - t).abs() < 2e-7, "{degrees} degrees");
        }
        // No step where the method changes.
        for probability in [0.025, 0.5, 0.8, 0.95, 0.975] {
            let (below, above) = (t_quantile(probability, 999).unwrap(), t_quantile(probability, 1_000).unwrap());
            assert!((below - above).abs() < 3e-6, "{probability}");
        }
        assert_eq!(t_quantile(0.975, 0), None);
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-9);
        assert!((normal_cdf(normal_quantile(0.3)) - 0.3).abs() < 1e-9);
    }

    #[test]
    fn whole_degrees_agree_with_the_incomplete_beta_function() {
        use statrs::distribution::StudentsT;
        for degrees in (1..40).chain([57, 58, 99, 100, 399, 998, 999]) {
            let other = StudentsT::new(0.0, 1.0, degrees as f64).unwrap();
            for probability in [0.005, 0.025, 0.2, 0.5, 0.8, 0.95, 0.975, 0.995, 0.9995] {
                let t = t_quantile(probability, degrees).unwrap();
                let back = other.cdf(t);
                assert!((back - probability).abs() < 1e-10, "{degrees} degrees, {probability}: {t} gives {back}");
            }
        }
    }

    #[test]
    fn no_interval_of_no_width() {
        assert_eq!(Estimate::with_t(1, 2.0, 0.0, 0), Err(Undefined::new(Reason::TooFew, 1)));
        assert_eq!(Estimate::with_t(7, 2.0, 1e-17, 6), Err(Undefined::new(Reason::NoVariation, 7)));
        let wide = Estimate::with_t(2, 1.9, 0.3, 1).unwrap().interval;
        assert!(wide.contains(1.9));
        assert_eq!(wide.clip(0.0, 2.0), Interval { low: 0.0, high: 2.0, n: 2 });
    }
}

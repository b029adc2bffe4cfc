//! The smallest difference of two models that a number of tasks can show.

use super::undefined::{Reason, Undefined};

/// z₍.975₎ + z₍.8₎: 5 % two-sided error and 80 % power.
pub const DETECTION_FACTOR: f64 = 2.801_585;

/// A paired minimum detectable effect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DetectableEffect {
    /// Number of tasks.
    pub n: usize,
    /// The true difference that is found with 80 % power, in the unit of the scores.
    pub effect: f64,
}

/// 2.801585·sd_d/√n, with the standard deviation of the paired differences (Miller 2024, arXiv 2411.00640).
///
/// A normal approximation: slightly too small below some 20 tasks.
///
/// # Errors
/// No tasks; a standard deviation that is 0 (nothing varies, so nothing can be said) or no positive number.
pub fn detectable_effect(sd_of_differences: f64, n: usize) -> Result<DetectableEffect, Undefined> {
    check_sd(sd_of_differences, n)?;
    match n {
        0 => Err(Undefined::new(Reason::NoData, 0)),
        _ => Ok(DetectableEffect { n, effect: DETECTION_FACTOR * sd_of_differences / (n as f64).sqrt() }),
    }
}

/// The smallest number of tasks whose detectable effect is not above `effect`.
///
/// # Errors
/// A standard deviation or an effect that is 0, negative or not finite; more than 2³²−1 tasks.
pub fn tasks_needed(sd_of_differences: f64, effect: f64) -> Result<usize, Undefined> {
    check_sd(sd_of_differences, 0)?;
    let tasks = (DETECTION_FACTOR * sd_of_differences / effect).powi(2).ceil();
    if !(effect > 0.0 && effect.is_finite() && tasks <= f64::from(u32::MAX)) {
        return Err(Undefined::new(Reason::OutOfRange, 0));
    }
    Ok((tasks as usize).max(1))
}

fn check_sd(sd: f64, n: usize) -> Result<(), Undefined> {
    if sd == 0.0 {
        return Err(Undefined::new(Reason::NoVariation, n));
    }
    if !(sd > 0.0 && sd.is_finite()) {
        return Err(Undefined::new(Reason::OutOfRange, n));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::estimate::normal_quantile;
    use super::*;

    #[test]
    fn the_factor_is_two_quantiles() {
        assert!((normal_quantile(0.975) + normal_quantile(0.8) - DETECTION_FACTOR).abs() < 5e-7);
    }

    #[test]
    fn tasks_and_effect_are_inverse() {
        let tasks = tasks_needed(0.4, 0.1).unwrap();
        assert!(detectable_effect(0.4, tasks).unwrap().effect <= 0.1);
        assert!(detectable_effect(0.4, tasks - 1).unwrap().effect > 0.1);
    }

    #[test]
    fn degenerate_data() {
        assert_eq!(detectable_effect(0.4, 0), Err(Undefined::new(Reason::NoData, 0)));
        assert_eq!(detectable_effect(0.0, 30), Err(Undefined::new(Reason::NoVariation, 30)));
        assert_eq!(detectable_effect(f64::NAN, 30), Err(Undefined::new(Reason::OutOfRange, 30)));
        assert_eq!(tasks_needed(0.4, 0.0), Err(Undefined::new(Reason::OutOfRange, 0)));
        assert_eq!(tasks_needed(0.4, f64::NAN), Err(Undefined::new(Reason::OutOfRange, 0)));
        assert_eq!(tasks_needed(0.4, 100.0), Ok(1));
    }
}

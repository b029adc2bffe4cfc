//! The smallest difference of two models that a number of tasks can show.

use super::estimate::t_quantile;
use super::undefined::{Reason, Undefined};

/// t₍.975₎ + t₍.8₎ with n − 1 degrees of freedom: 5 % two-sided error and 80 % power. It falls to 2.801585, the same of
/// the normal distribution, which promises 80 % and keeps 56 % with 5 tasks, 70 % with 10 and 77 % with 30.
fn detection_factor(n: usize) -> Option<f64> {
    let degrees = n.checked_sub(1)?;
    Some(t_quantile(0.975, degrees)? + t_quantile(0.8, degrees)?)
}

/// A paired minimum detectable effect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DetectableEffect {
    /// Number of tasks.
    pub n: usize,
    /// The true difference that is found with 80 % power, in the unit of the scores.
    pub effect: f64,
}

/// (t₍.975₎ + t₍.8₎)·sd_d/√n, with the standard deviation of the paired differences (Miller 2024, arXiv 2411.00640, with
/// Student's t in place of the normal distribution).
///
/// # Errors
/// Fewer than two tasks; a standard deviation that is 0 (nothing varies, so nothing can be said) or no positive number.
pub fn detectable_effect(sd_of_differences: f64, n: usize) -> Result<DetectableEffect, Undefined> {
    check_sd(sd_of_differences, n)?;
    if n == 0 {
        return Err(Undefined::new(Reason::NoData, 0));
    }
    let factor = detection_factor(n).ok_or(Undefined::new(Reason::TooFew, n))?;
    Ok(DetectableEffect { n, effect: factor * sd_of_differences / (n as f64).sqrt() })
}

/// The smallest number of tasks whose detectable effect is not above `effect`.
///
/// # Errors
/// A standard deviation or an effect that is 0, negative or not finite; more than 2³²−1 tasks.
pub fn tasks_needed(sd_of_differences: f64, effect: f64) -> Result<usize, Undefined> {
    check_sd(sd_of_differences, 0)?;
    let by_normal = (2.801_585 * sd_of_differences / effect).powi(2).ceil();
    if !(effect > 0.0 && effect.is_finite() && by_normal <= f64::from(u32::MAX)) {
        return Err(Undefined::new(Reason::OutOfRange, 0));
    }
    // A few more than the normal distribution asks for, since t has longer tails.
    let mut tasks = (by_normal as usize).max(2);
    while detectable_effect(sd_of_differences, tasks)?.effect > effect {
        tasks += 1;
    }
    Ok(tasks)
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
    use super::*;
    use crate::stats::estimate::normal_quantile;
    use crate::stats::random::Draws;

    /// Tables of Student's t: 2.776445 + 0.940965 for 4 degrees, 2.045230 + 0.854192 for 29.
    #[test]
    fn the_factor_is_two_quantiles() {
        for (n, factor) in [(5, 3.717_410), (30, 2.899_422)] {
            assert!((detection_factor(n).unwrap() - factor).abs() < 5e-6, "{n}");
        }
        assert_eq!(detection_factor(1), None);
    }

    /// Normal differences whose mean is the detectable effect are found in 80 % of the cases, however few the tasks.
    #[test]
    fn the_power_is_what_is_promised() {
        for n in [5_usize, 10, 30] {
            let effect = detectable_effect(1.0, n).unwrap().effect;
            let t = t_quantile(0.975, n - 1).unwrap();
            let found = (0..2_000_u64).filter(|at| {
                let mut draws = Draws::new(7, *at);
                let uniform = |bits: u64| ((bits >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0;
                let d: Vec<f64> = (0..n).map(|_| effect + normal_quantile(uniform(draws.bits()))).collect();
                let mean = d.iter().sum::<f64>() / n as f64;
                let variance = d.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n as f64 - 1.0);
                (mean / (variance / n as f64).sqrt()).abs() > t
            });
            let power = found.count() as f64 / 2_000.0;
            assert!((0.76..=0.84).contains(&power), "{n} tasks: {power}");
        }
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
        assert_eq!(tasks_needed(0.4, 100.0), Ok(2));
        assert_eq!(detectable_effect(0.4, 1), Err(Undefined::new(Reason::TooFew, 1)));
    }
}

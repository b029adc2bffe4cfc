//! Is one model good enough? Not worse than another one by more than a margin.

use super::estimate::t_quantile;
use super::paired::Paired;
use super::undefined::{Reason, Undefined};

/// The answer to "is a good enough, compared with b?".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NonInferiority {
    /// Number of tasks.
    pub n: usize,
    /// The loss that would be accepted, in the unit of the scores.
    pub margin: f64,
    /// The one-sided 95 % lower bound of a − b: d̄ − t₍.95, n−1₎·SE_d.
    pub lower_bound: f64,
    /// Yes when the bound exceeds −margin. False means "not shown", not "worse".
    pub shown: bool,
}

/// Tests a − b against −margin. The margin is chosen before looking at the data; 0 asks for superiority.
///
/// # Errors
/// A margin that is negative or not finite, one task, or equal differences (which give no bound).
pub fn non_inferiority(comparison: &Paired, margin: f64) -> Result<NonInferiority, Undefined> {
    let n = comparison.n;
    if !(margin >= 0.0 && margin.is_finite()) {
        return Err(Undefined::new(Reason::OutOfRange, n));
    }
    let estimate = comparison.estimate?;
    let t = t_quantile(0.95, n.saturating_sub(1)).ok_or(Undefined::new(Reason::TooFew, n))?;
    let lower_bound = estimate.value - t * estimate.standard_error;
    Ok(NonInferiority { n, margin, lower_bound, shown: lower_bound > -margin })
}

#[cfg(test)]
mod tests {
    use super::super::paired::paired;
    use super::*;

    #[test]
    fn by_hand() {
        // d = 0, .1, −.1, 0: SE = √(.02/12); t₍.95, 3₎ = 2.353363
        let comparison = paired(&[1.0, 1.1, 0.9, 1.0], &[1.0; 4]).unwrap();
        let bound = -2.353_363_4 * (0.02_f64 / 12.0).sqrt();
        let answer = non_inferiority(&comparison, 0.1).unwrap();
        assert!((answer.lower_bound - bound).abs() < 1e-6);
        assert!(answer.shown);
        assert!(!non_inferiority(&comparison, 0.09).unwrap().shown);
        assert!(!non_inferiority(&comparison, 0.0).unwrap().shown);
    }

    #[test]
    fn degenerate_data() {
        let one = paired(&[1.0], &[1.0]).unwrap();
        assert_eq!(non_inferiority(&one, 0.1), Err(Undefined::new(Reason::TooFew, 1)));
        let equal = paired(&[1.0; 30], &[1.0; 30]).unwrap();
        assert_eq!(non_inferiority(&equal, 0.1), Err(Undefined::new(Reason::Equal, 30)));
        assert_eq!(non_inferiority(&equal, -0.1), Err(Undefined::new(Reason::OutOfRange, 30)));
        assert_eq!(non_inferiority(&equal, f64::NAN), Err(Undefined::new(Reason::OutOfRange, 30)));
    }
}

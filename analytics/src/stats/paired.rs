//! Two models on the same tasks: the mean difference, and how often each is better.

use super::estimate::Estimate;
use super::moments::{mean, negligible, variance};
use super::undefined::{Reason, Undefined, check_values};

/// A comparison of two models, a − b, in the unit of the scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paired {
    /// Number of tasks that both have a score for.
    pub n: usize,
    /// Mean of d_i = a_i − b_i.
    pub difference: f64,
    /// Standard deviation of the d_i, for the detectable effect; None for one task.
    pub sd: Option<f64>,
    /// The difference with SE_d = sd(d)/√n and its t interval. Undefined for one task, for equal
    /// scores (which is a result: [`Reason::Equal`]) and for equal differences; what then remains is the interval of the share of losses, `clopper_pearson(losses, n)`.
    pub estimate: Result<Estimate, Undefined>,
    /// Tasks on which a is better.
    pub wins: usize,
    /// Tasks on which both are equal.
    pub ties: usize,
    /// Tasks on which b is better.
    pub losses: usize,
}

/// d_i = a_i − b_i, by position.
///
/// # Errors
/// Lists of different length; no values; values that are no finite numbers.
pub fn differences(a: &[f64], b: &[f64]) -> Result<Vec<f64>, Undefined> {
    if a.len() != b.len() {
        return Err(Undefined::new(Reason::LengthsDiffer, a.len().min(b.len())));
    }
    check_values(a)?;
    check_values(b)?;
    Ok(a.iter().zip(b).map(|(a, b)| a - b).collect())
}

/// Compares two models by the scores of the same tasks, in the same order (Miller 2024, arXiv 2411.00640).
///
/// # Errors
/// As [`differences`].
pub fn paired(a: &[f64], b: &[f64]) -> Result<Paired, Undefined> {
    let d = differences(a, b)?;
    let n = d.len();
    let difference = mean(&d);
    let tie = |d: &&f64| negligible(**d, 1.0);
    let ties = d.iter().filter(tie).count();
    let wins = d.iter().filter(|d| **d > 0.0 && !tie(d)).count();
    let sd = (n > 1).then(|| variance(&d).sqrt());
    let estimate = if ties == n && n > 1 {
        Err(Undefined::new(Reason::Equal, n))
    } else {
        Estimate::with_t(n, difference, sd.unwrap_or_default() / (n as f64).sqrt(), n - 1)
    };
    Ok(Paired { n, difference, sd, estimate, wins, ties, losses: n - wins - ties })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // d = 1, 0, −1, 2: mean .5, sd √(5/3), SE √(5/12)
        let compared = paired(&[2.0, 1.0, 0.0, 2.0], &[1.0, 1.0, 1.0, 0.0]).unwrap();
        assert_eq!((compared.wins, compared.ties, compared.losses, compared.n), (2, 1, 1, 4));
        let estimate = compared.estimate.unwrap();
        assert!((compared.sd.unwrap() - (5.0_f64 / 3.0).sqrt()).abs() < 1e-15);
        assert!((estimate.standard_error - (5.0_f64 / 12.0).sqrt()).abs() < 1e-15);
        // t with 3 degrees of freedom: 3.182446
        assert!((estimate.interval.low - (0.5 - 3.182_446_3 * (5.0_f64 / 12.0).sqrt())).abs() < 1e-6);
    }

    #[test]
    fn degenerate_data() {
        assert_eq!(paired(&[], &[]), Err(Undefined::new(Reason::NoData, 0)));
        assert_eq!(paired(&[1.0], &[]), Err(Undefined::new(Reason::LengthsDiffer, 0)));
        let one = paired(&[2.0], &[1.0]).unwrap();
        assert_eq!((one.sd, one.estimate, one.wins), (None, Err(Undefined::new(Reason::TooFew, 1)), 1));
        let equal = paired(&[5.0 / 3.0; 3], &[4.0 / 3.0 + 1.0 / 3.0; 3]).unwrap();
        assert_eq!((equal.ties, equal.estimate), (3, Err(Undefined::new(Reason::Equal, 3))));
        let shifted = paired(&[2.0; 3], &[1.0; 3]).unwrap();
        assert_eq!((shifted.wins, shifted.estimate), (3, Err(Undefined::new(Reason::NoVariation, 3))));
    }
}

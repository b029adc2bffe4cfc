//! How many independent votes correlated judges are worth.

use super::moments::{cross, negligible};
use super::undefined::{Reason, Undefined};

/// The worth of a panel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffectiveJudges {
    /// Number of judges, m.
    pub n: usize,
    /// Mean correlation of their errors, ρ̄.
    pub correlation: f64,
    /// n_eff = m/(1+(m−1)ρ̄).
    pub effective: f64,
}

/// n_eff = m/(1+(m−1)ρ̄) (Kish's design effect for exchangeable judges). One judge is worth 1.
///
/// A negative ρ̄ gives more than m: their errors cancel.
///
/// # Errors
/// No judges; ρ̄ above 1, or so far below 0 (−1/(m−1) and less) that no such judges exist.
pub fn effective_judges(judges: usize, correlation: f64) -> Result<EffectiveJudges, Undefined> {
    let n = judges;
    let deflation = 1.0 + (n as f64 - 1.0) * correlation;
    if n == 0 {
        return Err(Undefined::new(Reason::NoData, 0));
    }
    if !(correlation.abs() <= 1.0 && (deflation > 0.0 || n == 1)) {
        return Err(Undefined::new(Reason::OutOfRange, n));
    }
    Ok(EffectiveJudges { n, correlation, effective: n as f64 / deflation })
}

/// A mean correlation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanCorrelation {
    /// The fewest items that a pair has in common.
    pub n: usize,
    /// Pairs of judges with a correlation.
    pub pairs: usize,
    /// Pairs without one: fewer than two items in common, or a judge whose errors do not vary there.
    pub undefined_pairs: usize,
    /// Mean of Pearson's correlations, −1 to 1.
    pub value: f64,
}

/// ρ̄: the mean of Pearson's correlations over pairs of judges, each over the items that both have.
///
/// `errors[judge][item]` is the judge's mark minus the reviewer's; None where one is missing. Correlating
/// marks instead of errors would take the answers' quality for common error.
///
/// # Errors
/// Fewer than two judges; rows of different length; errors not finite; no pair with a correlation.
pub fn error_correlation(errors: &[Vec<Option<f64>>]) -> Result<MeanCorrelation, Undefined> {
    let (judges, items) = (errors.len(), errors.first().map_or(0, Vec::len));
    if judges < 2 {
        return Err(Undefined::new(if judges == 0 { Reason::NoData } else { Reason::TooFew }, items));
    }
    if errors.iter().any(|row| row.len() != items) {
        return Err(Undefined::new(Reason::LengthsDiffer, items));
    }
    if errors.iter().flatten().flatten().any(|error| !error.is_finite()) {
        return Err(Undefined::new(Reason::OutOfRange, items));
    }
    let mut found = MeanCorrelation { n: usize::MAX, pairs: 0, undefined_pairs: 0, value: 0.0 };
    for (at, first) in errors.iter().enumerate() {
        for second in &errors[at + 1..] {
            let common = first.iter().zip(second).filter_map(|(a, b)| Some(((*a)?, (*b)?)));
            let (a, b): (Vec<f64>, Vec<f64>) = common.unzip();
            match pearson(&a, &b) {
                Some(correlation) => {
                    found.n = found.n.min(a.len());
                    found.pairs += 1;
                    found.value += correlation;
                }
                None => found.undefined_pairs += 1,
            }
        }
    }
    match found.pairs {
        0 => Err(Undefined::new(Reason::NoVariation, items)),
        pairs => Ok(MeanCorrelation { value: found.value / pairs as f64, ..found }),
    }
}

/// None for fewer than two values, and when either list does not vary.
fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    let spread = cross(x, x).sqrt() * cross(y, y).sqrt();
    (x.len() > 1 && !negligible(spread, 1.0)).then(|| (cross(x, y) / spread).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_judge_is_one_vote() {
        assert_eq!(effective_judges(1, 0.6).unwrap().effective, 1.0);
        assert_eq!(effective_judges(3, 0.0).unwrap().effective, 3.0);
        assert_eq!(effective_judges(3, 1.0).unwrap().effective, 1.0);
        assert_eq!(effective_judges(0, 0.5), Err(Undefined::new(Reason::NoData, 0)));
        assert_eq!(effective_judges(3, -0.5), Err(Undefined::new(Reason::OutOfRange, 3)));
        assert_eq!(effective_judges(3, f64::NAN), Err(Undefined::new(Reason::OutOfRange, 3)));
    }

    #[test]
    fn correlations_of_pairs() {
        let some = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
        let errors = [some(&[0.0, 1.0, -1.0]), some(&[0.0, 2.0, -2.0]), some(&[1.0, 1.0, 1.0])];
        let found = error_correlation(&errors).unwrap();
        assert_eq!((found.n, found.pairs, found.undefined_pairs), (3, 1, 2));
        assert!((found.value - 1.0).abs() < 1e-12);
        assert_eq!(error_correlation(&errors[..1]), Err(Undefined::new(Reason::TooFew, 3)));
        assert_eq!(error_correlation(&errors[1..]), Err(Undefined::new(Reason::NoVariation, 3)));
    }
}

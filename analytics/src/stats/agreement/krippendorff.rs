//! Krippendorff's α for any number of judges with gaps.

use super::super::undefined::{Reason, Undefined};
use super::{Coefficient, Ratings, check_variation};

/// How far apart two categories are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Different is different.
    Nominal,
    /// By the marks that lie between: δ² = (Σ_{g=c..k} n_g − (n_c+n_k)/2)².
    Ordinal,
    /// δ² = (c−k)².
    Interval,
}

impl Metric {
    fn squared_distance(self, c: usize, k: usize, marginals: &[f64]) -> f64 {
        let (low, high) = (c.min(k), c.max(k));
        match self {
            Self::Nominal => f64::from(u8::from(c != k)),
            Self::Ordinal => {
                (marginals[low..=high].iter().sum::<f64>() - (marginals[low] + marginals[high]) / 2.0).powi(2)
            }
            Self::Interval => ((high - low) as f64).powi(2),
        }
    }
}

/// α = 1 − D_o/D_e from the coincidence matrix (Krippendorff 2004, chapter 11).
///
/// Items with a single mark are left out. n counts the items that stay.
///
/// # Errors
/// No items; none marked twice; only one category among the marks that can be paired.
pub fn krippendorff(ratings: &Ratings, metric: Metric) -> Result<Coefficient, Undefined> {
    let n = check_variation(ratings)?;
    let q = ratings.categories();
    let mut coincidences = vec![vec![0.0; q]; q];
    for (counts, total) in ratings.counts().filter(|(_, total)| *total > 1.0) {
        for (c, row) in coincidences.iter_mut().enumerate() {
            for (k, cell) in row.iter_mut().enumerate() {
                let pairs = counts[c] * (counts[k] - f64::from(u8::from(c == k)));
                *cell += pairs / (total - 1.0);
            }
        }
    }
    let marginals: Vec<f64> = coincidences.iter().map(|row| row.iter().sum()).collect();
    let total: f64 = marginals.iter().sum();
    let (mut observed, mut expected) = (0.0, 0.0);
    for c in 0..q {
        for k in 0..q {
            let distance = metric.squared_distance(c, k, &marginals);
            observed += coincidences[c][k] * distance;
            expected += marginals[c] * marginals[k] * distance;
        }
    }
    if expected == 0.0 {
        return Err(Undefined::new(Reason::NoVariation, n));
    }
    Ok(Coefficient { value: 1.0 - (total - 1.0) * observed / expected, n })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_marks_bring_no_variation() {
        // The only other category stands alone on its item, so nothing can be paired with it.
        let ratings =
            Ratings::new(3, vec![vec![Some(2), Some(2)], vec![Some(2), Some(2)], vec![Some(0), None]]).unwrap();
        assert_eq!(krippendorff(&ratings, Metric::Nominal), Err(Undefined::new(Reason::NoVariation, 2)));
    }

    #[test]
    fn perfect_agreement_is_1() {
        let ratings = Ratings::new(3, vec![vec![Some(2), Some(2)], vec![Some(0), Some(0)]]).unwrap();
        for metric in [Metric::Nominal, Metric::Ordinal, Metric::Interval] {
            assert_eq!(krippendorff(&ratings, metric), Ok(Coefficient { value: 1.0, n: 2 }));
        }
    }
}

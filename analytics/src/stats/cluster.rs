//! Standard error of a mean when tasks come in clusters: categories, or the sources they were taken from.

use std::collections::BTreeMap;

use super::estimate::Estimate;
use super::moments::mean;
use super::undefined::{Reason, Undefined, check_values};

/// A mean over clustered values. Both standard errors are shown by name: they differ with few clusters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusteredMean {
    /// Number of values.
    pub n: usize,
    /// Number of clusters, C.
    pub clusters: usize,
    /// CR0 = √(Σ_c(Σ_{i∈c}(s−s̄))²)/n, in the unit of the values.
    pub cr0: f64,
    /// The mean with CR1 = CR0·√(C/(C−1)) and t with C−1 degrees of freedom.
    pub cr1: Estimate,
}

/// The mean of values with their clusters, by position (Liang and Zeger 1986; Miller 2024, arXiv 2411.00640).
///
/// # Errors
/// Different lengths; no values; fewer than two clusters; deviations that cancel in every cluster.
pub fn clustered_mean<C: Ord>(values: &[f64], clusters: &[C]) -> Result<ClusteredMean, Undefined> {
    let n = values.len();
    if clusters.len() != n {
        return Err(Undefined::new(Reason::LengthsDiffer, n));
    }
    check_values(values)?;
    let centre = mean(values);
    let contributions = values.iter().zip(clusters).map(|(value, cluster)| (cluster, (value - centre) / n as f64));
    let errors = cluster_robust(contributions);
    Ok(ClusteredMean { n, clusters: errors.clusters, cr0: errors.cr0, cr1: errors.estimate(n, centre)? })
}

/// Standard errors from the contributions of single values to an estimate, summed within clusters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ClusterErrors {
    pub(super) clusters: usize,
    pub(super) cr0: f64,
}

impl ClusterErrors {
    /// value ± t₍C−1₎·CR1.
    pub(super) fn estimate(self, n: usize, value: f64) -> Result<Estimate, Undefined> {
        if self.clusters < 2 {
            return Err(Undefined::new(Reason::TooFew, n));
        }
        let count = self.clusters as f64;
        Estimate::with_t(n, value, self.cr0 * (count / (count - 1.0)).sqrt(), self.clusters - 1)
    }
}

/// √Σ_c(Σ_{i∈c} contribution)².
pub(super) fn cluster_robust<C: Ord>(contributions: impl Iterator<Item = (C, f64)>) -> ClusterErrors {
    let mut sums: BTreeMap<C, f64> = BTreeMap::new();
    for (cluster, contribution) in contributions {
        *sums.entry(cluster).or_default() += contribution;
    }
    ClusterErrors { clusters: sums.len(), cr0: sums.values().map(|sum| sum * sum).sum::<f64>().sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // Mean .5; cluster sums of deviations 1, 0 and −1: CR0 = √2/6, CR1 = CR0·√(3/2) = √3/6.
        let mean = clustered_mean(&[1.0, 1.0, 1.0, 0.0, 0.0, 0.0], &["a", "a", "b", "b", "c", "c"]).unwrap();
        assert_eq!((mean.n, mean.clusters, mean.cr1.value), (6, 3, 0.5));
        assert!((mean.cr0 - 2f64.sqrt() / 6.0).abs() < 1e-15);
        assert!((mean.cr1.standard_error - 3f64.sqrt() / 6.0).abs() < 1e-15);
        // t with 2 degrees of freedom: 4.302653
        assert!((mean.cr1.interval.high - (0.5 + 4.302_652_7 * 3f64.sqrt() / 6.0)).abs() < 1e-6);
    }

    #[test]
    fn degenerate_data() {
        assert_eq!(clustered_mean::<u8>(&[], &[]), Err(Undefined::new(Reason::NoData, 0)));
        assert_eq!(clustered_mean(&[1.0, 0.0], &[1]), Err(Undefined::new(Reason::LengthsDiffer, 2)));
        assert_eq!(clustered_mean(&[1.0, 0.0], &[1, 1]), Err(Undefined::new(Reason::TooFew, 2)));
        assert_eq!(clustered_mean(&[1.0, 1.0], &[1, 2]), Err(Undefined::new(Reason::NoVariation, 2)));
        // The same mean in every cluster: nothing varies between clusters.
        assert_eq!(clustered_mean(&[1.0, 0.0, 1.0, 0.0], &[1, 1, 2, 2]), Err(Undefined::new(Reason::NoVariation, 4)));
    }
}

//! The sign-flip test of paired differences: exact for few of them, seeded Monte Carlo beyond.

use super::random::Draws;
use super::undefined::{Undefined, check_values};
use crate::leaderboard::sorted_positions;

/// Up to this many non-zero differences all 2ᵏ sign patterns are counted.
pub const EXACT_LIMIT: usize = 20;
/// Random sign patterns beyond it: a p-value of .05 is then right to about ±.004.
pub const MONTE_CARLO_DRAWS: u32 = 9_999;

/// How a p-value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// All sign patterns.
    Exact,
    /// That many random ones; the observed pattern counts as one more, so p is never 0.
    MonteCarlo(u32),
}

/// A two-sided p-value for "no difference".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SignFlip {
    /// The share of sign patterns whose sum is at least as far from 0 as the observed one.
    pub p: f64,
    /// Number of tasks.
    pub n: usize,
    /// Tasks on which the models differ; the others say nothing here.
    pub nonzero: usize,
    /// How p was found.
    pub method: Method,
}

/// Flips the sign of every difference independently (Fisher's randomisation test for matched pairs).
///
/// Swapping the models or reordering the tasks changes nothing, the seed included. Without any non-zero
/// difference p is 1.
///
/// # Errors
/// No differences, or one that is no finite number.
pub fn sign_flip(differences: &[f64], seed: u64) -> Result<SignFlip, Undefined> {
    check_values(differences)?;
    let observed = differences.iter().sum::<f64>();
    let total: f64 = differences.iter().map(|difference| difference.abs()).sum();
    // Sums are compared with room for rounding, or ties with the observed sum would be lost.
    let tolerance = 1e-9 * total;
    let sizes: Vec<f64> = differences.iter().map(|difference| difference.abs()).filter(|d| *d > 1e-12).collect();
    let order = sorted_positions(sizes.len(), &|a, b| sizes[a].total_cmp(&sizes[b]));
    let sizes: Vec<f64> = order.into_iter().map(|at| sizes[at]).collect();
    let reached = |sum: f64| sum.abs() >= observed.abs() - tolerance;
    let (p, method) = if sizes.len() <= EXACT_LIMIT {
        (exact(&sizes, reached), Method::Exact)
    } else {
        (monte_carlo(&sizes, seed, reached), Method::MonteCarlo(MONTE_CARLO_DRAWS))
    };
    Ok(SignFlip { p, n: differences.len(), nonzero: sizes.len(), method })
}

fn exact(sizes: &[f64], reached: impl Fn(f64) -> bool) -> f64 {
    // Sums of each half in a table: one addition per pattern and no error that grows along the way.
    let (left, right) = sizes.split_at(sizes.len() / 2);
    let (left, right) = (signed_sums(left), signed_sums(right));
    let hits: usize = left.iter().map(|a| right.iter().filter(|b| reached(a + **b)).count()).sum();
    hits as f64 / (left.len() * right.len()) as f64
}

fn signed_sums(sizes: &[f64]) -> Vec<f64> {
    sizes.iter().fold(vec![0.0], |sums, size| sums.iter().flat_map(|sum| [sum + size, sum - size]).collect())
}

fn monte_carlo(sizes: &[f64], seed: u64, reached: impl Fn(f64) -> bool) -> f64 {
    let hits = (0..MONTE_CARLO_DRAWS).filter(|draw| {
        let mut draws = Draws::new(seed, u64::from(*draw));
        let sum: f64 = sizes
            .chunks(64)
            .map(|chunk| {
                let bits = draws.bits();
                let signed = |(at, size): (usize, &f64)| if bits >> at & 1 == 0 { *size } else { -*size };
                chunk.iter().enumerate().map(signed).sum::<f64>()
            })
            .sum();
        reached(sum)
    });
    (hits.count() as f64 + 1.0) / (f64::from(MONTE_CARLO_DRAWS) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::super::undefined::Reason;
    use super::*;

    #[test]
    fn by_hand() {
        // Sums of ±1 ±1 ±1: ±3 twice, ±1 six times.
        let all_won = sign_flip(&[1.0, 0.0, 1.0, 1.0], 1).unwrap();
        assert_eq!((all_won.p, all_won.n, all_won.nonzero, all_won.method), (0.25, 4, 3, Method::Exact));
        assert_eq!(sign_flip(&[1.0, -1.0, 1.0], 1).unwrap().p, 1.0);
        // ±.5 ±1 ±2 reach 2.5 or more in ±3.5 and ±2.5: 4 of 8.
        assert_eq!(sign_flip(&[-0.5, 1.0, 2.0], 1).unwrap().p, 0.5);
        // Thirds: the observed sum ties with other patterns only up to rounding.
        assert_eq!(sign_flip(&[1.0 / 3.0, 2.0 / 3.0, -1.0], 1).unwrap().p, 1.0);
    }

    #[test]
    fn monte_carlo_agrees_with_the_binomial_test() {
        // 16 of 21 equal differences won: the exact two-sided sign test gives 55,806 of 2²¹ = .0266.
        let mut differences = [1.0; 21];
        differences[..5].fill(-1.0);
        let test = sign_flip(&differences, 3).unwrap();
        assert_eq!(test.method, Method::MonteCarlo(MONTE_CARLO_DRAWS));
        let tail: u64 = [1, 21, 210, 1330, 5985, 20_349].iter().sum();
        let expected = 2.0 * tail as f64 / f64::from(1 << 21);
        assert!((test.p - expected).abs() < 0.006, "{} is not {expected}", test.p);
    }

    #[test]
    fn degenerate_data() {
        assert_eq!(sign_flip(&[], 1), Err(Undefined { reason: Reason::NoData, n: 0 }));
        assert_eq!(sign_flip(&[0.0; 5], 1), Ok(SignFlip { p: 1.0, n: 5, nonzero: 0, method: Method::Exact }));
        assert_eq!(sign_flip(&[0.5], 1).unwrap().p, 1.0);
    }
}

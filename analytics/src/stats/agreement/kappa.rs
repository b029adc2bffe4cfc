//! Cohen's κ of two judges.

use super::super::undefined::{Reason, Undefined};
use super::{Coefficient, Ratings, Weights};

/// κ_w = 1 − ΣwO/ΣwE with disagreement weights w (Cohen 1960, 1968), over the items that both judges marked.
///
/// Near-constant marks give a κ near 0 whatever the agreement: read it beside AC2 and the marginals.
///
/// # Errors
/// No item that both marked; both judges always gave the same one category ([`Reason::NoVariation`]).
pub fn kappa(ratings: &Ratings, first: usize, second: usize, weights: Weights) -> Result<Coefficient, Undefined> {
    let pairs = ratings.pairs(first, second);
    let n = pairs.len();
    if n == 0 {
        let reason = if ratings.items() == 0 { Reason::NoData } else { Reason::NoPairs };
        return Err(Undefined::new(reason, ratings.items()));
    }
    let q = ratings.categories();
    let disagreement = |k, l| 1.0 - weights.weight(k, l, q);
    let mut marginals = vec![(0.0, 0.0); q];
    for (k, l) in &pairs {
        marginals[*k].0 += 1.0;
        marginals[*l].1 += 1.0;
    }
    let observed: f64 = pairs.iter().map(|(k, l)| disagreement(*k, *l)).sum();
    let cells = (0..q).flat_map(|k| (0..q).map(move |l| (k, l)));
    let expected: f64 = cells.map(|(k, l)| disagreement(k, l) * marginals[k].0 * marginals[l].1).sum();
    if expected == 0.0 {
        return Err(Undefined::new(Reason::NoVariation, n));
    }
    Ok(Coefficient { value: 1.0 - observed * n as f64 / expected, n })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(pairs: &[(u8, u8, usize)]) -> Ratings {
        let rows = pairs.iter().flat_map(|(a, b, times)| vec![vec![Some(*a), Some(*b)]; *times]).collect();
        Ratings::new(3, rows).unwrap()
    }

    #[test]
    fn by_hand() {
        // Observed agreement .7, expected .5 (marginals 25/25 and 30/20): κ = .4.
        let table = judged(&[(1, 1, 20), (1, 0, 5), (0, 1, 10), (0, 0, 15)]);
        assert!((kappa(&table, 0, 1, Weights::Identity).unwrap().value - 0.4).abs() < 1e-12);
    }

    #[test]
    fn one_constant_judge_gives_0_and_two_give_nothing() {
        let one = judged(&[(2, 2, 9), (2, 1, 1)]);
        assert!(kappa(&one, 0, 1, Weights::Quadratic).unwrap().value.abs() < 1e-12);
        let both = judged(&[(2, 2, 10)]);
        assert_eq!(kappa(&both, 0, 1, Weights::Quadratic), Err(Undefined::new(Reason::NoVariation, 10)));
        // Constant, but different ones: they disagree about everything, as chance would have it.
        let apart = judged(&[(2, 1, 10)]);
        assert_eq!(kappa(&apart, 0, 1, Weights::Identity).unwrap().value, 0.0);
        assert_eq!(kappa(&both, 0, 7, Weights::Identity), Err(Undefined::new(Reason::NoPairs, 10)));
    }
}

//! Gwet's AC1 and AC2 for any number of judges with gaps.

use super::super::undefined::{Reason, Undefined};
use super::{Coefficient, Ratings, Weights, check_variation};

/// (p_a − p_e)/(1 − p_e) with p_e = T_w/(q(q−1))·Σπ_k(1−π_k), T_w the sum of the weight matrix
/// (Gwet 2008, 2014): AC1 with identity weights, AC2 with linear or quadratic ones.
///
/// Items with a single mark count for the prevalences π only, as in irrCAC. n counts the others.
/// Unlike α and κ it does not fall to 0 when nearly all marks are equal.
///
/// # Errors
/// No items; none marked twice; only one category ever given (the formula would say 1).
pub fn gwet(ratings: &Ratings, weights: Weights) -> Result<Coefficient, Undefined> {
    check_variation(ratings)?;
    let (agreed, n) = observed(ratings, weights)?;
    let q = ratings.categories();
    let mut prevalence = vec![0.0; q];
    let mut marked = 0.0;
    for (counts, total) in ratings.counts() {
        marked += 1.0;
        prevalence.iter_mut().zip(counts).for_each(|(share, count)| *share += count / total);
    }
    let spread: f64 = prevalence.iter().map(|sum| sum / marked).map(|share| share * (1.0 - share)).sum();
    let cells = (0..q).flat_map(|k| (0..q).map(move |l| (k, l)));
    let total_weight: f64 = cells.map(|(k, l)| weights.weight(k, l, q)).sum();
    let by_chance = total_weight / (q * (q - 1)) as f64 * spread;
    Ok(Coefficient { value: (agreed - by_chance) / (1.0 - by_chance), n })
}

/// The weighted share of agreeing pairs, averaged over the items marked twice, and their number.
pub(super) fn observed(ratings: &Ratings, weights: Weights) -> Result<(f64, usize), Undefined> {
    let q = ratings.categories();
    let (mut sum, mut n) = (0.0, 0);
    for (counts, total) in ratings.counts().filter(|(_, total)| *total > 1.0) {
        let near = |k: usize| -> f64 { (0..q).map(|l| weights.weight(k, l, q) * counts[l]).sum() };
        let agreed: f64 = (0..q).map(|k| counts[k] * (near(k) - 1.0)).sum();
        sum += agreed / (total * (total - 1.0));
        n += 1;
    }
    match n {
        0 if ratings.items() == 0 => Err(Undefined::new(Reason::NoData, 0)),
        0 => Err(Undefined::new(Reason::NoPairs, ratings.items())),
        _ => Ok((sum / n as f64, n)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // Two of four items agree; π = 3/8, 2/8, 3/8; p_e = Σπ(1−π)/2 = 42/128: (1/2 − 21/64)/(43/64) = 11/43.
        let rows = [(0, 0), (2, 2), (0, 1), (1, 2)].map(|(a, b)| vec![Some(a), Some(b)]);
        let ratings = Ratings::new(3, rows.to_vec()).unwrap();
        assert!((gwet(&ratings, Weights::Identity).unwrap().value - 11.0 / 43.0).abs() < 1e-12);
    }

    #[test]
    fn a_scale_of_one_category_cannot_vary() {
        let ratings = Ratings::new(1, vec![vec![Some(0), Some(0)]; 5]).unwrap();
        assert_eq!(gwet(&ratings, Weights::Linear), Err(Undefined::new(Reason::NoVariation, 5)));
    }
}

//! Holm's correction of p-values when several comparisons are made at once.

use super::undefined::{Reason, Undefined, check_values};
use crate::leaderboard::sorted_positions;

/// Adjusted p-values, in the order given; as many as went in (Holm 1979).
///
/// The k-th smallest of m is multiplied by m−k+1; adjusted values never fall below that of a smaller p,
/// and never exceed 1. One p-value stays as it is.
///
/// # Errors
/// No p-values, or one outside 0 to 1.
pub fn holm(p_values: &[f64]) -> Result<Vec<f64>, Undefined> {
    check_values(p_values)?;
    let m = p_values.len();
    if p_values.iter().any(|p| !(0.0..=1.0).contains(p)) {
        return Err(Undefined::new(Reason::OutOfRange, m));
    }
    let order = sorted_positions(m, &|a, b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![0.0; m];
    let mut largest = 0.0_f64;
    for (position, index) in order.into_iter().enumerate() {
        largest = largest.max((m - position) as f64 * p_values[index]).min(1.0);
        adjusted[index] = largest;
    }
    Ok(adjusted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degenerate_data() {
        assert_eq!(holm(&[]), Err(Undefined::new(Reason::NoData, 0)));
        assert_eq!(holm(&[0.5, 1.1]), Err(Undefined::new(Reason::OutOfRange, 2)));
        assert_eq!(holm(&[0.04]), Ok(vec![0.04]));
        assert_eq!(holm(&[0.8, 0.9]), Ok(vec![1.0, 1.0]));
    }
}

//! One sort for everything that a page sorts: generic code for each type would be linked into the client again.

use std::cmp::Ordering;

/// The positions 0 to n − 1 in the order of a comparison; equal ones keep their order.
#[must_use]
pub fn sorted_positions(n: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..n).collect();
    positions.sort_by(|a, b| compare(*a, *b));
    positions
}

#[cfg(test)]
mod tests {
    use super::sorted_positions;

    #[test]
    fn equal_ones_keep_their_order() {
        let values = [2, 1, 2, 0];
        assert_eq!(sorted_positions(4, &|a, b| values[a].cmp(&values[b])), [3, 1, 0, 2]);
    }
}

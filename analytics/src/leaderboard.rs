//! One sort for everything that is sorted in the browser: each further one would weigh a kilobyte there.

use std::cmp::Ordering;

/// The positions 0 to n − 1 in the order of a comparison; equal ones keep their order.
///
/// Merges runs of 1, 2, 4 … positions: the standard library's sort is quicker on long lists that are nearly sorted,
/// and weighs ten times as much.
#[must_use]
pub fn sorted_positions(n: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut from: Vec<usize> = (0..n).collect();
    let mut to = Vec::with_capacity(n);
    let mut width = 1;
    while width < n {
        to.clear();
        while to.len() < n {
            let start = to.len();
            let (middle, end) = ((start + width).min(n), (start + 2 * width).min(n));
            let (mut left, mut right) = (start, middle);
            while left < middle || right < end {
                // The left one of two equal ones first.
                let takes_left = right == end || left < middle && compare(from[left], from[right]).is_le();
                let at = if takes_left { &mut left } else { &mut right };
                to.push(from[*at]);
                *at += 1;
            }
        }
        std::mem::swap(&mut from, &mut to);
        width *= 2;
    }
    from
}

#[cfg(test)]
mod tests {
    use super::sorted_positions;

    #[test]
    fn equal_ones_keep_their_order() {
        let values = [2, 1, 2, 0];
        assert_eq!(sorted_positions(4, &|a, b| values[a].cmp(&values[b])), [3, 1, 0, 2]);
    }

    #[test]
    fn the_order_is_that_of_the_standard_librarys_stable_sort() {
        let mut draw = 1_u32;
        for n in 0..300 {
            let values: Vec<u32> = (0..n)
                .map(|_| {
                    draw = draw.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (draw >> 24) % 40
                })
                .collect();
            let mut expected: Vec<usize> = (0..n).collect();
            expected.sort_by_key(|at| values[*at]);
            assert_eq!(sorted_positions(n, &|a, b| values[a].cmp(&values[b])), expected);
        }
    }
}

//! Marks of several judges on the same items, with gaps, on a scale that keeps its unused categories.

use super::super::undefined::{Reason, Undefined};

/// Items × judges. An item is one answer on one dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ratings {
    categories: usize,
    judges: usize,
    marks: Vec<Vec<Option<u8>>>,
}

impl Ratings {
    /// `categories` is the size of the scale, q: 3 for marks of 0, 1 and 2, whether all occur or not.
    /// Each row holds the marks of one item by judge, None where a judge gave none. No rows: no judges.
    ///
    /// # Errors
    /// A scale without categories; rows of different length; a mark outside the scale.
    pub fn new(categories: usize, marks: Vec<Vec<Option<u8>>>) -> Result<Self, Undefined> {
        let judges = marks.first().map_or(0, Vec::len);
        if marks.iter().any(|row| row.len() != judges) {
            return Err(Undefined::new(Reason::LengthsDiffer, marks.len()));
        }
        if categories == 0 || marks.iter().flatten().flatten().any(|mark| usize::from(*mark) >= categories) {
            return Err(Undefined::new(Reason::OutOfRange, marks.len()));
        }
        Ok(Self { categories, judges, marks })
    }

    /// Size of the scale, q.
    #[must_use]
    pub const fn categories(&self) -> usize {
        self.categories
    }

    /// Number of judges, m.
    #[must_use]
    pub const fn judges(&self) -> usize {
        self.judges
    }

    /// Number of items, marked or not.
    #[must_use]
    pub const fn items(&self) -> usize {
        self.marks.len()
    }

    /// How often each judge (outer) gave each category (inner).
    #[must_use]
    pub fn marginals(&self) -> Vec<Vec<usize>> {
        let mut counts = vec![vec![0; self.categories]; self.judges];
        for row in &self.marks {
            for (judge, mark) in row.iter().enumerate() {
                if let Some(mark) = mark {
                    counts[judge][usize::from(*mark)] += 1;
                }
            }
        }
        counts
    }

    /// Items marked by at least two judges.
    pub(super) fn paired(&self) -> usize {
        self.marks.iter().filter(|row| row.iter().flatten().count() > 1).count()
    }

    /// For each item with a mark, how often each category was given, and the number of its marks.
    pub(super) fn counts(&self) -> impl Iterator<Item = (Vec<f64>, f64)> + '_ {
        self.marks.iter().filter_map(|row| {
            let mut counts = vec![0.0; self.categories];
            row.iter().flatten().for_each(|mark| counts[usize::from(*mark)] += 1.0);
            let total: f64 = counts.iter().sum();
            (total > 0.0).then_some((counts, total))
        })
    }

    /// The marks of two judges on the items that both marked.
    pub(super) fn pairs(&self, first: usize, second: usize) -> Vec<(usize, usize)> {
        let mark = |row: &[Option<u8>], judge: usize| row.get(judge).copied().flatten().map(usize::from);
        self.marks.iter().filter_map(|row| Some((mark(row, first)?, mark(row, second)?))).collect()
    }
}

/// How much two different categories agree, on a scale of q equally spaced ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weights {
    /// Not at all.
    Identity,
    /// 1 − |k−l|/(q−1).
    Linear,
    /// 1 − (k−l)²/(q−1)².
    Quadratic,
}

impl Weights {
    /// The weight of categories k and l, 0 to 1.
    pub(super) fn weight(self, k: usize, l: usize, categories: usize) -> f64 {
        let distance = k.abs_diff(l) as f64 / categories.saturating_sub(1).max(1) as f64;
        match self {
            Self::Identity => f64::from(u8::from(k == l)),
            Self::Linear => 1.0 - distance,
            Self::Quadratic => 1.0 - distance * distance,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_no_table_of_marks() {
        let reason = |marks, categories| Ratings::new(categories, marks).unwrap_err().reason;
        assert_eq!(reason(vec![vec![Some(3)]], 3), Reason::OutOfRange);
        assert_eq!(reason(vec![], 0), Reason::OutOfRange);
        assert_eq!(reason(vec![vec![Some(1)], vec![]], 3), Reason::LengthsDiffer);
    }

    #[test]
    fn weights_of_three_categories() {
        let row = |weights: Weights| [0, 1, 2].map(|l| weights.weight(0, l, 3));
        assert_eq!(row(Weights::Identity), [1.0, 0.0, 0.0]);
        assert_eq!(row(Weights::Linear), [1.0, 0.5, 0.0]);
        assert_eq!(row(Weights::Quadratic), [1.0, 0.75, 0.0]);
        assert_eq!(Weights::Linear.weight(0, 0, 1), 1.0);
    }
}

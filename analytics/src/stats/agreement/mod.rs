//! How far judges agree: raw, Cohen's κ, Krippendorff's α, Gwet's AC1 and AC2, and the marginals.
//!
//! No coefficient is shown alone: near 100 % agreement κ and α fall to 0 for lack of variation (the "kappa
//! paradox") while AC2 stays high, and only the marginals tell why.

mod gwet;
mod kappa;
mod krippendorff;
mod ratings;

pub use gwet::gwet;
pub use kappa::kappa;
pub use krippendorff::{Metric, krippendorff};
pub use ratings::{Ratings, Weights};

use super::undefined::{Reason, Undefined};

/// An agreement coefficient; 1 is perfect, 0 is what chance would give (raw agreement: none at all).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// At most 1; chance-corrected coefficients can be negative.
    pub value: f64,
    /// Number of items that two judges or more marked.
    pub n: usize,
}

/// The share of pairs of marks on the same item that are equal, averaged over items.
///
/// Constant data have a raw agreement of 1: it is the correction for chance that is undefined there.
///
/// # Errors
/// No items, or none that was marked twice.
pub fn raw_agreement(ratings: &Ratings) -> Result<Coefficient, Undefined> {
    let (value, n) = gwet::observed(ratings, Weights::Identity)?;
    Ok(Coefficient { value, n })
}

/// Everything that is shown about the agreement of judges, for ordered marks.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Items in all, marked twice or not.
    pub n: usize,
    /// Share of equal pairs.
    pub raw: Result<Coefficient, Undefined>,
    /// Cohen's quadratically weighted κ; None unless there are exactly two judges.
    pub kappa_quadratic: Option<Result<Coefficient, Undefined>>,
    /// Krippendorff's ordinal α.
    pub alpha_ordinal: Result<Coefficient, Undefined>,
    /// Gwet's AC2 with quadratic weights.
    pub ac2_quadratic: Result<Coefficient, Undefined>,
    /// How often each judge (outer) gave each category (inner).
    pub marginals: Vec<Vec<usize>>,
}

/// Computes what belongs together on a page.
#[must_use]
pub fn agreement(ratings: &Ratings) -> Agreement {
    Agreement {
        n: ratings.items(),
        raw: raw_agreement(ratings),
        kappa_quadratic: (ratings.judges() == 2).then(|| kappa(ratings, 0, 1, Weights::Quadratic)),
        alpha_ordinal: krippendorff(ratings, Metric::Ordinal),
        ac2_quadratic: gwet(ratings, Weights::Quadratic),
        marginals: ratings.marginals(),
    }
}

/// Refuses items that nobody marked twice, and marks that are all the same.
fn check_variation(ratings: &Ratings) -> Result<usize, Undefined> {
    let paired = ratings.paired();
    if ratings.items() == 0 {
        return Err(Undefined::new(Reason::NoData, 0));
    }
    if paired == 0 {
        return Err(Undefined::new(Reason::NoPairs, ratings.items()));
    }
    let used = |category: &usize| ratings.marginals().iter().any(|judge| judge[*category] > 0);
    if (0..ratings.categories()).filter(used).count() < 2 {
        return Err(Undefined::new(Reason::NoVariation, paired));
    }
    Ok(paired)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constant_marks_agree_but_say_nothing() {
        let ratings = Ratings::new(3, vec![vec![Some(2), Some(2)]; 30]).unwrap();
        let shown = agreement(&ratings);
        let undefined = Err(Undefined::new(Reason::NoVariation, 30));
        assert_eq!(shown.raw, Ok(Coefficient { value: 1.0, n: 30 }));
        assert_eq!(shown.kappa_quadratic, Some(undefined));
        assert_eq!((shown.alpha_ordinal, shown.ac2_quadratic), (undefined, undefined));
        assert_eq!(shown.marginals, [[0, 0, 30], [0, 0, 30]]);
    }

    #[test]
    fn nothing_marked_twice() {
        let alone = Ratings::new(3, vec![vec![Some(2), None], vec![None, Some(0)], vec![None, None]]).unwrap();
        let undefined = Err(Undefined::new(Reason::NoPairs, 3));
        assert_eq!(raw_agreement(&alone), undefined);
        assert_eq!(agreement(&alone).kappa_quadratic, Some(undefined));
        assert_eq!((agreement(&alone).alpha_ordinal, agreement(&alone).ac2_quadratic), (undefined, undefined));
        let none = Ratings::new(3, vec![]).unwrap();
        assert_eq!(agreement(&none).raw, Err(Undefined::new(Reason::NoData, 0)));
        assert_eq!((agreement(&none).kappa_quadratic, agreement(&none).n), (None, 0));
    }
}

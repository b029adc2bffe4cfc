//! Why a figure cannot be given: the answer for degenerate data, where other tools print NaN.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What the data lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Reason {
    /// There are no values.
    NoData,
    /// There are values, but fewer than the figure needs.
    TooFew,
    /// All values are equal, so their spread says nothing about the next one.
    NoVariation,
    /// Two lists are equal value by value: there is no difference, and nothing to compute its spread from.
    Equal,
    /// Lists that belong together differ in length.
    LengthsDiffer,
    /// A value is not a finite number, or lies outside its range.
    OutOfRange,
    /// No item was marked by two judges.
    NoPairs,
    /// Some model never won, directly or through others, against some other one.
    NotConnected,
    /// The iteration did not come to rest.
    NotConverged,
    /// The estimate lies outside, or the correction beyond, everything that was resampled.
    BeyondResamples,
    /// An answer could never have been reviewed (its inclusion probability is 0).
    NeverSampled,
    /// No person has reviewed an answer.
    NoReviews,
    /// An answer that was sure to be reviewed has no review yet.
    ReviewMissing,
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoData => "no data",
            Self::TooFew => "too few values",
            Self::NoVariation => "no variation",
            Self::Equal => "equal",
            Self::LengthsDiffer => "lists of different length",
            Self::OutOfRange => "a value outside its range",
            Self::NoPairs => "nothing was marked twice",
            Self::NotConnected => "no chain of wins connects the models",
            Self::NotConverged => "the iteration does not come to rest",
            Self::BeyondResamples => "the estimate lies beyond its resamples",
            Self::NeverSampled => "some answers could never be reviewed",
            Self::NoReviews => "nobody has reviewed an answer",
            Self::ReviewMissing => "a certain review is missing",
        })
    }
}

/// A figure that the data do not give, with the reason and the number of values that were there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[error("undefined: {reason} (n = {n})")]
pub struct Undefined {
    /// What the data lack.
    pub reason: Reason,
    /// How many values there were.
    pub n: usize,
}

impl Undefined {
    /// Shorthand.
    #[must_use]
    pub const fn new(reason: Reason, n: usize) -> Self {
        Self { reason, n }
    }
}

/// Refuses empty lists and values that are no finite numbers.
pub(super) fn check_values(values: &[f64]) -> Result<(), Undefined> {
    match values {
        [] => Err(Undefined::new(Reason::NoData, 0)),
        _ if values.iter().any(|value| !value.is_finite()) => Err(Undefined::new(Reason::OutOfRange, values.len())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_a_page_prints_it() {
        assert_eq!(Undefined::new(Reason::NoVariation, 30).to_string(), "undefined: no variation (n = 30)");
    }

    #[test]
    fn only_finite_numbers_are_values() {
        assert_eq!(check_values(&[]), Err(Undefined::new(Reason::NoData, 0)));
        assert_eq!(check_values(&[1.0, f64::NAN]), Err(Undefined::new(Reason::OutOfRange, 2)));
        assert_eq!(check_values(&[1.0]), Ok(()));
    }
}

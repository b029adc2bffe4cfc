//! When a purchase has paid for itself, and from which volume on.

use super::{Amount, Dec};

/// When the money is back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Payback {
    /// After so many months.
    Months(f64),
    /// Never: running the machine costs at least what it saves.
    Never,
}

impl Payback {
    /// Months, if the money ever comes back.
    #[must_use]
    pub const fn months(self) -> Option<f64> {
        match self {
            Self::Months(months) => Some(months),
            Self::Never => None,
        }
    }

    /// Whether it comes back within so many months.
    #[must_use]
    pub fn within(self, months: f64) -> bool {
        self.months().is_some_and(|needed| needed <= months)
    }
}

/// `P/(alternative − running)` in months, in cash: the amortised purchase is never subtracted here, or it would be paid twice.
#[must_use]
pub fn payback(price: Amount, alternative_per_month: Amount, running_per_month: Amount) -> Payback {
    let saved = alternative_per_month.minus(running_per_month);
    if !price.is_positive() && saved >= Amount::ZERO {
        return Payback::Months(0.0);
    }
    let months = price.to_f64() / saved.to_f64();
    if saved.is_positive() && months.is_finite() { Payback::Months(months) } else { Payback::Never }
}

/// The volume from which on owning costs no more than the API.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BreakEven {
    /// So many million tokens a month, which the machine can produce.
    MillionTokens(f64),
    /// So many million tokens a month, which is more than the machine can produce: never on this machine.
    BeyondCapacity(f64),
    /// Never: a token costs more in electricity than at the API.
    Never,
}

/// `fixed/(API price − electricity of a token)`, checked against what the machine can produce.
///
/// `fixed` is what a month costs without any work. `api` and `work` are the bill and the extra electricity of
/// `million_tokens`.
#[must_use]
pub fn break_even(fixed: Amount, api: Amount, work: Amount, million_tokens: Dec, full: Option<f64>) -> BreakEven {
    let saved = api.to_f64() - work.to_f64();
    let even = million_tokens.to_f64() * fixed.to_f64() / saved;
    if !(saved > 0.0 && even.is_finite()) {
        return BreakEven::Never;
    }
    if full.is_some_and(|full| even > full) { BreakEven::BeyondCapacity(even) } else { BreakEven::MillionTokens(even) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sek(cents: i64) -> Amount {
        Amount::from_dec(Dec::micro(cents * 10_000))
    }

    /// cost-and-speed-models, "Exact vectors"; claims audit, rows 12 to 16.
    #[test]
    fn the_reference_vectors() {
        let months = |alternative| payback(sek(4_000_000), sek(alternative), sek(5_760)).months().unwrap();
        assert!((months(460_000) - 8.806).abs() < 0.0005);
        assert!((months(242_110) - 16.9).abs() < 0.05);
        assert!((months(726_320) - 5.6).abs() < 0.05);
        assert!((months(121_050) - 34.7).abs() < 0.05);
        assert!((months(100_000) - 42.4).abs() < 0.05);
    }

    #[test]
    fn no_saving_no_payback() {
        assert_eq!(payback(sek(100), sek(10), sek(10)), Payback::Never);
        assert_eq!(payback(sek(100), sek(10), sek(11)), Payback::Never);
        assert_eq!(payback(Amount::ZERO, sek(10), sek(5)), Payback::Months(0.0));
    }

    #[test]
    fn a_volume_beyond_the_machine_is_no_break_even() {
        // 100 a month fixed, 1 saved per million tokens.
        let even = |full| break_even(sek(10_000), sek(100), Amount::ZERO, Dec::ONE, full);
        assert_eq!(even(Some(150.0)), BreakEven::MillionTokens(100.0));
        assert_eq!(even(Some(50.0)), BreakEven::BeyondCapacity(100.0));
        assert_eq!(break_even(sek(100), sek(1), sek(2), Dec::ONE, None), BreakEven::Never);
        assert_eq!(break_even(sek(100), sek(1), sek(2), Dec::ZERO, None), BreakEven::Never);
    }
}

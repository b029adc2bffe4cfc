//! Money in the currency that everything is shown in: an integer of 10⁻¹² units, so that sums are exact.

use super::Dec;
use crate::units::PicoUsd;

/// An amount; may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Amount(i128);

const UNIT: i128 = 1_000_000_000_000;

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// From a decimal number of the currency.
    #[must_use]
    pub const fn from_dec(value: Dec) -> Self {
        Self(value.millionths() as i128 * 1_000_000)
    }

    /// From 10⁻¹⁸ US dollars at a rate of currency per dollar, rounded half up; None beyond the range.
    pub(super) fn from_atto_usd(atto: i128, rate: Dec) -> Option<Self> {
        Some(Self(divide(atto.checked_mul(i128::from(rate.millionths()))?, 1_000_000_000_000)))
    }

    /// US dollars at a rate of currency per dollar.
    #[must_use]
    pub fn from_usd(usd: PicoUsd, rate: Dec) -> Option<Self> {
        Self::from_atto_usd(i128::from(usd.0).checked_mul(1_000_000)?, rate)
    }

    /// The amount as a float, for charts and ratios.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / UNIT as f64
    }

    /// Hundredths, rounded half away from zero.
    #[must_use]
    pub fn cents(self) -> i128 {
        divide(self.0, UNIT / 100)
    }

    /// Whether it is above 0.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// The sum. Amounts come from [`Dec`]s and stay far below the limits of the integer; beyond them they stop there.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The product with a decimal, rounded half up; None beyond the range.
    #[must_use]
    pub fn times(self, factor: Dec) -> Option<Self> {
        Some(Self(divide(self.0.checked_mul(i128::from(factor.millionths()))?, 1_000_000)))
    }

    /// The amount over a decimal, rounded; None for 0 or beyond the range.
    #[must_use]
    pub fn over(self, divisor: Dec) -> Option<Self> {
        let divisor = i128::from(divisor.millionths());
        if divisor == 0 {
            return None;
        }
        Some(Self(divide(self.0.checked_mul(1_000_000)?, divisor)))
    }
}

/// Integer division, rounded half away from zero.
fn divide(value: i128, by: i128) -> i128 {
    let half = by.abs() / 2;
    value.saturating_add(if value < 0 { -half } else { half }) / by
}

/// A currency that amounts can be shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Currency {
    /// Swedish krona.
    Sek,
    /// Euro.
    Eur,
    /// US dollar.
    Usd,
    /// Pound sterling.
    Gbp,
    /// Norwegian krone.
    Nok,
    /// Danish krone.
    Dkk,
}

impl Currency {
    /// All of them, the default first.
    pub const ALL: [Self; 6] = [Self::Sek, Self::Eur, Self::Usd, Self::Gbp, Self::Nok, Self::Dkk];

    /// ISO 4217 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sek => "SEK",
            Self::Eur => "EUR",
            Self::Usd => "USD",
            Self::Gbp => "GBP",
            Self::Nok => "NOK",
            Self::Dkk => "DKK",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        let price = Amount::from_dec(Dec::whole(40_000));
        let month = price.over(Dec::whole(36)).unwrap();
        assert_eq!(month.cents(), 111_111);
        assert_eq!(month.times(Dec::whole(36)).unwrap().cents(), 4_000_000);
        assert_eq!(price.over(Dec::ZERO), None);
        assert_eq!(
            Amount::from_usd(PicoUsd::from_usd("456").unwrap(), Dec::micro(10_088_000)).unwrap().cents(),
            460_013
        );
        assert_eq!(Amount::ZERO.minus(Amount::from_dec(Dec::micro(5_000))).cents(), -1);
    }

    #[test]
    fn too_much_is_none() {
        assert_eq!(Amount(i128::MAX).times(Dec::whole(2)), None);
        assert_eq!(Amount::from_atto_usd(i128::MAX, Dec::whole(10)), None);
    }
}

//! Quantities whose unit is part of the type.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Money in millionths of a millionth of a US dollar: exact for every price per token that is listed today.
///
/// The largest value is about 18 million dollars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PicoUsd(pub u64);

/// A text that is no amount of dollars.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an amount of dollars from 0 to 18,000,000 in decimal notation")]
pub struct NotMoney(pub String);

impl PicoUsd {
    const DIGITS: usize = 12;

    /// Reads dollars in decimal notation, with or without an exponent (`"0.00000003"`, `"3e-8"`).
    /// Digits beyond the twelfth decimal are rounded half up.
    ///
    /// # Errors
    /// [`NotMoney`] for anything else, negative amounts included.
    pub fn from_usd(text: &str) -> Result<Self, NotMoney> {
        let error = || NotMoney(text.chars().take(40).collect());
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().map_err(|_| error())?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: String = [whole, fraction].concat();
        if digits.is_empty() || digits.len() > 60 || exponent.abs() > 60 || !digits.bytes().all(|b| b.is_ascii_digit())
        {
            return Err(error());
        }
        // The value is digits · 10^shift pico-dollars.
        let shift = exponent + Self::DIGITS as i32 - fraction.len() as i32;
        let digits = digits.trim_start_matches('0');
        let keep = digits.len() as i32 + shift.min(0);
        let (kept, round_up) = if shift >= 0 {
            (format!("{digits}{}", if digits.is_empty() { String::new() } else { "0".repeat(shift as usize) }), false)
        } else if keep >= 0 {
            (digits[..keep as usize].to_owned(), digits.as_bytes().get(keep as usize).is_some_and(|b| *b >= b'5'))
        } else {
            (String::new(), false)
        };
        let value: u64 = if kept.is_empty() { 0 } else { kept.parse().map_err(|_| error())? };
        value.checked_add(u64::from(round_up)).map(Self).ok_or_else(error)
    }

    /// The cost of a number of tokens at a price per token; None beyond the largest amount.
    #[must_use]
    pub fn for_tokens(price_per_token: Self, tokens: u64) -> Option<Self> {
        price_per_token.0.checked_mul(tokens).map(Self)
    }

    /// The sum; None beyond the largest amount.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

impl fmt::Display for PicoUsd {
    /// Dollars with as many decimals as the amount needs, two at least.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0 / 1_000_000_000_000, self.0 % 1_000_000_000_000);
        let decimals = format!("{fraction:012}");
        let end = decimals.trim_end_matches('0').len().max(2);
        write!(formatter, "${whole}.{}", &decimals[..end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_providers_send() {
        for (text, pico) in [
            ("0.00000003", 30_000),
            ("3e-8", 30_000),
            ("0.00015951", 159_510_000),
            ("0", 0),
            ("9e-7", 900_000),
            ("1", 1_000_000_000_000),
            ("13.4", 13_400_000_000_000),
            ("1.5E1", 15_000_000_000_000),
            ("0.0000000000005", 1),
            ("0.0000000000004", 0),
            ("1e-60", 0),
        ] {
            assert_eq!(PicoUsd::from_usd(text), Ok(PicoUsd(pico)), "{text}");
        }
        for text in ["", "-1", "abc", "1e99", "99999999", ".", "1.2.3", "NaN", "inf", "1e"] {
            assert!(PicoUsd::from_usd(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_published_volume_costs_what_the_audit_says() {
        // claims audit, row 1: 1.9 B tokens, 30/70, $0.10 and $0.30 per million = $456.00
        let input = PicoUsd::for_tokens(PicoUsd::from_usd("1e-7").unwrap(), 570_000_000).unwrap();
        let output = PicoUsd::for_tokens(PicoUsd::from_usd("3e-7").unwrap(), 1_330_000_000).unwrap();
        assert_eq!(input.checked_add(output).unwrap().to_string(), "$456.00");
    }

    #[test]
    fn shows_small_amounts_exactly() {
        assert_eq!(PicoUsd(159_510_000).to_string(), "$0.00015951");
        assert_eq!(PicoUsd(0).to_string(), "$0.00");
    }
}

//! A decimal number with six places: what a person types into a field. No float on the way in or out.

/// Millionths, from about −9.2·10¹² to 9.2·10¹².
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Dec(i64);

/// A text that is no decimal number within the range of [`Dec`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a number with at most six decimals")]
pub struct NotANumber;

const PLACES: usize = 6;
const ONE: i64 = 1_000_000;

impl Dec {
    /// 0.
    pub const ZERO: Self = Self(0);
    /// 1.
    pub const ONE: Self = Self(ONE);

    /// From millionths.
    #[must_use]
    pub const fn micro(millionths: i64) -> Self {
        Self(millionths)
    }

    /// From a whole number; the largest are cut to the range.
    #[must_use]
    pub const fn whole(value: i64) -> Self {
        Self(value.saturating_mul(ONE))
    }

    /// The number in millionths.
    #[must_use]
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// The nearest decimal; None for what is not finite or out of range.
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Self> {
        let scaled = (value * ONE as f64).round();
        (scaled.abs() < 9.2e18).then_some(Self(scaled as i64))
    }

    /// The number as a float.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / ONE as f64
    }

    /// Whether it is above 0.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Reads what people type and paste: `1900`, `1 900`, `1,900.5`, `10,088` is ten thousand, `0,5` and `2,5` are decimals.
    ///
    /// Spaces and underscores part thousands. Where comma and point both stand, the last is the decimal sign; a comma
    /// alone is one too, unless it parts groups of three digits after a number that does not begin with 0.
    ///
    /// # Errors
    /// [`NotANumber`] for anything else, more than six decimals and numbers out of range included.
    pub fn parse(text: &str) -> Result<Self, NotANumber> {
        let mut plain = String::new();
        for letter in text.trim().chars() {
            match letter {
                ' ' | '_' | '\u{a0}' | '\u{202f}' | '\'' => {}
                '−' => plain.push('-'),
                other => plain.push(other),
            }
        }
        let (negative, digits) = match plain.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, plain.as_str()),
        };
        let (point, comma) = (digits.rfind('.'), digits.rfind(','));
        let decimal = match (point, comma) {
            (Some(point), Some(comma)) => Some(point.max(comma)),
            (None, Some(_)) if !grouped(digits) => comma,
            (point, _) => point,
        };
        let (whole, fraction) = match decimal {
            Some(at) => (&digits[..at], &digits[at + 1..]),
            None => (digits, ""),
        };
        let mut value: i64 = 0;
        let mut any = false;
        for byte in whole.bytes().filter(|byte| *byte != b',' && (*byte != b'.' || comma.is_none())) {
            value = push(value, byte)?;
            any = true;
        }
        if fraction.len() > PLACES {
            return Err(NotANumber);
        }
        for place in 0..PLACES {
            let byte = fraction.as_bytes().get(place).copied();
            any |= byte.is_some();
            value = push(value, byte.unwrap_or(b'0'))?;
        }
        if any { Ok(Self(if negative { -value } else { value })) } else { Err(NotANumber) }
    }

    /// As plain text without trailing zeros: what a link carries.
    #[must_use]
    pub fn print(self) -> String {
        let magnitude = self.0.unsigned_abs();
        let (whole, fraction) = (magnitude / ONE as u64, magnitude % ONE as u64);
        let sign = if self.0 < 0 { "-" } else { "" };
        if fraction == 0 {
            return [sign, &whole.to_string()].concat();
        }
        let digits = (ONE as u64 + fraction).to_string();
        [sign, &whole.to_string(), ".", digits[1..].trim_end_matches('0')].concat()
    }
}

fn push(value: i64, byte: u8) -> Result<i64, NotANumber> {
    if !byte.is_ascii_digit() {
        return Err(NotANumber);
    }
    value.checked_mul(10).and_then(|value| value.checked_add(i64::from(byte - b'0'))).ok_or(NotANumber)
}

/// Whether commas part groups of three digits, as in `1,900` or `40,000,000`.
fn grouped(digits: &str) -> bool {
    let mut groups = digits.split(',');
    let first = groups.next().unwrap_or("");
    (1..=3).contains(&first.len()) && !first.starts_with('0') && groups.all(|group| group.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type() {
        for (text, micro) in [
            ("1900", 1_900_000_000),
            (" 1 900 ", 1_900_000_000),
            ("1,900", 1_900_000_000),
            ("1,900.5", 1_900_500_000),
            ("1.900,5", 1_900_500_000),
            ("2,5", 2_500_000),
            ("0,125", 125_000),
            (".5", 500_000),
            ("10.088", 10_088_000),
            ("−3", -3_000_000),
            ("0", 0),
            ("1000000000", 1_000_000_000_000_000),
        ] {
            assert_eq!(Dec::parse(text), Ok(Dec(micro)), "{text}");
        }
        for text in ["", "-", ".", "abc", "1e9", "NaN", "inf", "1.2.3", "0.1234567", "99999999999999", "1-2"] {
            assert_eq!(Dec::parse(text), Err(NotANumber), "{text}");
        }
    }

    #[test]
    fn what_is_printed_reads_the_same() {
        for micro in [0, 1, -1, 10_088_000, 1_900_000_000, 999_999, 30_437_500, -2_500_000] {
            assert_eq!(Dec::parse(&Dec(micro).print()), Ok(Dec(micro)));
        }
        assert_eq!(Dec::micro(30_437_500).print(), "30.4375");
    }

    #[test]
    fn no_float_becomes_a_wrong_number() {
        assert_eq!(Dec::from_f64(f64::NAN), None);
        assert_eq!(Dec::from_f64(f64::INFINITY), None);
        assert_eq!(Dec::from_f64(1e13), None);
        assert_eq!(Dec::from_f64(0.3), Some(Dec(300_000)));
    }
}

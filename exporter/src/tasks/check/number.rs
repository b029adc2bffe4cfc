//! Numbers as people write them in an answer, and when two numbers are the same.

use serde_json::Number;

/// Reads a number: white space, and commas between digits, are ignored; so is the full stop or comma that ends the sentence.
#[must_use]
pub fn parse(text: &str) -> Option<Number> {
    let packed: Vec<char> = text.chars().filter(|character| !character.is_whitespace()).collect();
    let digit = |at: Option<usize>| at.and_then(|at| packed.get(at)).is_some_and(char::is_ascii_digit);
    let mut plain = String::with_capacity(packed.len());
    for (at, character) in packed.iter().enumerate() {
        match character {
            ',' if digit(at.checked_sub(1)) && digit(Some(at + 1)) => {}
            // The minus sign of typographers.
            '\u{2212}' => plain.push('-'),
            other => plain.push(*other),
        }
    }
    let plain = plain.trim_end_matches(['.', ',']);
    // `parse` of a float also takes "inf" and "nan"; those are words here.
    if !plain.contains(|character: char| character.is_ascii_digit()) {
        return None;
    }
    match plain.parse::<i64>() {
        Ok(whole) => Some(whole.into()),
        Err(_) => plain.parse().ok().and_then(Number::from_f64),
    }
}

/// Whether the two differ by at most `tolerance`. Whole numbers are compared exactly, whatever their size.
#[must_use]
pub fn within(found: &Number, wanted: &Number, tolerance: f64) -> bool {
    if tolerance == 0.0 {
        return same(found, wanted);
    }
    match (found.as_f64(), wanted.as_f64()) {
        // 0.4 is within 0.1 of 0.3, though their difference is 0.10000000000000003 in binary.
        (Some(left), Some(right)) => (left - right).abs() <= tolerance + rounding(left, right),
        _ => false,
    }
}

/// Whether the two are the same number: 3 and 3.0 are.
#[must_use]
pub fn same(left: &Number, right: &Number) -> bool {
    match (whole(left), whole(right)) {
        (Some(left), Some(right)) => left == right,
        _ => match (left.as_f64(), right.as_f64()) {
            // Two readers of the same decimal digits may differ in the last bit.
            (Some(left), Some(right)) => (left - right).abs() <= rounding(left, right),
            _ => false,
        },
    }
}

fn rounding(left: f64, right: f64) -> f64 {
    4.0 * f64::EPSILON * left.abs().max(right.abs())
}

/// The number as a whole one, if it is.
fn whole(number: &Number) -> Option<i128> {
    if let Some(whole) = number.as_i64() {
        return Some(whole.into());
    }
    if let Some(whole) = number.as_u64() {
        return Some(whole.into());
    }
    let value = number.as_f64()?;
    // Every float in this range is represented exactly by i128.
    (value.fract() == 0.0 && value.abs() < 1e30).then_some(value as i128)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<f64> {
        parse(text).and_then(|number| number.as_f64())
    }

    fn float(value: f64) -> Number {
        Number::from_f64(value).unwrap()
    }

    #[test]
    fn spaces_and_commas_between_digits_are_ignored() {
        assert_eq!(read("12,862.20"), Some(12862.2));
        assert_eq!(read("12 862.20 "), Some(12862.2));
        assert_eq!(read("12\u{202f}862"), Some(12862.0));
        assert_eq!(read("1,2,3"), Some(123.0));
        assert_eq!(read("- 5"), Some(-5.0));
        assert_eq!(read("\u{2212}5.5"), Some(-5.5));
        assert_eq!(read("9,470,"), Some(9470.0), "the comma of the sentence");
        assert_eq!(read("9470."), Some(9470.0));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", " ", ",5", "1.2.3", "abc", "inf", "NaN", "-", ".", "٣", "1e999"] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn large_whole_numbers_are_exact() {
        let wanted = Number::from(9_007_199_254_740_993_i64);
        assert!(within(&parse("9,007,199,254,740,993").unwrap(), &wanted, 0.0));
        assert!(!within(&parse("9007199254740992").unwrap(), &wanted, 0.0));
        assert!(!same(&float(9_007_199_254_740_992.0), &wanted));
    }

    #[test]
    fn tolerance_includes_its_end() {
        assert!(within(&float(0.4), &float(0.3), 0.1));
        assert!(!within(&float(0.401), &float(0.3), 0.1));
        assert!(same(&float(3.0), &Number::from(3)));
        assert!(!same(&float(3.000_001), &Number::from(3)));
    }
}

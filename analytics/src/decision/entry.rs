//! Numbers as people type them: `1.9B`, `1,9e9`, `300M`, `1 900 000 000`, `30 %`; what could be read in two ways is asked for.

use super::fields::{Field, FieldDef, Kind};
use crate::cost::{Dec, grouped, tokens};

/// How many times the end of its slider a number may be where nothing else bounds it.
const BEYOND: f64 = 100.0;

/// Least and greatest value that makes sense in a field.
#[must_use]
pub fn bounds(def: &FieldDef) -> [f64; 2] {
    let [low, high] = def.range.map(Dec::to_f64);
    match def.unit {
        "%" => [low.min(0.0), high.max(100.0)],
        "% a year" => [low, high.max(1_000.0)],
        "h" => [0.5, 24.0],
        "days" => [1.0, 31.0],
        "of 2" => [0.0, 2.0],
        "months" => [1.0, 240.0],
        _ if matches!(def.kind, Kind::Choice(_)) => [low, high],
        // People and streams are counted from one.
        "" | "people" | "times" => [1.0, high * BEYOND],
        _ => [if matches!(def.kind, Kind::Log) { 1e-6 } else { 0.0 }, high * BEYOND],
    }
}

/// Reads what was typed into a field; None where nothing was.
///
/// Letters multiply: `k` a thousand, `M` a million, `B`, `bn` or `G` a thousand million; `e9` is a power of ten. Fields in
/// millions take such numbers, and numbers from a million on, as tokens.
///
/// # Errors
/// One sentence: what is wrong and what to type instead.
pub fn read(field: Field, text: &str) -> Result<Option<Dec>, String> {
    let def = field.def();
    let typed = text.trim().trim_end_matches('%').trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let no_number = || ["“", text.trim(), "” is no number. Type digits, such as ", example(def), "."].concat();
    let (digits, factor) = multiplier(typed);
    if factor == 1.0 && is_ambiguous(def, digits) {
        let plain: String = digits.chars().filter(char::is_ascii_digit).collect();
        let decimal = digits.replace(',', ".");
        return Err(["“", digits, "” may be ", &plain, " or ", &decimal, ". Type one of these."].concat());
    }
    let number = parse(digits).ok_or_else(no_number)? * factor;
    let in_millions = def.unit.starts_with("million");
    let value = if in_millions && (factor > 1.0 || number >= 1e6) { number / 1e6 } else { number };
    let [low, high] = bounds(def);
    let unit = if def.unit.is_empty() || def.unit.starts_with("money") { "" } else { def.unit };
    let bound = |what: &str, bound: f64| {
        let decimals = if bound.fract() == 0.0 { 0 } else { 6 };
        [
            &grouped(value, if value.fract() == 0.0 { 0 } else { 2 }),
            " is too ",
            what,
            &grouped(bound, decimals),
            " ",
            unit,
        ]
        .concat()
        .trim_end()
        .to_owned()
            + "."
    };
    if value < low {
        return Err(bound("little here: type at least ", low));
    }
    if value > high {
        return Err(bound("much here: type at most ", high));
    }
    Dec::from_f64(value).map(Some).ok_or_else(no_number)
}

/// Reads a number above 0 that may be left out; in millions of tokens where it is `of_tokens`.
///
/// # Errors
/// One sentence: what is wrong and what to type instead.
pub fn positive(text: &str, of_tokens: bool) -> Result<Option<f64>, String> {
    const MOST: f64 = 1e12;
    let typed = text.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let (digits, factor) = multiplier(typed);
    let number = parse(digits)
        .ok_or_else(|| ["“", typed, "” is no number. Type digits, such as 200 or 0.5, or leave it empty."].concat())?;
    let number = number * factor;
    let value = if of_tokens && (factor > 1.0 || number >= 1e6) { number / 1e6 } else { number };
    if value > 0.0 && value <= MOST {
        Ok(Some(value))
    } else {
        Err("Type a number above 0 that makes sense, or leave it empty.".to_owned())
    }
}

/// How a number was understood, where its unit is a million; empty elsewhere.
#[must_use]
pub fn reading(field: Field, value: Option<Dec>) -> String {
    match value {
        Some(value) if field.def().unit.starts_with("million") => ["= ", &tokens(value.to_f64()), " tokens"].concat(),
        _ => String::new(),
    }
}

fn example(def: &FieldDef) -> &'static str {
    if def.unit.starts_with("million") { "300, 300M or 1.9B" } else { "1900 or 0.5" }
}

/// A number whose thousands may be parted by points where there are several; one point is a decimal sign.
fn parse(digits: &str) -> Option<f64> {
    let parts: Vec<&str> = digits.split('.').collect();
    let is_parted = parts.len() > 2 && !digits.contains(',') && parts[1..].iter().all(|part| part.len() == 3);
    let plain = if is_parted { parts.concat() } else { digits.to_owned() };
    Dec::parse(&plain).ok().map(Dec::to_f64)
}

/// The digits of a number and what its letters multiply it with.
fn multiplier(typed: &str) -> (&str, f64) {
    let lower = typed.to_ascii_lowercase();
    if let Some((digits, power)) = lower.split_once('e')
        && let Ok(power) = power.trim_start_matches('+').parse::<i32>()
        && (-6..=15).contains(&power)
    {
        return (typed[..digits.len()].trim(), 10_f64.powi(power));
    }
    for (letters, factor) in [("bn", 1e9), ("b", 1e9), ("g", 1e9), ("mn", 1e6), ("m", 1e6), ("k", 1e3)] {
        if let Some(digits) = lower.strip_suffix(letters) {
            return (typed[..digits.len()].trim(), factor);
        }
    }
    (typed, 1.0)
}

/// One sign with three digits behind it: `1,900` and `1.900` part thousands in one country and decimals in another. A point
/// is taken for a decimal sign where the field has decimals of its own.
fn is_ambiguous(def: &FieldDef, digits: &str) -> bool {
    let signs: Vec<(usize, char)> = digits.char_indices().filter(|(_, letter)| matches!(letter, '.' | ',')).collect();
    let [(at, sign)] = signs[..] else { return false };
    let (before, after) = (&digits[..at], &digits[at + 1..]);
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let groups = (1..=3).contains(&before.len()) && !before.starts_with('0') && plain(before);
    let has_decimals = def.step < Dec::ONE;
    groups && after.len() == 3 && plain(after) && (sign == ',' || !has_decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_as_people_type_them() {
        for (text, millions) in [
            ("1900", 1900.0),
            ("1.9B", 1900.0),
            ("1,9e9", 1900.0),
            ("1.9 bn", 1900.0),
            ("300M", 300.0),
            ("300 m", 300.0),
            ("250k", 0.25),
            ("1 900 000 000", 1900.0),
            ("1,900,000,000", 1900.0),
            ("1.900.000.000", 1900.0),
            ("174", 174.0),
            ("47,5", 47.5),
        ] {
            let read = read(Field::TOKENS, text).map(|value| value.map(Dec::to_f64));
            assert_eq!(read, Ok(Some(millions)), "{text}");
        }
        assert_eq!(read(Field::TOKENS, "  "), Ok(None));
        assert_eq!(reading(Field::TOKENS, Some(Dec::whole(1900))), "= 1.9 billion tokens");
    }

    #[test]
    fn what_is_ambiguous_is_asked_for_and_nonsense_is_named() {
        for text in ["1,900", "1.900"] {
            let fault = read(Field::TOKENS, text).unwrap_err();
            assert!(fault.contains("may be 1900 or 1.900"), "{fault}");
        }
        // An exchange rate has decimals of its own.
        assert_eq!(read(Field::RATE, "10.088"), Ok(Some(Dec::micro(10_088_000))));
        assert!(read(Field::RATE, "10,088").is_err());
        for text in ["1 2x", "many", "1e99", "--3", "NaN", "inf"] {
            assert!(read(Field::TOKENS, text).unwrap_err().contains("is no number"), "{text}");
        }
    }

    #[test]
    fn bounds_make_sense() {
        assert_eq!(read(Field::OUTPUT, "30 %"), Ok(Some(Dec::whole(30))));
        for (field, text) in [
            (Field::OUTPUT, "101"),
            (Field::HOURS, "25"),
            (Field::PEOPLE, "0"),
            (Field::ENOUGH, "3"),
            (Field::MONTHS, "0"),
            (Field::CONTEXT, "0"),
            (Field::TOKENS, "-5"),
            (Field::PRICE, "1e12"),
        ] {
            let fault = read(field, text).unwrap_err();
            assert!(fault.contains("is too"), "{} {text}: {fault}", field.def().key);
        }
        for def in super::super::FIELDS {
            let [low, high] = bounds(def);
            let [from, to] = def.range.map(Dec::to_f64);
            assert!(low <= from && high >= to, "{}: the slider goes beyond what makes sense", def.key);
        }
    }
}

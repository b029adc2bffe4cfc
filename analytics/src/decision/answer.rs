//! An answer in words: one sentence, and lines that say what it rests on.

use crate::cost::{Currency, grouped, joined, rough};
use crate::speed::Estimate;

/// A figure with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Heading that it stands under.
    pub group: &'static str,
    /// What it is.
    pub label: String,
    /// The figure, with its unit.
    pub value: String,
    /// How it comes about, where that is not plain.
    pub note: String,
}

/// A sentence and its lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// The answer.
    pub sentence: String,
    /// What it rests on.
    pub lines: Vec<Line>,
    /// Whether something is missing or makes no sense; the sentence then says what.
    pub is_fault: bool,
}

impl Answer {
    pub(super) fn fault(sentence: String) -> Self {
        Self { sentence, lines: Vec::new(), is_fault: true }
    }

    pub(super) fn line(&mut self, group: &'static str, label: &str, value: String, note: String) {
        self.lines.push(Line { group, label: label.to_owned(), value, note });
    }
}

/// Joins texts.
pub(super) fn say(parts: &[&str]) -> String {
    parts.concat()
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The month that lies so many months after a day (YYYY-MM-DD), such as `August 2027`; empty where there is no day.
pub(super) fn month_after(day: &str, months: f64) -> String {
    let number = |from: usize, to: usize| day.get(from..to)?.parse::<i64>().ok();
    let (Some(year), Some(month), Some(of_month)) = (number(0, 4), number(5, 7), number(8, 10)) else {
        return String::new();
    };
    // Days as a part of the month, so that 0.9 months after the 22nd lie in the next one.
    let at = year * 12 + month - 1 + ((of_month - 1) as f64 / 30.4375 + months).floor() as i64;
    let name = MONTHS[at.rem_euclid(12) as usize];
    say(&[name, " ", &at.div_euclid(12).to_string()])
}

/// A number of months in words: months up to two years, then years.
pub(super) fn duration(months: f64) -> String {
    if months < 24.0 { say(&[&grouped(months, 1), " months"]) } else { say(&[&grouped(months / 12.0, 1), " years"]) }
}

/// An amount that was added up in floats, in whole units.
pub(super) fn plain(value: f64, currency: Currency) -> String {
    say(&[&grouped(value, 0), "\u{a0}", currency.code()])
}

/// Seconds in words.
pub(super) fn seconds(value: f64) -> String {
    if value < 120.0 {
        say(&[&rough(value), " s"])
    } else if value < 7200.0 {
        say(&[&rough(value / 60.0), " min"])
    } else {
        say(&[&rough(value / 3600.0), " h"])
    }
}

/// A speed with its range, where it comes from and the program that it holds for.
pub(super) fn speed_note(found: &Estimate) -> String {
    say(&[found.basis.label(), ", ", &rough(found.low), " to ", &rough(found.high), "; ", found.backend.label()])
}

/// Words joined by commas and a last "and".
pub(super) fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => say(&[&joined(rest, ", "), " and ", last]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_after_a_day() {
        assert_eq!(month_after("2026-11-22", 8.8), "August 2027");
        assert_eq!(month_after("2026-11-22", 0.0), "November 2026");
        assert_eq!(month_after("2026-11-22", 0.5), "December 2026");
        assert_eq!(month_after("2026-01-01", 12.0), "January 2027");
        assert_eq!(month_after("", 3.0), "");
    }
}

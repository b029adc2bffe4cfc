//! The days that a line of usage is about: a day, a week from its first day, a month, or from one day to another.

/// A span of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Period {
    /// YYYY-MM of the first day.
    pub month: String,
    /// Its first day, in days since 1970-01-01.
    pub first: i64,
    /// Its last day.
    pub last: i64,
    /// Whether only a month is named.
    pub whole_month: bool,
}

impl Period {
    /// The week that begins with this day.
    pub fn week(mut self) -> Self {
        if !self.whole_month {
            self.last = self.first + 6;
        }
        self
    }

    /// To the last day of another span.
    pub fn to(mut self, other: &Self) -> Self {
        self.last = self.last.max(other.last);
        self
    }
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads `2026-02-05`, `2026-02-05T10:00:00Z`, `2026/2/5`, `Feb 05, 2026`, and the months `2026-02` and `Feb 2026`.
pub(super) fn read(text: &str) -> Option<Period> {
    let text = text.trim();
    if text.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return words(text);
    }
    let day = text.split(['T', ' ']).next()?;
    let mut parts = day.split(['-', '/']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    of_numbers(year, month, day)
}

/// A month in words, as ccusage writes it for Codex: `Oct 01, 2026`.
fn words(text: &str) -> Option<Period> {
    let mut parts = text.split([' ', ',']).filter(|part| !part.is_empty());
    let name = parts.next()?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|known| name.starts_with(known))? + 1;
    let (second, third) = (parts.next()?, parts.next());
    let (day, year) = third.map_or((None, second), |year| (Some(second), year));
    if parts.next().is_some() {
        return None;
    }
    of_numbers(year, &month.to_string(), day)
}

/// Reads year, month and perhaps day.
pub(super) fn of_numbers(year: &str, month: &str, day: Option<&str>) -> Option<Period> {
    let (year, month): (i64, i64) = (number(year, 4)?, number(month, 2)?);
    if !(1..=12).contains(&month) {
        return None;
    }
    let begin = days_from_civil(year, month, 1);
    let end = if month == 12 { days_from_civil(year + 1, 1, 1) } else { days_from_civil(year, month + 1, 1) } - 1;
    let (first, last) = match day {
        Some(day) => {
            let day = begin + number(day, 2)? - 1;
            (day, day)
        }
        None => (begin, end),
    };
    // 31 February is no day.
    if first < begin || first > end {
        return None;
    }
    let padded = if month < 10 { "-0" } else { "-" };
    Some(Period {
        month: [&year.to_string(), padded, &month.to_string()].concat(),
        first,
        last,
        whole_month: day.is_none(),
    })
}

fn number(text: &str, most: usize) -> Option<i64> {
    let fits = (if most == 4 { 4..=4 } else { 1..=most }).contains(&text.len());
    (fits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Days since 1970-01-01 in the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_right() {
        for (text, day) in [
            ("1970-01-01", 0),
            ("2000-03-01", 11_017),
            ("2026-02-05T23:00:00Z", 20_489),
            ("2026/2/5", 20_489),
            ("Feb 05, 2026", 20_489),
            ("February 5 2026", 20_489),
            ("2024-02-29", 19_782),
        ] {
            let found = read(text).unwrap();
            assert_eq!((found.first, found.last, found.whole_month), (day, day, false), "{text}");
        }
        for text in ["2026-02", "Feb 2026"] {
            let month = read(text).unwrap();
            assert_eq!(
                (month.month.as_str(), month.first, month.last, month.whole_month),
                ("2026-02", 20_485, 20_512, true)
            );
        }
        assert_eq!(read("2026-12").map(|month| month.last - month.first + 1), Some(31));
        assert_eq!(read("2026-2-5").unwrap().month, "2026-02");
        for text in [
            "",
            "yesterday",
            "Sunday",
            "2026",
            "2026-13-01",
            "2026-02-32",
            "2026-02-31",
            "2025-02-29",
            "26-02-05",
            "2026-02-05-01",
            "-1-2-3",
            "2026-02-00",
            "Foo 05, 2026",
            "Oct 32, 2026",
            "Oct 1, 2, 2026",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}

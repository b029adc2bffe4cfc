//! Days and months at the beginning of a text.

/// A day or a month.
pub(super) struct When {
    /// YYYY-MM.
    pub month: String,
    /// Days since 1970-01-01; of a month its first.
    pub day: i64,
    /// Whether only the month is named.
    pub whole_month: bool,
}

/// Reads `2026-02-05`, `2026-02-05T10:00:00Z`, `2026/2/5`, `2026-02`.
pub(super) fn read(text: &str) -> Option<When> {
    let day = text.split(['T', ' ']).next()?;
    let mut parts = day.split(['-', '/']);
    let year: i64 = number(parts.next()?, 4)?;
    let month: i64 = number(parts.next()?, 2)?;
    let day = match parts.next() {
        Some(day) => Some(number(day, 2)?),
        None => None,
    };
    if parts.next().is_some() || !(1..=12).contains(&month) || day.is_some_and(|day| !(1..=31).contains(&day)) {
        return None;
    }
    let padded = if month < 10 { "-0" } else { "-" };
    Some(When {
        month: [&year.to_string(), padded, &month.to_string()].concat(),
        day: days_from_civil(year, month, day.unwrap_or(1)),
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
        for (text, day) in
            [("1970-01-01", 0), ("2000-03-01", 11_017), ("2026-02-05T23:00:00Z", 20_489), ("2026/2/5", 20_489)]
        {
            assert_eq!(read(text).map(|when| when.day), Some(day), "{text}");
        }
        assert!(read("2026-02").unwrap().whole_month);
        assert_eq!(read("2026-2-5").unwrap().month, "2026-02");
        for text in ["", "yesterday", "2026", "2026-13-01", "2026-02-32", "26-02-05", "2026-02-05-01", "-1-2-3"] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}

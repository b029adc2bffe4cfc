//! How old a price is.

use time::{Date, Month, OffsetDateTime};

/// A price that is older than this is flagged: prices change within months.
pub const OLD_AFTER_DAYS: i64 = 60;

/// Days from the date (YYYY-MM-DD or YYYY-MM, which counts from its first day) until the moment, in milliseconds since
/// 1970 in UTC; None when it is no date. A date in the future is 0 days old.
#[must_use]
pub fn age_days(date: &str, now_ms: i64) -> Option<i64> {
    let mut parts = date.split('-');
    let year: i32 = parts.next()?.parse().ok()?;
    let month = Month::try_from(parts.next()?.parse::<u8>().ok()?).ok()?;
    let day: u8 = parts.next().map_or(Some(1), |day| day.parse().ok())?;
    if parts.next().is_some() {
        return None;
    }
    let date = Date::from_calendar_date(year, month, day).ok()?;
    let today = OffsetDateTime::from_unix_timestamp(now_ms.div_euclid(1000)).ok()?.date();
    Some((today - date).whole_days().max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_distances() {
        let now_ms = 1_767_225_600_000; // 2026-01-01T00:00:00Z
        for (date, days) in [
            ("2025-12-31", Some(1)),
            ("2025-01-01", Some(365)),
            ("2025-12", Some(31)),
            ("2024-01-01", Some(731)),
            ("2026-02-01", Some(0)),
            ("2025-02-29", None),
            ("yesterday", None),
            ("2025-1-1-1", None),
        ] {
            assert_eq!(age_days(date, now_ms), days, "{date}");
        }
    }
}

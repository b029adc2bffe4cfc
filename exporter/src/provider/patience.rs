//! How long a server asks to be left alone, from the headers and the words of its refusal.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// The wait that the headers ask for: `Retry-After` in seconds or as a date, else until the quota comes back that a
/// request too many has used up.
#[must_use]
pub fn asked_for(status: u16, headers: &HeaderMap, now_ms: i64) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    // The finer of two headers that say the same (OpenAI, Azure).
    let fine = text("retry-after-ms").and_then(seconds).map(|wait| wait / 1000);
    let after = || text(RETRY_AFTER.as_str()).and_then(|text| seconds(text).or_else(|| until_date(text, now_ms)));
    fine.or_else(after).or_else(|| {
        // Some servers send it with every reply; only here does it say why.
        let reset: i64 = text("x-ratelimit-reset").filter(|_| status == 429)?.parse().ok()?;
        // Some send seconds since 1970, some milliseconds; a small number is no moment but a wait.
        let reset_ms = if reset > 1_000_000_000_000 { reset } else { reset.checked_mul(1000)? };
        wait(reset_ms, now_ms).filter(|_| reset > 1_000_000_000)
    })
}

/// The wait in a sentence such as "Please try again in 3.2s" or "Retry after 40 seconds".
#[must_use]
pub fn in_words(message: &str) -> Option<Duration> {
    let text = message.to_lowercase();
    let at = ["try again in ", "retry in ", "retry after ", "try again after "]
        .iter()
        .find_map(|words| text.find(words).map(|at| at + words.len()))?;
    in_words_of(&text[at..])
}

/// The wait at the beginning of a text: `2s`, `1m2.5s`, `500ms`, `40 seconds`. A number without a unit is none.
#[must_use]
pub fn in_words_of(text: &str) -> Option<Duration> {
    let mut wait = None;
    let mut rest = text.trim_start();
    loop {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let Ok(number) = rest[..end].parse::<f64>() else { return wait };
        let after = rest[end..].trim_start();
        let unit_end = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let seconds = match &after[..unit_end] {
            "ms" | "milliseconds" | "millisecond" => number / 1000.0,
            "s" | "sec" | "secs" | "second" | "seconds" => number,
            "m" | "min" | "minute" | "minutes" => number * 60.0,
            "h" | "hour" | "hours" => number * 3600.0,
            _ => return wait,
        };
        let part = Duration::try_from_secs_f64(seconds).ok()?;
        wait = Some(wait.unwrap_or(Duration::ZERO).saturating_add(part));
        rest = after[unit_end..].trim_start();
    }
}

fn seconds(text: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(text.parse().ok()?).ok()
}

fn until_date(text: &str, now_ms: i64) -> Option<Duration> {
    let moment = OffsetDateTime::parse(text, &Rfc2822).ok()?;
    Some(wait(moment.unix_timestamp().checked_mul(1000)?, now_ms).unwrap_or_default())
}

fn wait(then_ms: i64, now_ms: i64) -> Option<Duration> {
    u64::try_from(then_ms - now_ms).ok().map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_and_words() {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after-ms", "2500".parse().unwrap());
        assert_eq!(asked_for(429, &headers, 0), Some(Duration::from_millis(2500)));
        headers.insert("retry-after", "3".parse().unwrap());
        assert_eq!(asked_for(429, &headers, 0), Some(Duration::from_millis(2500)));
        for (text, ms) in [
            ("Please try again in 3.2s.", Some(3200)),
            ("Try again in 1m2.5s", Some(62_500)),
            ("please try again in 500ms", Some(500)),
            ("All providers at capacity. Retry after 40 seconds.", Some(40_000)),
            ("Please retry in 12.5 minutes", Some(750_000)),
            ("try again in 5", None),
            ("try again later", None),
        ] {
            assert_eq!(in_words(text), ms.map(Duration::from_millis), "{text}");
        }
    }

    #[test]
    fn seconds_dates_and_quotas_of_the_day() {
        let now_ms = 1_767_225_600_000; // 2026-01-01T00:00:00Z
        let of = |name: &'static str, value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            asked_for(429, &headers, now_ms).map(|wait| wait.as_secs())
        };
        assert_eq!(of("retry-after", "7"), Some(7));
        assert_eq!(of("retry-after", "1.5"), Some(1));
        assert_eq!(of("retry-after", "Thu, 01 Jan 2026 00:01:00 GMT"), Some(60));
        assert_eq!(of("retry-after", "Thu, 01 Jan 2020 00:01:00 GMT"), Some(0));
        assert_eq!(of("retry-after", "soon"), None);
        assert_eq!(of("retry-after", "-1"), None);
        assert_eq!(of("x-ratelimit-reset", "1767261600000"), Some(36_000));
        assert_eq!(of("x-ratelimit-reset", "1767261600"), Some(36_000));
        assert_eq!(of("x-ratelimit-reset", "1767225660000"), Some(60));
        assert_eq!(of("x-ratelimit-reset", "1767225500000"), None, "it is back already");
        let mut headers = HeaderMap::new();
        headers.insert("x-ratelimit-reset", "1767225660000".parse().unwrap());
        assert_eq!(asked_for(500, &headers, now_ms), None, "no quota is the matter");
        assert_eq!(of("x-ratelimit-reset", "60"), None);
    }
}

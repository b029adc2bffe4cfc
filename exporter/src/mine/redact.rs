//! Takes out of a text what tells who wrote it, where, and what opens their doors.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// A text without what was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    /// The text; each place that was taken out says what stood there.
    pub text: String,
    /// What was found, with how often.
    pub found: BTreeMap<&'static str, usize>,
}

/// What is looked for, in this order: what is certain before what only looks suspicious.
static RULES: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    let rules = [
        ("private-key", r"(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\z)"),
        ("address", r"\b(?:[a-z][a-z0-9+.-]*)://[^\s<>\x22'`)\]]+"),
        ("key", r"\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{8,}"),
        ("key", r"\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}|glpat-[A-Za-z0-9_-]{12,})"),
        (
            "key",
            r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b|\bAIza[A-Za-z0-9_-]{20,}|\bxox[abposr]-[A-Za-z0-9-]{8,}|\bhf_[A-Za-z0-9]{16,}",
        ),
        ("key", r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?"),
        ("key", r"(?i)\bbearer\s+[A-Za-z0-9._~+/=-]{8,}"),
        (
            "secret",
            r#"(?i)[A-Za-z0-9_.-]*(?:api[_-]?key|access[_-]?key|token|secret|passw(?:or)?d|passphrase|lösenord|credentials?)[A-Za-z0-9_.-]*["']?\s*(?:[:=]|=>|\bis\b|\bär\b)\s*["']?[^\s"',;]{3,}"#,
        ),
        ("e-mail", r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
        ("address", r"\b(?:ssh|scp|git)\s+[A-Za-z0-9._-]+@[A-Za-z0-9._-]+|\b[A-Za-z0-9._-]+@[A-Za-z0-9._-]+:[^\s]+"),
        ("ip", r"\b(?:\d{1,3}\.){3}\d{1,3}\b"),
        ("ip", r"(?i)\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{0,4}\b|(?i)\b[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*::[0-9a-f:]*"),
        ("host", r"(?i)\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:local|internal|intranet|lan|corp|home|localdomain)\b"),
        (
            "home",
            r#"(?:/home|/Users|/root)(?:/[^\s"'`:,;)\]]+)?|(?i:[a-z]:\\Users\\[^\s"'`:,;)\]]+)|~/[^\s"'`:,;)\]]+"#,
        ),
        ("id", r"(?i)\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"),
        ("number", r"\b(?:19|20)?\d{6}[-+]\d{4}\b|\b(?:\d[ -]?){13,19}\b|\+\d[\d -]{7,}\d"),
    ];
    rules.into_iter().filter_map(|(name, pattern)| Some((name, Regex::new(pattern).ok()?))).collect()
});

/// Runs of characters in which keys are written.
static RUN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[A-Za-z0-9+/_=-]{16,}").ok());

/// Redacts a text; `names` are words of this person, host and their projects, whatever their letter case.
#[must_use]
pub fn redact(text: &str, names: &[String]) -> Redacted {
    let mut found: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut text = text.to_owned();
    for (name, rule) in RULES.iter() {
        text = rule
            .replace_all(&text, |_: &Captures<'_>| {
                *found.entry(name).or_default() += 1;
                format!("[{name}]")
            })
            .into_owned();
    }
    for name in names.iter().filter(|name| name.chars().count() >= 3) {
        let Ok(rule) = Regex::new(&format!(r"(?i)(?:\b|_){}(?:\b|_)", regex::escape(name))) else { continue };
        text = rule
            .replace_all(&text, |_: &Captures<'_>| {
                *found.entry("name").or_default() += 1;
                "[name]".to_owned()
            })
            .into_owned();
    }
    if let Some(run) = RUN.as_ref() {
        text = run
            .replace_all(&text, |run: &Captures<'_>| {
                if looks_random(&run[0]) {
                    *found.entry("random").or_default() += 1;
                    "[random]".to_owned()
                } else {
                    run[0].to_owned()
                }
            })
            .into_owned();
    }
    Redacted { text, found }
}

/// Letters and digits mixed, with more surprise in each than words and identifiers have.
fn looks_random(run: &str) -> bool {
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    let letters = run.bytes().filter(u8::is_ascii_alphabetic).count();
    let hex = run.bytes().all(|byte| byte.is_ascii_hexdigit());
    // One word, or words with a number behind them.
    let parts = run.split(['_', '-', '/', '+', '=']);
    let longest = parts.map(str::len).max().unwrap_or(0);
    if longest < 12 || letters == 0 {
        return false;
    }
    let upper = run.bytes().any(|byte| byte.is_ascii_uppercase());
    let lower = run.bytes().any(|byte| byte.is_ascii_lowercase());
    (digits >= 3 && (hex || entropy(run) >= 3.2)) || (digits >= 1 && upper && lower && entropy(run) >= 3.8)
}

/// Shannon's entropy, in bits a character.
#[allow(clippy::cast_precision_loss, reason = "lengths of words")]
fn entropy(text: &str) -> f64 {
    let mut counts: BTreeMap<u8, usize> = BTreeMap::new();
    text.bytes().for_each(|byte| *counts.entry(byte).or_default() += 1);
    let all = text.len().max(1) as f64;
    counts.values().map(|count| *count as f64 / all).map(|share| -share * share.log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_doors_and_tells_names_is_taken_out() {
        let names = ["ada".to_owned(), "lovelace-engine".to_owned(), "büro7".to_owned()];
        for (secret, text) in [
            ("sk-proj-abc123def456ghi789", "use sk-proj-abc123def456ghi789 for it"),
            ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "GH: ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
            ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
            ("hunter2", "the DB_PASSWORD=hunter2 in the file"),
            ("kaffe99", "lösenordet är kaffe99"),
            ("correct-horse", "password: \"correct-horse\""),
            ("dGhpcyBpcyBhIHRlc3Q", "Authorization: Bearer dGhpcyBpcyBhIHRlc3Q="),
            ("eyJhbGciOiJIUzI1NiJ9", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc"),
            ("MIIEow", "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----"),
            ("ada@example.org", "mail ada@example.org now"),
            ("10.1.2.3", "ping 10.1.2.3"),
            ("fe80::1ff:fe23:4567:890a", "at fe80::1ff:fe23:4567:890a%eth0"),
            ("db7.corp", "connect to db7.corp"),
            ("example.com", "see https://ada:pw@example.com/x?token=1"),
            ("ada", "cd C:\\Users\\ada\\src"),
            ("lovelace-engine", "the Lovelace-Engine repository"),
            ("büro7", "auf büro7"),
            ("811218-9876", "personnummer 811218-9876"),
            ("4f3c2b1a9d8e7f60", "commit 4f3c2b1a9d8e7f60"),
            ("q9Zr7Lm2Xw8Kt4Vb", "the value q9Zr7Lm2Xw8Kt4Vb"),
            ("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "id 6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
        ] {
            let redacted = redact(text, &names);
            assert!(!redacted.text.to_lowercase().contains(&secret.to_lowercase()), "{text} became {}", redacted.text);
            assert!(!redacted.found.is_empty());
        }
    }

    #[test]
    fn ordinary_requests_stay_as_they_are() {
        for text in [
            "Fix the login test that fails since yesterday",
            "Write a function parse_http_response_headers(text: &str) -> Vec<Header> in src/http/headers.rs",
            "Why does `cargo test --workspace` take 40 s? 1.5 GiB of 16 GiB are used.",
            "Refaktorera modulen internationalisation_configuration så att den blir läsbar",
            "git checkout -b feature/very-long-branch-name-with-words",
        ] {
            assert_eq!(redact(text, &["ada".to_owned()]).text, text);
        }
    }

    #[test]
    fn every_rule_is_a_pattern() {
        // A pattern that is none would be left out without a word.
        assert_eq!(RULES.len(), 16);
    }
}

//! The kinds of checks, and when an answer passes one.

use serde::Serialize;
use serde_json::Number;

use super::json_document;
use super::json_rule::{JsonRule, JsonType};
use super::number;
use super::part::{Part, Sections};
use super::pattern::Pattern;
use crate::tasks::text::{count, short};

/// The condition of a check, compiled.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CheckKind {
    /// The pattern matches at least `min` and at most `max` times.
    Regex {
        /// The pattern.
        pattern: Pattern,
        /// Fewest matches.
        min: u64,
        /// Most matches.
        #[serde(skip_serializing_if = "Option::is_none")]
        max: Option<u64>,
    },
    /// The pattern does not match.
    NotRegex {
        /// The pattern.
        pattern: Pattern,
    },
    /// Every text occurs, letter case ignored.
    ContainsAll {
        /// The texts.
        texts: Vec<String>,
    },
    /// At least `min` of the texts occur, letter case ignored.
    ContainsAny {
        /// The texts.
        texts: Vec<String>,
        /// How many of them.
        min: u64,
    },
    /// None of the texts occurs, letter case ignored.
    NotContains {
        /// The texts.
        texts: Vec<String>,
    },
    /// At least one match captures a number within the tolerance.
    Number {
        /// The pattern; its one group captures the number.
        pattern: Pattern,
        /// The number that is right.
        equals: Number,
        /// How far off it may be.
        tolerance: f64,
    },
    /// The number of words lies within.
    Words {
        /// Fewest words.
        #[serde(skip_serializing_if = "Option::is_none")]
        min: Option<u64>,
        /// Most words.
        #[serde(skip_serializing_if = "Option::is_none")]
        max: Option<u64>,
    },
    /// The JSON document in the answer has a value at the pointer that satisfies the rule.
    Json {
        /// JSON pointer of RFC 6901.
        pointer: String,
        /// What is asked of the value.
        #[serde(flatten)]
        rule: JsonRule,
    },
}

impl CheckKind {
    /// The names in task files.
    pub const NAMES: [&str; 8] =
        ["regex", "not_regex", "contains_all", "contains_any", "not_contains", "number", "words", "json"];

    /// Whether the part of the answer passes, and what was found in it.
    #[must_use]
    pub fn decide(&self, sections: &Sections, part: Part) -> (bool, String) {
        let text = sections.text(part);
        match self {
            Self::Regex { pattern, min, max } => {
                let found = pattern.count(text);
                decide_count(found, count(found as usize, "match", "matches"), Some(*min), *max)
            }
            Self::NotRegex { pattern } => match pattern.first(text) {
                Some(found) => (false, format!("{:?}", short(found, 60))),
                None => (true, "no match".to_owned()),
            },
            Self::ContainsAll { texts } => {
                let (_, missing) = split_by_presence(text, texts);
                (missing.is_empty(), listed("no ", &missing, "all of them"))
            }
            Self::ContainsAny { texts, min } => {
                let (present, _) = split_by_presence(text, texts);
                (present.len() as u64 >= *min, listed("", &present, "none of them"))
            }
            Self::NotContains { texts } => {
                let (present, _) = split_by_presence(text, texts);
                (present.is_empty(), listed("", &present, "none of them"))
            }
            Self::Number { pattern, equals, tolerance } => decide_number(text, pattern, equals, *tolerance),
            Self::Words { min, max } => {
                let found = words(text);
                decide_count(found, count(found as usize, "word", "words"), *min, *max)
            }
            Self::Json { pointer, rule } => decide_json(sections, part, pointer, rule),
        }
    }
}

/// The number of words: pieces between white space that hold a letter or digit, so that a bullet or a table's bar is none.
#[must_use]
pub fn words(text: &str) -> u64 {
    text.split_whitespace().filter(|piece| piece.contains(char::is_alphanumeric)).count() as u64
}

/// Whether a count lies within, and what was counted with what was wanted where it does not.
fn decide_count(found: u64, shown: String, min: Option<u64>, max: Option<u64>) -> (bool, String) {
    if min.is_none_or(|min| found >= min) && max.is_none_or(|max| found <= max) {
        return (true, shown);
    }
    let wanted = match (min, max) {
        (Some(min), Some(max)) if min == max => format!("exactly {min}"),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => String::new(),
    };
    (false, format!("{shown}, not {wanted}"))
}

fn split_by_presence<'a>(text: &str, texts: &'a [String]) -> (Vec<&'a str>, Vec<&'a str>) {
    let lower = text.to_lowercase();
    texts.iter().map(String::as_str).partition(|wanted| lower.contains(&wanted.to_lowercase()))
}

/// The texts in quotes, each with the word before it.
fn listed(before: &str, texts: &[&str], none: &str) -> String {
    if texts.is_empty() {
        return none.to_owned();
    }
    let quoted: Vec<String> = texts.iter().map(|text| format!("{before}{:?}", short(text, 40))).collect();
    short(&quoted.join(", "), 160)
}

fn decide_number(text: &str, pattern: &Pattern, equals: &Number, tolerance: f64) -> (bool, String) {
    let mut captured = Vec::new();
    for group in pattern.captured(text) {
        if number::parse(group).is_some_and(|found| number::within(&found, equals, tolerance)) {
            return (true, format!("{:?}", short(group, 40)));
        }
        captured.push(group);
    }
    (false, listed("", &captured, "no match of the pattern"))
}

fn decide_json(sections: &Sections, part: Part, pointer: &str, rule: &JsonRule) -> (bool, String) {
    let Some(document) = json_document::find(sections, part) else {
        return (false, "no JSON document".to_owned());
    };
    let Some(value) = document.pointer(pointer) else {
        return (false, format!("a JSON document with nothing at {pointer:?}"));
    };
    let shown = match value {
        serde_json::Value::Array(items) => format!("an array of {}", count(items.len(), "item", "items")),
        serde_json::Value::Object(_) => format!("an {}", JsonType::Object.name()),
        other => short(&other.to_string(), 60),
    };
    match rule.broken_by(value) {
        Some(broken) => (false, format!("{shown}, which {broken}")),
        None => (true, shown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(kind: &CheckKind, answer: &str) -> bool {
        kind.decide(&Sections::of(answer), Part::Answer).0
    }

    fn pattern(text: &str) -> Pattern {
        Pattern::compile(text).unwrap()
    }

    fn texts() -> Vec<String> {
        vec!["Åäö".to_owned(), "two  words".to_owned()]
    }

    #[test]
    fn regex_counts_its_matches() {
        let kind = CheckKind::Regex { pattern: pattern("a"), min: 2, max: Some(3) };
        for (answer, wanted) in [("a", false), ("aa", true), ("aaa", true), ("aaaa", false)] {
            assert_eq!(passes(&kind, answer), wanted, "{answer}");
        }
        assert!(!passes(&CheckKind::NotRegex { pattern: pattern("a") }, "xa"));
        assert!(passes(&CheckKind::NotRegex { pattern: pattern("a") }, "xA"), "letter case counts in a pattern");
    }

    #[test]
    fn texts_ignore_letter_case_and_nothing_else() {
        assert!(passes(&CheckKind::ContainsAll { texts: texts() }, "TWO  WORDS åÄö"));
        assert!(!passes(&CheckKind::ContainsAll { texts: texts() }, "two words åäö"));
        assert!(passes(&CheckKind::ContainsAny { texts: texts(), min: 1 }, "åäö"));
        assert!(!passes(&CheckKind::ContainsAny { texts: texts(), min: 2 }, "åäö"));
        assert!(!passes(&CheckKind::NotContains { texts: texts() }, "ÅÄÖ"));
        assert!(passes(&CheckKind::NotContains { texts: texts() }, "aao"));
    }

    #[test]
    fn one_captured_number_is_enough() {
        let kind = |tolerance| CheckKind::Number {
            pattern: pattern(r"= ([\d., ]+)"),
            equals: Number::from_f64(1242.67).unwrap(),
            tolerance,
        };
        assert!(passes(&kind(0.0), "a = 5\nb = 1,242.67"));
        assert!(!passes(&kind(0.0), "b = 1,242.68"));
        assert!(passes(&kind(0.01), "b = 1 242.68"));
        assert!(!passes(&kind(0.01), "1242.67"), "the pattern must match");
    }

    #[test]
    fn words_hold_a_letter_or_digit() {
        assert_eq!(words("- one two, 3 | — ** å\n"), 4);
        assert!(passes(&CheckKind::Words { min: Some(2), max: Some(2) }, "- one two"));
        assert!(!passes(&CheckKind::Words { min: Some(3), max: None }, "- one two"));
        assert!(!passes(&CheckKind::Words { min: None, max: Some(1) }, "one two"));
    }

    #[test]
    fn json_looks_at_its_pointer() {
        let kind = |pointer: &str| CheckKind::Json {
            pointer: pointer.to_owned(),
            rule: JsonRule { equals: Some(2.into()), ..JsonRule::default() },
        };
        let answer = "```json\n{\"a/b\": [1, 2.0], \"n\": null}\n```";
        assert!(passes(&kind("/a~1b/1"), answer));
        assert!(!passes(&kind("/a~1b/0"), answer));
        assert!(!passes(&kind("/a~1b/2"), answer) && !passes(&kind("/n"), answer) && !passes(&kind("/x"), answer));
        assert!(!passes(&kind("/a"), "no document"));
        let missing = CheckKind::Json {
            pointer: "/x".into(),
            rule: JsonRule { json_type: Some(JsonType::Null), ..Default::default() },
        };
        assert!(!passes(&missing, answer), "a missing key is not null");
    }

    #[test]
    fn part_decides_what_is_looked_at() {
        let kind = CheckKind::NotContains { texts: vec!["x".to_owned()] };
        let sections = Sections::of("prose\n```\nx\n```\n");
        assert!(kind.decide(&sections, Part::Prose).0);
        assert!(!kind.decide(&sections, Part::Code).0);
        assert!(!kind.decide(&sections, Part::Answer).0);
    }
}

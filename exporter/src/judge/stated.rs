//! Marks that a text states anywhere, in JSON or in prose: what a verdict may contradict.

use analytics::score::{Dimension, Marks};

/// Whether the text states another mark on some dimension than the verdict has.
///
/// `correctness: 2`, `"correctness": "2"` and `**Correctness** = 2/2` state a mark; `0, 1 or 2` names the scale.
#[must_use]
pub fn contradicts(text: &str, marks: Marks) -> bool {
    let lower = text.to_lowercase();
    Dimension::ALL.into_iter().any(|dimension| {
        let found = lower.match_indices(dimension.slug());
        found
            .filter_map(|(at, name)| stated(&lower[at + name.len()..]))
            .any(|mark| mark != marks.get(dimension).value())
    })
}

/// The mark that is stated right behind the name of a dimension.
fn stated(rest: &str) -> Option<u8> {
    let decoration = |c: char| matches!(c, '"' | '\'' | '*' | '_' | '`' | ' ' | '\\');
    let rest = rest.trim_start_matches(decoration).strip_prefix([':', '='])?.trim_start_matches(decoration);
    let digit = rest.chars().next()?.to_digit(10).filter(|digit| *digit <= 2)?;
    let after = &rest[1..];
    // "2.0" and "2/2" are the mark 2; "1.5" and "0, 1 or 2" are none.
    let after = after.strip_prefix(".0").or_else(|| after.strip_prefix("/2")).unwrap_or(after);
    let next = after.trim_start();
    let goes_on = after
        .starts_with(|c: char| c.is_alphanumeric() || c == '.' && after[1..].starts_with(|c: char| c.is_ascii_digit()));
    let scale = ["or ", "to ", "-", "–", "/", "|"].iter().any(|word| next.starts_with(word))
        || next.strip_prefix(',').is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    (!goes_on && !scale).then_some(digit as u8)
}

/// The reasons without what they quote: an answer may claim marks, and a judge may say so.
#[must_use]
pub fn without_quotes(reasons: &str) -> String {
    let mut out = String::with_capacity(reasons.len());
    let mut closing = None;
    let mut before = ' ';
    for character in reasons.chars() {
        match closing {
            Some(end) if character == end => closing = None,
            Some(_) => {}
            None => {
                closing = match character {
                    '"' => Some('"'),
                    '`' => Some('`'),
                    '“' => Some('”'),
                    '‘' => Some('’'),
                    // An apostrophe within a word opens nothing.
                    '\'' if !before.is_alphanumeric() => Some('\''),
                    _ => None,
                };
                if closing.is_none() {
                    out.push(character);
                }
            }
        }
        before = character;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_found_wherever_it_is_stated() {
        let marks = Marks([2, 1, 0].map(|mark| mark.try_into().unwrap()));
        for text in [
            "Correctness: 0",
            "**correctness** = 1/2",
            r#"{"correctness":"0"}"#,
            r#"{\"quality\":2}"#,
            "completeness: 2.0.",
            "quality: 1, correctness: 2",
        ] {
            assert!(contradicts(text, marks), "{text}");
        }
        for text in [
            "Correctness: 2, completeness: 1/2 and quality: 0",
            "correctness: 0, 1 or 2",
            "correctness: 0-2",
            "correctness: 1.5",
            "correctness is 0 in my view",
            "correctness: right in the main",
            r#""correctness":2,"completeness":1,"quality":0"#,
            "correctness: 15 of 20",
        ] {
            assert!(!contradicts(text, marks), "{text}");
        }
    }

    #[test]
    fn quoted_claims_are_not_the_judges() {
        assert_eq!(
            without_quotes("It claims “correctness: 2” and `quality: 2`, that's wrong."),
            "It claims  and , that's wrong."
        );
    }
}

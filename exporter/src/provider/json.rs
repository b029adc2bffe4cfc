//! Reads the JSON that servers send, also where it breaks the standard in a way that has one meaning: figures that are no
//! numbers, half a surrogate, raw control characters.

use serde_json::Value;

/// The first half surrogate.
const HALF_FIRST: u32 = 0xD800;
/// The last one.
const HALF_LAST: u32 = 0xDFFF;
/// A half surrogate is kept as the character at this distance, in the last private use plane, until its other half comes.
const PLANE: u32 = 0x10_0000;
/// What stands for half a character whose other half never came.
const REPLACEMENT: char = '\u{fffd}';

/// A document that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The value. `NaN`, `Infinity` and numbers beyond every float are null: what cannot be read is not known.
    pub value: Value,
    /// Whether texts in it hold half surrogates, which [`join_halves`] turns into characters.
    pub halves: bool,
}

/// Reads a document; None where its meaning is open.
#[must_use]
pub fn read(text: &str) -> Option<Document> {
    let text = text.trim().trim_start_matches('\u{feff}');
    if let Ok(value) = serde_json::from_str(text) {
        return Some(Document { value, halves: false });
    }
    let (mended, halves) = mend(text);
    serde_json::from_str(&mended).ok().map(|value| Document { value, halves })
}

/// The text with each pair of half surrogates as its character and each lone half as U+FFFD.
#[must_use]
pub fn join_halves(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut high: Option<u32> = None;
    for character in text.chars() {
        let half = (character as u32).checked_sub(PLANE).filter(|half| (HALF_FIRST..=HALF_LAST).contains(half));
        match (high.take(), half) {
            (Some(first), Some(second)) if second >= 0xDC00 => {
                let code = 0x1_0000 + ((first - HALF_FIRST) << 10) + (second - 0xDC00);
                joined.push(char::from_u32(code).unwrap_or(REPLACEMENT));
                continue;
            }
            (Some(_), _) => joined.push(REPLACEMENT),
            (None, _) => {}
        }
        match half {
            Some(first) if first < 0xDC00 => high = Some(first),
            Some(_) => joined.push(REPLACEMENT),
            None => joined.push(character),
        }
    }
    if high.is_some() {
        joined.push(REPLACEMENT);
    }
    joined
}

/// Writes the document as the standard wants it, and says whether it held half surrogates.
fn mend(text: &str) -> (String, bool) {
    let mut mended = String::with_capacity(text.len() + 16);
    let mut halves = false;
    let mut rest = text;
    let mut in_text = false;
    while let Some(character) = rest.chars().next() {
        let mut taken = character.len_utf8();
        match character {
            '"' => {
                in_text = !in_text;
                mended.push(character);
            }
            '\\' if in_text => {
                if let Some(half) = escape(rest).filter(|code| (HALF_FIRST..=HALF_LAST).contains(code)) {
                    let second = escape(&rest[6..]).filter(|code| half < 0xDC00 && (0xDC00..=HALF_LAST).contains(code));
                    if second.is_some() {
                        mended.push_str(&rest[..12]);
                        taken = 12;
                    } else {
                        mended.push(char::from_u32(PLANE + half).unwrap_or(REPLACEMENT));
                        halves = true;
                        taken = 6;
                    }
                } else {
                    // The next character belongs to the escape, a quotation mark too.
                    taken += rest[1..].chars().next().map_or(0, char::len_utf8);
                    mended.push_str(&rest[..taken]);
                }
            }
            control if in_text && control < ' ' => mended.push_str(&format!("\\u{:04x}", control as u32)),
            other if !in_text && (other.is_ascii_alphanumeric() || matches!(other, '-' | '+' | '.')) => {
                taken = rest
                    .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.')))
                    .unwrap_or(rest.len());
                mended.push_str(word(&rest[..taken]));
            }
            other => mended.push(other),
        }
        rest = &rest[taken..];
    }
    (mended, halves)
}

/// The code of an escape such as `\ud83d` at the beginning of a text.
fn escape(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

/// A word outside of texts: null for what is no finite number.
fn word(word: &str) -> &str {
    let bare = word.trim_start_matches(['-', '+']).to_ascii_lowercase();
    let is_number = word.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    match bare.as_str() {
        "nan" | "inf" | "infinity" => "null",
        _ if is_number && word.parse::<f64>().is_ok_and(|number| !number.is_finite()) => "null",
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn figures_that_are_no_numbers_are_null() {
        for (text, value) in [
            (r#"{"a":NaN,"b":[Infinity,-Infinity],"c":1}"#, json!({"a":null,"b":[null,null],"c":1})),
            (r#"{"cost":1e999,"n":-1e999,"x":-1.5e-3,"t":true}"#, json!({"cost":null,"n":null,"x":-1.5e-3,"t":true})),
            (r#"{"said":"NaN \" Infinity","a":NaN}"#, json!({"said":"NaN \" Infinity","a":null})),
            ("\u{feff} {\"a\":1}\n", json!({"a":1})),
            ("{\"a\":\"one\ntwo\tthree\"}", json!({"a":"one\ntwo\tthree"})),
        ] {
            assert_eq!(read(text).unwrap().value, value, "{text}");
        }
        for text in ["", "{", "{\"a\":}", "hello", "<html>", "{\"a\":nonsense}", "{\"a\":\"\\x\"}"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn half_surrogates_are_joined_over_texts_or_replaced() {
        let text = |json: &str| {
            let read = read(json).unwrap();
            (read.value["t"].as_str().unwrap().to_owned(), read.halves)
        };
        let (first, halves) = text(r#"{"t":"a\ud83d"}"#);
        let (second, _) = text(r#"{"t":"\ude42b"}"#);
        assert!(halves);
        assert_eq!(join_halves(&format!("{first}{second}")), "a\u{1f642}b");
        assert_eq!(join_halves(&first), "a\u{fffd}");
        assert_eq!(join_halves(&format!("{second}{first}x")), "\u{fffd}ba\u{fffd}x");
        // A whole pair beside a lone half stays a pair.
        assert_eq!(join_halves(&text(r#"{"t":"\ud83d\ude42\ud83d"}"#).0), "\u{1f642}\u{fffd}");
        assert_eq!(text(r#"{"t":"\ud83d\ude42"}"#), ("\u{1f642}".to_owned(), false));
        assert_eq!(join_halves("åäö \u{1f642}"), "åäö \u{1f642}");
    }
}

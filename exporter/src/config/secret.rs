//! A key that cannot be shown by accident, and its removal from texts that come from outside.

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use regex::Regex;

/// What stands in the place of a key.
const MASK: &str = "[key removed]";
/// A key of fewer characters would tear ordinary text apart; no real key is that short.
const SHORTEST_KEY: usize = 6;
/// The same for a piece of a key in base64.
const SHORTEST_PIECE: usize = 8;
/// An API key. It has no Display, its Debug shows nothing, and it is never serialised.
#[derive(Clone)]
pub struct Secret {
    key: String,
    /// The key as servers may repeat it; None for one that is too short to be looked for.
    forms: Option<Arc<Regex>>,
}

impl Secret {
    /// Reads the key from an environment variable, else from the file `.env`; None when it is not set or blank.
    #[must_use]
    pub fn from_env(variable: &str) -> Option<Self> {
        Self::new(&crate::env_file::variable(variable)?)
    }

    /// Wraps a key; None when it is blank.
    #[must_use]
    pub fn new(value: &str) -> Option<Self> {
        let key = value.trim().to_owned();
        (!key.is_empty()).then(|| Self { forms: forms(&key), key })
    }

    /// The key itself, for the one place that sends it.
    #[must_use]
    pub(crate) fn expose(&self) -> &str {
        &self.key
    }

    /// The text with the key masked, however it is written: servers repeat keys in error messages, and echo headers.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        self.forms.as_ref().map_or_else(|| text.to_owned(), |forms| forms.replace_all(text, MASK).into_owned())
    }
}

/// The key as it stands, in an address, in JSON (also within another JSON text), and in base64 wherever it begins within
/// the encoded text.
fn forms(key: &str) -> Option<Arc<Regex>> {
    if key.len() < SHORTEST_KEY {
        return None;
    }
    let mut forms = vec![key.chars().map(of_character).collect::<String>()];
    for before in 0..3 {
        let bytes = [&[0; 3][..before], key.as_bytes()].concat();
        for text in [STANDARD_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)] {
            // Only what the key alone decides: the characters at both ends also depend on what stands beside it.
            let piece = text.get((before * 8).div_ceil(6)..bytes.len() * 8 / 6).unwrap_or_default();
            if piece.len() >= SHORTEST_PIECE {
                forms.push(regex::escape(piece));
            }
        }
    }
    // Only a key of many kilobytes is too large for a pattern, and no header carries such a one.
    Regex::new(&forms.join("|")).ok().map(Arc::new)
}

/// A character as it stands, behind backslashes, by its number in JSON, or by its bytes in an address.
fn of_character(character: char) -> String {
    let text = character.to_string();
    let bytes: String = text.bytes().map(|byte| format!("%(?:25)*(?i:{byte:02x})")).collect();
    let number = u32::from(character);
    // Every layer of JSON doubles a backslash and puts one before a quotation mark.
    let plain = if character == '\\' { r"\\+".to_owned() } else { format!(r"\\*{}", regex::escape(&text)) };
    format!(r"(?:{plain}|\\+u(?i:{number:04x})|{bytes})")
}

/// Whether the text holds what looks like a key: one of the beginnings that services give their keys, and a long rest.
/// Returns where it begins.
#[must_use]
pub fn looks_like_a_key(text: &str) -> Option<usize> {
    const BEGINNINGS: [&str; 7] = ["sk-", "sk_", "gsk_", "hf_", "xai-", "AIza", "Bearer "];
    const SHORTEST_REST: usize = 16;
    let of_key = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let found = BEGINNINGS.iter().flat_map(|beginning| text.match_indices(beginning)).filter(|(at, beginning)| {
        let rest = &text[at + beginning.len()..];
        let length = rest.find(|c| !of_key(c)).unwrap_or(rest.len());
        let has_digit = rest[..length].bytes().any(|byte| byte.is_ascii_digit());
        let is_start = text[..*at].chars().next_back().is_none_or(|before| !of_key(before));
        is_start && has_digit && length >= SHORTEST_REST
    });
    found.map(|(at, _)| at).min()
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_nothing() {
        let secret = Secret::new(" sk-planted-123 ").unwrap();
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "Secret(…) Some(Secret(…))");
        assert_eq!(secret.redact("bad key sk-planted-123!"), "bad key [key removed]!");
        assert!(Secret::new("  ").is_none());
        assert_eq!(Secret::new("a").unwrap().redact("banana"), "banana");
    }

    #[test]
    fn a_key_is_found_however_it_is_written() {
        let key = "sk/planted+\"0123456789\"ab";
        let secret = Secret::new(key).unwrap();
        let mut written = vec![
            "sk%2Fplanted%2B%220123456789%22ab".to_owned(),
            "sk%2fplanted%2b%220123456789%22ab".to_owned(),
            "sk%252Fplanted%252B%25220123456789%2522ab".to_owned(),
            serde_json::to_string(key).unwrap(),
            serde_json::to_string(&serde_json::to_string(key).unwrap()).unwrap(),
            key.replace('/', "\\/").replace('+', "\\u002B"),
            key.bytes().map(|byte| format!("%{byte:02X}")).collect(),
        ];
        for before in ["", "u", "me", "key", "Bearer", "user:pass"] {
            for after in ["", "x", "yz"] {
                let text = format!("{before}{key}{after}");
                written.push(STANDARD_NO_PAD.encode(&text));
                written.push(URL_SAFE_NO_PAD.encode(&text));
            }
        }
        for text in written {
            let shown = secret.redact(&format!("got {text}."));
            assert!(shown.contains(MASK), "{text}: {shown}");
            let rest = shown.replace(MASK, "");
            assert!(rest.len() < "got .".len() + 24, "only what stands beside the key may be left: {shown}");
        }
    }

    #[test]
    fn keys_are_told_from_names() {
        for key in ["sk-or-v1-0123456789abcdef", "x = \"gsk_a1b2c3d4e5f6g7h8\"", "Bearer 0123456789abcdefgh"] {
            assert!(looks_like_a_key(key).is_some(), "{key}");
        }
        for name in
            ["sk-or-v1-secret", "ask-a-question-about-14-things", "hf_models", "OPENROUTER_API_KEY", "Bearer of news"]
        {
            assert_eq!(looks_like_a_key(name), None, "{name}");
        }
    }
}

//! A key that cannot be shown by accident, and its removal from texts that come from outside.

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use regex::{Regex, RegexBuilder};

/// What stands in the place of a key.
const MASK: &str = "[key removed]";
/// A key of fewer characters would tear ordinary text apart; no real key is that short.
const SHORTEST_KEY: usize = 6;
/// The same for a piece of a key in base64.
const SHORTEST_PIECE: usize = 8;
/// The beginning of a key that is one: what services begin all their keys with is shorter.
const SHORTEST_BEGINNING: usize = 12;
/// So many bytes of a key are compared, in every form; a longer one is known by them.
const MOST_COMPARED: usize = 160;

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

    /// Masks the key where it begins in one text and ends in the next one, as a server does that takes a part of its
    /// answer for thinking. Keys within either text are masked too.
    pub fn redact_across(&self, first: &mut String, second: &mut String) {
        let Some(forms) = &self.forms else { return };
        let (whole, border) = ([first.as_str(), second.as_str()].concat(), first.len());
        if let Some(found) = forms.find_iter(&whole).find(|found| found.start() < border && found.end() > border) {
            first.replace_range(found.start().., MASK);
            second.replace_range(..found.end() - border, "");
        }
        (*first, *second) = (self.redact(first), self.redact(second));
    }
}

impl Secret {
    /// Masks the beginning of the key at the end of a text: a stream that breaks in the midst of a key leaves it.
    pub fn redact_end(&self, text: &mut String) {
        if self.forms.is_none() {
            return;
        }
        let longest = self.key.len().saturating_sub(1);
        let begins = |length: usize| {
            let piece = self.key.get(..length)?;
            let at = text.len().checked_sub(length)?;
            text.get(at..).filter(|end| end.eq_ignore_ascii_case(piece)).map(|_| at)
        };
        if let Some(at) = (SHORTEST_BEGINNING..=longest).rev().find_map(begins) {
            text.replace_range(at.., MASK);
        }
    }
}

/// The key as it stands in small or capital letters, in an address, in JSON (also within another JSON text), in HTML, in
/// hexadecimal digits, and in base64 wherever it begins within the encoded text; each of them also broken into lines.
fn forms(key: &str) -> Option<Arc<Regex>> {
    if key.len() < SHORTEST_KEY {
        return None;
    }
    // The beginning of a long key tells it as well; what follows without a blank goes with it.
    let end = (0..=MOST_COMPARED.min(key.len())).rev().find(|at| key.is_char_boundary(*at)).unwrap_or(0);
    let tail = if end < key.len() { "[!-~]*" } else { "" };
    let key = &key[..end];
    let hex = |byte: u8| format!("(?i:(?:0x|\\\\+x)?{byte:02x})");
    let mut forms = vec![
        key.chars().map(of_character).collect::<Vec<_>>().join(BREAK),
        key.bytes().map(hex).collect::<Vec<_>>().join("[ :,]{0,2}(?:[\\r\\n]+[ \\t]*)?"),
    ];
    for before in 0..3 {
        let bytes = [&[0; 3][..before], key.as_bytes()].concat();
        for text in [STANDARD_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)] {
            // Only what the key alone decides: the characters at both ends also depend on what stands beside it.
            let piece = text.get((before * 8).div_ceil(6)..bytes.len() * 8 / 6).unwrap_or_default();
            if piece.len() >= SHORTEST_PIECE {
                let signs = piece.chars().map(|sign| regex::escape(&sign.to_string()));
                forms.push(signs.collect::<Vec<_>>().join(BREAK));
            }
        }
    }
    let all = format!("(?:{}){tail}", forms.join("|"));
    RegexBuilder::new(&all).size_limit(1 << 26).build().ok().map(Arc::new)
}

/// What may stand between two characters of a key: the end of a line, as it is or as JSON writes it, with the indent of the
/// next one.
const BREAK: &str = r"(?:[ \t]*(?:[\r\n]|\\+[rn])+[ \t]*)?";

/// A character as it stands, behind backslashes, by its number in JSON or HTML, or by its bytes in an address.
fn of_character(character: char) -> String {
    let text = character.to_string();
    let bytes: String = text.bytes().map(|byte| format!("%(?:25)*(?i:{byte:02x})")).collect();
    let number = u32::from(character);
    // Every layer of JSON doubles a backslash and puts one before a quotation mark.
    let plain = if character == '\\' { r"\\+".to_owned() } else { format!(r"\\*(?i:{})", regex::escape(&text)) };
    // An ampersand that was escaped twice is &amp;amp;
    let named = match character {
        '&' => "|&amp;",
        '<' => "|&lt;",
        '>' => "|&gt;",
        '"' => "|&quot;",
        '\'' => "|&apos;",
        '+' => "|&plus;",
        '/' => "|&sol;",
        '=' => "|&equals;",
        _ => "",
    };
    let html = format!("&(?:amp;)*#(?:0*{number}|(?i:x0*{number:x}));?{named}");
    format!(r"(?:{plain}|\\+u(?i:{number:04x})|{bytes}|{html})")
}

/// Whether the text holds what looks like a key: one of the beginnings that services give their keys, and a long rest.
/// Returns where it begins.
#[must_use]
pub fn looks_like_a_key(text: &str) -> Option<usize> {
    key_like(text).map(|(at, _)| at)
}

/// The text without anything that looks like a key: for messages, whose values may have been meant for another variable.
#[must_use]
pub fn without_keys(text: &str) -> String {
    let mut rest = text;
    let mut shown = String::with_capacity(text.len());
    while let Some((at, end)) = key_like(rest) {
        shown.push_str(&rest[..at]);
        shown.push_str(MASK);
        rest = &rest[end..];
    }
    shown + rest
}

/// Beginning and end of the first text that looks like a key.
fn key_like(text: &str) -> Option<(usize, usize)> {
    const BEGINNINGS: [&str; 7] = ["sk-", "sk_", "gsk_", "hf_", "xai-", "AIza", "Bearer "];
    const SHORTEST_REST: usize = 16;
    let of_key = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let found = BEGINNINGS.iter().flat_map(|beginning| text.match_indices(beginning)).filter_map(|(at, beginning)| {
        let start = at + beginning.len();
        let rest = &text[start..];
        let length = rest.find(|c| !of_key(c)).unwrap_or(rest.len());
        let has_digit = rest[..length].bytes().any(|byte| byte.is_ascii_digit());
        let is_start = text[..at].chars().next_back().is_none_or(|before| !of_key(before));
        (is_start && has_digit && length >= SHORTEST_REST).then_some((at, start + length))
    });
    found.min()
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
        let entities = |of: fn(u32) -> String| key.chars().map(|sign| of(u32::from(sign))).collect::<String>();
        written.extend([
            key.to_uppercase(),
            key.bytes().map(|byte| format!("{byte:02x}")).collect(),
            key.bytes().map(|byte| format!("{byte:02X}")).collect(),
            key.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" "),
            key.bytes().map(|byte| format!("\\x{byte:02x}")).collect(),
            key.replace('"', "&quot;"),
            entities(|number| format!("&#{number};")),
            entities(|number| format!("&#x{number:X};")),
            entities(|number| format!("&amp;#{number};")),
            format!("{}\n    {}", &key[..9], &key[9..]),
            format!("{}\r\n{}", &key[..20], &key[20..]),
            format!("{}\\n{}", &key[..12], &key[12..]),
        ]);
        let encoded = STANDARD_NO_PAD.encode(key);
        written.push(format!("{}\n{}", &encoded[..10], &encoded[10..]));
        for text in written {
            let shown = secret.redact(&format!("got {text}."));
            assert!(shown.contains(MASK), "{text}: {shown}");
            let rest = shown.replace(MASK, "");
            assert!(rest.len() < "got .".len() + 24, "only what stands beside the key may be left: {shown}");
        }
    }

    #[test]
    fn a_key_is_found_across_two_texts() {
        let key = "sk-planted-0123456789";
        let secret = Secret::new(key).unwrap();
        for at in 1..key.len() {
            let (mut thinking, mut answer) = (format!("so {}", &key[..at]), format!("{} it is", &key[at..]));
            secret.redact_across(&mut thinking, &mut answer);
            assert_eq!((thinking.as_str(), answer.as_str()), ("so [key removed]", " it is"), "{at}");
        }
        let (mut thinking, mut answer) = (format!("{key} a"), format!("b {key}"));
        secret.redact_across(&mut thinking, &mut answer);
        assert_eq!((thinking.as_str(), answer.as_str()), ("[key removed] a", "b [key removed]"));
    }

    #[test]
    fn the_beginning_of_a_key_at_the_end_of_a_broken_stream() {
        let key = "sk-or-v1-planted-0123456789";
        let secret = Secret::new(key).unwrap();
        for at in 1..key.len() {
            for piece in [key[..at].to_owned(), key[..at].to_uppercase()] {
                let mut text = format!("your key is {piece}");
                secret.redact_end(&mut text);
                let expected = if at < SHORTEST_BEGINNING { piece } else { MASK.to_owned() };
                assert_eq!(text, format!("your key is {expected}"));
            }
        }
        let mut text = "å".to_owned();
        secret.redact_end(&mut text);
        assert_eq!(text, "å");
    }

    #[test]
    fn long_keys_are_found_too_and_soon() {
        // As long as a JSON web token.
        let key: String =
            (0..1_500_u32).map(|at| char::from(b"aB3-_xY9.q"[(at * 7 % 10 + at / 13 % 3) as usize % 10])).collect();
        let begun = std::time::Instant::now();
        let secret = Secret::new(&key).unwrap();
        let text = "some words of an answer, and &amp; code 0x41 ".repeat(20_000);
        assert_eq!(secret.redact(&format!("{text}{key}")), format!("{text}{MASK}"));
        assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{:?}", begun.elapsed());
    }

    #[test]
    fn keys_are_told_from_names() {
        for key in ["sk-or-v1-0123456789abcdef", "x = \"gsk_a1b2c3d4e5f6g7h8\"", "Bearer 0123456789abcdefgh"] {
            assert!(looks_like_a_key(key).is_some(), "{key}");
            let shown = without_keys(&format!("a {key}! {key}, b"));
            assert!(shown.starts_with("a ") && shown.ends_with(", b") && looks_like_a_key(&shown).is_none(), "{shown}");
        }
        for name in
            ["sk-or-v1-secret", "ask-a-question-about-14-things", "hf_models", "OPENROUTER_API_KEY", "Bearer of news"]
        {
            assert_eq!(looks_like_a_key(name), None, "{name}");
        }
    }
}

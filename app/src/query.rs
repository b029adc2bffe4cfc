//! The state of the view as a query string: compact, defaults left out, anything unknown or malformed ignored.
//!
//! Every control of the explorer is one [`Key`] with a text value; the empty text is the default. So reading,
//! writing and restoring are one loop, and a new control is one line here.

/// A control whose state a link carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The snapshot, when it is not the page's own.
    Snapshot,
    /// The column that sorts the rows.
    Sort,
    /// Its direction, when it is not the column's usual one.
    Direction,
    /// Text that a model's name or family must hold.
    Search,
    /// Open or closed weights.
    Weights,
    /// Dense or mixture of experts.
    Shape,
    /// Licence of the weights.
    Licence,
    /// Family of the model.
    Family,
    /// Who answered for the model.
    Provider,
    /// GB of unified memory that the model must fit into.
    Fits,
    /// Fewest parameters in all, in billions.
    TotalFrom,
    /// Most parameters in all.
    TotalTo,
    /// Fewest parameters for each token.
    ActiveFrom,
    /// Most parameters for each token.
    ActiveTo,
    /// Set when baselines are left out.
    Baselines,
    /// Columns that are not as they are by default.
    Columns,
    /// Set for a table with less air.
    Compact,
    /// Set when a long table shows all of its rows.
    Rows,
    /// Tasks that are switched off: digest of the list, then a bit set.
    Tasks,
    /// Categories that are switched off.
    Categories,
    /// Dimensions that are switched off.
    Dimensions,
    /// Judges that are switched off.
    Judges,
    /// Set when judges do not mark models of their own family.
    OwnFamily,
    /// What the chart sets the score against.
    Axis,
}

/// What values a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One of these.
    Choice(&'static [&'static str]),
    /// A decimal number.
    Number,
    /// Letters, digits and `._-`.
    Word,
    /// Words between commas.
    Words,
    /// Any text.
    Text,
}

const FLAG: Kind = Kind::Choice(&["1"]);

/// Key, name in the address, values.
const KEYS: [(Key, &str, Kind); 24] = [
    (Key::Snapshot, "snapshot", Kind::Word),
    (Key::Sort, "sort", Kind::Word),
    (Key::Direction, "dir", Kind::Choice(&["asc", "desc"])),
    (Key::Search, "q", Kind::Text),
    (Key::Weights, "weights", Kind::Choice(&["open", "closed"])),
    (Key::Shape, "shape", Kind::Choice(&["dense", "moe"])),
    (Key::Licence, "licence", Kind::Text),
    (Key::Family, "family", Kind::Text),
    (Key::Provider, "provider", Kind::Text),
    (Key::Fits, "fits", Kind::Number),
    (Key::TotalFrom, "size-from", Kind::Number),
    (Key::TotalTo, "size-to", Kind::Number),
    (Key::ActiveFrom, "active-from", Kind::Number),
    (Key::ActiveTo, "active-to", Kind::Number),
    (Key::Baselines, "no-baselines", FLAG),
    (Key::Columns, "columns", Kind::Words),
    (Key::Compact, "compact", FLAG),
    (Key::Rows, "all-rows", FLAG),
    (Key::Tasks, "no-tasks", Kind::Word),
    (Key::Categories, "no-categories", Kind::Words),
    (Key::Dimensions, "no-dimensions", Kind::Words),
    (Key::Judges, "no-judges", Kind::Words),
    (Key::OwnFamily, "no-own-family", FLAG),
    (Key::Axis, "chart", Kind::Word),
];

impl Kind {
    fn takes(self, value: &str) -> bool {
        let word = |text: &str| {
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        match self {
            Self::Choice(values) => values.contains(&value),
            Self::Number => {
                let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                value.len() < 10 && value.split_once('.').map_or(digits(value), |(a, b)| digits(a) && digits(b))
            }
            Self::Word => word(value),
            Self::Words => value.split(',').all(word),
            Self::Text => !value.is_empty(),
        }
    }
}

impl Key {
    /// The key with this name in the address.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        KEYS.iter().find(|(_, known, _)| *known == name).map(|(key, _, _)| *key)
    }

    /// The name in the address.
    #[must_use]
    pub const fn name(self) -> &'static str {
        KEYS[self as usize].1
    }
}

/// The state of every control.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query([String; KEYS.len()]);

impl Query {
    /// Reads a query string, with or without its question mark. What is unknown or malformed is left out.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        for (name, value) in text.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('=')) {
            if let Some(key) = Key::from_name(name) {
                query.set(key, &decode(value));
            }
        }
        query
    }

    /// The query string with its question mark; empty when everything is default.
    #[must_use]
    pub fn print(&self) -> String {
        let mut text = String::new();
        for ((_, name, _), value) in KEYS.iter().zip(&self.0) {
            if !value.is_empty() {
                text.push(if text.is_empty() { '?' } else { '&' });
                text.push_str(name);
                text.push('=');
                encode(value, &mut text);
            }
        }
        text
    }

    /// The value of a control; empty by default.
    #[must_use]
    pub fn get(&self, key: Key) -> &str {
        &self.0[key as usize]
    }

    /// Whether the control is not at its default.
    #[must_use]
    pub fn is_set(&self, key: Key) -> bool {
        !self.get(key).is_empty()
    }

    /// The value as a number.
    #[must_use]
    pub fn number(&self, key: Key) -> Option<f64> {
        number(self.get(key))
    }

    /// Sets a control. A value that the control cannot take becomes the default.
    pub fn set(&mut self, key: Key, value: &str) {
        let known = KEYS[key as usize].2.takes(value);
        self.0[key as usize] = if known { value.to_owned() } else { String::new() };
    }

    /// Whether the word stands in a list.
    #[must_use]
    pub fn has(&self, key: Key, word: &str) -> bool {
        self.get(key).split(',').any(|known| known == word)
    }

    /// Puts the word into a list, or takes it out of it.
    pub fn toggle(&mut self, key: Key, word: &str) {
        let mut words: Vec<&str> = self.get(key).split(',').filter(|known| !known.is_empty()).collect();
        match words.iter().position(|known| *known == word) {
            Some(at) => drop(words.remove(at)),
            None => words.push(word),
        }
        let joined = words.join(",");
        self.set(key, &joined);
    }
}

/// A decimal number without sign and exponent: Rust's own parser would weigh ten kilobytes in the client.
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let read = |digits: &str| if digits.is_empty() { Some(0) } else { digits.parse::<u32>().ok() };
    let scale = f64::from(10_u32.checked_pow(u32::try_from(fraction.len()).ok()?)?);
    (!text.is_empty()).then_some(f64::from(read(whole)?) + f64::from(read(fraction)?) / scale)
}

fn encode(value: &str, into: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-,".contains(&byte) {
            into.push(char::from(byte));
        } else {
            into.push('%');
            for digit in [byte >> 4, byte & 15] {
                into.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            }
        }
    }
}

/// Undoes [`encode`], and takes `+` for a space as other programs write it.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let byte = match bytes[at] {
            b'+' => b' ',
            b'%' => match (digit(at + 1), digit(at + 2)) {
                (Some(high), Some(low)) => {
                    at += 2;
                    (high * 16 + low) as u8
                }
                _ => b'%',
            },
            byte => byte,
        };
        out.push(byte);
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values for each kind, chosen to hurt: separators, percent signs, quotes, other alphabets.
    fn samples(kind: Kind) -> Vec<&'static str> {
        match kind {
            Kind::Choice(values) => values.to_vec(),
            Kind::Number => vec!["0", "8", "0.6", "1000", "12.25"],
            Kind::Word => vec!["score", "2026-04-published", "a.b_c-d", "Zk3x.AAEC_-"],
            Kind::Words => vec!["score", "a,b", "qwen2.5-coder,o4-mini,c_d"],
            Kind::Text => vec!["qwen", "a&b=c", "100 %", "+", "é 漢 \"'<", "%41", "?", ","],
        }
    }

    #[test]
    fn keys_stand_at_their_own_places() {
        for (at, (key, name, _)) in KEYS.iter().enumerate() {
            assert_eq!(*key as usize, at);
            assert_eq!(Key::from_name(name), Some(*key));
            assert_eq!(key.name(), *name);
        }
    }

    #[test]
    fn every_control_survives_the_round_trip() {
        for (key, name, kind) in KEYS {
            for value in samples(kind) {
                let mut query = Query::default();
                query.set(key, value);
                assert_eq!(query.get(key), value, "{name}");
                assert_eq!(Query::parse(&query.print()), query, "{}", query.print());
            }
        }
    }

    #[test]
    fn all_pairs_of_controls_survive_together() {
        for (a, _, kind_a) in KEYS {
            for (b, _, kind_b) in KEYS {
                for one in samples(kind_a) {
                    for other in samples(kind_b) {
                        let mut query = Query::default();
                        query.set(a, one);
                        query.set(b, other);
                        assert_eq!(Query::parse(&query.print()), query, "{}", query.print());
                    }
                }
            }
        }
        let mut all = Query::default();
        KEYS.iter().for_each(|(key, _, kind)| all.set(*key, samples(*kind)[0]));
        assert_eq!(Query::parse(&all.print()), all);
    }

    #[test]
    fn defaults_leave_no_trace() {
        assert_eq!(Query::default().print(), "");
        let mut query = Query::parse("?q=x&columns=cost");
        query.set(Key::Search, "");
        query.toggle(Key::Columns, "cost");
        assert_eq!(query.print(), "");
    }

    #[test]
    fn strangers_are_ignored() {
        for text in [
            "?utm_source=x",
            "?snapshot=../../etc",
            "?snapshot=<script>",
            "?sort=%3Cb%3E&dir=up",
            "&&==",
            "?",
            "?fits=-1",
            "?size-from=1e9",
            "?size-to=99999999999999",
            "?compact=yes",
            "?columns=,",
            "?q=",
        ] {
            assert_eq!(Query::parse(text), Query::default(), "{text}");
        }
        assert_eq!(Query::parse("?q=a+b%zz%4").get(Key::Search), "a b%zz%4");
        assert_eq!(Query::parse("?q=%ff").get(Key::Search), "\u{fffd}");
    }

    #[test]
    fn lists_are_toggled() {
        let mut query = Query::default();
        query.toggle(Key::Judges, "a");
        query.toggle(Key::Judges, "b.c");
        assert_eq!(query.get(Key::Judges), "a,b.c");
        assert!(query.has(Key::Judges, "b.c") && !query.has(Key::Judges, "b"));
        query.toggle(Key::Judges, "a");
        assert_eq!(query.print(), "?no-judges=b.c");
    }

    #[test]
    fn numbers_are_read_as_the_standard_library_reads_them() {
        for text in ["0", "8", "0.6", "12.25", "999999999", "007"] {
            assert_eq!(number(text), text.parse().ok(), "{text}");
        }
        assert_eq!((number(""), number("x"), number("1.x")), (None, None, None));
    }
}

//! JSON as a tree, to be read by hand.
//!
//! [`serde_json::Value`] would do the same, but its map is a B-tree and its numbers are of three kinds: two kilobytes
//! more in the client.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

/// A value of JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// True or false.
    Truth(bool),
    /// A whole number that is not negative.
    Count(u64),
    /// Any other number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// Names with their values, in their order in the file.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// The value of a name, of several with this name the last; None for what is no map.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Map(entries) = self else { return None };
        entries.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// An item of a list; None for what is no list.
    #[must_use]
    pub fn at(&self, position: usize) -> Option<&Self> {
        self.as_list()?.get(position)
    }

    /// The items of a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        if let Self::List(items) = self { Some(items) } else { None }
    }

    /// The text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Count(count) => Some(*count as f64),
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The number, if it is whole and not negative.
    #[must_use]
    pub fn as_count(&self) -> Option<u64> {
        if let Self::Count(count) = self { Some(*count) } else { None }
    }

    /// True or false.
    #[must_use]
    pub fn as_truth(&self) -> Option<bool> {
        if let Self::Truth(truth) = self { Some(*truth) } else { None }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Truth(truth))
    }

    fn visit_u64<E>(self, count: u64) -> Result<Value, E> {
        Ok(Value::Count(count))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Value::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    /// The same tree as serde_json's own, built from it.
    fn like(value: &serde_json::Value) -> Value {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(truth) => Value::Truth(*truth),
            serde_json::Value::Number(number) => {
                number.as_u64().map_or_else(|| Value::Number(number.as_f64().unwrap()), Value::Count)
            }
            serde_json::Value::String(text) => Value::Text(text.clone()),
            serde_json::Value::Array(items) => Value::List(items.iter().map(like).collect()),
            serde_json::Value::Object(map) => {
                Value::Map(map.iter().map(|(name, value)| (name.clone(), like(value))).collect())
            }
        }
    }

    #[test]
    fn everything_is_read_as_serde_json_reads_it() {
        for text in [
            "null",
            "[true, false, null, 0, -1, 1.5, -2e-3, 1e300, 18446744073709551615]",
            r#"{"a": {"b": ["\u00e9\n\"", ""]}, "c": {}, "d": []}"#,
            include_str!("../../data/snapshots/builtin-baselines/summary.json"),
        ] {
            let theirs: serde_json::Value = serde_json::from_str(text).unwrap();
            let sorted = |value: Value| format!("{:?}", in_order(value));
            assert_eq!(sorted(read(text)), sorted(like(&theirs)));
        }
        for broken in ["", "{", "[1,]", "{\"a\" 1}", "nul", "1 2", &"[".repeat(1000)] {
            assert!(serde_json::from_str::<Value>(broken).is_err(), "{broken}");
        }
    }

    fn in_order(value: Value) -> Value {
        match value {
            Value::List(items) => Value::List(items.into_iter().map(in_order).collect()),
            Value::Map(mut entries) => {
                entries.sort_by(|(a, _), (b, _)| a.cmp(b));
                Value::Map(entries.into_iter().map(|(name, value)| (name, in_order(value))).collect())
            }
            plain => plain,
        }
    }

    #[test]
    fn counts_are_whole_and_exact() {
        for (text, count) in [
            ("0", Some(0)),
            ("18446744073709551615", Some(u64::MAX)),
            ("-1", None),
            ("1.5", None),
            ("1e3", None),
            ("\"1\"", None),
        ] {
            assert_eq!(read(text).as_count(), count, "{text}");
        }
        assert_eq!([read("7"), read("-1"), read("1e3")].map(|value| value.as_number()), [7.0, -1.0, 1e3].map(Some));
    }

    #[test]
    fn of_a_name_given_twice_the_last_counts() {
        assert_eq!(read(r#"{"a": 1, "a": 2}"#).get("a").and_then(Value::as_number), Some(2.0));
        assert_eq!(read("[1]").get("a"), None);
        assert_eq!(read("{}").at(0), None);
    }
}

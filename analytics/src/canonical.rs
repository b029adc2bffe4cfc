//! JSON whose bytes depend on its content alone: what is hashed must not change with the features of a library.

use serde::Serialize;
use serde_json::{Map, Value};

/// The value with the keys of every object in alphabetical order.
///
/// serde_json keeps or sorts keys, depending on a feature that any crate of a build may switch on.
#[must_use]
pub fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map.into_iter().collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(entries.into_iter().map(|(key, value)| (key, sorted(value))).collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

/// Compact JSON with sorted keys.
///
/// # Errors
/// Only for a value that has no JSON, such as a map whose keys are no texts.
pub fn canonical_json<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    serde_json::to_string(&sorted(serde_json::to_value(value)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_at_every_depth() {
        let value: Value = serde_json::from_str(r#"{"b":{"z":1,"a":[{"y":1,"x":2}]},"a":null}"#).unwrap();
        assert_eq!(canonical_json(&value).unwrap(), r#"{"a":null,"b":{"a":[{"x":2,"y":1}],"z":1}}"#);
    }
}

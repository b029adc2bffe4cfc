//! What a `json` check asks of the value at its pointer.

use serde::Serialize;
use serde_json::{Number, Value};

use super::number;
use super::pattern::Pattern;
use crate::tasks::text::short;

/// The type of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JsonType {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`
    Null,
}

impl JsonType {
    /// The names in task files.
    pub const NAMES: [&str; 6] = ["object", "array", "string", "number", "boolean", "null"];

    /// The type of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        const TYPES: [JsonType; 6] =
            [JsonType::Object, JsonType::Array, JsonType::String, JsonType::Number, JsonType::Boolean, JsonType::Null];
        TYPES.into_iter().find(|kind| kind.name() == name)
    }

    /// The name in task files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
            Self::String => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Null => "null",
        }
    }

    /// The type of a value.
    #[must_use]
    pub const fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::String,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }
}

/// Conditions on a value; those that are None do not apply.
#[derive(Debug, Clone, Default, Serialize)]
pub struct JsonRule {
    /// Its type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub json_type: Option<JsonType>,
    /// It is this value; 3 and 3.0 are the same number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equals: Option<Value>,
    /// It is one of these values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<Value>>,
    /// It is a number of at least this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Number>,
    /// It is a number of at most this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Number>,
    /// It is an array of at least so many items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u64>,
    /// It is an array of at most so many items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u64>,
    /// It is a string in which this matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Pattern>,
}

impl JsonRule {
    /// What the value breaks first; None when it satisfies all.
    #[must_use]
    pub fn broken_by(&self, value: &Value) -> Option<String> {
        let Self { json_type, equals, one_of, min, max, min_items, max_items, pattern } = self;
        if let Some(wanted) = json_type
            && *wanted != JsonType::of(value)
        {
            return Some(format!("is not of type {}", wanted.name()));
        }
        if let Some(wanted) = equals
            && !same(wanted, value)
        {
            return Some(format!("is not {}", short(&wanted.to_string(), 60)));
        }
        if let Some(allowed) = one_of
            && !allowed.iter().any(|wanted| same(wanted, value))
        {
            let allowed: Vec<String> = allowed.iter().map(Value::to_string).collect();
            return Some(format!("is none of {}", short(&allowed.join(", "), 60)));
        }
        let number = value.as_f64();
        if let Some(low) = min
            && number.is_none_or(|number| Some(number) < low.as_f64())
        {
            return Some(format!("is no number of at least {low}"));
        }
        if let Some(high) = max
            && number.is_none_or(|number| Some(number) > high.as_f64())
        {
            return Some(format!("is no number of at most {high}"));
        }
        let items = value.as_array().map(|items| items.len() as u64);
        if let Some(low) = min_items
            && items.is_none_or(|items| items < *low)
        {
            return Some(format!("is no array of at least {low} items"));
        }
        if let Some(high) = max_items
            && items.is_none_or(|items| items > *high)
        {
            return Some(format!("is no array of at most {high} items"));
        }
        if let Some(pattern) = pattern
            && !value.as_str().is_some_and(|text| pattern.is_match(text))
        {
            return Some(format!("is no string that matches {}", short(pattern.as_str(), 60)));
        }
        None
    }
}

/// Whether two values are the same, numbers by their value and objects whatever the order of their keys.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => number::same(left, right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, left)| right.get(key).is_some_and(|right| same(left, right)))
        }
        _ => left == right,
    }
}

/// Whether the text is a JSON pointer of RFC 6901: empty, or steps that begin with `/`, `~` only as `~0` or `~1`.
#[must_use]
pub fn is_pointer(text: &str) -> bool {
    (text.is_empty() || text.starts_with('/'))
        && text.split('~').skip(1).all(|after| after.starts_with('0') || after.starts_with('1'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_condition_can_fail() {
        let hold = |rule: JsonRule, value: Value| rule.broken_by(&value).is_none();
        let typed = || JsonRule { json_type: Some(JsonType::Null), ..JsonRule::default() };
        assert!(hold(typed(), json!(null)) && !hold(typed(), json!(0)));
        let equals = || JsonRule { equals: Some(json!({"a": [1, 2.5]})), ..JsonRule::default() };
        assert!(hold(equals(), json!({"a": [1.0, 2.5]})) && !hold(equals(), json!({"a": [1, 2.5], "b": 0})));
        let one_of = || JsonRule { one_of: Some(vec![json!("a"), json!(1)]), ..JsonRule::default() };
        assert!(hold(one_of(), json!(1)) && !hold(one_of(), json!("A")));
        let range = || JsonRule { min: Some(1.into()), max: Some(2.into()), ..JsonRule::default() };
        assert!(hold(range(), json!(1)) && hold(range(), json!(2.0)));
        assert!(!hold(range(), json!(0.9)) && !hold(range(), json!(2.1)) && !hold(range(), json!("1")));
        let items = || JsonRule { min_items: Some(1), max_items: Some(2), ..JsonRule::default() };
        assert!(hold(items(), json!([0])) && !hold(items(), json!([])) && !hold(items(), json!([1, 2, 3])));
        assert!(!hold(items(), json!({"a": 1})), "an object has no items");
        let pattern = || JsonRule { pattern: Pattern::compile("^a+$").ok(), ..JsonRule::default() };
        assert!(hold(pattern(), json!("aa")) && !hold(pattern(), json!("b")) && !hold(pattern(), json!(1)));
        assert!(hold(JsonRule::default(), json!(null)), "without conditions, being there is enough");
    }

    #[test]
    fn pointers_follow_the_rfc() {
        for pointer in ["", "/", "/a/0", "/a~1b/~0", "/å"] {
            assert!(is_pointer(pointer), "{pointer:?}");
        }
        for pointer in ["a", "a/b", "/~", "/~2", "#/a"] {
            assert!(!is_pointer(pointer), "{pointer:?}");
        }
    }
}

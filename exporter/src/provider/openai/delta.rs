//! The texts of a delta or a message: each server has its own names and shapes for them.

use serde_json::Value;

/// Where thinking stands; servers that fill several of them say the same twice.
const THINKING: [&str; 5] = ["reasoning_content", "reasoning", "thinking", "reasoning_text", "thought"];
/// Parts of a content that are thinking.
const THINKING_PARTS: [&str; 4] = ["thinking", "reasoning", "reasoning_text", "thought"];

/// Content and thinking of a delta.
#[must_use]
pub fn texts(delta: &Value) -> (String, String) {
    let (content, inner) = delta.get("content").map(content_of).unwrap_or_default();
    let thinking = thinking_of(delta);
    (content, if thinking.is_empty() { inner } else { thinking })
}

/// Whether a delta shows that the model works, although it may hold no text: anything but its role.
#[must_use]
pub fn shows_life(delta: &Value) -> bool {
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(parts) => !parts.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        _ => true,
    };
    delta.as_object().is_some_and(|fields| fields.iter().any(|(name, value)| name != "role" && says(value)))
}

/// Whether the thinking of a delta is a summary, which some servers also send as plain `reasoning`.
#[must_use]
pub fn is_summary(delta: &Value) -> bool {
    let details = delta.get("reasoning_details").and_then(Value::as_array);
    let of_summary = |part: &Value| {
        part.get("summary").is_some_and(Value::is_string)
            || part.get("type").is_some_and(|kind| kind == "reasoning.summary")
    };
    details.is_some_and(|parts| parts.iter().any(of_summary))
}

fn thinking_of(delta: &Value) -> String {
    let named = THINKING.iter().map(|name| delta.get(*name).map(text_of).unwrap_or_default());
    named
        .into_iter()
        .chain(delta.get("reasoning_details").map(text_of))
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

/// Content is a text, or a list of parts, of which some may be thinking (Magistral).
fn content_of(content: &Value) -> (String, String) {
    let Value::Array(parts) = content else { return (text_of(content), String::new()) };
    let (mut said, mut thought) = (String::new(), String::new());
    for part in parts {
        let is_thinking = part.get("type").and_then(Value::as_str).is_some_and(|kind| THINKING_PARTS.contains(&kind));
        if is_thinking { &mut thought } else { &mut said }.push_str(&text_of(part));
    }
    (said, thought)
}

/// Every text of a value: it may be a text, an object that holds one, or a list of these.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(text_of).collect(),
        Value::Object(fields) => ["text", "summary", "thinking", "reasoning", "content"]
            .iter()
            .find_map(|name| fields.get(*name).map(text_of).filter(|text| !text.is_empty()))
            .unwrap_or_default(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_name_and_shape_of_a_text() {
        for (delta, content, thinking) in [
            (json!({"content":"a"}), "a", ""),
            (json!({"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}), "ab", ""),
            (
                json!({"content":[{"type":"thinking","thinking":[{"type":"text","text":"t"}]},{"type":"text","text":"a"}]}),
                "a",
                "t",
            ),
            (json!({"content":[{"type":"thinking","thinking":"t"}]}), "", "t"),
            (json!({"reasoning_content":"t","reasoning":"t"}), "", "t"),
            (json!({"reasoning":{"content":"t"},"content":null}), "", "t"),
            (json!({"thinking":"t","content":"a"}), "a", "t"),
            (
                json!({"reasoning_details":[{"type":"reasoning.text","text":"t"},{"type":"reasoning.encrypted","data":"x"}]}),
                "",
                "t",
            ),
            (json!({"reasoning_details":[{"type":"reasoning.summary","summary":"s"}]}), "", "s"),
            (json!({"role":"assistant"}), "", ""),
        ] {
            assert_eq!(texts(&delta), (content.to_owned(), thinking.to_owned()), "{delta}");
        }
        assert!(shows_life(&json!({"reasoning_details":[{"data":"x"}]})));
        assert!(!shows_life(&json!({"role":"assistant","content":"","reasoning":null})));
    }
}

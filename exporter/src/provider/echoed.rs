//! What is kept of the last parts of a stream in which a server repeated the key: a part may hold a piece of it that
//! nobody would find by itself.

use serde_json::Value;

/// What stands in the place of a text.
const LEFT_OUT: &str = "[text left out: the key was in it]";

/// Fields whose texts the project reads, and which no model writes.
const KEPT: [&str; 13] = [
    "id",
    "object",
    "model",
    "provider",
    "role",
    "type",
    "finish_reason",
    "native_finish_reason",
    "done_reason",
    "stop_reason",
    "created_at",
    "service_tier",
    "system_fingerprint",
];

/// The raw payload with counts, names and reasons, and without any text that a model may have written.
#[must_use]
pub fn without_texts(raw: &str) -> String {
    let line = |line: &str| match serde_json::from_str::<Value>(line) {
        Ok(mut value) => {
            blank(&mut value, false);
            value.to_string()
        }
        Err(_) => LEFT_OUT.to_owned(),
    };
    raw.lines().filter(|text| !text.trim().is_empty()).map(line).collect::<Vec<_>>().join("\n")
}

fn blank(value: &mut Value, keep: bool) {
    match value {
        Value::String(text) if !keep && !text.is_empty() => LEFT_OUT.clone_into(text),
        Value::Array(list) => list.iter_mut().for_each(|value| blank(value, keep)),
        Value::Object(fields) => {
            for (name, value) in fields {
                blank(value, KEPT.contains(&name.as_str()));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_names_and_reasons_stay() {
        let raw = concat!(
            r#"{"id":"c1","choices":[{"delta":{"content":"ted-0123","role":"assistant"},"finish_reason":"stop"}]}"#,
            "\n",
            r#"{"model":"m","usage":{"prompt_tokens":5}}"#,
            "\nnted-0123"
        );
        let kept = without_texts(raw);
        assert!(!kept.contains("0123"), "{kept}");
        for part in [r#""finish_reason":"stop""#, r#""prompt_tokens":5"#, r#""id":"c1""#, r#""role":"assistant""#] {
            assert!(kept.contains(part), "{part} is missing in {kept}");
        }
        assert_eq!(kept.lines().count(), 3);
    }
}

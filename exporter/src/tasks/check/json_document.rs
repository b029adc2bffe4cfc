//! Finds the JSON document in an answer.

use serde_json::Value;

use super::part::{Part, Sections};

/// The document: the last fenced block that parses as JSON, else the whole text, else the text from the first `{` or `[`
/// to its matching end.
///
/// `part` narrows the search: `code` to the fenced blocks, `prose` to the text outside them.
#[must_use]
pub fn find(sections: &Sections, part: Part) -> Option<Value> {
    let fenced = match part {
        Part::Prose => None,
        Part::Answer | Part::Code => sections.blocks().iter().rev().find_map(|block| parse(block)),
    };
    let text = sections.text(part);
    fenced.or_else(|| parse(text)).or_else(|| enclosed(text).and_then(parse))
}

fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text.trim()).ok()
}

/// The text from the first `{` or `[` to the bracket that closes it. Brackets within strings do not count.
#[must_use]
pub fn enclosed(text: &str) -> Option<&str> {
    let start = text.find(['{', '['])?;
    let from = text.get(start..)?;
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    for (at, character) in from.char_indices() {
        if in_string {
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match character {
            '"' => in_string = true,
            '{' | '[' => depth += 1,
            '}' | ']' => {
                depth -= 1;
                if depth == 0 {
                    return from.get(..at + character.len_utf8());
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn found(answer: &str) -> Option<Value> {
        find(&Sections::of(answer), Part::Answer)
    }

    #[test]
    fn the_last_fenced_block_that_parses_wins() {
        let answer = "{\"a\": 0}\n```json\n{\"a\": 1}\n```\n```json\n{\"a\": 2}\n```\n```\nnot json\n```\n";
        assert_eq!(found(answer), Some(json!({"a": 2})));
    }

    #[test]
    fn else_the_whole_answer() {
        assert_eq!(found(" \n{\"a\": [1, 2]}\n"), Some(json!({"a": [1, 2]})));
        assert_eq!(found("[1]"), Some(json!([1])));
    }

    #[test]
    fn else_from_the_first_bracket_to_its_end() {
        assert_eq!(found("Here: {\"a\": {\"b\": 1}} and {\"c\": 2}"), Some(json!({"a": {"b": 1}})));
        assert_eq!(found("a list [1, [2]] follows"), Some(json!([1, [2]])));
    }

    #[test]
    fn brackets_and_quotes_within_strings_do_not_count() {
        let text = r#"x {"a": "}\"]\\", "b": "å{"} y }"#;
        assert_eq!(found(text), Some(json!({"a": "}\"]\\", "b": "å{"})));
    }

    #[test]
    fn no_document_is_none() {
        for answer in ["", "none", "{\"a\": 1", "]", "} {", "{a: 1}", "{\"a\": \"x}"] {
            assert_eq!(found(answer), None, "{answer:?}");
        }
        assert_eq!(found(&"[".repeat(100_000)), None, "depth is no danger");
        assert_eq!(found(&format!("{}{}", "[".repeat(5_000), "]".repeat(5_000))), None);
    }

    #[test]
    fn a_part_narrows_the_search() {
        let sections = Sections::of("{\"a\": 1}\n```\n{\"a\": 2}\n```\n");
        assert_eq!(find(&sections, Part::Prose), Some(json!({"a": 1})));
        assert_eq!(find(&sections, Part::Code), Some(json!({"a": 2})));
        assert_eq!(find(&Sections::of("{\"a\": 1}"), Part::Code), None);
    }

    proptest! {
        #[test]
        fn no_answer_breaks_the_search(pieces in prop::collection::vec(prop_oneof![
            Just("```json\n".to_owned()), Just("\n```\n".to_owned()), Just("{".to_owned()), Just("]".to_owned()),
            Just("\"".to_owned()), Just("\\".to_owned()), Just("{\"å\": [1]}".to_owned()), any::<String>(),
        ], 0..20)) {
            let answer = pieces.concat();
            for part in [Part::Answer, Part::Code, Part::Prose] {
                let _ = find(&Sections::of(&answer), part);
            }
        }

        #[test]
        fn a_document_in_prose_is_found_whatever_its_strings(text in any::<String>(), before in "[^\\[{]*") {
            let value = json!({ "key": [text] }).to_string();
            let answer = format!("{before}{value} and more }} ]");
            prop_assert_eq!(enclosed(&answer), Some(value.as_str()));
        }
    }
}

//! The names in a prompt that an answer would have to use: functions and types, requested headings, JSON keys.

use super::outline::Outline;

/// Words behind which a definition's name stands, in the languages of the tasks.
const DEFINING: &[&str] = &["fn", "def", "func", "function", "class", "struct", "interface", "enum", "trait", "impl"];
/// Most names of one kind; an answer with more is a list, not an answer.
const MOST: usize = 12;

/// What the prompt names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// Functions and types, in order of appearance.
    pub definitions: Vec<String>,
    /// Markdown headings that the prompt asks for, with their `#`.
    pub headings: Vec<String>,
    /// Keys that the prompt gives for a JSON document.
    pub json_keys: Vec<String>,
}

impl Names {
    /// Finds the names.
    pub fn of(outline: &Outline) -> Self {
        let inline = outline.inline_code();
        let mut definitions = Vec::new();
        for block in &outline.blocks {
            block.text.lines().for_each(|line| collect_definitions(line, &mut definitions));
        }
        for code in &inline {
            collect_definitions(code, &mut definitions);
            // A call, such as `parse_size(text)`, names a function as well.
            if let Some((name, _)) = code.split_once('(')
                && is_identifier(name)
            {
                add(&mut definitions, name);
            }
        }
        let mut headings = Vec::new();
        for code in &inline {
            let title = code.trim_start_matches('#');
            if code.starts_with('#') && title.starts_with(' ') && !title.trim().is_empty() {
                add(&mut headings, code.trim_end());
            }
        }
        let json_keys = json_keys(outline);
        Self { definitions, headings, json_keys }
    }
}

/// The words that announce keys, in English and Swedish.
const ANNOUNCING: &[&str] = &["JSON", "key", "nyckl", "nyckel"];
/// What stands in code like a key and is none.
const LITERALS: &[&str] = &["null", "true", "false"];

/// Keys: code within a line that speaks of JSON or keys, and at the head of the list items below the first such line.
fn json_keys(outline: &Outline) -> Vec<String> {
    let mut keys = Vec::new();
    if !outline.prose.iter().any(|line| line.contains("JSON")) {
        return keys;
    }
    let mut announced = false;
    for line in &outline.prose {
        let announces = ANNOUNCING.iter().any(|word| line.contains(word));
        announced |= announces;
        let item = line.trim_start().starts_with("- `");
        if announces || (announced && item) {
            let code = line.split('`').skip(1).step_by(2);
            for code in code.take(if announces { MOST } else { 1 }) {
                let key = code.trim_matches('"');
                if is_identifier(key) && key.starts_with(char::is_lowercase) && !LITERALS.contains(&key) {
                    add(&mut keys, key);
                }
            }
        }
    }
    keys
}

fn collect_definitions(line: &str, into: &mut Vec<String>) {
    let mut words =
        line.split(|character: char| !character.is_alphanumeric() && character != '_').filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        if DEFINING.contains(&word)
            && let Some(name) = words.next()
            && is_identifier(name)
        {
            add(into, name);
        }
    }
}

fn is_identifier(text: &str) -> bool {
    text.chars().count() <= 40
        && text.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && text.chars().all(|character| character.is_alphanumeric() || character == '_')
}

fn add(into: &mut Vec<String>, name: &str) {
    if into.len() < MOST && !into.iter().any(|known| known == name) {
        into.push(name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_kind() {
        let outline = Outline::of(
            "Write `parse_size(text: str) -> int`. Use the headings `## Cause` and `## Repair`.\n\
             Then a JSON object with `total` and `\"last_line\"`; `Not a key`.\n\
             ```rust\npub struct Locker {}\nimpl Locker { pub fn handle(&mut self) {} }\n```\n",
        );
        let names = Names::of(&outline);
        assert_eq!(names.definitions, ["Locker", "handle", "parse_size"]);
        assert_eq!(names.headings, ["## Cause", "## Repair"]);
        assert_eq!(names.json_keys, ["total", "last_line"]);
    }

    #[test]
    fn keys_stand_where_they_are_announced() {
        let outline = Outline::of(
            "Without `any` or `as`.\nThen a JSON object:\n\n- `host`: the `name` of it, or `null`.\n- `\"to\"`: the end.\n",
        );
        assert_eq!(Names::of(&outline).json_keys, ["host", "to"]);
    }

    #[test]
    fn keys_are_only_looked_for_where_json_is_asked_for() {
        assert!(Names::of(&Outline::of("Set `total` to 1.")).json_keys.is_empty());
    }
}

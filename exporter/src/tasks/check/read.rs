//! Reads a `[[checks]]` table and compiles it.

use analytics::score::Dimension;
use serde_json::Value;
use toml::de::{DeTable, DeValue};

use super::json_rule::{self, JsonRule, JsonType};
use super::{CheckKind, Part, Pattern};
use crate::tasks::definition::Check;
use crate::tasks::fields::{At, Fields, Sheet, as_text, line_of, to_json, wrong_type};
use crate::tasks::suggest;

/// The check, and the line and text of its id where it has one. Faults go to the sheet; with a fault there is no check.
pub fn check(sheet: &mut Sheet<'_>, table: &DeTable<'_>, line: usize) -> (Option<Check>, Option<At<String>>) {
    let mut fields = Fields::new(table, "the check", line);
    let id = fields.text(sheet, "id");
    if let Some(id) = &id {
        fields.name = format!("check {:?}", id.value);
    }
    let dimension = named(sheet, &mut fields, "dimension", &Dimension::ALL.map(Dimension::slug), |name| {
        Dimension::ALL.into_iter().find(|dimension| dimension.slug() == name)
    });
    let why = fields.text(sheet, "why");
    let part = match fields.optional("part") {
        None => Some(Part::default()),
        Some(_) => named(sheet, &mut fields, "part", &Part::NAMES, Part::from_name),
    };
    let kind_name = named(sheet, &mut fields, "kind", &CheckKind::NAMES, |name| {
        CheckKind::NAMES.into_iter().find(|known| *known == name)
    });
    // Without its kind nobody knows which fields the check may have.
    let Some(kind_name) = kind_name else { return (None, id) };
    let compiled = kind(sheet, &mut fields, kind_name);
    fields.finish(sheet);
    let check = match (&id, dimension, why, part, compiled) {
        (Some(id), Some(dimension), Some(why), Some(part), Some(kind)) => {
            Some(Check { id: id.value.clone(), dimension, why: why.value, part, kind })
        }
        _ => None,
    };
    (check, id)
}

fn kind(sheet: &mut Sheet<'_>, fields: &mut Fields<'_>, name: &str) -> Option<CheckKind> {
    match name {
        "regex" => {
            let pattern = pattern(sheet, fields);
            let min = fields.optional_count(sheet, "min").map_or(1, |min| min.value);
            let max = fields.optional_count(sheet, "max");
            in_order(sheet, Some(min), max.as_ref())?;
            Some(CheckKind::Regex { pattern: pattern?, min, max: max.map(|max| max.value) })
        }
        "not_regex" => Some(CheckKind::NotRegex { pattern: pattern(sheet, fields)? }),
        "contains_all" => Some(CheckKind::ContainsAll { texts: texts(sheet, fields)? }),
        "contains_any" => {
            let texts = texts(sheet, fields);
            let min = fields.optional_count(sheet, "min");
            let texts = texts?;
            if let Some(At { value, line }) = min
                && !(1..=texts.len() as u64).contains(&value)
            {
                sheet.fault(line, format!("\"min\" is {value}; it must be 1 to {}, the number of texts", texts.len()));
                return None;
            }
            Some(CheckKind::ContainsAny { texts, min: min.map_or(1, |min| min.value) })
        }
        "not_contains" => Some(CheckKind::NotContains { texts: texts(sheet, fields)? }),
        "number" => number(sheet, fields),
        "words" => {
            let min = fields.optional_count(sheet, "min");
            let max = fields.optional_count(sheet, "max");
            if min.is_none() && max.is_none() {
                sheet.fault(
                    fields.line,
                    format!("{} needs \"min\" or \"max\"; without both it always passes", fields.name),
                );
                return None;
            }
            in_order(sheet, min.as_ref().map(|min| min.value), max.as_ref())?;
            Some(CheckKind::Words { min: min.map(|min| min.value), max: max.map(|max| max.value) })
        }
        _ => json(sheet, fields),
    }
}

fn number(sheet: &mut Sheet<'_>, fields: &mut Fields<'_>) -> Option<CheckKind> {
    let pattern_line = fields.optional("pattern").map(|value| line_of(sheet, value));
    let pattern = pattern(sheet, fields);
    let equals = match fields.required(sheet, "equals") {
        Some(_) => fields.optional_number(sheet, "equals"),
        None => None,
    };
    let tolerance = fields.optional_number(sheet, "tolerance");
    let pattern = pattern?;
    if pattern.groups() != 1 {
        let reason = format!(
            "\"pattern\" has {} capture groups; it needs exactly one, around the number (write (?:…) for the others)",
            pattern.groups()
        );
        sheet.fault(pattern_line.unwrap_or(fields.line), reason);
        return None;
    }
    let equals = equals?.value;
    let tolerance = match tolerance {
        None => 0.0,
        Some(At { value, line }) => {
            let value = value.as_f64().unwrap_or_default();
            if value < 0.0 {
                sheet.fault(line, format!("\"tolerance\" is {value}; it must be 0 or more"));
                return None;
            }
            value
        }
    };
    Some(CheckKind::Number { pattern, equals, tolerance })
}

fn json(sheet: &mut Sheet<'_>, fields: &mut Fields<'_>) -> Option<CheckKind> {
    let pointer = pointer(sheet, fields);
    let mut rule = JsonRule::default();
    if fields.optional("type").is_some() {
        rule.json_type = named(sheet, fields, "type", &JsonType::NAMES, JsonType::from_name);
    }
    if let Some(value) = fields.optional("equals") {
        rule.equals = to_json(value.get_ref());
        if rule.equals.is_none() {
            let line = line_of(sheet, value);
            sheet.fault(line, "\"equals\" is no JSON value; write a date as a string, and only finite numbers");
        }
    }
    if let Some(value) = fields.optional("one_of") {
        match (value.get_ref(), to_json(value.get_ref())) {
            (DeValue::Array(_), Some(Value::Array(values))) if !values.is_empty() => rule.one_of = Some(values),
            (DeValue::Array(_), _) => {
                let line = line_of(sheet, value);
                sheet.fault(line, "\"one_of\" must hold at least one value, each of them a JSON value");
            }
            (other, _) => {
                let line = line_of(sheet, value);
                sheet.fault(line, wrong_type("one_of", "a list", other));
            }
        }
    }
    let min = fields.optional_number(sheet, "min");
    let max = fields.optional_number(sheet, "max");
    if let (Some(min), Some(max)) = (&min, &max)
        && min.value.as_f64() > max.value.as_f64()
    {
        sheet.fault(max.line, format!("\"max\" {} is below \"min\" {}; nothing can pass", max.value, min.value));
    }
    rule.min = min.map(|min| min.value);
    rule.max = max.map(|max| max.value);
    let min_items = fields.optional_count(sheet, "min_items");
    let max_items = fields.optional_count(sheet, "max_items");
    // A fault of the order is on the sheet; the file is refused for it.
    let _ = in_order(sheet, min_items.as_ref().map(|min| min.value), max_items.as_ref());
    rule.min_items = min_items.map(|min| min.value);
    rule.max_items = max_items.map(|max| max.value);
    if fields.optional("pattern").is_some() {
        rule.pattern = pattern(sheet, fields);
    }
    Some(CheckKind::Json { pointer: pointer?, rule })
}

/// A pointer may be empty: it then means the whole document.
fn pointer(sheet: &mut Sheet<'_>, fields: &mut Fields<'_>) -> Option<String> {
    let value = fields.required(sheet, "pointer")?;
    let line = line_of(sheet, value);
    match value.get_ref().as_str() {
        None => sheet.fault(line, wrong_type("pointer", "a string", value.get_ref())),
        Some(text) if json_rule::is_pointer(text) => return Some(text.to_owned()),
        Some(text) => sheet.fault(
            line,
            format!("{text:?} is no JSON pointer; write it as \"/key/0\" (RFC 6901), or \"\" for the whole document"),
        ),
    }
    None
}

fn pattern(sheet: &mut Sheet<'_>, fields: &mut Fields<'_>) -> Option<Pattern> {
    let value = fields.required(sheet, "pattern")?;
    let text = as_text(sheet, "pattern", value)?;
    match Pattern::compile(&text.value) {
        Ok(pattern) => Some(pattern),
        Err(reason) => {
            sheet.fault(text.line, format!("the pattern of {} cannot compile: {reason}", fields.name));
            None
        }
    }
}

fn texts(sheet: &mut Sheet<'_>, fields: &mut Fields<'_>) -> Option<Vec<String>> {
    Some(fields.texts(sheet, "texts")?.into_iter().map(|text| text.value).collect())
}

/// Faults a range that nothing can lie in.
fn in_order(sheet: &mut Sheet<'_>, min: Option<u64>, max: Option<&At<u64>>) -> Option<()> {
    match (min, max) {
        (Some(min), Some(At { value, line })) if min > *value => {
            sheet.fault(*line, format!("the maximum {value} is below the minimum {min}; nothing can pass"));
            None
        }
        _ => Some(()),
    }
}

/// A field that must be there and hold one of a few names.
pub fn named<T>(
    sheet: &mut Sheet<'_>,
    fields: &mut Fields<'_>,
    field: &'static str,
    names: &[&str],
    find: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let text = fields.text(sheet, field)?;
    let value = find(&text.value);
    if value.is_none() {
        sheet.fault(text.line, format!("unknown {field} {:?}; {}", text.value, suggest::hint(&text.value, names)));
    }
    value
}

#[cfg(test)]
mod tests {
    use crate::tasks::fixture::faults_after;

    /// Replaces the condition of check "end" (its kind stands on line 29).
    fn faults(condition: &str) -> Vec<String> {
        faults_after("kind = \"regex\"\npart = \"code\"\npattern = 'size\\s*\\+\\s*1'", condition)
    }

    #[test]
    fn every_kind_can_be_written() {
        for condition in [
            "kind = \"regex\"\npattern = 'a'\nmin = 0\nmax = 0",
            "kind = \"not_regex\"\npart = \"prose\"\npattern = 'a'",
            "kind = \"contains_all\"\ntexts = [\"a\"]",
            "kind = \"contains_any\"\ntexts = [\"a\", \"b\"]\nmin = 2",
            "kind = \"not_contains\"\npart = \"answer\"\ntexts = [\"a\"]",
            "kind = \"number\"\npattern = '(\\d+)'\nequals = 1\ntolerance = 0.5",
            "kind = \"words\"\nmin = 1",
            "kind = \"json\"\npointer = \"\"",
            "kind = \"json\"\npointer = \"/a\"\ntype = \"array\"\nmin_items = 1\nmax_items = 2",
            "kind = \"json\"\npointer = \"/a\"\none_of = [1, \"b\", { c = [true] }]\nmin = 0.5\nmax = 2\npattern = 'x'",
        ] {
            assert_eq!(faults(condition), Vec::<String>::new(), "{condition}");
        }
    }

    #[test]
    fn every_mistake_has_its_line_and_words() {
        for (condition, line, words) in [
            ("kind = \"regexp\"", 29, "did you mean \"regex\"?"),
            ("kind = \"regex\"\npart = \"text\"\npattern = 'a'", 30, "answer, code, prose"),
            ("kind = \"regex\"", 25, "check \"end\" has no field \"pattern\""),
            ("kind = \"regex\"\npattern = '(a'", 30, "the pattern of check \"end\" cannot compile: unclosed group"),
            ("kind = \"not_regex\"\npattern = 'a(?!b)'", 30, "look-around"),
            ("kind = \"regex\"\npattern = 'a'\nmin = 3\nmax = 2", 32, "nothing can pass"),
            ("kind = \"regex\"\npattern = 'a'\nmin = -1", 31, "at least 0"),
            ("kind = \"not_regex\"\npattern = 'a'\nmin = 1", 31, "unknown field \"min\""),
            ("kind = \"contains_all\"\ntexts = []", 30, "empty list"),
            ("kind = \"contains_all\"\ntexts = [\"a\",\n\"\"]", 31, "blank"),
            ("kind = \"contains_any\"\ntexts = [\"a\"]\nmin = 2", 31, "1 to 1"),
            ("kind = \"number\"\npattern = '\\d+'\nequals = 1", 30, "0 capture groups"),
            ("kind = \"number\"\npattern = '(\\d)(\\d)'\nequals = 1", 30, "2 capture groups"),
            ("kind = \"number\"\npattern = '(\\d)'\nequals = \"1\"", 31, "a finite number"),
            ("kind = \"number\"\npattern = '(\\d)'\nequals = 1\ntolerance = -1", 32, "0 or more"),
            ("kind = \"words\"", 25, "always passes"),
            ("kind = \"json\"\npointer = \"a/b\"", 30, "no JSON pointer"),
            ("kind = \"json\"", 25, "no field \"pointer\""),
            ("kind = \"json\"\npointer = \"\"\ntype = \"int\"", 31, "object, array, string, number, boolean, null"),
            ("kind = \"json\"\npointer = \"\"\nequals = 2025-01-01", 31, "write a date as a string"),
            ("kind = \"json\"\npointer = \"\"\none_of = []", 31, "at least one value"),
            ("kind = \"json\"\npointer = \"\"\nmin = 2\nmax = 1.5", 32, "nothing can pass"),
            ("kind = \"json\"\npointer = \"\"\nmin_items = 2\nmax_items = 1", 32, "nothing can pass"),
        ] {
            let faults = faults(condition);
            let wanted = faults.iter().any(|fault| fault.starts_with(&format!("{line}: ")) && fault.contains(words));
            assert!(wanted, "{condition}: no fault on line {line} with {words:?} in {faults:#?}");
            assert_eq!(faults.len(), 1, "{condition}: {faults:#?}");
        }
    }

    #[test]
    fn an_id_is_used_once() {
        let faults = faults_after("id = \"sum\"", "id = \"end\"");
        assert_eq!(faults, ["34: check \"end\" has the id of the check on line 26; rename one of them"]);
    }
}

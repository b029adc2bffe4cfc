//! The description of the snapshot format for people, made from the JSON Schemas so that it cannot go stale.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Context, Result};
use serde_json::Value;

/// What stands before the tables; the rest is made from the schemas.
const INTRODUCTION: &str = include_str!("data_format.md");

/// The files of a snapshot with the names of their schemas, in the order in which one reads them.
const FILES: [(&str, &str, &str); 3] = [
    ("index.json", "snapshot-v1.index.schema.json", "The list of the snapshots that stand beside it."),
    ("summary.json", "snapshot-v1.summary.schema.json", "Everything that every page needs, with every mark."),
    ("tasks/<task>.json", "snapshot-v1.detail.schema.json", "What was asked, answered and said about one task."),
];

/// Types by name.
type Types = BTreeMap<String, Value>;

/// The whole document.
pub fn document() -> Result<String> {
    let schemas: BTreeMap<&str, Value> = analytics::snapshot::schema::all().into_iter().collect();
    let mut types = Types::new();
    for schema in schemas.values() {
        let own = schema["$defs"].as_object().into_iter().flatten();
        types.extend(own.map(|(name, of)| (name.clone(), of.clone())));
    }
    let mut text = INTRODUCTION.to_owned();
    for (file, name, what) in FILES {
        let schema = schemas.get(name).with_context(|| format!("there is no schema {name}"))?;
        let _ = write!(text, "\n## `{file}`\n\n{what} Schema: [{name}](../data/schema/{name}).\n\n");
        fields(&mut text, schema, &types);
    }
    // Figures are explained once, whatever they are figures of.
    let named = types.iter().filter(|(name, _)| !is_figure(name));
    let (published, own): (Vec<_>, Vec<_>) = named.partition(|(name, _)| name.starts_with("Published"));
    text.push_str("\n## Types\n");
    own.into_iter().for_each(|(name, of)| one(&mut text, name, of, &types));
    text.push_str(
        "\n## Types of published aggregates\n\nOnly in snapshots of figures that somebody published without the marks behind them.\n",
    );
    published.into_iter().for_each(|(name, of)| one(&mut text, name, of, &types));
    Ok(text)
}

fn one(text: &mut String, name: &str, of: &Value, types: &Types) {
    let _ = write!(text, "\n### {name}\n\n");
    if let Some(what) = description(of) {
        let _ = write!(text, "{what}\n\n");
    }
    if let Some(variants) = of["oneOf"].as_array() {
        text.push_str("| value | meaning |\n|---|---|\n");
        for variant in variants {
            let values = variant["enum"].as_array().into_iter().flatten().chain(variant.get("const"));
            let mut shown: Vec<String> = values.map(|value| format!("`{value}`")).collect();
            for (field, of) in variant["properties"].as_object().into_iter().flatten() {
                shown.push(format!("`{{\"{field}\": …}}`: {}", kind(of, types)));
            }
            let _ = writeln!(text, "| {} | {} |", shown.join(", "), cell(variant));
        }
    } else if of["properties"].is_object() {
        fields(text, of, types);
    } else {
        let _ = writeln!(text, "{}", kind(of, types));
    }
}

fn fields(text: &mut String, of: &Value, types: &Types) {
    let required: Vec<&str> = of["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    text.push_str("| field | type | meaning |\n|---|---|---|\n");
    for (name, field) in of["properties"].as_object().into_iter().flatten() {
        let may = if required.contains(&name.as_str()) { "" } else { ", may be absent" };
        let _ = writeln!(text, "| `{name}` | {}{may} | {} |", kind(field, types), cell(field));
    }
}

/// What a value is, in words.
fn kind(of: &Value, types: &Types) -> String {
    if let Some(name) = of["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
        let value = types.get(name).filter(|_| is_figure(name)).and_then(|of| of.pointer("/oneOf/0/properties/value"));
        return match value {
            Some(value) => format!("[figure](#figures) of {}", kind(value, types)),
            None => format!("[{name}](#{})", name.to_lowercase()),
        };
    }
    if let Some(choices) = of["anyOf"].as_array() {
        return choices.iter().map(|of| kind(of, types)).collect::<Vec<_>>().join(" or ");
    }
    if let Some(values) = of["enum"].as_array() {
        return values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
    }
    let names = match &of["type"] {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        Value::String(name) => vec![name.as_str()],
        _ => vec!["any value"],
    };
    names.into_iter().map(|name| named(name, of, types)).collect::<Vec<_>>().join(" or ")
}

fn named(name: &str, of: &Value, types: &Types) -> String {
    match name {
        "string" => match of["pattern"].as_str() {
            Some(pattern) => format!("text that matches `{}`", pattern.replace('|', "\\|")),
            None => "text".to_owned(),
        },
        "integer" => "whole number".to_owned(),
        "boolean" => "true or false".to_owned(),
        "array" => {
            let items = kind(&of["items"], types);
            match (of["minItems"].as_u64(), of["maxItems"].as_u64()) {
                (Some(least), Some(most)) if least == most => format!("list of {most}: {items}"),
                _ => format!("list of {items}"),
            }
        }
        "object" if of["additionalProperties"].is_object() => {
            format!("object of {}", kind(&of["additionalProperties"], types))
        }
        other => other.to_owned(),
    }
}

fn is_figure(name: &str) -> bool {
    name.strip_prefix("Figure").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

fn description(of: &Value) -> Option<String> {
    of["description"].as_str().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A description in a cell of a table.
fn cell(of: &Value) -> String {
    description(of).unwrap_or_default().replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_leads_to_a_heading_and_every_field_says_what_it_is() {
        let text = document().unwrap();
        let headings: Vec<String> = text
            .lines()
            .filter(|line| line.starts_with('#'))
            .map(|line| line.trim_start_matches('#').trim().to_lowercase())
            .collect();
        for link in text.split("](#").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(headings.iter().any(|heading| heading == link), "nothing is called {link}");
        }
        assert!(headings.len() > 60, "{headings:?}");
        for line in text.lines().filter(|line| line.starts_with("| `")) {
            let cells: Vec<&str> = line.split(" | ").collect();
            assert!(cells.last().is_some_and(|meaning| meaning.len() > 4), "no meaning: {line}");
            assert!(!cells[1].contains("any value"), "no type: {line}");
        }
    }
}

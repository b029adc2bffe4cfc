//! Answers as text and as JSON.

use analytics::decision::Answer;
use serde_json::{Value, json};

/// The answer as lines: the sentence, then its figures under their headings.
#[must_use]
pub fn lines(answer: &Answer) -> Vec<String> {
    let mut lines = Vec::new();
    if !answer.sentence.is_empty() {
        lines.push(answer.sentence.clone());
    }
    let width = answer.lines.iter().map(|line| line.label.chars().count()).max().unwrap_or(0);
    let mut group = "";
    for line in &answer.lines {
        if line.group != group {
            group = line.group;
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.push(group.to_owned());
        }
        let note = if line.note.is_empty() { String::new() } else { format!("  ({})", line.note) };
        let gap = " ".repeat(width - line.label.chars().count());
        lines.push(format!("  {}{gap}  {}{note}", line.label, line.value));
    }
    lines
}

/// The answer as JSON.
#[must_use]
pub fn json(answer: &Answer) -> Value {
    let lines: Vec<Value> = answer
        .lines
        .iter()
        .map(|line| json!({ "group": line.group, "label": line.label, "value": line.value, "note": line.note }))
        .collect();
    json!({ "sentence": answer.sentence, "is_fault": answer.is_fault, "lines": lines })
}

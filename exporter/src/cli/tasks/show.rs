//! `exporter tasks show`.

use std::path::Path;

use serde_json::Value;

use super::ShowArgs;
use super::list::origin_name;
use super::output;
use crate::failure::Failure;
use crate::tasks::text::count;
use crate::tasks::{Check, Task, load_file, task_id};

/// Shows one task of a folder.
pub fn run(args: &ShowArgs) -> Result<(), Failure> {
    let id = task_id(&args.id).map_err(|reason| Failure::usage(reason).hint("exporter tasks list shows all ids."))?;
    let file = args.folder.join(format!("{id}.md"));
    if !file.exists() {
        let message = format!("there is no task {id}: {} does not exist", file.display());
        return Err(Failure::usage(message).hint("exporter tasks list shows all ids; --folder names another folder."));
    }
    let task = load_file(&file).map_err(|errors| output::faults(&errors))?;
    if args.json { output::json(&task) } else { output::data(&readable(&task, &file)) }
}

fn readable(task: &Task, file: &Path) -> String {
    let mut lines = vec![
        format!("{}: {}", task.id, task.title),
        String::new(),
        format!("file        {}", file.display()),
        format!("sha256      {}", task.sha256),
        format!("version     {}", task.version),
        format!("category    {}", task.category.slug()),
        format!("difficulty  {} of 5", task.difficulty),
        format!("origin      {}", origin_name(task.origin)),
        format!("tags        {}", task.tags.join(", ")),
        format!("max_tokens  {}", task.max_tokens),
        String::new(),
        format!("Expected capabilities ({})", task.expected_capabilities.len()),
    ];
    for capability in &task.expected_capabilities {
        let essential = if capability.essential { " (essential)" } else { "" };
        lines.push(format!("- {}{essential}", capability.text));
        let evidence: Vec<String> = capability.evidence.iter().map(|text| format!("{text:?}")).collect();
        lines.push(format!("  evidence: {}", evidence.join(" or ")));
    }
    lines.push(String::new());
    lines.push(format!("Checks ({})", task.checks.len()));
    for check in &task.checks {
        lines.push(format!("- {} ({}): {}", check.id, check.dimension.slug(), check.why));
        lines.push(format!("  {}", condition(check)));
    }
    lines.push(String::new());
    lines.push(format!("Prompt ({})", count(task.prompt.lines().count(), "line", "lines")));
    lines.push(String::new());
    lines.push(task.prompt.clone());
    lines.join("\n") + "\n"
}

/// The condition as `kind of part, field = value, …`, in the words of the file.
fn condition(check: &Check) -> String {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(&check.kind) else { return String::new() };
    let kind = fields.remove("kind").and_then(|kind| kind.as_str().map(str::to_owned)).unwrap_or_default();
    let mut text = format!("{kind} of {}", check.part.name());
    for (name, value) in fields {
        // A pattern is easier to read without the escapes of JSON.
        let shown = value.as_str().map_or_else(|| value.to_string(), |plain| format!("'{plain}'"));
        text.push_str(&format!(", {name} = {shown}"));
    }
    text
}

//! `exporter tasks list`.

use serde::Serialize;

use super::ListArgs;
use super::output;
use crate::failure::Failure;
use crate::tasks::{Task, built_in, load_dir};

/// A task in the JSON list.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    id: &'a analytics::ids::TaskId,
    version: u32,
    title: &'a str,
    category: analytics::category::Category,
    difficulty: u8,
    origin: analytics::snapshot::v1::Origin,
    max_tokens: u32,
    tags: &'a [String],
    sha256: &'a str,
}

/// Lists all tasks of a folder.
pub fn run(args: &ListArgs) -> Result<(), Failure> {
    let built_in = if args.folder.exists() { None } else { built_in::unpack(&args.folder)? };
    let folder = built_in.as_ref().unwrap_or(&args.folder);
    output::must_exist(folder)?;
    let tasks = load_dir(folder).map_err(|errors| output::faults(&errors))?;
    if args.json { output::json(&tasks.iter().map(entry).collect::<Vec<_>>()) } else { output::data(&table(&tasks)) }
}

fn entry(task: &Task) -> Entry<'_> {
    Entry {
        id: &task.id,
        version: task.version,
        title: &task.title,
        category: task.category,
        difficulty: task.difficulty,
        origin: task.origin,
        max_tokens: task.max_tokens,
        tags: &task.tags,
        sha256: &task.sha256,
    }
}

/// The name of an origin in files.
pub fn origin_name(origin: analytics::snapshot::v1::Origin) -> &'static str {
    match origin {
        analytics::snapshot::v1::Origin::Generic => "generic",
        analytics::snapshot::v1::Origin::RealWorld => "real-world",
    }
}

fn table(tasks: &[Task]) -> String {
    let mut rows = vec![["ID", "CATEGORY", "DIFFICULTY", "ORIGIN", "TITLE"].map(str::to_owned)];
    rows.extend(tasks.iter().map(|task| {
        [
            task.id.to_string(),
            task.category.slug().to_owned(),
            task.difficulty.to_string(),
            origin_name(task.origin).to_owned(),
            task.title.clone(),
        ]
    }));
    let widths: [usize; 5] =
        std::array::from_fn(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default());
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

//! `exporter report`: the leaderboard or the cases of a snapshot or run, for people and for other programs.

mod cases;
mod judges;
mod leaderboard;
pub(crate) mod neutral;
pub mod of_run;
pub mod served;
pub mod table;

use std::path::{Path, PathBuf};

use analytics::snapshot::summary_from_json;
use analytics::snapshot::v1::Summary;
use serde_json::Value;

use self::neutral::neutral;
use self::table::one_line;
use crate::failure::Failure;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A Markdown table.
    Markdown,
    /// Comma-separated values.
    Csv,
    /// One JSON document.
    Json,
    /// One JSON object per line.
    Jsonl,
}

/// What the rows of a report are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum RowsOf {
    /// One row per model: the leaderboard.
    Models,
    /// One row per case, with every mark.
    Cases,
}

/// Rows with the same columns.
#[derive(Debug, Clone)]
pub struct Report {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Values, as many as columns.
    pub rows: Vec<Vec<Value>>,
}

/// The report of a summary.
#[must_use]
pub fn report(summary: &Summary, rows: RowsOf) -> Report {
    match rows {
        RowsOf::Models => leaderboard::report(summary),
        RowsOf::Cases => cases::report(summary),
    }
}

/// The text of a report.
///
/// # Errors
/// Only when a value cannot be written, which no report has.
pub fn render(summary: &Summary, rows: RowsOf, format: Format) -> Result<String, Failure> {
    let report = report(summary, rows);
    match format {
        Format::Markdown => Ok(match rows {
            RowsOf::Models => leaderboard::markdown(summary),
            RowsOf::Cases => markdown(&report),
        }),
        Format::Csv => csv(&report),
        Format::Json => {
            let rows: Vec<Value> = report.rows.iter().map(|row| object(&report.columns, row)).collect();
            let head = serde_json::json!({
                "snapshot": summary.id, "title": summary.title, "created_at": summary.created_at,
                "judges": judges::given(summary), "statistics": summary.statistics, "warnings": summary.warnings, "rows": rows,
            });
            serde_json::to_string_pretty(&head).map_err(|error| unwritable(&error))
        }
        Format::Jsonl => {
            let line = |row: &Vec<Value>| serde_json::to_string(&object(&report.columns, row));
            let lines: Result<Vec<String>, _> = report.rows.iter().map(line).collect();
            Ok(lines.map_err(|error| unwritable(&error))?.join("\n"))
        }
    }
}

fn unwritable(error: &dyn std::fmt::Display) -> Failure {
    Failure::outside(format!("the report cannot be written: {error}"))
}

fn object(columns: &[String], row: &[Value]) -> Value {
    Value::Object(columns.iter().cloned().zip(row.iter().cloned()).collect())
}

/// A text may begin like a formula; a number cannot.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => neutral(text),
        other => other.to_string(),
    }
}

fn csv(report: &Report) -> Result<String, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(report.columns.iter().map(|name| neutral(name))).map_err(|error| unwritable(&error))?;
    for row in &report.rows {
        writer.write_record(row.iter().map(cell)).map_err(|error| unwritable(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| unwritable(&error))?;
    let text = String::from_utf8(bytes).map_err(|error| unwritable(&error))?;
    Ok(text.trim_end_matches('\n').to_owned())
}

fn markdown(report: &Report) -> String {
    let mut lines =
        vec![format!("| {} |", report.columns.iter().map(|c| table::escaped(c)).collect::<Vec<_>>().join(" | "))];
    lines.push(format!("|{}", "---|".repeat(report.columns.len())));
    for row in &report.rows {
        let cells = row.iter().map(|value| match value {
            Value::Null => String::new(),
            Value::String(text) => table::escaped(text),
            other => other.to_string(),
        });
        lines.push(format!("| {} |", cells.collect::<Vec<_>>().join(" | ")));
    }
    lines.join("\n")
}

/// Reads the summary of a snapshot: an id in the folder of snapshots, the snapshot's folder, or its `summary.json`.
///
/// # Errors
/// When there is none, or it cannot be read.
pub fn summary_of(named: &str, snapshots: &Path) -> Result<Summary, Failure> {
    let file = summary_file(named, snapshots)?;
    let text = std::fs::read_to_string(&file).map_err(|error| Failure::file("read", &file, &error))?;
    summary_from_json(&text).map_err(|error| {
        Failure::outside(format!("{} is no summary of a snapshot: {error}", file.display()))
            .hint("`exporter check` says more")
    })
}

/// Where the summary of a snapshot stands that somebody named by its id, folder or file.
///
/// # Errors
/// When there is none.
pub fn summary_file(named: &str, snapshots: &Path) -> Result<PathBuf, Failure> {
    let path = Path::new(named);
    let candidates: Vec<PathBuf> =
        vec![path.to_owned(), path.join("summary.json"), snapshots.join(named).join("summary.json")];
    candidates.into_iter().find(|path| path.is_file()).ok_or_else(|| {
        Failure::usage(format!("there is no snapshot {}", one_line(named)))
            .hint(format!("name a folder with summary.json, or the id of a snapshot in {}", snapshots.display()))
    })
}

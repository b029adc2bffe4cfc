//! The rows and columns that are shown, as CSV and as JSON.

use analytics::cost::joined;
use analytics::score::Score;

use super::{Board, Column, Row, shown};
use crate::query::Query;

/// What stands in a cell.
enum Value {
    Unknown,
    Text(String),
    Number(f64),
}

impl From<Option<f64>> for Value {
    fn from(value: Option<f64>) -> Self {
        value.filter(|value| value.is_finite()).map_or(Self::Unknown, Self::Number)
    }
}

/// Heads and cells, with the interval behind the score; unknown is empty.
fn cells(board: &Board, query: &Query) -> (Vec<&'static str>, Vec<Vec<Value>>) {
    let columns = shown(board, query);
    let mut heads = vec!["id"];
    for column in &columns {
        heads.push(column.slug());
        if *column == Column::Score {
            heads.extend(["score-low", "score-high", "unscored-because"]);
        }
        if *column == Column::Rank {
            heads.push("rank-worst");
        }
    }
    let rows = board.order(query).into_iter().map(|at| {
        let row = board.row(at);
        let mut cells = vec![Value::Text(row.model.id.clone())];
        columns.iter().for_each(|column| add(&mut cells, *column, &row));
        cells
    });
    (heads, rows.collect())
}

fn add(cells: &mut Vec<Value>, column: Column, row: &Row) {
    match column {
        Column::Rank => {
            let end = |at: usize| row.standing.rank.map(|places| places[at] as f64).into();
            cells.extend([end(0), end(1)]);
        }
        // From 10⁻¹² dollars to cents, and from milliseconds to seconds: as the page shows them.
        Column::Cost => cells.push(row.standing.cost.map(|cost| cost / 1e10).into()),
        Column::Time => cells.push(row.standing.ms.map(|ms| ms / 1e3).into()),
        column if column.is_text() => {
            cells.push(column.text(row).map_or(Value::Unknown, |text| Value::Text(text.to_owned())))
        }
        column => cells.push(column.value(row).into()),
    }
    if column == Column::Score {
        let end = |at: usize| row.standing.interval.map(|ends| ends[at]).into();
        let why = match row.standing.score {
            Score::Scored(_) => Value::Unknown,
            Score::Unscored(reason) => Value::Text(reason.slug().to_owned()),
        };
        cells.extend([end(0), end(1), why]);
    }
}

/// CSV after RFC 4180. Texts that a spreadsheet would run as a formula get a quotation mark in front.
#[must_use]
pub fn csv(board: &Board, query: &Query) -> String {
    let (heads, rows) = cells(board, query);
    let mut out = [&heads.join(","), "\r\n"].concat();
    for row in rows {
        let line: Vec<String> = row.iter().map(field).collect();
        out.push_str(&joined(&line, ","));
        out.push_str("\r\n");
    }
    out
}

fn field(value: &Value) -> String {
    match value {
        Value::Unknown => String::new(),
        Value::Text(text) => {
            let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
            ["\"", guard, &text.replace('"', "\"\""), "\""].concat()
        }
        Value::Number(number) => number.to_string(),
    }
}

/// JSON: the snapshot, the address of the view, and the rows. Written by hand: the writer of serde_json brings tables
/// for numbers that the client needs nowhere else.
#[must_use]
pub fn json(board: &Board, query: &Query) -> String {
    let (heads, rows) = cells(board, query);
    let mut out = String::from("{\"snapshot\":");
    quote(&mut out, board.view.id.as_str());
    out.push_str(",\"created_at\":");
    quote(&mut out, &board.view.created_at);
    out.push_str(",\"query\":");
    quote(&mut out, &query.print());
    out.push_str(",\"rows\":[");
    for (at, row) in rows.iter().enumerate() {
        for (column, (head, value)) in heads.iter().zip(row).enumerate() {
            out.push_str(match (at, column) {
                (0, 0) => "{",
                (_, 0) => "},{",
                _ => ",",
            });
            quote(&mut out, head);
            out.push(':');
            match value {
                Value::Unknown => out.push_str("null"),
                Value::Text(text) => quote(&mut out, text),
                Value::Number(number) => out.push_str(&number.to_string()),
            }
        }
    }
    out.push_str(if rows.is_empty() { "]}" } else { "}]}" });
    out
}

/// A text as JSON (RFC 8259, section 7).
fn quote(out: &mut String, text: &str) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\0'..='\u{1f}' => {
                let digit = |value: u32| char::from_digit(value, 16).unwrap_or('0');
                out.push_str("\\u00");
                out.push(digit(char as u32 / 16));
                out.push(digit(char as u32 % 16));
            }
            _ => out.push(char),
        }
    }
    out.push('"');
}

//! The rows and columns that are shown, as CSV and as JSON.

use analytics::score::Score;
use serde_json::{Map, Value, json as object};

use super::{Board, Column, Row, shown};
use crate::query::Query;

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
        let mut cells = vec![object!(row.model.id)];
        columns.iter().for_each(|column| add(&mut cells, *column, &row));
        cells
    });
    (heads, rows.collect())
}

fn add(cells: &mut Vec<Value>, column: Column, row: &Row) {
    let number = |value: Option<f64>| value.map_or(Value::Null, |value| object!(value));
    match column {
        Column::Rank => {
            let end = |at: usize| number(row.standing.rank.map(|places| places[at] as f64));
            cells.extend([end(0), end(1)]);
        }
        // From 10⁻¹² dollars to cents, and from milliseconds to seconds: as the page shows them.
        Column::Cost => cells.push(number(row.standing.cost.map(|cost| cost / 1e10))),
        Column::Time => cells.push(number(row.standing.ms.map(|ms| ms / 1e3))),
        column if column.is_text() => cells.push(column.text(row).map_or(Value::Null, |text| object!(text))),
        column => cells.push(number(column.value(row))),
    }
    if column == Column::Score {
        let end = |at: usize| number(row.standing.interval.map(|ends| ends[at]));
        let why = match row.standing.score {
            Score::Scored(_) => Value::Null,
            Score::Unscored(reason) => object!(reason.slug()),
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
        out.push_str(&line.join(","));
        out.push_str("\r\n");
    }
    out
}

fn field(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => {
            let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
            ["\"", guard, &text.replace('"', "\"\""), "\""].concat()
        }
        other => other.to_string(),
    }
}

/// JSON: the snapshot, the address of the view, and the rows.
#[must_use]
pub fn json(board: &Board, query: &Query) -> String {
    let (heads, rows) = cells(board, query);
    let rows: Vec<Value> = rows
        .into_iter()
        .map(|row| Value::Object(heads.iter().map(|head| (*head).to_owned()).zip(row).collect::<Map<_, _>>()))
        .collect();
    object!({
        "snapshot": board.view.id.as_str(),
        "created_at": board.view.created_at,
        "query": query.print(),
        "rows": rows,
    })
    .to_string()
}

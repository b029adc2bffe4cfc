//! The rows and columns that are shown, as CSV and as JSON.

use analytics::score::Score;
use serde::{Serialize, Serializer};

use super::cell::fit_word;
use super::column::{Column, shown};
use super::data::{LeaderboardData, Row};
use super::state::LeaderboardState;
use crate::url_state::UrlState;

/// A value of a cell.
#[derive(Serialize)]
#[serde(untagged)]
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
fn cells(data: &LeaderboardData, state: &LeaderboardState) -> (Vec<&'static str>, Vec<Vec<Value>>) {
    let columns = shown(data, &state.toggled_columns);
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
    let rows = data.order(&state.filters, state.sort).into_iter().filter_map(|at| {
        let row = data.row(at)?;
        let mut cells = vec![Value::Text(row.model.id.clone())];
        columns.iter().for_each(|column| add(&mut cells, *column, &row));
        Some(cells)
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
        // Whether it fits, as the page shows it: how much it needs has a column of its own.
        Column::Fits128 | Column::Fits256 => {
            let memory = if column == Column::Fits128 { 128.0 } else { 256.0 };
            cells.push(fit_word(row, memory).map_or(Value::Unknown, |word| Value::Text(word.to_owned())));
        }
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
pub fn csv(data: &LeaderboardData, state: &LeaderboardState) -> String {
    let (heads, rows) = cells(data, state);
    let mut lines = vec![heads.join(",")];
    lines.extend(rows.iter().map(|row| row.iter().map(field).collect::<Vec<_>>().join(",")));
    lines.join("\r\n") + "\r\n"
}

fn field(value: &Value) -> String {
    match value {
        Value::Unknown => String::new(),
        Value::Text(text) => {
            let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
            format!("\"{guard}{}\"", text.replace('"', "\"\""))
        }
        Value::Number(number) => number.to_string(),
    }
}

/// JSON: the snapshot, the address of the view, and the rows.
#[must_use]
pub fn json(data: &LeaderboardData, state: &LeaderboardState) -> String {
    let (heads, rows) = cells(data, state);
    let export = Export {
        snapshot: &data.view.id,
        created_at: &data.view.created_at,
        query: state.query(),
        rows: rows.iter().map(|cells| Fields { heads: &heads, cells }).collect(),
    };
    // Texts and finite numbers under names that are texts: nothing that JSON cannot hold.
    serde_json::to_string(&export).unwrap_or_default()
}

#[derive(Serialize)]
struct Export<'a> {
    snapshot: &'a str,
    created_at: &'a str,
    query: String,
    rows: Vec<Fields<'a>>,
}

/// A row as an object, its fields in the order of the columns.
struct Fields<'a> {
    heads: &'a [&'static str],
    cells: &'a [Value],
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.heads.iter().zip(self.cells))
    }
}

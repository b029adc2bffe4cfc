//! What a chart shows: its points and cells, and the same as a table.

use analytics::leaderboard::sorted_positions;

use super::{Kind, agreement, axis};
use crate::board::{Board, Column, number};
use crate::fixed::fixed;
use crate::query::Query;

/// A place of the chart that can be read out.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// Place in CSS pixels.
    pub x: f64,
    /// Place in CSS pixels.
    pub y: f64,
    /// What stands there.
    pub text: String,
}

/// One row of a chart: a model, or a mark of a judge.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// A baseline, drawn apart.
    pub baseline: bool,
    /// The score, or the value of the row.
    pub score: Option<f64>,
    /// What the score is set against.
    pub x: f64,
    /// Interval of the score.
    pub interval: Option<[f64; 2]>,
    /// Cells: how full, from 0 to 1, and what stands in them.
    pub cells: Vec<Option<(f64, String)>>,
    /// The row of the table, without the name.
    pub texts: Vec<String>,
}

impl Line {
    /// The row in words.
    pub(super) fn read_out(&self, heads: &[String]) -> String {
        let mut text = self.name.clone();
        for (head, value) in heads.iter().zip(&self.texts) {
            text.push_str(&[", ", head, " ", value].concat());
        }
        text
    }
}

/// What a chart shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Data {
    /// What stands beside the axis; over the rows for a matrix.
    pub label: String,
    /// Unit behind the ticks.
    pub unit: &'static str,
    /// For a matrix of marks: who gave those of the rows, and who those of the columns.
    pub judges: Option<[String; 2]>,
    /// Names of the table's columns, without the first.
    pub heads: Vec<String>,
    /// The rows, best first.
    pub lines: Vec<Line>,
    /// Why there is nothing to see.
    pub empty: Option<&'static str>,
}

/// The data of a chart for the rows that pass the filters, best first.
#[must_use]
pub fn data(kind: Kind, board: &Board, order: &[usize], query: &Query) -> Data {
    let score = |at: usize| board.row(order[at]).standing.score.value().unwrap_or(-1.0);
    let best = sorted_positions(order.len(), &|a, b| score(b).total_cmp(&score(a)));
    let most = kind.most_rows();
    let cut = best.len().saturating_sub(most);
    let best: Vec<usize> = best.into_iter().take(most).map(|at| order[at]).collect();
    let mut data = match kind {
        Kind::Quality => quality(board, &best, query),
        Kind::Forest => forest(board, &best),
        Kind::Heat => heat(board, &best),
        Kind::Agreement => return agreement::data(board),
    };
    if cut > 0 {
        data.label.push_str(&["; the best ", &most.to_string(), " of ", &order.len().to_string()].concat());
    }
    data
}

fn quality(board: &Board, best: &[usize], query: &Query) -> Data {
    let column = axis(board, query);
    let lines: Vec<Line> = best
        .iter()
        .filter_map(|at| {
            let row = board.row(*at);
            let (score, x) = (row.standing.score.value()?, column.value(&row).filter(|x| *x > 0.0)?);
            let x = match column {
                Column::Time => x / 1e3,
                Column::Cost => x / 1e10,
                _ => x,
            };
            let texts = vec![fixed(score, 2), number(column, column.value(&row)?)];
            Some(Line {
                name: row.model.name.clone(),
                baseline: row.model.baseline,
                score: Some(score),
                x,
                texts,
                ..Line::default()
            })
        })
        .collect();
    let (label, unit) = match column {
        Column::Time => ("mean time of an answer", " s"),
        Column::Cost => ("mean cost of a task", " ¢"),
        Column::Price => ("listed price of a million output tokens", " $"),
        Column::Memory => ("memory that the model needs", " GiB"),
        Column::Total => ("parameters in all", " B"),
        Column::Active => ("parameters for each token", " B"),
        _ => ("mean length of an answer", " tokens"),
    };
    let empty = (lines.len() < 2).then_some(match column {
        Column::Time | Column::Tokens => {
            "Fewer than two of the models shown have this figure: built-in baselines have no times and no tokens."
        }
        Column::Cost => "This snapshot says of fewer than two of the models shown what their answers cost.",
        _ => "The catalogue has this figure for fewer than two of the models shown.",
    });
    let heads = vec!["Score".to_owned(), column.head().title.to_owned()];
    Data { label: label.to_owned(), unit, heads, lines, empty, judges: None }
}

fn forest(board: &Board, best: &[usize]) -> Data {
    let lines: Vec<Line> = best
        .iter()
        .filter_map(|at| {
            let row = board.row(*at);
            let score = row.standing.score.value()?;
            let interval = row.standing.interval;
            let end = |at: usize| interval.map_or_else(|| "–".to_owned(), |ends| fixed(ends[at], 2));
            let parts = row.standing.parts.iter();
            Some(Line {
                name: row.model.name.clone(),
                baseline: row.model.baseline,
                score: Some(score),
                interval,
                cells: parts.map(|part| part.score.value().map(|value| (value, String::new()))).collect(),
                texts: vec![fixed(score, 2), end(0), end(1)],
                ..Line::default()
            })
        })
        .collect();
    let heads = ["Score", "95 % from", "to"].map(str::to_owned).to_vec();
    let empty = lines.is_empty().then_some("None of the models shown has a score.");
    Data { label: "score, 0 to 2".to_owned(), heads, lines, empty, ..Data::default() }
}

fn heat(board: &Board, best: &[usize]) -> Data {
    // The categories, whether or not their columns are shown.
    let categories: Vec<Column> = crate::board::columns()
        .filter(|column| matches!(column, Column::Category(_)) && column.has_data(board))
        .collect();
    let lines = best.iter().map(|at| {
        let row = board.row(*at);
        let cell = |column: &Column| column.value(&row).map(|value| (value / 2.0, fixed(value, 2)));
        let cells: Vec<_> = categories.iter().map(cell).collect();
        let texts = cells.iter().map(|cell| cell.as_ref().map_or_else(|| "–".to_owned(), |(_, text)| text.clone()));
        Line { name: row.model.name.clone(), texts: texts.collect(), cells, ..Line::default() }
    });
    let lines: Vec<Line> = if categories.is_empty() { Vec::new() } else { lines.collect() };
    let empty = match () {
        () if categories.is_empty() => {
            Some("This snapshot has no scores by category: only overall means were published.")
        }
        () if lines.is_empty() => Some("No model passes the filters."),
        () => None,
    };
    Data {
        label: "mean mark, 0 to 2".to_owned(),
        heads: categories.iter().map(|column| column.head().title.to_owned()).collect(),
        lines,
        empty,
        ..Data::default()
    }
}

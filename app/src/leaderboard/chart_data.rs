//! What the charts beside the leaderboard show, from its rows.

use analytics::leaderboard::sorted_positions;
use analytics::score::Dimension;

use super::cell::number;
use super::column::{Column, columns};
use super::data::{LeaderboardData, Row};
use crate::chart::{Data, Kind, Line};
use crate::fixed::fixed;

/// What the score is set against: the first one with data is shown unless the reader chooses.
pub const AXES: [Column; 7] =
    [Column::Cost, Column::Price, Column::Memory, Column::Total, Column::Active, Column::Tokens, Column::Time];

/// What the score is set against: as the reader chose, else the first axis with data.
#[must_use]
pub fn axis(board: &LeaderboardData, chosen: Option<Column>) -> Column {
    let chosen = chosen.filter(|column| AXES.contains(column));
    chosen.or_else(|| AXES.into_iter().find(|column| column.has_data(board))).unwrap_or(Column::Time)
}

/// The data of a chart for the rows that pass the filters, best first. `axis` is what the score is set against.
#[must_use]
pub fn data(kind: Kind, board: &LeaderboardData, order: &[usize], axis: Column) -> Data {
    let score = |at: usize| board.row(order[at]).and_then(|row| row.standing.score.value()).unwrap_or(-1.0);
    let best = sorted_positions(order.len(), &|a, b| score(b).total_cmp(&score(a)));
    let mut best: Vec<usize> = best.into_iter().map(|at| order[at]).collect();
    let most = kind.most_rows();
    let is_cut = best.len() > most;
    best.truncate(most);
    let mut data = match kind {
        Kind::Quality => quality(board, &best, axis),
        Kind::Forest => forest(board, &best),
        Kind::Heat => heat(board, &best),
        Kind::Agreement => return agreement(board),
    };
    if is_cut {
        data.label += &format!("; the best {most} of {}", order.len());
    }
    data
}

/// Where a row's point leads.
fn href(board: &LeaderboardData, row: &Row) -> String {
    board.model_page(row.model).unwrap_or_default()
}

fn quality(board: &LeaderboardData, best: &[usize], column: Column) -> Data {
    let lines: Vec<Line> = best
        .iter()
        .filter_map(|at| {
            let row = board.row(*at)?;
            let (score, x) = (row.standing.score.value()?, column.value(&row).filter(|x| *x > 0.0)?);
            let x = match column {
                Column::Time => x / 1e3,
                Column::Cost => x / 1e10,
                _ => x,
            };
            let texts = vec![fixed(score, 2), number(column, column.value(&row)?)];
            Some(Line {
                name: row.model.name.clone(),
                href: href(board, &row),
                baseline: row.model.baseline,
                score: Some(score),
                x,
                texts,
                ..Line::default()
            })
        })
        .collect();
    let (label, unit) = match column {
        // No time of a machine of one's own: that stands on the pages of machines.
        Column::Time if board.view.aggregates => ("mean time of an answer in the cloud", " s"),
        Column::Time => ("mean time of an answer from its provider", " s"),
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
    let heads = vec!["Score".to_owned(), column.spec().title.to_owned()];
    Data { label: label.to_owned(), unit, heads, lines, empty, judges: None }
}

fn forest(board: &LeaderboardData, best: &[usize]) -> Data {
    let lines: Vec<Line> = best
        .iter()
        .filter_map(|at| {
            let row = board.row(*at)?;
            let score = row.standing.score.value()?;
            let interval = row.standing.interval;
            let end = |at: usize| interval.map_or_else(|| "–".to_owned(), |ends| fixed(ends[at], 2));
            let parts = row.standing.parts.iter();
            Some(Line {
                name: row.model.name.clone(),
                href: href(board, &row),
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

fn heat(board: &LeaderboardData, best: &[usize]) -> Data {
    // The categories, whether or not their columns are shown.
    let categories: Vec<Column> =
        columns().filter(|column| matches!(column, Column::Category(_)) && column.has_data(board)).collect();
    let lines = best.iter().filter_map(|at| {
        let row = board.row(*at)?;
        let cell = |column: &Column| column.value(&row).map(|value| (value / 2.0, fixed(value, 2)));
        let cells: Vec<_> = categories.iter().map(cell).collect();
        let texts = cells.iter().map(|cell| cell.as_ref().map_or_else(|| "–".to_owned(), |(_, text)| text.clone()));
        let (name, href) = (row.model.name.clone(), href(board, &row));
        Some(Line { name, href, texts: texts.collect(), cells, ..Line::default() })
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
        heads: categories.iter().map(|column| column.spec().title.to_owned()).collect(),
        lines,
        empty,
        ..Data::default()
    }
}

/// The matrix of the first two judges, in the order of the snapshot.
fn agreement(board: &LeaderboardData) -> Data {
    let view = &board.view;
    let [first, second, ..] = view.judges.as_slice() else {
        return Data { empty: Some("One judge alone cannot agree or disagree."), ..Data::default() };
    };
    let mut met = [[0_u32; 3]; 3];
    for verdicts in view.verdicts.chunks(view.judges.len()) {
        if let [Some(Some(a)), Some(Some(b)), ..] = verdicts {
            for dimension in Dimension::ALL {
                met[usize::from(a.get(dimension).value())][usize::from(b.get(dimension).value())] += 1;
            }
        }
    }
    let most = met.iter().flatten().copied().max().unwrap_or_default();
    if most == 0 {
        return Data { empty: Some("The marks behind these scores were not published."), ..Data::default() };
    }
    let alike = met[0][0] + met[1][1] + met[2][2];
    let all: u32 = met.iter().flatten().sum();
    let line = |(mark, counts): (usize, &[u32; 3])| Line {
        name: format!("{}: {mark}", first.name),
        cells: counts.iter().map(|n| Some((f64::from(*n) / f64::from(most), n.to_string()))).collect(),
        texts: counts.iter().map(u32::to_string).collect(),
        ..Line::default()
    };
    let share = fixed(f64::from(alike) / f64::from(all) * 100.0, 0);
    let more = if view.judges.len() > 2 { " (the first two judges)" } else { "" };
    Data {
        label: format!("{share} % of {all} pairs of marks are equal{more}"),
        heads: [0, 1, 2].map(|mark| format!("{}: {mark}", second.name)).to_vec(),
        judges: Some([first.name.clone(), second.name.clone()]),
        lines: met.iter().enumerate().map(line).collect(),
        ..Data::default()
    }
}

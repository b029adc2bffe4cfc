//! A cell of the leaderboard: a value, or why there is none.

use analytics::memory::FitVerdict;
use analytics::score::{MARK_MAX, Score};
use leptos::either::Either;
use leptos::prelude::*;

use super::column::Column;
use super::data::{LeaderboardData, Row};
use crate::fixed::{billions, fixed, seconds};

/// The content of a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// Classes of the style sheet.
    pub class: &'static str,
    /// Text.
    pub text: String,
    /// Text in small type after it.
    pub small: String,
}

impl Cell {
    fn words(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }

    fn unknown() -> Self {
        Self { class: "none", text: "–".to_owned(), ..Self::default() }
    }
}

/// The content of a column's cell.
#[must_use]
pub fn cell(column: Column, row: &Row) -> Cell {
    if column.is_text() {
        return column.text(row).map_or_else(Cell::unknown, Cell::words);
    }
    match column {
        Column::Score => mark(row.standing.score),
        Column::Category(category) => row.standing.part(category).map_or_else(Cell::unknown, |part| mark(part.score)),
        Column::Rank => match row.standing.rank {
            Some([best, worst]) if best == worst => Cell::words(&best.to_string()),
            Some([best, worst]) => Cell::words(&format!("{best}–{worst}")),
            None => Cell::unknown(),
        },
        Column::Tasks => {
            let all = row.standing.n + row.standing.lost();
            Cell { text: row.standing.n.to_string(), small: format!(" of {all}"), ..Cell::default() }
        }
        Column::Complete => match row.standing.complete {
            Some([complete, asked]) => {
                Cell { text: complete.to_string(), small: format!(" of {asked}"), ..Cell::default() }
            }
            None => Cell::unknown(),
        },
        Column::Fits128 => fit(row, 128.0),
        Column::Fits256 => fit(row, 256.0),
        Column::Active => match row.card {
            Some(card) => {
                Cell { text: billions(card.active), small: format!(" of {}", billions(card.total)), ..Cell::default() }
            }
            None => Cell::unknown(),
        },
        _ => column.value(row).map_or_else(Cell::unknown, |value| Cell::words(&number(column, value))),
    }
}

/// A number as its column writes it.
#[must_use]
pub fn number(column: Column, value: f64) -> String {
    match column {
        Column::Total => billions(value),
        Column::Time => seconds(value.round() as u64),
        // From 10⁻¹² dollars to cents.
        Column::Cost => fixed(value / 1e10, if value < 1e10 { 3 } else { 2 }),
        Column::Price | Column::Score | Column::Category(_) => fixed(value, 2),
        _ => fixed(value, 0),
    }
}

fn mark(score: Score) -> Cell {
    match score {
        Score::Scored(value) => Cell::words(&fixed(value, 2)),
        Score::Unscored(reason) => Cell { class: "none", ..Cell::words(reason.label()) },
    }
}

/// Whether the model fits, in a word; None where nobody knows.
pub fn fit_word(row: &Row, memory: f64) -> Option<&'static str> {
    row.card.and_then(|card| card.fits(memory)).map(|fits| match fits {
        FitVerdict::Fits => "fits",
        FitVerdict::Tight => "tight",
        FitVerdict::DoesNotFit => "no",
    })
}

fn fit(row: &Row, memory: f64) -> Cell {
    let Some(word) = fit_word(row, memory) else { return Cell::unknown() };
    let class = match word {
        "fits" => "fit yes",
        "tight" => "fit tight",
        _ => "fit no",
    };
    Cell { class, ..Cell::words(word) }
}

/// The cell that names a row: link to the model's page, button for the details, and what a reader must know of it.
pub fn name_cell(data: &LeaderboardData, row: &Row) -> impl IntoView + use<> {
    let name = row.model.name.clone();
    let label = format!("Where the figures of {name} come from");
    let linked = match data.model_page(row.model) {
        Some(page) => Either::Left(view! { <a href=page>{name}</a> }),
        None => Either::Right(name),
    };
    let note = if row.model.baseline { "baseline, not a language model" } else { row.model.doubt };
    let note = (!note.is_empty()).then(|| view! { <small>{note}</small> });
    view! {
        <th scope="row" class="name">
            {linked}
            <button type="button" class="why" aria-haspopup="dialog" aria-label=label>"?"</button>
            {note}
        </th>
    }
}

/// The cell of any other column.
pub fn value_cell(column: Column, row: &Row) -> impl IntoView + use<> {
    let Cell { class, text, small } = cell(column, row);
    let small = (!small.is_empty()).then(|| view! { <small>{small}</small> });
    let is_score = column == Column::Score;
    let class = [if column.spec().numeric { "number" } else { "" }, class, if is_score { "score" } else { "" }];
    let class = class.into_iter().filter(|class| !class.is_empty()).collect::<Vec<_>>().join(" ");
    let text = if is_score { Either::Left((score_bar(row), view! { <b>{text}</b> })) } else { Either::Right(text) };
    view! { <td class=class>{text}{small}</td> }
}

/// The score as a bar over the whole range of marks, with its interval.
///
/// An SVG, because its attributes need no permission from a strict content security policy, as a style would.
fn score_bar(row: &Row) -> impl IntoView + use<> {
    let x = |value: f64| fixed(value / f64::from(MARK_MAX) * 100.0, 1);
    let width = x(row.standing.score.value().unwrap_or_default());
    let interval = row.standing.interval.map(|[low, high]| format!("M{} 4H{}", x(low), x(high)));
    view! {
        <svg class="track" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect width=width height="8"></rect>
            {interval.map(|d| view! { <path d=d></path> })}
        </svg>
    }
}

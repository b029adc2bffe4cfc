//! A cell of the leaderboard: a value, or why there is none. All are one shape, so that the client holds it once.

use analytics::memory::FitVerdict;
use analytics::score::{MARK_MAX, Score};

use super::{Column, Row};
use crate::fixed::{billions, fixed, seconds};
use crate::html::Html;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// How it looks.
    pub class: &'static str,
    /// What it says.
    pub text: String,
    /// What stands beside that in small type.
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

/// What a cell says.
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
            Some([best, worst]) => Cell::words(&[&best.to_string(), "–", &worst.to_string()].concat()),
            None => Cell::unknown(),
        },
        Column::Tasks => {
            let all = row.standing.n + row.standing.lost();
            Cell { text: row.standing.n.to_string(), small: [" of ", &all.to_string()].concat(), ..Cell::default() }
        }
        Column::Complete => match row.standing.complete {
            Some([complete, asked]) => {
                Cell { text: complete.to_string(), small: [" of ", &asked.to_string()].concat(), ..Cell::default() }
            }
            None => Cell::unknown(),
        },
        Column::Fits128 => fit(row, 128.0),
        Column::Fits256 => fit(row, 256.0),
        Column::Active => match row.card {
            Some(card) => {
                Cell { text: billions(card.active), small: [" of ", &billions(card.total)].concat(), ..Cell::default() }
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

fn fit(row: &Row, memory: f64) -> Cell {
    let (class, word) = match row.card.and_then(|card| card.fits(memory)) {
        Some(FitVerdict::Fits) => ("fit yes", "fits"),
        Some(FitVerdict::Tight) => ("fit tight", "tight"),
        Some(FitVerdict::DoesNotFit) => ("fit no", "no"),
        None => return Cell::unknown(),
    };
    Cell { class, ..Cell::words(word) }
}

/// Writes a cell with its element; `page` is the address of the model's page.
pub fn write(html: &mut Html, column: Column, row: &Row, page: Option<&str>) {
    let cell = cell(column, row);
    if column == Column::Name {
        html.tag("<th scope=\"row\" class=\"name\">");
        match page {
            Some(page) => html.tag("<a href=\"").text(page).tag("\">").text(&cell.text).tag("</a>"),
            None => html.text(&cell.text),
        };
        html.tag("<button type=\"button\" class=\"why\" aria-haspopup=\"dialog\" aria-label=\"Where the figures of ");
        html.text(&cell.text).tag(" come from\">?</button>");
        let small = if row.model.baseline { "baseline, not a language model" } else { row.model.doubt };
        if !small.is_empty() {
            html.tag("<small>").tag(small).tag("</small>");
        }
        html.tag("</th>");
        return;
    }
    html.tag("<td class=\"").text(if column.head().numeric { "number " } else { "" }).text(cell.class);
    html.tag(if column == Column::Score { " score\">" } else { "\">" });
    if column == Column::Score {
        bar(html, row);
    }
    html.tag(if column == Column::Score { "<b>" } else { "" }).text(&cell.text);
    html.tag(if column == Column::Score { "</b>" } else { "" });
    if !cell.small.is_empty() {
        html.tag("<small>").text(&cell.small).tag("</small>");
    }
    html.tag("</td>");
}

/// The score as a bar over the whole range of marks, with its interval.
///
/// An SVG, because its attributes need no permission from a strict content security policy, as a style would.
fn bar(html: &mut Html, row: &Row) {
    let place = |value: f64| fixed(value / f64::from(MARK_MAX) * 100.0, 1);
    let value = row.standing.score.value().unwrap_or_default();
    html.tag("<svg class=\"track\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    html.tag("<rect width=\"").text(&place(value)).tag("\" height=\"8\"/>");
    if let Some([low, high]) = row.standing.interval {
        html.tag("<path d=\"M").text(&place(low)).tag(" 4H").text(&place(high)).tag("\"/>");
    }
    html.tag("</svg>");
}

//! Cells of the leaderboard: each shows a value, or says why there is none.
//!
//! All but name and score are one shape of cell, so that the client holds its code once.

use analytics::category::Category;
use analytics::leaderboard::Row;
use analytics::memory::{FitVerdict, MEMORY_TIERS};
use analytics::score::{MARK_MAX, Score};
use analytics::snapshot::v1::ModelKind;
use leptos::prelude::*;

use crate::fixed::{billions, fixed, seconds};

/// A cell: how it looks, what it says, what stands beside that in small type, and what explains it.
pub struct Cell {
    class: &'static str,
    text: String,
    small: String,
    title: Option<String>,
}

impl Cell {
    fn number(text: String) -> Self {
        Self { class: "number", text, small: String::new(), title: None }
    }

    fn unknown() -> Self {
        Self { class: "number none", text: "–".to_owned(), small: String::new(), title: None }
    }

    /// The cell as HTML.
    pub fn show(self) -> impl IntoView {
        view! { <td class=self.class title=self.title>{self.text}<small>{self.small}</small></td> }
    }
}

/// The model's name, with a label for a baseline.
pub fn name(row: &Row) -> impl IntoView + use<> {
    let baseline = row.kind == ModelKind::Baseline;
    let label = baseline.then(|| view! { <small>"baseline, not a language model"</small> });
    view! { <th scope="row" class="name" title=row.note.clone()>{row.name.clone()}{label}</th> }
}

/// The score with its bar, and with its interval where there is one.
pub fn score(row: &Row) -> impl IntoView + use<> {
    let percent = |value: f64| fixed(value / f64::from(MARK_MAX) * 100.0, 1);
    let (text, width) = match row.score {
        Score::Scored(value) => (fixed(value, 2), value),
        Score::Unscored(reason) => (reason.label().to_owned(), 0.0),
    };
    let bar = ["width:", &percent(width), "%"].concat();
    let interval = row.ci95;
    let span = interval.map(|[low, high]| ["left:", &percent(low), "%;width:", &percent(high - low), "%"].concat());
    let title = interval.map(|[low, high]| ["95 % interval ", &fixed(low, 2), " to ", &fixed(high, 2)].concat());
    view! {
        <td class="number score" title=title>
            <span class="value">{text}</span>
            <span class="track" aria-hidden="true"><span class="bar" style=bar></span><span class="interval" style=span></span></span>
        </td>
    }
}

/// Which columns a snapshot has values for: a column of dashes would only push the others out of sight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// Memory and parameters.
    pub catalog: bool,
    /// Time of an answer.
    pub time: bool,
    /// Categories with tasks.
    pub categories: Vec<Category>,
}

impl Columns {
    /// The columns of these rows.
    pub fn of(rows: &[Row]) -> Self {
        let in_category =
            |category: &Category| rows.iter().any(|row| row.by_category.iter().any(|part| part.category == *category));
        Self {
            catalog: rows.iter().any(|row| row.card.is_some()),
            time: rows.iter().any(|row| row.mean_total_ms.is_some()),
            categories: Category::ALL.into_iter().filter(in_category).collect(),
        }
    }
}

/// Every other cell of a row, in the order of the columns.
pub fn others(row: &Row, columns: &Columns) -> Vec<Cell> {
    let mut cells = vec![counts(row)];
    if columns.catalog {
        cells.extend([fit(row, 0), fit(row, 1), memory(row), active(row)]);
    }
    if columns.time {
        cells.push(time(row));
    }
    cells.extend(columns.categories.iter().map(|of| category(row, *of)));
    cells
}

/// How many tasks have a score, and how many have none and why.
fn counts(row: &Row) -> Cell {
    let mut cell = Cell::number(row.n.to_string());
    if row.n_unscored > 0 {
        cell.small = [" +", &row.n_unscored.to_string(), " unscored"].concat();
        cell.title = Some(row.unscored.clone());
    }
    cell
}

/// Whether the model fits into a memory tier.
fn fit(row: &Row, tier: usize) -> Cell {
    let tier = MEMORY_TIERS[tier];
    let Some((need, card)) = row.card.as_ref().and_then(|card| Some((card.need?, card))) else {
        return Cell { class: "none", ..Cell::unknown() };
    };
    let (class, word) = match need.verdict(tier) {
        FitVerdict::Fits => ("fit yes", "fits"),
        FitVerdict::Tight => ("fit tight", "tight"),
        FitVerdict::DoesNotFit => ("fit no", "no"),
    };
    let arithmetic = [
        "needs ",
        &fixed(need.needed_gib, 1),
        " GiB: ",
        card.quantisation.as_deref().unwrap_or("weights"),
        " ",
        &fixed(need.weights_gib, 1),
        ", context ",
        &fixed(need.kv_cache_gib, 1),
        ", buffers 1.5; the GPU may use ",
        &fixed(tier.gpu_usable_gib, 0),
    ];
    Cell { class, text: word.to_owned(), small: String::new(), title: Some(arithmetic.concat()) }
}

/// Memory that the model needs.
fn memory(row: &Row) -> Cell {
    let need = row.card.as_ref().and_then(|card| card.need);
    need.map_or_else(Cell::unknown, |need| Cell::number(fixed(need.needed_gib, 0)))
}

/// Parameters per token, and in all where that differs.
fn active(row: &Row) -> Cell {
    let Some(card) = &row.card else { return Cell::unknown() };
    let mut cell = Cell::number(billions(card.active_params_b));
    if card.total_params_b != card.active_params_b {
        cell.small = [" of ", &billions(card.total_params_b)].concat();
    }
    cell
}

/// Mean time of an answer.
fn time(row: &Row) -> Cell {
    row.mean_total_ms.map_or_else(Cell::unknown, |ms| Cell::number(seconds(ms)))
}

/// The score in a category.
fn category(row: &Row, category: Category) -> Cell {
    let Some(part) = row.by_category.iter().find(|part| part.category == category) else {
        return Cell::unknown();
    };
    match part.score {
        Score::Scored(value) => {
            let title = ["over ", &part.n.to_string(), " tasks; ", &part.n_unscored.to_string(), " unscored"].concat();
            Cell { title: Some(title), ..Cell::number(fixed(value, 2)) }
        }
        Score::Unscored(reason) => {
            Cell { title: Some(reason.label().to_owned()), text: "unscored".to_owned(), ..Cell::unknown() }
        }
    }
}

//! The leaderboard's content: a snapshot joined with the catalogue, what is switched on, its columns, filters, order.

mod cell;
mod column;
mod controls;
mod explain;
mod export;
mod filter;
mod standings;
mod tasks;

use std::cmp::Ordering;
use std::sync::Arc;

pub use cell::{Cell, cell, number, write as write_cell};
pub use column::{Column, columns, shown};
pub use controls::controls;
pub use explain::explain;
pub use export::{csv, json};
pub use filter::{SIZES, TIERS, matches, reasons};
pub use standings::{AT_ONCE, Computed, Marking, at_once, compute, own_family};
pub use tasks::{read_tasks, write_tasks};

use analytics::leaderboard::sorted_positions;

use crate::query::{Key, Query};
use crate::source::{Card, Model, SiteData, Standing, View};

/// A snapshot with what follows from it.
#[derive(Debug, Clone)]
pub struct Board {
    /// The snapshot.
    pub view: Arc<View>,
    /// The site, for the catalogue.
    pub site: Arc<SiteData>,
    /// Standings under the selection, with what was said of them.
    pub computed: Arc<Computed>,
}

/// One model with everything known about it.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The model.
    pub model: &'a Model,
    /// What it reached.
    pub standing: &'a Standing,
    /// What the catalogue knows of it.
    pub card: Option<&'a Card>,
}

impl Board {
    /// The row of the model at this position.
    #[must_use]
    pub fn row(&self, at: usize) -> Row<'_> {
        let model = &self.view.models[at];
        let card = model.catalog.as_ref().and_then(|id| self.site.cards.iter().find(|card| card.id == *id));
        Row { model, standing: &self.computed.standings[at], card }
    }

    /// All rows, in the order of the models.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.view.models.len()).map(|at| self.row(at))
    }

    /// Positions of the rows that pass the filters, in the order that is asked for.
    #[must_use]
    pub fn order(&self, query: &Query) -> Vec<usize> {
        let (column, descending) = sort(query);
        let kept: Vec<usize> = (0..self.view.models.len()).filter(|at| matches(&self.row(*at), query)).collect();
        let by = |a: usize, b: usize| compare(&self.row(kept[a]), &self.row(kept[b]), column, descending);
        sorted_positions(kept.len(), &by).into_iter().map(|at| kept[at]).collect()
    }
}

/// The column that sorts, and whether its largest value stands first.
#[must_use]
pub fn sort(query: &Query) -> (Column, bool) {
    let column = Column::from_slug(query.get(Key::Sort)).unwrap_or(Column::Score);
    let descending = match query.get(Key::Direction) {
        "asc" => false,
        "desc" => true,
        _ => column.head().descends,
    };
    (column, descending)
}

/// Sorts by a column, or the other way round when it sorts already.
pub fn press(query: &mut Query, column: Column) {
    let (current, descending) = sort(query);
    let usual = column.head().descends;
    let wanted = if current == column { !descending } else { usual };
    query.set(Key::Sort, if column == Column::Score { "" } else { column.slug() });
    query.set(
        Key::Direction,
        if wanted == usual {
            ""
        } else if wanted {
            "desc"
        } else {
            "asc"
        },
    );
}

/// Rows without a value stand last in both directions; equal values keep the order of names.
fn compare(a: &Row, b: &Row, column: Column, descending: bool) -> Ordering {
    let letters = |text: &str| text.bytes().map(|byte| byte.to_ascii_lowercase()).collect::<Vec<u8>>();
    let turned = |ordering: Ordering| if descending { ordering.reverse() } else { ordering };
    let ordering = match (column.text(a), column.text(b)) {
        (Some(a), Some(b)) if column.is_text() => turned(letters(a).cmp(&letters(b))),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        _ => match (column.value(a), column.value(b)) {
            (Some(a), Some(b)) => turned(a.total_cmp(&b)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        },
    };
    ordering.then_with(|| letters(&a.model.name).cmp(&letters(&b.model.name)))
}

#[cfg(test)]
mod tests;

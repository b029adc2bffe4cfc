//! The leaderboard's content: a snapshot joined with the catalogue and with the standings of what counts.

use std::cmp::Ordering;
use std::sync::Arc;

use analytics::leaderboard::sorted_positions;

use super::column::Column;
use super::filter::matches;
use super::standings::ComputedStandings;
use super::state::{Filters, Sort};
use crate::data::{Card, Model, SiteData, SnapshotView, Standing};

/// A snapshot with what follows from it.
#[derive(Debug, Clone)]
pub struct LeaderboardData {
    /// The snapshot.
    pub view: Arc<SnapshotView>,
    /// The site, for the catalogue.
    pub site: Arc<SiteData>,
    /// Standings of what counts, by the snapshot's models.
    pub computed: Arc<ComputedStandings>,
    /// A file that the reader opened: its models have no pages here.
    pub from_file: bool,
}

/// Identity of the shared parts: a new snapshot or new standings are new values.
impl PartialEq for LeaderboardData {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.view, &other.view) && Arc::ptr_eq(&self.computed, &other.computed)
    }
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

impl LeaderboardData {
    /// The row of the model at this position; None beyond the last one.
    #[must_use]
    pub fn row(&self, at: usize) -> Option<Row<'_>> {
        let (model, standing) = (self.view.models.get(at)?, self.computed.standings.get(at)?);
        let card = model.catalog.as_ref().and_then(|id| self.site.cards.iter().find(|card| card.id == *id));
        Some(Row { model, standing, card })
    }

    /// All rows, in the order of the models.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.view.models.len()).filter_map(|at| self.row(at))
    }

    /// Positions of the rows that pass the filters, in the order that is asked for.
    #[must_use]
    pub fn order(&self, filters: &Filters, sort: Sort) -> Vec<usize> {
        let rows = (0..self.view.models.len()).filter_map(|at| Some((at, self.row(at)?)));
        let kept: Vec<(usize, Row)> = rows.filter(|(_, row)| matches(row, filters)).collect();
        let order = sorted_positions(kept.len(), &|a, b| compare(&kept[a].1, &kept[b].1, sort));
        order.into_iter().map(|at| kept[at].0).collect()
    }

    /// Address of a model's page; None for a file of the reader's.
    #[must_use]
    pub fn model_page(&self, model: &Model) -> Option<String> {
        (!self.from_file).then(|| format!("{}snapshots/{}/models/{}/", self.site.base, self.view.id, model.id))
    }
}

/// Rows without a value come last in both directions; equal values keep the order of names.
fn compare(a: &Row, b: &Row, sort: Sort) -> Ordering {
    let directed = |ordering: Ordering| if sort.descending() { ordering.reverse() } else { ordering };
    let known_first = |a: bool, b: bool| b.cmp(&a);
    let column = sort.column;
    let ordering = if column.is_text() {
        match (column.text(a), column.text(b)) {
            (Some(a), Some(b)) => directed(a.to_lowercase().cmp(&b.to_lowercase())),
            (a, b) => known_first(a.is_some(), b.is_some()),
        }
    } else {
        match (column.value(a), column.value(b)) {
            (Some(a), Some(b)) => directed(a.total_cmp(&b)),
            (a, b) => known_first(a.is_some(), b.is_some()),
        }
    };
    ordering.then_with(|| Column::Name.text(a).map(str::to_lowercase).cmp(&Column::Name.text(b).map(str::to_lowercase)))
}

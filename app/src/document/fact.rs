//! Facts of the catalogue with their source, date and status, always together.

use std::collections::BTreeMap;

use analytics::catalog::{Fact, Source, Status};
use leptos::prelude::*;

use super::cell;
use super::table::{Column, stacked};

/// The sources of the catalogue by their keys.
pub type Sources = BTreeMap<String, Source>;

/// Where a figure comes from.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// Key into the sources.
    pub source: &'a str,
    /// Day.
    pub date: &'a str,
    /// How far it can be believed.
    pub status: Status,
    /// What a reader must know beside it.
    pub note: Option<&'a str>,
}

impl<'a, T> From<&'a Fact<T>> for Origin<'a> {
    fn from(fact: &'a Fact<T>) -> Self {
        Self { source: &fact.source, date: &fact.date, status: fact.status, note: fact.note.as_deref() }
    }
}

/// A row of a table of facts: its name, its value, and where that comes from.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// What it is.
    pub name: String,
    /// The value with its unit.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin<'a>,
}

/// The columns of a table of facts.
const COLUMNS: [Column; 6] =
    [("Fact", false), ("Value", false), ("Status", false), ("Date", false), ("Source", false), ("Note", false)];

/// A table of facts.
pub fn facts(label: impl Into<String>, sources: &Sources, lines: Vec<Line<'_>>) -> AnyView {
    let rows = lines
        .into_iter()
        .map(|Line { name, value, origin }| {
            let mut cells = vec![cell::head(name), cell::text(value)];
            cells.extend(origin_cells(sources, origin));
            cell::row(cells)
        })
        .collect();
    stacked("plain stacked", label, &COLUMNS, rows)
}

/// Status, date, source and note, each in a cell.
pub fn origin_cells(sources: &Sources, origin: Origin<'_>) -> Vec<AnyView> {
    let day = if origin.date.is_empty() { "–" } else { origin.date };
    vec![
        status(origin.status),
        view! { <td class="day">{day.to_owned()}</td> }.into_any(),
        source_cell(sources, origin.source),
        view! { <td class="note">{origin.note.map(str::to_owned)}</td> }.into_any(),
    ]
}

/// How far a figure can be believed.
pub fn status(status: Status) -> AnyView {
    let class = ["trust ", status.label()].concat();
    view! { <td><span class=class>{status.label()}</span></td> }.into_any()
}

fn source_cell(sources: &Sources, key: &str) -> AnyView {
    let Some(source) = sources.get(key) else { return cell::text(key) };
    let title = source.title.clone();
    match source.url.clone().filter(|url| url.starts_with("https://") || url.starts_with("http://")) {
        Some(url) => view! { <td class="source"><a href=url rel="noopener">{title}</a></td> }.into_any(),
        None => view! { <td class="source">{title}</td> }.into_any(),
    }
}

/// The sources behind a page: each with its date and what must be known of it.
pub fn bibliography(sources: &Sources, keys: &[&str]) -> AnyView {
    let mut keys: Vec<&str> = keys.to_vec();
    keys.sort_unstable();
    keys.dedup();
    let items: Vec<_> = keys
        .into_iter()
        .filter_map(|key| sources.get(key))
        .map(|source| {
            let url = source.url.clone().filter(|url| url.starts_with("https://") || url.starts_with("http://"));
            let link = url.map(|url| view! { " " <a href=url.clone() rel="noopener">{url.clone()}</a> "." });
            let day = source.published.clone().map(|day| [" ", &day, "."].concat());
            let note = source.note.clone().map(|note| [" ", &note].concat());
            view! { <li><cite>{source.title.clone()}</cite> "." {day} {link} {note}</li> }
        })
        .collect();
    view! { <ul class="sources">{items}</ul> }.into_any()
}

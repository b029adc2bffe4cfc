//! The leaderboard: a table whose headers sort it.

use std::sync::Arc;

use analytics::leaderboard::{SortKey, order};
use leptos::prelude::*;

use super::cells::{self, Columns};
use crate::query::Sort;
use crate::source::View;
use crate::state::State;

/// The table of a snapshot.
#[component]
pub fn Leaderboard(snapshot: Arc<View>) -> impl IntoView {
    let state = expect_context::<State>();
    let sort = state.sort;
    let columns = Columns::of(&snapshot.rows);
    let headers = headers(&columns, sort);
    let rows = {
        let snapshot = snapshot.clone();
        move || {
            let Sort { key, descending } = sort.get();
            order(&snapshot.rows, key, descending)
        }
    };
    let row = {
        let snapshot = snapshot.clone();
        move |position: usize| {
            let row = &snapshot.rows[position];
            let others: Vec<_> = cells::others(row, &columns).into_iter().map(cells::Cell::show).collect();
            view! {
                <tr data-model=row.id.to_string()>
                    {cells::name(row)}
                    {cells::score(row)}
                    {others}
                </tr>
            }
        }
    };
    let models = snapshot.rows.len();
    let caption = [
        snapshot.title.as_str(),
        ": ",
        &models.to_string(),
        if models == 1 { " model" } else { " models" },
        ", scores from 0 (fail) to 2 (good).",
    ]
    .concat();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Leaderboard">
            <table id="leaderboard">
                <caption>{caption}</caption>
                <thead>
                    <tr>
                        {headers}
                    </tr>
                </thead>
                <tbody>
                    <For each=rows key=|position| *position children=row/>
                </tbody>
            </table>
        </div>
    }
}

/// The header of every column, in the order of the cells.
fn headers(columns: &Columns, sort: RwSignal<Sort>) -> Vec<impl IntoView + use<>> {
    let fit = "16,384 tokens of context for one user, within what macOS gives the GPU by default";
    let mut headers = vec![
        header("Model", Some(SortKey::Name), "", sort),
        header("Score", Some(SortKey::Score), "Mean mark, 0 to 2", sort),
        header("Tasks", None, "Tasks with a score", sort),
    ];
    if columns.catalog {
        headers.push(header("128 GB", None, fit, sort));
        headers.push(header("256 GB", None, fit, sort));
        headers.push(header("Needs GiB", Some(SortKey::Memory), "Weights, context and buffers", sort));
        headers.push(header(
            "Active B",
            Some(SortKey::ActiveParams),
            "Billions of parameters used for each token",
            sort,
        ));
    }
    if columns.time {
        headers.push(header("Time s", Some(SortKey::Time), "Mean time of an answer", sort));
    }
    let categories = columns.categories.iter();
    headers.extend(
        categories.map(|of| header(of.label(), Some(SortKey::Category(*of)), "Mean mark in the category", sort)),
    );
    headers
}

/// A column header; with a key it is a button that sorts, and the other way round at the second press.
///
/// One shape for all, so that the client holds its code once.
fn header(
    text: &'static str,
    key: Option<SortKey>,
    title: &'static str,
    sort: RwSignal<Sort>,
) -> impl IntoView + use<> {
    let aria = move || {
        let current = sort.get();
        key.map(|key| match current {
            current if current.key != key => "none",
            current if current.descending => "descending",
            _ => "ascending",
        })
    };
    let press = move |_| {
        let current = sort.get_untracked();
        let Some(key) = key else { return };
        let descending = if current.key == key { !current.descending } else { key.descends_first() };
        sort.set(Sort { key, descending });
        #[cfg(feature = "hydrate")]
        crate::browser::navigation::remember_sort(&expect_context::<State>());
    };
    let class = if matches!(key, Some(SortKey::Name)) || text.ends_with("GB") { "" } else { "number" };
    let button = key.map(|_| view! { <button type="button" on:click=press>{text}</button> });
    let plain = if key.is_some() { "" } else { text };
    view! { <th scope="col" class=class title=title aria-sort=aria>{button}{plain}</th> }
}

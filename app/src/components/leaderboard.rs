//! The leaderboard: a table whose headers sort it.

use std::sync::Arc;

use analytics::leaderboard::{SortKey, order};
use leptos::prelude::*;

use super::cells::{self, Columns};
use crate::explorer::State;
use crate::query::Sort;
use crate::source::View;

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
fn headers(columns: &Columns, sort: RwSignal<Sort>) -> Vec<AnyView> {
    let mut headers = vec![
        header("Model", SortKey::Name, sort).into_any(),
        header("Score", SortKey::Score, sort).into_any(),
        view! { <th scope="col" class="number" title="Tasks with a score">"Tasks"</th> }.into_any(),
    ];
    if columns.catalog {
        let explained = "16,384 tokens of context for one user, within what macOS gives the GPU by default";
        headers
            .extend(["128 GB", "256 GB"].map(|tier| view! { <th scope="col" title=explained>{tier}</th> }.into_any()));
        headers.push(header("Needs GiB", SortKey::Memory, sort).into_any());
        headers.push(header("Active B", SortKey::ActiveParams, sort).into_any());
    }
    if columns.time {
        headers.push(header("Time s", SortKey::Time, sort).into_any());
    }
    let categories = columns.categories.iter();
    headers.extend(categories.map(|category| header(category.label(), SortKey::Category(*category), sort).into_any()));
    headers
}

/// A column header: a button that sorts, and the other way round at the second press.
fn header(text: &'static str, key: SortKey, sort: RwSignal<Sort>) -> impl IntoView {
    let aria = move || match sort.get() {
        current if current.key != key => "none",
        current if current.descending => "descending",
        _ => "ascending",
    };
    let press = move |_| {
        let current = sort.get_untracked();
        let descending = if current.key == key { !current.descending } else { key.descends_first() };
        sort.set(Sort { key, descending });
        #[cfg(feature = "browser")]
        crate::browser::navigation::remember_sort(&expect_context::<State>());
    };
    let class = if key == SortKey::Name { "" } else { "number" };
    view! {
        <th scope="col" class=class aria-sort=aria>
            <button type="button" on:click=press>{text}</button>
        </th>
    }
}

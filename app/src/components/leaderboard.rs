//! The leaderboard: a table whose headers sort it.

use std::sync::Arc;

use analytics::category::Category;
use analytics::leaderboard::{SortKey, order};
use leptos::prelude::*;

use super::cells;
use crate::explorer::State;
use crate::query::Sort;
use crate::source::Loaded;

/// The table of a snapshot.
#[component]
pub fn Leaderboard(snapshot: Arc<Loaded>) -> impl IntoView {
    let state = expect_context::<State>();
    let sort = state.sort;
    let categories = categories_of(&snapshot);
    let category_headers: Vec<_> =
        categories.iter().map(|category| header(category.label(), SortKey::Category(*category), sort)).collect();
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
            let scores: Vec<_> = categories.iter().map(|category| cells::category(row, *category)).collect();
            view! {
                <tr data-model=row.id.to_string()>
                    {cells::name(row)}
                    {cells::score(row)}
                    {cells::counts(row)}
                    {cells::fit(row, 0)}
                    {cells::fit(row, 1)}
                    {cells::memory(row)}
                    {cells::active(row.card.as_ref())}
                    {cells::time(row)}
                    {scores}
                </tr>
            }
        }
    };
    let models = snapshot.rows.len();
    let caption = [
        snapshot.summary.title.as_str(),
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
                        {header("Model", SortKey::Name, sort)}
                        {header("Score", SortKey::Score, sort)}
                        <th scope="col" class="number" title="Tasks with a score">"Tasks"</th>
                        <th scope="col" title="16,384 tokens of context for one user, within what macOS gives the GPU by default">"128 GB"</th>
                        <th scope="col" title="16,384 tokens of context for one user, within what macOS gives the GPU by default">"256 GB"</th>
                        {header("Needs GiB", SortKey::Memory, sort)}
                        {header("Active B", SortKey::ActiveParams, sort)}
                        {header("Time s", SortKey::Time, sort)}
                        {category_headers}
                    </tr>
                </thead>
                <tbody>
                    <For each=rows key=|position| *position children=row/>
                </tbody>
            </table>
        </div>
    }
}

/// Categories in which any model has tasks.
fn categories_of(snapshot: &Loaded) -> Vec<Category> {
    let has = |category: &Category| {
        snapshot.rows.iter().any(|row| row.result.by_category.iter().any(|part| part.category == *category))
    };
    Category::ALL.into_iter().filter(has).collect()
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

//! The leaderboard: a table whose headers sort it and whose rows open the details behind their figures.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTableCellElement, MouseEvent};

use super::cell::{name_cell, value_cell};
use super::column::Column;
use super::filter::reasons;
use super::page::LeaderboardPage;
use super::summary::caption;
use crate::url_state::History;

/// Rows that are shown unless the reader asks for all: a browser needs a tenth of a second for 500.
const MAX_ROWS: usize = 100;

/// The table.
#[component]
pub fn LeaderboardTable(
    /// The leaderboard.
    page: LeaderboardPage,
) -> impl IntoView {
    let compact = move || if page.state.with(|state| state.compact) { "compact" } else { "" };
    let all_rows = Memo::new(move |_| page.state.with(|state| state.all_rows));
    let most = move || if all_rows.get() { usize::MAX } else { MAX_ROWS };
    // A row of another snapshot is another row, whatever its position.
    let rows = move || {
        let view = page.view.with(|view| Arc::as_ptr(view) as usize);
        page.order.with(|order| order.iter().take(most()).map(|at| (view, *at)).collect::<Vec<_>>())
    };
    let hidden = Memo::new(move |_| page.order.with(Vec::len).saturating_sub(most()));
    let is_empty = Memo::new(move |_| page.order.with(Vec::is_empty));
    let more = move || {
        let count = hidden.get();
        (count > 0).then(|| {
            view! {
                <MessageRow page>
                    <button
                        type="button"
                        class="all-rows"
                        on:click=move |_| page.change(History::Push, |state| state.all_rows = true)
                    >
                        {format!("Show the other {count} models too")}
                    </button>
                </MessageRow>
            }
        })
    };
    let nothing = move || {
        is_empty.get().then(|| {
            let why = move || page.state.with(|state| reasons(&state.filters).join(" and "));
            view! {
                <MessageRow page>
                    {move || format!("No model has {}. ", why())}
                    <button type="button" on:click=move |_| page.reset()>"Show all models"</button>
                </MessageRow>
            }
        })
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Leaderboard">
            <table id="leaderboard" class=compact>
                <caption>{move || page.view.with(|view| caption(view))}</caption>
                <thead>
                    <tr>
                        <For each=move || page.columns.get() key=|column| column.slug() let:column>
                            {header(page, column)}
                        </For>
                    </tr>
                </thead>
                <tbody>
                    <For each=rows key=|row| *row let:row>
                        {table_row(page, row.1)}
                    </For>
                    {more}
                    {nothing}
                </tbody>
            </table>
        </div>
    }
}

/// A row across all columns.
#[component]
fn MessageRow<C: IntoView + 'static>(
    /// The leaderboard.
    page: LeaderboardPage,
    /// The message.
    children: TypedChildren<C>,
) -> impl IntoView {
    let columns = move || page.columns.with(Vec::len).to_string();
    view! { <tr><td class="nothing" colspan=columns>{children.into_inner()()}</td></tr> }
}

/// The header of a column, with the button that sorts by it.
fn header(page: LeaderboardPage, column: Column) -> impl IntoView + use<> {
    let spec = column.spec();
    let direction = move || {
        page.sort.with(|sort| match (sort.column == column, sort.descending()) {
            (false, _) => "none",
            (true, true) => "descending",
            (true, false) => "ascending",
        })
    };
    let sort = move |_| page.change(History::Push, |state| state.sort.toggle(column));
    view! {
        <th
            scope="col"
            data-column=spec.slug
            class=if spec.numeric { "number" } else { "" }
            title=spec.hint
            aria-sort=direction
        >
            <button type="button" on:click=sort>{spec.title}</button>
        </th>
    }
}

/// The row of a model. Its cells follow the standings and the columns that are shown.
fn table_row(page: LeaderboardPage, at: usize) -> impl IntoView + use<> {
    let id = page.view.with_untracked(|view| view.models.get(at).map(|model| model.id.clone()));
    let name = move || page.data.with(|data| data.row(at).map(|row| name_cell(data, &row)));
    let cells = move || {
        page.data.with(|data| {
            let row = data.row(at)?;
            let columns = page.columns.get().into_iter().filter(|column| *column != Column::Name);
            Some(columns.map(|column| value_cell(column, &row)).collect::<Vec<_>>())
        })
    };
    let open = move |event: MouseEvent| {
        if let Some(column) = pressed_column(page, &event) {
            page.opened.set(Some((at, column)));
        }
    };
    view! { <tr data-model=id on:click=open>{name}{cells}</tr> }
}

/// The column of the cell that was pressed; None for a link, which leads elsewhere.
fn pressed_column(page: LeaderboardPage, event: &MouseEvent) -> Option<Column> {
    let target: Element = event.target()?.dyn_into().ok()?;
    if target.closest("a").ok()?.is_some() {
        return None;
    }
    let cell: HtmlTableCellElement = target.closest("th, td").ok()??.dyn_into().ok()?;
    page.columns.with_untracked(|columns| columns.get(usize::try_from(cell.cell_index()).ok()?).copied())
}

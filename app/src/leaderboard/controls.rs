//! The controls beside the table: search, panels of filters, columns, tasks and judges, files, reset.

mod check;
mod excluded;
mod filters;

use leptos::prelude::*;
use web_sys::{HtmlInputElement, MouseEvent};

use self::check::Check;
use self::excluded::ExcludedPanel;
use self::filters::FilterPanel;
use super::column::{Column, columns};
use super::files::{self, Format};
use super::page::LeaderboardPage;
use super::state::toggle;
use crate::components::{Choice, Select};
use crate::url_state::History;

/// The snapshot's selection and the controls.
#[component]
pub fn Controls(
    /// The leaderboard.
    page: LeaderboardPage,
) -> impl IntoView {
    let search = move || page.state.with(|state| state.filters.search.clone());
    let find = move |event| page.change(History::Replace, |state| state.filters.search = event_target_value(&event));
    let reset = move |event: MouseEvent| {
        // The browser's own reset knows nothing of the state.
        event.prevent_default();
        page.reset();
    };
    // What a panel offers depends on the snapshot, not on its standings: a field in use is never replaced.
    let filters = move || {
        page.view.track();
        untrack(|| view! { <FilterPanel page/> })
    };
    let excluded = move || {
        page.view.track();
        untrack(|| view! { <ExcludedPanel page/> })
    };
    view! {
        <div class="bar">
            <SnapshotSelect page/>
            <form id="controls" on:submit=|event| event.prevent_default()>
                <label class="find">
                    "Find "
                    <input type="search" name="q" placeholder="model or family" prop:value=search on:input=find/>
                </label>
                <Panel title="Filters">{filters}</Panel>
                <Panel title="Columns"><ColumnPanel page/></Panel>
                <Panel title="Tasks" more=" and judges">{excluded}</Panel>
                <Panel title="Save" more=" and open"><FilePanel page/></Panel>
                <button type="reset" on:click=reset>"Reset"</button>
            </form>
        </div>
    }
}

/// Chooses the snapshot. Without JavaScript the page of all snapshots has the same list as links.
#[component]
fn SnapshotSelect(
    /// The leaderboard.
    page: LeaderboardPage,
) -> impl IntoView {
    let choices = Memo::new(move |_| {
        let snapshots = page.snapshots().into_iter().map(|(id, label)| Choice::new(id, label));
        let own = page.data.with(|data| data.from_file).then(|| Choice::new("", "your own file"));
        snapshots.chain(own).collect::<Vec<_>>()
    });
    let choose = Callback::new(move |id: String| page.choose_snapshot(id));
    view! {
        <Select class="picker" id="snapshot" name="snapshot" label="Snapshot" choices=choices.into()
            value=page.chosen.into() choose/>
    }
}

/// A group of controls behind its title; only one is open at a time.
#[component]
fn Panel<C: IntoView + 'static>(
    /// Title.
    title: &'static str,
    /// The rest of the title, where there is room for it.
    #[prop(optional)]
    more: &'static str,
    /// Controls.
    children: TypedChildren<C>,
) -> impl IntoView {
    let more = (!more.is_empty()).then(|| view! { <span>{more}</span> });
    view! {
        <details name="panel">
            <summary>{title}{more}</summary>
            <div class="panel">{children.into_inner()()}</div>
        </details>
    }
}

/// Switches columns on and off. A column without data cannot be shown.
#[component]
fn ColumnPanel(
    /// The leaderboard.
    page: LeaderboardPage,
) -> impl IntoView {
    let column_check = move |column: Column| {
        let spec = column.spec();
        let checked = Signal::derive(move || {
            page.data.with(|data| page.state.with(|state| column.is_on(data, &state.toggled_columns)))
        });
        let disabled = Signal::derive(move || !page.data.with(|data| column.has_data(data)));
        let change = Callback::new(move |()| {
            page.change(History::Push, |state| toggle(&mut state.toggled_columns, column));
        });
        view! { <Check name="columns" value=spec.slug checked disabled change label=spec.title/> }
    };
    let compact = Signal::derive(move || page.state.with(|state| state.compact));
    let change = Callback::new(move |()| page.change(History::Push, |state| state.compact = !state.compact));
    view! {
        {columns().filter(|column| *column != Column::Name).map(column_check).collect::<Vec<_>>()}
        <Check name="compact" value="1" checked=compact change label="Compact rows"/>
    }
}

/// Saves the view, copies its address, opens a file of the reader's.
#[component]
fn FilePanel(
    /// The leaderboard.
    page: LeaderboardPage,
) -> impl IntoView {
    let copied = RwSignal::new("Copy the link to this view");
    let copy = move |_| copied.set(files::copy_link().map_or("Copy it from the address bar", |()| "Copied"));
    let open = move |event| {
        let field: HtmlInputElement = event_target(&event);
        if let Some(file) = field.files().and_then(|files| files.get(0)) {
            files::open(page, file);
        }
    };
    view! {
        <button type="button" class="csv" on:click=move |_| files::save_view(page, Format::Csv)>
            "This view as CSV"
        </button>
        <button type="button" class="json" on:click=move |_| files::save_view(page, Format::Json)>
            "This view as JSON"
        </button>
        <button type="button" on:click=copy>{move || copied.get()}</button>
        <label class="file">
            "Open a summary.json of your own: it is read here and sent nowhere "
            <input type="file" accept=".json,application/json" on:change=open/>
        </label>
    }
}

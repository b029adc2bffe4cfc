//! The panel of filters. Options that no row has are disabled; each says how many rows it has.

use analytics::leaderboard::sorted_positions;
use leptos::prelude::*;

use super::super::column::Column;
use super::super::data::Row;
use super::super::filter::{SIZES_B, TIERS_GB, fits};
use super::super::page::LeaderboardPage;
use super::super::state::{Bounds, Filters};
use super::check::Check;
use crate::components::{Choice, Select};
use crate::data::Card;
use crate::url_state::History;

/// The panel for the snapshot that is shown.
#[component]
pub fn FilterPanel(
    /// The leaderboard.
    page: LeaderboardPage,
) -> impl IntoView {
    let count = |holds: &dyn Fn(&Row) -> bool| page.data.with(|data| data.rows().filter(holds).count());
    let option = |value: &str, text: &str, holds: &dyn Fn(&Row) -> bool| {
        let rows = count(holds);
        Choice { is_disabled: rows == 0, ..Choice::new(value, format!("{text} ({rows})")) }
    };
    let with_card = |value: &str, text: &str, holds: fn(&Card) -> bool| {
        option(value, text, &move |row: &Row| row.card.is_some_and(holds))
    };
    let texts = |column: Column| {
        let texts: Vec<String> =
            page.data.with(|data| data.rows().filter_map(|row| column.text(&row).map(str::to_owned)).collect());
        let order = sorted_positions(texts.len(), &|a, b| texts[a].cmp(&texts[b]));
        let mut texts: Vec<&String> = order.into_iter().map(|at| &texts[at]).collect();
        texts.dedup();
        let choice = |text: &String| option(text, text, &|row: &Row| column.text(row) == Some(text));
        texts.into_iter().map(choice).collect::<Vec<_>>()
    };
    let tiers = TIERS_GB.map(|tier| option(&tier.to_string(), &format!("{tier} GB"), &|row: &Row| fits(row, tier)));
    let has_sizes = count(&|row: &Row| row.card.is_some()) > 0;
    let baselines = count(&|row: &Row| row.model.baseline);
    let shows_baselines = Signal::derive(move || !page.state.with(|state| state.filters.without_baselines));
    let toggle_baselines = Callback::new(move |()| {
        page.change(History::Push, |state| state.filters.without_baselines = !state.filters.without_baselines);
    });
    view! {
        {filter_select(page, "weights", "Weights", vec![
            with_card("open", "open", |card| card.open),
            with_card("closed", "closed", |card| !card.open),
        ])}
        {filter_select(page, "shape", "Shape", vec![
            with_card("dense", "dense", |card| !card.moe),
            with_card("moe", "mixture of experts", |card| card.moe),
        ])}
        {filter_select(page, "licence", "Licence", texts(Column::Licence))}
        {filter_select(page, "family", "Family", texts(Column::Family))}
        {filter_select(page, "provider", "Provider", texts(Column::Provider))}
        {filter_select(page, "fits", "Fits into", tiers.to_vec())}
        {range(page, "Parameters, billions", ["size-from", "size-to"], has_sizes, |filters| &mut filters.total)}
        {range(page, "Active, billions", ["active-from", "active-to"], has_sizes, |filters| &mut filters.active)}
        <Check
            name="no-baselines"
            value="1"
            checked=shows_baselines
            disabled=baselines == 0
            change=toggle_baselines
            label=format!("Baselines ({baselines})")
        />
    }
}

/// A selection for a field of the state, by its name in the address.
fn filter_select(
    page: LeaderboardPage,
    name: &'static str,
    label: &'static str,
    options: Vec<Choice>,
) -> impl IntoView + use<> {
    use crate::url_state::UrlState;

    let choices = std::iter::once(Choice::new("", "any")).chain(options).collect::<Vec<_>>();
    let value = Signal::derive(move || page.state.with(|state| state.field(name)));
    let choose = Callback::new(move |value: String| page.change(History::Push, |state| state.set(name, &value)));
    view! { <Select name label choices=Signal::stored(choices) value choose/> }
}

/// Two sliders over [`SIZES_B`]; the first position of one and the last position of the other mean any size.
fn range(
    page: LeaderboardPage,
    label: &'static str,
    [from, to]: [&'static str; 2],
    is_enabled: bool,
    bounds: fn(&mut Filters) -> &mut Bounds,
) -> impl IntoView + use<> {
    let read = move || page.state.with(|state| *bounds(&mut state.filters.clone()));
    let enter_from = Callback::new(move |size| {
        page.change(History::Replace, |state| bounds(&mut state.filters).from = size);
    });
    let enter_to = Callback::new(move |size| {
        page.change(History::Replace, |state| bounds(&mut state.filters).to = size);
    });
    view! {
        <fieldset class="range" disabled=!is_enabled>
            <legend>{label} " " <output>{move || read().text()}</output></legend>
            <SizeSlider label="at least" name=from open=0 value=Signal::derive(move || read().from) enter=enter_from/>
            <SizeSlider label="at most" name=to open=SIZES_B.len() value=Signal::derive(move || read().to) enter=enter_to/>
        </fieldset>
    }
}

/// A slider over [`SIZES_B`].
#[component]
fn SizeSlider(
    /// Label.
    label: &'static str,
    /// Name of the field in the address.
    name: &'static str,
    /// The position that means any size.
    open: usize,
    /// The size, in billions.
    value: Signal<Option<u32>>,
    /// Takes a new size.
    enter: Callback<Option<u32>>,
) -> impl IntoView {
    let position = move || {
        let position = value.get().and_then(|value| SIZES_B.iter().position(|size| *size == value));
        position.unwrap_or(open).to_string()
    };
    let input = move |event| {
        let position = event_target_value(&event).parse().ok().filter(|position: &usize| *position != open);
        enter.run(position.and_then(|position| SIZES_B.get(position).copied()));
    };
    view! {
        <label>
            {label}
            " "
            <input
                type="range"
                min="0"
                max=SIZES_B.len().to_string()
                step="1"
                name=name
                value=open.to_string()
                prop:value=position
                on:input=input
            />
        </label>
    }
}

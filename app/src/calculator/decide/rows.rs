//! The ways as bars: what each costs a month, and what it is like or why it is out.

use analytics::decision::Line;
use analytics::ways::Kind;
use leptos::prelude::*;

use super::found::Found;
use crate::fixed::fixed;

/// A way as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Row {
    is_possible: bool,
    name: String,
    kind: &'static str,
    money: String,
    /// Length of the bar in per cent of the longest; empty where the cost is unknown.
    length: String,
    note: String,
}

fn rows(found: &Found) -> Vec<Row> {
    let way = |line: &Line| found.answer.ways.iter().find(|way| way.name == line.label);
    let money = |line: &Line| way(line).map(analytics::ways::Way::money).filter(|money| money.is_finite());
    // A bar that is far longer than all that does the work would leave no room for them.
    let possible = found.answer.ways.iter().filter(|way| way.is_possible()).map(analytics::ways::Way::money);
    let most = possible.fold(0.0, f64::max);
    let all = found.ways.iter().filter_map(money).fold(1e-9, f64::max);
    let most = if most > 0.0 { most } else { all };
    found
        .ways
        .iter()
        .map(|line| Row {
            is_possible: way(line).is_some_and(analytics::ways::Way::is_possible),
            name: line.label.clone(),
            kind: way(line).map_or("", |way| way.kind.label()),
            money: line.value.clone(),
            length: money(line).map_or_else(String::new, |money| fixed((money / most * 100.0).clamp(0.5, 100.0), 1)),
            note: line.note.clone(),
        })
        .collect()
}

/// The component.
#[component]
pub fn WayRows(found: RwSignal<Found>) -> impl IntoView {
    let all = Memo::new(move |_| found.with(rows));
    let of = move |possible: bool| {
        move || all.with(|rows| rows.iter().filter(|row| row.is_possible == possible).cloned().collect::<Vec<_>>())
    };
    let has = move |possible: bool| all.with(|rows| rows.iter().any(|row| row.is_possible == possible));
    view! {
        <details class="ways" open=true hidden=move || !has(true)>
            <summary>"Ways that do the work, cheapest first"</summary>
            <ol class="way-rows"><For each=of(true) key=Row::clone children=row/></ol>
        </details>
        <details class="ways" open=!has(true) hidden=move || !has(false)>
            <summary>"Ways that are out, nearest first"</summary>
            <ol class="way-rows out"><For each=of(false) key=Row::clone children=row/></ol>
        </details>
    }
}

fn row(row: Row) -> impl IntoView {
    let Row { name, kind, money, length, note, .. } = row;
    let bar = (!length.is_empty()).then(|| {
        view! {
            <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect width=length height="10"></rect>
            </svg>
        }
    });
    // A name that says its kind needs no other word for it.
    let kind = (kind != Kind::Subscribe.label() && !name.to_lowercase().starts_with(kind)).then_some(kind);
    view! {
        <li>
            <span class="name">{name}</span>
            <span class="money">{money}</span>
            <span class="length">{bar}</span>
            <span class="about">{kind.map(|kind| [kind, "; "].concat())} {note}</span>
        </li>
    }
}

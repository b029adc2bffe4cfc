//! The charts of a case as tables.

use analytics::cost::{Case, Outcome, Stairs, cumulative, grouped, tokens};
use leptos::prelude::*;

use super::charts;
use super::session::session;

/// Machines that the staircase is listed for.
const STEPS: usize = 8;

/// A row: its name and two amounts.
type Row = (String, [f64; 2]);

fn over_time(case: &Case, outcome: &Outcome) -> Vec<Row> {
    let months = charts::months_shown(case, outcome);
    let curve = cumulative(case, outcome, months);
    let every = if months > 48 { 12 } else { 6 };
    (0..=months).step_by(every).map(|at| (at.to_string(), [curve.rent[at], curve.own[at]])).collect()
}

fn over_volume(case: &Case, outcome: &Outcome) -> Vec<Row> {
    let Some(stairs) = Stairs::new(case, outcome) else { return Vec::new() };
    (1..=STEPS)
        .map(|machines| {
            let volume = stairs.full * machines as f64;
            let name = format!("{machines}: {} tokens", tokens(volume));
            (name, [stairs.api(volume), stairs.own(machines as f64, volume)])
        })
        .collect()
}

/// The component.
#[component]
pub fn ChartTables(found: Memo<Option<(Case, Outcome)>>) -> impl IntoView {
    let rows = move |of: fn(&Case, &Outcome) -> Vec<Row>| {
        found.with(|found| found.as_ref().map_or_else(Vec::new, |(case, outcome)| of(case, outcome)))
    };
    view! {
        <details class="more">
            <summary>"The charts as tables"</summary>
            <div id="tables">
                <AmountTable
                    caption="Money spent over time"
                    heads=["Months", "At the API", "Own machine"]
                    rows=Signal::derive(move || rows(over_time))
                />
                <AmountTable
                    caption="Cost a month over volume"
                    heads=["Machines, all busy", "At the API", "Own machines"]
                    rows=Signal::derive(move || rows(over_volume))
                />
            </div>
        </details>
    }
}

#[component]
fn AmountTable(caption: &'static str, heads: [&'static str; 3], rows: Signal<Vec<Row>>) -> impl IntoView {
    let session = session();
    let lines = move || {
        let row = |(name, amounts): Row| {
            let cells = amounts.map(|amount| view! { <td class="number">{grouped(amount, 0)}</td> });
            view! { <tr><th scope="row">{name}</th>{cells.into_iter().collect::<Vec<_>>()}</tr> }
        };
        rows.get().into_iter().map(row).collect::<Vec<_>>()
    };
    let [name, api, own] = heads;
    view! {
        <table class="plain">
            <caption>{caption} ", " {move || session.currency().code()}</caption>
            <thead>
                <tr>
                    <th scope="col">{name}</th>
                    <th scope="col" class="number">{api}</th>
                    <th scope="col" class="number">{own}</th>
                </tr>
            </thead>
            <tbody>{lines}</tbody>
        </table>
    }
}

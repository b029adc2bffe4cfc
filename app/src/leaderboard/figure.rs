//! A chart with heading, caption, read-out and the same data as a table: SVG as prerendered, a canvas in the browser.

use leptos::either::Either;
use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use super::canvas::LiveChart;
use super::chart_data::{AXES, data};
use super::column::Column;
use super::page::LeaderboardPage;
use crate::chart::{Data, Kind};
use crate::components::{Choice, Select};
use crate::url_state::History;

/// The component.
#[component]
pub fn ChartFigure(
    /// The leaderboard.
    page: LeaderboardPage,
    /// Which chart.
    kind: Kind,
) -> impl IntoView {
    let data =
        Memo::new(move |_| page.data.with(|board| page.order.with(|order| data(kind, board, order, page.axis.get()))));
    let holder = NodeRef::<Div>::new();
    let canvas = NodeRef::<Canvas>::new();
    let chart = LiveChart::new(kind, data, holder, canvas);
    let empty = Memo::new(move |_| data.with(|data| data.empty));
    // The one place where a page is prerendered with more than it hydrates: plotters writes SVG as text.
    #[cfg(feature = "ssr")]
    let still = data.with_untracked(|data| crate::chart::svg::page_chart(kind, data));
    #[cfg(not(feature = "ssr"))]
    let still = String::new();
    let axis = (kind == Kind::Quality).then(|| view! { <AxisSelect page/> });
    view! {
        <figure id=kind.id() data-empty=move || empty.get().is_some().to_string()>
            <h2>{move || data.with(|data| kind.heading(data))}</h2>
            {axis}
            {move || empty.get().map(|why| view! { <p class="empty">{why}</p> })}
            <div class="chart" class:live=move || chart.is_live() class:reading=move || chart.is_read() node_ref=holder>
                <div class="still" inner_html=still></div>
                <canvas
                    tabindex="0"
                    role="img"
                    aria-label=kind.title()
                    node_ref=canvas
                    on:pointermove=move |event| chart.point(&event)
                    on:pointerleave=move |event| chart.leave(&event)
                    on:click=move |event| chart.click(&event)
                    on:keydown=move |event| chart.step(&event)
                ></canvas>
                <p class="read" role="status">
                    {move || chart.spot().map(|spot| match spot.href.is_empty() {
                        true => Either::Left(spot.text),
                        false => Either::Right(view! { <a href=spot.href tabindex="-1">{spot.text}</a> }),
                    })}
                </p>
            </div>
            <figcaption>{move || data.with(|data| kind.caption(data))}</figcaption>
            <details class="more">
                <summary>"As a table, or to save"</summary>
                <div class="scroll" tabindex="0" role="region" aria-label=kind.title()>
                    {move || data.with(table)}
                </div>
                <p>
                    <button type="button" class="svg" on:click=move |_| chart.save_svg(page)>"SVG"</button>
                    <button type="button" class="png" on:click=move |_| chart.save_png(page)>"PNG"</button>
                </p>
            </details>
        </figure>
    }
}

/// The data of a chart as a table.
fn table(data: &Data) -> impl IntoView + use<> {
    let heads = data.heads.iter().map(|head| view! { <th scope="col" class="number">{head.clone()}</th> });
    let rows = data.lines.iter().map(|line| {
        let cells = line.texts.iter().map(|text| view! { <td class="number">{text.clone()}</td> });
        view! { <tr><th scope="row">{line.name.clone()}</th>{cells.collect::<Vec<_>>()}</tr> }
    });
    view! {
        <table class="plain">
            <thead>
                <tr>
                    <th scope="col"></th>
                    {heads.collect::<Vec<_>>()}
                </tr>
            </thead>
            <tbody>{rows.collect::<Vec<_>>()}</tbody>
        </table>
    }
}

/// Chooses what the score is set against.
#[component]
fn AxisSelect(
    /// The leaderboard.
    page: LeaderboardPage,
) -> impl IntoView {
    let choices = Memo::new(move |_| {
        let choice = |data: &_, column: Column| Choice {
            is_disabled: !column.has_data(data),
            ..Choice::new(column.slug(), axis_name(column))
        };
        page.data.with(|data| AXES.into_iter().map(|column| choice(data, column)).collect::<Vec<_>>())
    });
    let value = Signal::derive(move || page.axis.get().slug().to_owned());
    let choose = Callback::new(move |slug: String| {
        page.change(History::Push, |state| state.axis = Column::from_slug(&slug));
    });
    view! { <Select class="axis" name="axis" label="Score against" choices=choices.into() value choose/> }
}

const fn axis_name(column: Column) -> &'static str {
    match column {
        Column::Time => "waiting time",
        Column::Cost => "cost of a task",
        Column::Price => "listed price of output",
        Column::Memory => "memory",
        Column::Total => "size",
        Column::Active => "active size",
        _ => "length of the answer",
    }
}

//! A chart with its heading, caption, read-out and table: prerendered as SVG, drawn again on a canvas once the page
//! is alive.

use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use crate::board::Column;
use crate::chart::{AXES, Data, Kind, axis, data};
use crate::html::Html;
use crate::query::Key;
use crate::state::State;

/// A chart of the rows that pass the filters.
#[component]
pub fn Figure(
    /// Which one.
    kind: Kind,
) -> impl IntoView {
    let state = expect_context::<State>();
    let drawn = {
        let state = state.clone();
        Memo::new(move |_| {
            let board = state.board();
            state.query.with(|query| data(kind, &board, &board.order(query), query))
        })
    };
    let holder = NodeRef::<Div>::new();
    let canvas = NodeRef::<Canvas>::new();
    let read = RwSignal::new(String::new());
    let svg = drawn.with_untracked(|data| prerendered(kind, data));
    #[cfg(feature = "hydrate")]
    crate::browser::canvas::keep_drawn(kind, drawn, holder, canvas, read);
    let shown = state.shown;
    let save = move |_event: leptos::ev::MouseEvent| {
        #[cfg(feature = "hydrate")]
        crate::browser::files::save_chart(kind, drawn, canvas, shown, &_event);
        let _ = shown;
    };
    let empty = move || drawn.with(|data| data.empty);
    let choice = (kind == Kind::Quality).then(|| axis_choice(&state).into_any());
    view! {
        <figure id=kind.id() data-empty=move || empty().is_some().to_string()>
            <h2>{kind.title()}</h2>
            {choice}
            <p class="empty">{empty}</p>
            <div class="chart" node_ref=holder>
                <div class="still" inner_html=svg></div>
                <canvas node_ref=canvas tabindex="0" role="img" aria-label=kind.title()></canvas>
            </div>
            <p class="read" role="status">{move || read.get()}</p>
            <figcaption>{kind.caption()}</figcaption>
            <details class="more">
                <summary>"As a table, or to save"</summary>
                <div class="scroll" tabindex="0" role="region" aria-label=kind.title() inner_html=move || drawn.with(table)></div>
                <p on:click=save>
                    <button type="button" data-save="svg">"SVG"</button>
                    <button type="button" data-save="png">"PNG"</button>
                </p>
            </details>
        </figure>
    }
}

/// What the score is set against; options without data are greyed.
fn axis_choice(state: &State) -> impl IntoView + use<> {
    let options = {
        let state = state.clone();
        move || {
            let board = state.board();
            let current = state.query.with(|query| axis(&board, query));
            let mut html = Html::default();
            for column in AXES {
                html.tag("<option value=\"").tag(column.slug());
                html.tag(if column == current { "\" selected" } else { "\"" });
                html.tag(if column.has_data(&board) { ">" } else { " disabled>" }).tag(name(column)).tag("</option>");
            }
            html.done()
        }
    };
    let state = state.clone();
    let choose = move |_event: leptos::ev::Event| {
        #[cfg(feature = "hydrate")]
        crate::browser::navigation::change(&state, true, |query| query.set(Key::Axis, &event_target_value(&_event)));
        let _ = (&state, Key::Axis);
    };
    view! {
        <label class="axis">"Score against " <select on:change=choose inner_html=options></select></label>
    }
}

const fn name(column: Column) -> &'static str {
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

/// The same data as a table.
fn table(data: &Data) -> String {
    let mut html = Html::default();
    html.tag("<table class=\"plain\"><thead><tr><th scope=\"col\"></th>");
    for head in &data.heads {
        html.tag("<th scope=\"col\" class=\"number\">").text(head).tag("</th>");
    }
    html.tag("</tr></thead><tbody>");
    for line in &data.lines {
        html.tag("<tr><th scope=\"row\">").text(&line.name).tag("</th>");
        for text in &line.texts {
            html.tag("<td class=\"number\">").text(text).tag("</td>");
        }
        html.tag("</tr>");
    }
    html.tag("</tbody></table>");
    html.done()
}

/// The SVG when the page is prerendered. In the browser the SVG is already there, or the canvas replaces it.
fn prerendered(kind: Kind, data: &Data) -> String {
    #[cfg(feature = "ssr")]
    {
        use crate::chart::svg::{page_palette, render};
        if data.empty.is_some() {
            return String::new();
        }
        render(kind, data, page_palette(), None)
    }
    #[cfg(not(feature = "ssr"))]
    {
        let _ = (kind, data);
        String::new()
    }
}

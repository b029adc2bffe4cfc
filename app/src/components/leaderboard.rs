//! The leaderboard: a table whose headers sort it and whose rows open what stands behind them.
//!
//! Head and body are written as HTML: one text for the prerendered page and for the browser, which takes a table of
//! hundreds of rows in one piece faster than it would change thousands of nodes.

use leptos::prelude::*;

use crate::board::{Board, Column, reasons, shown, write_cell};
use crate::fixed::fixed;
use crate::html::Html;
use crate::query::{Key, Query};
use crate::state::State;

/// The table of a snapshot.
#[component]
pub fn Leaderboard() -> impl IntoView {
    let state = expect_context::<State>();
    let query = state.query;
    let written = {
        let state = state.clone();
        Memo::new(move |_| query.with(|query| written(&state.board(), query)))
    };
    #[cfg(feature = "hydrate")]
    crate::browser::table::keep_in_step(&state, written);
    let press = move |_event: leptos::ev::MouseEvent| {
        #[cfg(feature = "hydrate")]
        crate::browser::table::pressed(&state, &_event);
        let _ = &state;
    };
    let class = move || if query.with(|query| query.is_set(Key::Compact)) { "compact" } else { "" };
    let part = move |part: fn(&Written) -> &String| move || written.with(|written| part(written).clone());
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Leaderboard">
            <table id="leaderboard" class=class on:click=press>
                <caption inner_html=part(|written| &written.caption)></caption>
                <thead inner_html=part(|written| &written.head)></thead>
                <tbody inner_html=part(|written| &written.body)></tbody>
            </table>
        </div>
        <p class="status" role="status">{part(|written| &written.status)}</p>
    }
}

/// The parts of the table as HTML, and what is said below it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Written {
    /// Content of the caption.
    pub caption: String,
    /// Content of the head, as if the table were sorted as usual.
    pub head: String,
    /// Content of the body.
    pub body: String,
    /// In plain words: what is shown, and what the tasks can tell apart.
    pub status: String,
}

fn written(board: &Board, query: &Query) -> Written {
    let columns = shown(board, query);
    let order = board.order(query);
    Written {
        caption: caption(board).done(),
        head: head(&columns).done(),
        body: body(board, query, &columns, &order).done(),
        status: status(board, query, order.len()),
    }
}

fn caption(board: &Board) -> Html {
    let mut html = Html::default();
    html.text(&board.view.title).tag(": ").count(board.view.models.len());
    html.tag(if board.view.models.len() == 1 { " model" } else { " models" });
    html.tag(", scores from 0 (fail) to 2 (good). Press ? for what stands behind a row.");
    html
}

fn head(columns: &[Column]) -> Html {
    let mut html = Html::default();
    html.tag("<tr>");
    for column in columns {
        let head = column.head();
        html.tag("<th scope=\"col\" data-column=\"").tag(head.slug).tag("\" class=\"");
        html.tag(if head.numeric { "number" } else { "" }).tag("\" title=\"").tag(head.hint);
        html.tag(if *column == Column::Score { "\" aria-sort=\"descending\">" } else { "\" aria-sort=\"none\">" });
        html.tag("<button type=\"button\">").tag(head.title).tag("</button></th>");
    }
    html.tag("</tr>");
    html
}

fn body(board: &Board, query: &Query, columns: &[Column], order: &[usize]) -> Html {
    let mut html = Html::default();
    let known = board.site.snapshots.iter().any(|link| link.id == board.view.id);
    for at in order {
        let row = board.row(*at);
        html.tag("<tr data-model=\"").text(&row.model.id).tag("\" data-at=\"").count(*at).tag("\">");
        let page = [&board.site.base, "snapshots/", board.view.id.as_str(), "/models/", &row.model.id, "/"].concat();
        for column in columns {
            write_cell(&mut html, *column, &row, known.then_some(page.as_str()));
        }
        html.tag("</tr>");
    }
    if order.is_empty() {
        html.tag("<tr><td class=\"nothing\" colspan=\"").count(columns.len()).tag("\">No model has ");
        html.text(&reasons(query).join(" and ")).tag(". ");
        html.tag("<button type=\"button\" data-do=\"reset\">Show all models</button></td></tr>");
    }
    html
}

fn status(board: &Board, query: &Query, rows: usize) -> String {
    let models = board.view.models.len();
    let mut text = String::new();
    if rows < models {
        text = [&rows.to_string(), " of ", &models.to_string(), " models: ", &reasons(query).join(", "), ". "].concat();
    }
    let computed = &board.computed;
    if board.view.aggregates {
        text.push_str("Only means were published: nobody can say which differences are chance.");
        return text;
    }
    if computed.partial {
        let counted = [&computed.tasks.to_string(), " of ", &board.view.tasks.len().to_string()].concat();
        text.push_str(&["Computed again from ", &counted, " tasks and what else is switched on. "].concat());
    }
    match computed.effect {
        _ if computed.pending => text.push_str("Intervals and places are being computed."),
        Some((effect, n)) => {
            let (effect, n) = (fixed(effect, 2), n.to_string());
            let words = ["With ", &n, " tasks in common, two neighbouring models must differ by about ", &effect];
            text.push_str(&words.concat());
            text.push_str(" points before the tasks show it (in four of five such evaluations).");
        }
        None => text.push_str("Too few scored tasks to say which differences could be seen."),
    }
    text
}

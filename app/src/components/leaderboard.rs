//! The leaderboard: a table whose headers sort it and whose rows open what stands behind them.
//!
//! Head and body are written as HTML: one text for the prerendered page and for the browser, which takes a table of
//! hundreds of rows in one piece faster than it would change thousands of nodes.

use analytics::cost::joined;
use leptos::prelude::*;

use crate::board::{Board, Column, reasons, shown, write_cell};
use crate::fixed::fixed;
use crate::html::Html;
use crate::query::{Key, Query};
use crate::state::State;

/// Rows that are written unless the reader asks for all: a browser needs a tenth of a second for 500.
const MOST_ROWS: usize = 100;

/// What the table shows.
pub(super) fn caption(state: &State) -> Html {
    let board = state.board();
    let mut html = Html::default();
    html.text(&board.view.title).tag(": ").count(board.view.models.len());
    html.tag(if board.view.models.len() == 1 { " model" } else { " models" });
    html.tag(", scores from 0 (fail) to 2 (good). Press ? for what stands behind a row.");
    html
}

/// The head, as if the table were sorted as usual: `browser/table.rs` says which column sorts, so that the button
/// that was pressed is not replaced under the reader's finger.
pub(super) fn head(state: &State) -> Html {
    let columns = columns(state, &state.board());
    let mut html = Html::default();
    html.tag("<tr>");
    for column in &columns {
        let head = column.head();
        html.tag("<th scope=\"col\" data-column=\"").tag(head.slug).tag("\" class=\"");
        html.tag(if head.numeric { "number" } else { "" }).tag("\" title=\"").tag(head.hint);
        html.tag(if *column == Column::Score { "\" aria-sort=\"descending\">" } else { "\" aria-sort=\"none\">" });
        html.tag("<button type=\"button\">").tag(head.title).tag("</button></th>");
    }
    html.tag("</tr>");
    html
}

fn columns(state: &State, board: &Board) -> Vec<Column> {
    state.query.with(|query| shown(board, query))
}

/// The rows that pass the filters, or why there are none.
pub(super) fn body(state: &State) -> Html {
    let board = state.board();
    let (columns, order) = (columns(state, &board), state.query.with(|query| board.order(query)));
    let mut html = Html::default();
    // A file of the reader's has no pages here, whatever it calls itself.
    let known = state.chosen.with(|chosen| chosen.as_str() == board.view.id.as_str());
    let most = if state.query.with(|query| query.is_set(Key::Rows)) { order.len() } else { MOST_ROWS };
    for at in order.iter().take(most) {
        let row = board.row(*at);
        html.tag("<tr data-model=\"").text(&row.model.id).tag("\" data-at=\"").count(*at).tag("\">");
        let page = [&board.site.base, "snapshots/", board.view.id.as_str(), "/models/", &row.model.id, "/"].concat();
        for column in &columns {
            write_cell(&mut html, *column, &row, known.then_some(page.as_str()));
        }
        html.tag("</tr>");
    }
    if order.len() > most {
        html.tag("<tr><td class=\"nothing\" colspan=\"").count(columns.len()).tag("\">");
        html.tag("<button type=\"button\" data-do=\"rows\">Show the other ").count(order.len() - most);
        html.tag(" models too</button></td></tr>");
    }
    if order.is_empty() {
        html.tag("<tr><td class=\"nothing\" colspan=\"").count(columns.len()).tag("\">No model has ");
        html.text(&joined(&state.query.with(reasons), " and ")).tag(". ");
        html.tag("<button type=\"button\" data-do=\"reset\">Show all models</button></td></tr>");
    }
    html
}

/// In plain words: what is shown, and what the tasks can tell apart.
pub(super) fn status(state: &State) -> Html {
    let board = state.board();
    let mut html = Html::default();
    state.query.with(|query| html.text(&said(&board, query, board.order(query).len())));
    html
}

fn said(board: &Board, query: &Query, rows: usize) -> String {
    let models = board.view.models.len();
    let mut text = String::new();
    if rows < models {
        text = [&rows.to_string(), " of ", &models.to_string(), " models: ", &joined(&reasons(query), ", "), ". "]
            .concat();
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

//! A chart's parts beside the drawing: what it sets the score against, and its data as a table.

use leptos::prelude::*;

use crate::board::Column;
use crate::chart::{AXES, Data, axis};
use crate::html::Html;
use crate::state::State;

/// What the score can be set against; options without data are greyed.
pub(super) fn axes(state: &State) -> Html {
    let board = state.board();
    let current = state.query.with(|query| axis(&board, query));
    let mut html = Html::default();
    for column in AXES {
        html.tag("<option value=\"").tag(column.slug());
        html.tag(if column == current { "\" selected" } else { "\"" });
        html.tag(if column.has_data(&board) { ">" } else { " disabled>" }).tag(name(column)).tag("</option>");
    }
    html
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

/// The data of a chart as a table.
#[must_use]
pub fn table(data: &Data) -> Html {
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
    html
}

//! The controls as HTML: a form in which every field is named after its key in the address.
//!
//! It is written in its default state and depends on the snapshot alone; `browser/controls.rs` sets the fields from the
//! address and back. What no row has is greyed.

use analytics::category::Category;
use analytics::leaderboard::sorted_positions;
use analytics::score::Dimension;

use super::{Board, Column, Row, SIZES, TIERS, columns};
use crate::html::Html;
use crate::query::Key;

/// All controls beside the snapshot's selector.
#[must_use]
pub fn controls(board: &Board) -> Html {
    let mut html = Html::default();
    html.tag("<label class=\"find\">Find <input type=\"search\" name=\"q\" placeholder=\"model or family\"></label>");
    panel(&mut html, "Filters", filters, board);
    panel(&mut html, "Columns", columns_panel, board);
    panel(&mut html, "Tasks<span> and judges</span>", switches, board);
    panel(&mut html, "Save<span> and open</span>", files, board);
    html.tag("<button type=\"reset\">Reset</button>");
    html
}

fn panel(html: &mut Html, title: &'static str, content: fn(&mut Html, &Board), board: &Board) {
    html.tag("<details name=\"panel\"><summary>").tag(title).tag("</summary><div class=\"panel\">");
    content(html, board);
    html.tag("</div></details>");
}

/// How many rows something is true of.
fn count(board: &Board, holds: impl Fn(&Row) -> bool) -> usize {
    board.rows().filter(holds).count()
}

fn select(html: &mut Html, label: &'static str, key: Key) {
    html.tag("<label>").tag(label).tag(" <select name=\"").tag(key.name()).tag("\"><option value=\"\">any</option>");
}

fn option(html: &mut Html, value: &str, text: &str, rows: usize) {
    html.tag("<option value=\"").text(value).tag(if rows == 0 { "\" disabled>" } else { "\">" });
    html.text(text).tag(" (").count(rows).tag(")</option>");
}

fn filters(html: &mut Html, board: &Board) {
    let carded = |holds: fn(&crate::source::Card) -> bool| count(board, |row| row.card.is_some_and(holds));
    select(html, "Weights", Key::Weights);
    option(html, "open", "open", carded(|card| card.open));
    option(html, "closed", "closed", carded(|card| !card.open));
    html.tag("</select></label>");
    select(html, "Shape", Key::Shape);
    option(html, "dense", "dense", carded(|card| !card.moe));
    option(html, "moe", "mixture of experts", carded(|card| card.moe));
    html.tag("</select></label>");
    for (label, key, column) in [
        ("Licence", Key::Licence, Column::Licence),
        ("Family", Key::Family, Column::Family),
        ("Provider", Key::Provider, Column::Provider),
    ] {
        select(html, label, key);
        let texts: Vec<&str> = board.rows().filter_map(|row| column.text(&row)).collect();
        let order = sorted_positions(texts.len(), &|a, b| texts[a].cmp(texts[b]));
        let mut texts: Vec<&str> = order.into_iter().map(|at| texts[at]).collect();
        texts.dedup();
        for text in texts {
            option(html, text, text, count(board, |row| column.text(row) == Some(text)));
        }
        html.tag("</select></label>");
    }
    select(html, "Fits into", Key::Fits);
    for tier in TIERS {
        let memory = crate::query::number(tier).unwrap_or_default();
        let fits = |row: &Row| {
            let verdict = row.card.and_then(|card| card.fits(memory));
            verdict.is_some_and(|verdict| verdict != analytics::memory::FitVerdict::DoesNotFit)
        };
        option(html, tier, &[tier, " GB"].concat(), count(board, fits));
    }
    html.tag("</select></label>");
    let sizes = count(board, |row| row.card.is_some()) > 0;
    for (label, from, to) in
        [("Parameters, billions", Key::TotalFrom, Key::TotalTo), ("Active, billions", Key::ActiveFrom, Key::ActiveTo)]
    {
        html.tag("<fieldset class=\"range\"").tag(if sizes { "><legend>" } else { " disabled><legend>" });
        html.tag(label).tag(" <output></output></legend>");
        slider(html, "at least", from, "0");
        slider(html, "at most", to, "14");
        html.tag("</fieldset>");
    }
    let baselines = count(board, |row| row.model.baseline);
    check(html, Key::Baselines, "1", true, baselines > 0);
    html.tag("Baselines (").count(baselines).tag(")</label>");
}

/// A slider over [`SIZES`]; its last position is "any size".
fn slider(html: &mut Html, label: &'static str, key: Key, start: &'static str) {
    html.tag("<label>").tag(label).tag(" <input type=\"range\" min=\"0\" max=\"14\" step=\"1\" value=\"").tag(start);
    html.tag("\" name=\"").tag(key.name()).tag("\" data-steps=\"").text(&SIZES.join(",")).tag("\"></label>");
}

/// Begins a checkbox with its label. `word` is what the address holds when it is not at its default.
fn check(html: &mut Html, key: Key, word: &str, on: bool, enabled: bool) {
    html.tag("<label class=\"check\"><input type=\"checkbox\" name=\"").tag(key.name()).tag("\" value=\"").text(word);
    html.tag(if on { "\" checked data-on" } else { "\"" }).tag(if enabled { "> " } else { " disabled> " });
}

fn columns_panel(html: &mut Html, board: &Board) {
    for column in columns().filter(|column| *column != Column::Name) {
        let head = column.head();
        check(html, Key::Columns, head.slug, head.usual, column.has_data(board));
        html.tag(head.title).tag("</label>");
    }
    check(html, Key::Compact, "1", false, true);
    html.tag("<em>less air</em></label>");
}

fn switches(html: &mut Html, board: &Board) {
    let view = &board.view;
    if view.has_marks() {
        html.tag("<p>What is switched off does not count: scores, intervals and places are computed again from the marks.</p>");
    } else {
        html.tag("<p>Nothing can be switched off here: the marks behind these scores were not published.</p>");
    }
    html.tag(if view.has_marks() { "<fieldset><legend>" } else { "<fieldset disabled><legend>" });
    html.tag("Judges</legend>");
    for judge in &view.judges {
        check(html, Key::Judges, &judge.id, true, true);
        html.text(&judge.name).tag("</label>");
    }
    let own = super::own_family(view).contains(&true);
    check(html, Key::OwnFamily, "1", true, own);
    html.tag("Judges may mark their own family</label></fieldset>");
    html.tag(if view.has_marks() { "<fieldset><legend>" } else { "<fieldset disabled><legend>" });
    html.tag("Dimensions</legend>");
    for dimension in Dimension::ALL {
        check(html, Key::Dimensions, dimension.slug(), true, true);
        html.tag(dimension.slug()).tag("</label>");
    }
    html.tag("</fieldset>");
    for category in Category::ALL {
        let tasks = || view.tasks.iter().enumerate().filter(move |(_, task)| task.category == category);
        let any = tasks().next().is_some();
        html.tag(if any { "<fieldset><legend>" } else { "<fieldset disabled><legend>" });
        check(html, Key::Categories, category.slug(), true, any);
        html.tag(category.label()).tag("</label></legend>");
        for (at, task) in tasks() {
            check(html, Key::Tasks, &at.to_string(), true, true);
            html.text(&task.title).tag("</label>");
        }
        html.tag("</fieldset>");
    }
}

fn files(html: &mut Html, _: &Board) {
    for (action, text) in
        [("csv", "This view as CSV"), ("json", "This view as JSON"), ("link", "Copy the link to this view")]
    {
        html.tag("<button type=\"button\" data-do=\"").tag(action).tag("\">").tag(text).tag("</button>");
    }
    html.tag("<label class=\"file\">Open a summary.json of your own: it is read here and sent nowhere ");
    html.tag("<input type=\"file\" accept=\".json,application/json\" data-own></label>");
}

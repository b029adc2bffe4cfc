//! What stands behind the figures of a row: formula, inputs, source, date, number, measured or estimated.

use analytics::memory::FIT_BUFFERS_GIB;
use analytics::outcome::Outcome;
use analytics::score::{Dimension, Score};

use super::column::CONTEXT;
use super::{Board, Column, Row, number};
use crate::fixed::{billions, fixed};
use crate::html::Html;
use crate::source::{Card, day, usable_gib};

/// Everything about one row; the section of the column that was asked for is open.
#[must_use]
pub fn explain(board: &Board, at: usize, asked: Column) -> Html {
    let row = board.row(at);
    let mut html = Html::default();
    html.tag("<h2 id=\"why-title\">").text(&row.model.name).tag("</h2>");
    if let Some(note) = &row.model.note {
        html.tag("<p>").text(note).tag("</p>");
    }
    score(&mut html, board, at, &row, asked);
    if row.standing.ms.is_some() || row.standing.tokens.is_some() || row.standing.cost.is_some() {
        measured(&mut html, board, &row, asked);
    }
    match row.card {
        Some(card) => catalogue(&mut html, card, asked),
        None if row.model.baseline => {}
        None => {
            html.tag(
                "<p>The catalogue does not hold this model, so its size, licence and price are not known here.</p>",
            );
        }
    }
    html
}

fn begin(html: &mut Html, title: &'static str, value: &str, open: bool) {
    html.tag(if open { "<details open><summary>" } else { "<details><summary>" });
    html.tag(title).tag(" <b>").text(value).tag("</b></summary><dl>");
}

fn pair(html: &mut Html, term: &'static str, text: &str) {
    if !text.is_empty() {
        html.tag("<dt>").tag(term).tag("</dt><dd>").text(text).tag("</dd>");
    }
}

fn end(html: &mut Html) {
    html.tag("</dl></details>");
}

fn score(html: &mut Html, board: &Board, at: usize, row: &Row, asked: Column) {
    let standing = row.standing;
    let value = match standing.score {
        Score::Scored(value) => fixed(value, 4),
        Score::Unscored(reason) => reason.label().to_owned(),
    };
    let here = matches!(
        asked,
        Column::Name
            | Column::Score
            | Column::Rank
            | Column::Tasks
            | Column::Unscored
            | Column::Complete
            | Column::Category(_)
    );
    begin(html, "Score", &value, here);
    let view = &board.view;
    if view.aggregates {
        pair(
            html,
            "Formula",
            "The mean as it was published. The marks behind it were not, so it cannot be computed again.",
        );
    } else {
        let mut formula = "Mean over tasks of the mean mark (0, 1 or 2) over judges and dimensions.".to_owned();
        formula.push(' ');
        formula.push_str(view.rule.statement());
        if board.computed.partial {
            formula.push_str(" Only what is switched on counts.");
        }
        pair(html, "Formula", &formula);
    }
    let mut inputs = [&standing.n.to_string(), " tasks with a score"].concat();
    for (reason, count) in &standing.unscored {
        inputs.push_str(&["; ", &count.to_string(), " without: ", reason.label()].concat());
    }
    pair(html, "Inputs", &inputs);
    if let Some([complete, asked]) = standing.complete.filter(|[complete, asked]| complete < asked) {
        pair(html, "Complete", &[&complete.to_string(), " of ", &asked.to_string(), " answers"].concat());
    }
    if let Some([low, high]) = standing.interval {
        let how = if view.aggregates { "" } else { ": task bootstrap, 2,000 resamples, 2.5 % to 97.5 % quantile" };
        pair(html, "95 % interval", &[&fixed(low, 2), " to ", &fixed(high, 2), how].concat());
    }
    if let Some([best, worst]) = standing.rank {
        let places = [&best.to_string(), " to ", &worst.to_string(), " of ", &view.models.len().to_string()].concat();
        pair(html, "Places", &[&places, ", from the same resamples"].concat());
    }
    let judges: Vec<&str> = view.judges.iter().map(|judge| judge.name.as_str()).collect();
    pair(html, "Judges", &judges.join(", "));
    pair(html, "Source", &[&view.title, ", ", day(&view.created_at), ", measured. ", &view.statement].concat());
    html.tag("</dl>");
    if !standing.parts.is_empty() {
        categories(html, row);
    }
    if view.has_marks() {
        marks(html, board, at);
    }
    html.tag("</details>");
}

fn categories(html: &mut Html, row: &Row) {
    html.tag("<table><thead><tr><th scope=\"col\">Category</th><th scope=\"col\" class=\"number\">Score</th>");
    html.tag("<th scope=\"col\" class=\"number\">Tasks</th><th scope=\"col\" class=\"number\">Unscored</th></tr></thead><tbody>");
    for part in &row.standing.parts {
        html.tag("<tr><th scope=\"row\">").tag(part.category.label()).tag("</th><td class=\"number\">");
        match part.score {
            Score::Scored(value) => html.text(&fixed(value, 2)),
            Score::Unscored(_) => html.tag("–"),
        };
        html.tag("</td><td class=\"number\">").count(part.n).tag("</td><td class=\"number\">").count(part.unscored);
        html.tag("</td></tr>");
    }
    html.tag("</tbody></table>");
}

/// The marks of every judge for every answer of the model.
fn marks(html: &mut Html, board: &Board, at: usize) {
    let view = &board.view;
    html.tag("<details><summary>Every mark</summary><p>In the order of ");
    for (position, dimension) in Dimension::ALL.into_iter().enumerate() {
        html.tag(["", ", ", ", "][position]).tag(dimension.slug());
    }
    html.tag(".</p><table><thead><tr><th scope=\"col\">Task</th>");
    for judge in &view.judges {
        html.tag("<th scope=\"col\">").text(&judge.name).tag("</th>");
    }
    html.tag("</tr></thead><tbody>");
    for (position, case) in view.cases.iter().enumerate().filter(|(_, case)| case.model == at) {
        html.tag("<tr><th scope=\"row\">").text(&view.tasks[case.task].title);
        if let Some(Some(marks)) = view.reviews.get(position) {
            html.tag(" <small>decided by a person: ").count(marks.sum() as usize).tag(" of 6</small>");
        }
        html.tag("</th>");
        for judge in 0..view.judges.len() {
            html.tag("<td>");
            match view.verdicts[position * view.judges.len() + judge] {
                Some(Some(marks)) => {
                    for (at, dimension) in Dimension::ALL.into_iter().enumerate() {
                        html.tag(if at > 0 { " · " } else { "" });
                        html.tag(["0", "1", "2"][usize::from(marks.get(dimension).value()).min(2)]);
                    }
                }
                Some(None) => drop(html.tag("unreadable")),
                None if case.outcome == Outcome::Answered => drop(html.tag("not judged")),
                None => drop(html.text(case.outcome.label())),
            }
            html.tag("</td>");
        }
        html.tag("</tr>");
    }
    html.tag("</tbody></table></details>");
}

fn measured(html: &mut Html, board: &Board, row: &Row, asked: Column) {
    let say = |column: Column| column.value(row).map_or_else(String::new, |value| number(column, value));
    let here = matches!(asked, Column::Time | Column::Tokens | Column::Cost);
    begin(html, "Time, tokens, cost", "", here);
    let with = |text: String, rest: &str| if text.is_empty() { text } else { [&text, rest].concat() };
    pair(html, "Time", &with(say(Column::Time), " s, mean from request to end of answer"));
    pair(
        html,
        "Tokens",
        &with(say(Column::Tokens), ", mean of an answer as the provider counted them, thinking included"),
    );
    let cost = with(say(Column::Cost), " ¢, mean over tasks as billed, retries included");
    pair(html, "Cost", &cost);
    pair(html, "Provider", &row.model.provider);
    let origin = if board.view.aggregates { ", as published" } else { ", measured" };
    pair(html, "Source", &[&board.view.title, ", ", day(&board.view.created_at), origin].concat());
    end(html);
}

fn catalogue(html: &mut Html, card: &Card, asked: Column) {
    if let Some(need) = card.need {
        let here = matches!(asked, Column::Memory | Column::Fits128 | Column::Fits256);
        begin(html, "Memory", &[&fixed(need.needed_gib, 1), " GiB, estimated"].concat(), here);
        let sum = [
            &fixed(need.weights_gib, 1),
            " weights + ",
            &fixed(need.kv_cache_gib, 2),
            " key/value cache + ",
            &fixed(FIT_BUFFERS_GIB, 1),
            " buffers = ",
            &fixed(need.needed_gib, 1),
            " GiB",
        ];
        pair(html, "Formula", &sum.concat());
        let file = card.quantisation.as_deref().unwrap_or("the usual file");
        pair(html, "Weights", &[file, ": ", &card.file_source].concat());
        pair(html, "Cache", &[&card.cache, " of context in F16: ", &card.cache_source].concat());
        let gpu = |memory: f64| [&fixed(usable_gib(memory), 0), " of ", &fixed(memory, 0)].concat();
        let limit = [CONTEXT, "; macOS gives its GPU ", &gpu(128.0), " or ", &gpu(256.0), " GiB"];
        pair(html, "Against", &limit.concat());
        end(html);
    }
    let here = matches!(asked, Column::Total | Column::Active | Column::Shape);
    begin(html, "Parameters", &[&billions(card.total), " billion"].concat(), here);
    pair(html, "In all", &[&billions(card.total), " billion: ", &card.total_source].concat());
    pair(html, "Per token", &[&billions(card.active), " billion: ", &card.active_source].concat());
    end(html);
    begin(html, "Licence", &card.licence, asked == Column::Licence);
    pair(html, "Source", &card.licence_source);
    end(html);
    if let Some([input, output]) = card.price {
        let value = ["$", &fixed(input, 3), " in, $", &fixed(output, 3), " out per million tokens"].concat();
        begin(html, "Listed price", &value, asked == Column::Price);
        pair(html, "Source", &card.price_source);
        end(html);
    }
}

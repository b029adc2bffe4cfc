//! The list of a snapshot's tasks: what was asked, and how far the models got with each.

use analytics::category::Category;
use analytics::snapshot::v1::{Origin, Summary};
use leptos::prelude::*;

use super::cases::cases;
use super::table::{Column, table};
use super::{Document, Site, body, cell, html, place};
use crate::fixed::fixed;

const COLUMNS: [Column; 7] = [
    ("Task", false),
    ("Difficulty, 1–5", true),
    ("Origin", false),
    ("Mean score", true),
    ("Lowest", true),
    ("Highest", true),
    ("Answers with a score", true),
];

/// `snapshots/<id>/tasks/`.
#[must_use]
pub fn tasks(site: &Site, full: &Summary) -> Document {
    let cases = cases(full);
    let groups: Vec<_> = Category::ALL
        .into_iter()
        .filter_map(|category| {
            let rows: Vec<_> = full
                .tasks
                .iter()
                .enumerate()
                .filter(|(_, task)| task.category == category)
                .map(|(position, task)| {
                    let own = || cases.iter().filter(|case| case.task == position);
                    let values: Vec<f64> = own().filter_map(|case| case.score.value()).collect();
                    let mean = (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
                    let lowest = values.iter().copied().reduce(f64::min);
                    let highest = values.iter().copied().reduce(f64::max);
                    let two = |value: Option<f64>| cell::number(value.map(|value| fixed(value, 2)));
                    cell::row(vec![
                        cell::head_link(site.link(&place::task(&full.id, &task.id)), task.title.clone()),
                        cell::number(Some(task.difficulty.to_string())),
                        cell::text(origin(task.origin)),
                        two(mean),
                        two(lowest),
                        two(highest),
                        cell::number(Some([&values.len().to_string(), " of ", &own().count().to_string()].concat())),
                    ])
                })
                .collect();
            (!rows.is_empty()).then(|| {
                let label = [category.label(), ": tasks"].concat();
                view! {
                    <section>
                        <h2>{category.label()}</h2>
                        {table(label, &COLUMNS, rows)}
                    </section>
                }
            })
        })
        .collect();
    let back = site.link(&place::snapshot(&full.id));
    let main = html(|| {
        view! {
            <section class="intro">
                <p class="path"><a href=back>{full.title.clone()}</a></p>
                <h1>"Tasks"</h1>
                <p class="claim">
                    {full.tasks.len()}
                    " tasks. Each page has the prompt, what a good answer shows, and every answer with every judge’s "
                    "marks and reasons. The scores here are over all models of the snapshot: they say how hard a task "
                    "was for them, not how good a model is."
                </p>
            </section>
            {groups}
        }
    });
    let route = place::tasks(&full.id);
    Document {
        title: ["Tasks: ", &full.title].concat(),
        description: ["The tasks of the snapshot “", &full.title, "”, with their prompts, answers and marks."].concat(),
        body: body(site, &route, main),
        client: None,
        route,
    }
}

/// Where a task comes from, in words.
#[must_use]
pub const fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Generic => "written for its category",
        Origin::RealWorld => "modelled on real work",
    }
}

//! The page of one task: the prompt, what was expected, every answer, every mark.

mod answer;
pub(super) mod marks;

use analytics::snapshot::v1::{Summary, TaskDetail, TaskSummary};
pub use answer::answer;
use leptos::prelude::*;

use super::cases::{Case, cases};
use super::{Document, Site, body, cell, html, jump, place, tasks};
use crate::fixed::{fixed, seconds};

/// The files of one answer, relative to the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerFile {
    /// A small complete document with the answer, its verdicts and its times.
    pub page: String,
    /// The answer as the model wrote it; None where there is no answer.
    pub raw: Option<String>,
    /// Size of the document in bytes.
    pub bytes: usize,
}

/// What a task page is made of.
#[derive(Debug, Clone, Copy)]
pub struct TaskPage<'a> {
    /// The summary.
    pub full: &'a Summary,
    /// The task.
    pub task: &'a TaskSummary,
    /// Its detail file.
    pub detail: &'a TaskDetail,
    /// The prompt as HTML, made from Markdown whose own HTML is shown as text.
    pub prompt: &'a str,
    /// One for each case of the detail file, in its order.
    pub files: &'a [AnswerFile],
    /// The program that loads answers into the page, relative to the base.
    pub script: &'a str,
}

/// `snapshots/<id>/tasks/<task>/`.
#[must_use]
pub fn task(site: &Site, page: &TaskPage<'_>) -> Document {
    let TaskPage { full, task, detail, .. } = *page;
    let position = full.tasks.iter().position(|known| known.id == task.id);
    let cases: Vec<Case> = cases(full).into_iter().filter(|case| Some(case.task) == position).collect();
    let parts = [
        html(|| head(site, full, task, detail)),
        html(|| prompt(site, page)),
        html(|| marks::section(site, full, &cases)),
        html(|| answers(site, page, &cases)),
        html(|| neighbours(site, full, position)),
    ];
    let route = place::task(&full.id, &task.id);
    Document {
        title: [&task.title, ": ", &full.title].concat(),
        description: [
            task.category.label(),
            ": the prompt, ",
            &detail.cases.len().to_string(),
            " answers and every mark, from the snapshot “",
            &full.title,
            "”.",
        ]
        .concat(),
        body: body(site, &route, parts.concat()),
        client: None,
        route,
    }
}

fn head(site: &Site, full: &Summary, task: &TaskSummary, detail: &TaskDetail) -> impl IntoView + use<> {
    let facts = [
        ("Category", task.category.label().to_owned()),
        ("Difficulty", [&task.difficulty.to_string(), " of 5"].concat()),
        ("Origin", tasks::origin(task.origin).to_owned()),
        ("Limit on the answer", [&cell::grouped(detail.max_tokens.into()), " tokens"].concat()),
        ("Tags", task.tags.join(", ")),
        ("Id", [task.id.as_str(), ", version ", &task.version.to_string()].concat()),
    ];
    let facts: Vec<_> = facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect();
    let (snapshot, list) = (site.link(&place::snapshot(&full.id)), site.link(&place::tasks(&full.id)));
    view! {
        <section class="intro">
            <p class="path"><a href=snapshot>{full.title.clone()}</a> " / " <a href=list>"Tasks"</a></p>
            <h1>{task.title.clone()}</h1>
            <dl class="facts">{facts}</dl>
            {jump(&[("prompt", "Prompt"), ("marks", "Marks"), ("all-answers", "Answers")])}
        </section>
    }
}

fn prompt(site: &Site, page: &TaskPage<'_>) -> impl IntoView + use<> {
    let expected: Vec<_> =
        page.detail.expected_capabilities.iter().map(|text| view! { <li>{text.clone()}</li> }).collect();
    let expected = (!expected.is_empty()).then(|| {
        view! {
            <section>
                <h2>"What a good answer shows"</h2>
                <ul class="expected">{expected}</ul>
            </section>
        }
    });
    let file =
        site.link(&["data/snapshots/", page.full.id.as_str(), "/tasks/", page.task.id.as_str(), ".json"].concat());
    view! {
        <section id="prompt">
            <h2>"Prompt"</h2>
            <div class="contributed" inner_html=page.prompt.to_owned()></div>
            <p class="note">
                "This is the whole message that a model gets, set as Markdown. As it was sent, with all answers and "
                "verdicts: " <a href=file>"the detail file"</a> "."
            </p>
        </section>
        {expected}
    }
}

/// One line for each answer; the answer itself is a document of its own that is loaded when the line is opened.
fn answers(site: &Site, page: &TaskPage<'_>, cases: &[Case]) -> impl IntoView + use<> {
    let lines: Vec<_> = page
        .detail
        .cases
        .iter()
        .zip(page.files)
        .map(|(detail, file)| {
            let model = page.full.models.iter().position(|model| model.id == detail.model);
            let name = model.map_or_else(|| detail.model.to_string(), |at| page.full.models[at].name.clone());
            let case = cases.iter().find(|case| Some(case.model) == model && case.repeat == detail.repeat);
            let repeat = if detail.repeat > 0 {
                [", repeat ", &(detail.repeat + 1).to_string()].concat()
            } else {
                String::new()
            };
            let score = case.map_or_else(String::new, |case| match case.score.value() {
                Some(value) => ["score ", &fixed(value, 2)].concat(),
                None => "unscored".to_owned(),
            });
            let time = case.and_then(|case| case.total_ms).map(|ms| [&seconds(ms), " s"].concat());
            let size = [&cell::grouped(detail.answer.chars().count() as u64), " characters"].concat();
            let ended = case
                .filter(|case| case.outcome != analytics::outcome::Outcome::Answered)
                .map(|case| case.ended.to_owned());
            let about: Vec<String> = [Some(score), ended, time, Some(size)].into_iter().flatten().collect();
            let address = site.link(&file.page);
            let source = address.clone();
            let link = ["The answer of ", &name, &repeat, ", with its verdicts"].concat();
            view! {
                <details data-src=source data-bytes=file.bytes>
                    <summary><strong>{name}{repeat}</strong> " " <span>{about.join(" · ")}</span></summary>
                    <p><a href=address>{link}</a></p>
                </details>
            }
        })
        .collect();
    let script = site.link(page.script);
    view! {
        <section id="all-answers">
            <h2>"Answers"</h2>
            <div id="answers">{lines}</div>
            <script src=script defer></script>
        </section>
    }
}

fn neighbours(site: &Site, full: &Summary, position: Option<usize>) -> impl IntoView + use<> {
    let link = |at: Option<usize>, word: &'static str| {
        let task = full.tasks.get(at?)?;
        let address = site.link(&place::task(&full.id, &task.id));
        Some(view! { <p>{word} " " <a href=address>{task.title.clone()}</a></p> })
    };
    let previous = link(position.and_then(|at| at.checked_sub(1)), "Previous task:");
    let next = link(position.map(|at| at + 1), "Next task:");
    view! { <nav class="onward" aria-label="Neighbouring tasks">{previous}{next}</nav> }
}

//! The dialog behind a row: formula, inputs, source, date, number of cases, measured or estimated, for each figure.

use analytics::memory::FIT_BUFFERS_GIB;
use analytics::outcome::Outcome;
use analytics::score::{Dimension, Marks, Score};
use leptos::html::{Dialog, Div};
use leptos::prelude::*;

use super::cell::number;
use super::column::{CONTEXT, Column};
use super::data::{LeaderboardData, Row};
use super::page::LeaderboardPage;
use crate::data::{Card, Case, day, usable_gib};
use crate::fixed::{billions, fixed};

/// The dialog.
#[component]
pub fn Details(
    /// The leaderboard.
    page: LeaderboardPage,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let content = NodeRef::<Div>::new();
    // Mounted when it is opened, for nothing of it is prerendered: its views need no code for hydration.
    Effect::new(move |_| {
        let (at, column) = page.opened.get()?;
        let (dialog, content) = dialog.get().zip(content.get())?;
        let details = move || page.data.with_untracked(|data| Some(details(data, at, data.row(at)?, column)));
        let mounted = leptos::mount::mount_to(content.into(), details);
        let _ = dialog.show_modal();
        Some(mounted)
    });
    view! {
        <dialog
            id="why"
            aria-labelledby="why-title"
            closedby="any"
            node_ref=dialog
            on:close=move |_| page.opened.set(None)
        >
            <form method="dialog"><button>"Close"</button></form>
            <div node_ref=content></div>
        </dialog>
    }
}

/// Everything about one row; the section of the column that was asked for is open.
fn details(data: &LeaderboardData, at: usize, row: Row, asked: Column) -> impl IntoView + use<> {
    let note = row.model.note.clone().map(|note| view! { <p>{note}</p> });
    let standing = row.standing;
    let measured = standing.ms.is_some() || standing.tokens.is_some() || standing.cost.is_some();
    let measured = measured.then(|| measured_section(data, &row, asked).view(()));
    let catalogue = row.card.map(|card| {
        let sections =
            [memory(card, asked), Some(parameters(card, asked)), Some(licence(card, asked)), price(card, asked)];
        sections.into_iter().flatten().map(|section| section.view(())).collect::<Vec<_>>()
    });
    let unknown = (row.card.is_none() && !row.model.baseline).then(|| {
        view! {
            <p>"The catalogue does not hold this model, so its size, licence and price are not known here."</p>
        }
    });
    let tables =
        ((!standing.parts.is_empty()).then(|| categories(&row)), data.view.has_marks().then(|| marks(data, at)));
    view! {
        <h2 id="why-title">{row.model.name.clone()}</h2>
        {note}
        {score_section(data, &row, asked).view(tables)}
        {measured}
        {catalogue}
        {unknown}
    }
}

/// A figure with what it is made from.
struct Section {
    title: &'static str,
    value: String,
    is_open: bool,
    /// Terms with their descriptions; empty ones are left out.
    terms: Vec<(&'static str, String)>,
}

impl Section {
    fn view(self, tables: impl IntoView + 'static) -> impl IntoView {
        let terms = self.terms.into_iter().filter(|(_, text)| !text.is_empty());
        let terms = terms.map(|(term, text)| view! { <dt>{term}</dt><dd>{text}</dd> }).collect::<Vec<_>>();
        view! {
            <details open=self.is_open>
                <summary>{self.title} " " <b>{self.value}</b></summary>
                <dl>{terms}</dl>
                {tables}
            </details>
        }
    }
}

fn score_section(data: &LeaderboardData, row: &Row, asked: Column) -> Section {
    let (view, standing) = (&data.view, row.standing);
    let formula = if view.aggregates {
        "The mean as it was published. The marks behind it were not, so it cannot be computed again.".to_owned()
    } else {
        let partial = if data.computed.partial { " Only what is switched on counts." } else { "" };
        let rule = view.rule.statement();
        format!("Mean over tasks of the mean mark (0, 1 or 2) over judges and dimensions. {rule}{partial}")
    };
    let lost = standing.unscored.iter().map(|(reason, count)| format!("; {count} without: {}", reason.label()));
    let complete = standing.complete.filter(|[complete, asked]| complete < asked);
    let how = if view.aggregates { "" } else { ": task bootstrap, 2,000 resamples, 2.5 % to 97.5 % quantile" };
    let interval = standing.interval.map(|[low, high]| format!("{} to {}{how}", fixed(low, 2), fixed(high, 2)));
    let models = view.models.len();
    let rank = standing.rank.map(|[best, worst]| format!("{best} to {worst} of {models}, from the same resamples"));
    let judges: Vec<&str> = view.judges.iter().map(|judge| judge.name.as_str()).collect();
    Section {
        title: "Score",
        value: match standing.score {
            Score::Scored(value) => fixed(value, 4),
            Score::Unscored(reason) => reason.label().to_owned(),
        },
        is_open: matches!(
            asked,
            Column::Name
                | Column::Score
                | Column::Rank
                | Column::Tasks
                | Column::Unscored
                | Column::Complete
                | Column::Category(_)
        ),
        terms: vec![
            ("Formula", formula),
            ("Inputs", format!("{} tasks with a score{}", standing.n, lost.collect::<String>())),
            ("Complete", complete.map(|[complete, of]| format!("{complete} of {of} answers")).unwrap_or_default()),
            ("95 % interval", interval.unwrap_or_default()),
            ("Places", rank.unwrap_or_default()),
            ("Judges", judges.join(", ")),
            ("Source", format!("{}, {}, {}. {}", view.title, day(&view.created_at), origin(data), view.statement)),
        ],
    }
}

fn categories(row: &Row) -> impl IntoView + use<> {
    let rows = row.standing.parts.iter().map(|part| {
        let score = part.score.value().map_or_else(|| "–".to_owned(), |value| fixed(value, 2));
        view! {
            <tr>
                <th scope="row">{part.category.label()}</th>
                <td class="number">{score}</td>
                <td class="number">{part.n.to_string()}</td>
                <td class="number">{part.n_unscored.to_string()}</td>
            </tr>
        }
    });
    view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">"Category"</th>
                    <th scope="col" class="number">"Score"</th>
                    <th scope="col" class="number">"Tasks"</th>
                    <th scope="col" class="number">"Unscored"</th>
                </tr>
            </thead>
            <tbody>{rows.collect::<Vec<_>>()}</tbody>
        </table>
    }
}

/// The marks of every judge for every answer of the model.
fn marks(data: &LeaderboardData, at: usize) -> impl IntoView + use<> {
    let view = &data.view;
    let dimensions: Vec<&str> = Dimension::ALL.into_iter().map(Dimension::slug).collect();
    let heads = view.judges.iter().map(|judge| view! { <th scope="col">{judge.name.clone()}</th> });
    let judges = view.judges.len();
    let cases = view.cases.iter().enumerate().filter(|(_, case)| case.model == at);
    let rows = cases.map(|(position, case)| {
        let review = view.reviews.get(position).copied().flatten();
        let review =
            review.map(|marks| view! { <small>{format!(" decided by a person: {} of 6", marks.sum())}</small> });
        let cells = view.verdicts[position * judges..(position + 1) * judges].iter();
        let cells = cells.map(|verdict| view! { <td>{verdict_text(*verdict, case)}</td> });
        view! {
            <tr>
                <th scope="row">{view.tasks[case.task].title.clone()} {review}</th>
                {cells.collect::<Vec<_>>()}
            </tr>
        }
    });
    view! {
        <details>
            <summary>"Every mark"</summary>
            <p>{format!("In the order of {}.", dimensions.join(", "))}</p>
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Task"</th>
                        {heads.collect::<Vec<_>>()}
                    </tr>
                </thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </details>
    }
}

fn verdict_text(verdict: Option<Option<Marks>>, case: &Case) -> String {
    match verdict {
        Some(Some(marks)) => {
            let marks = Dimension::ALL.map(|dimension| marks.get(dimension).value().to_string());
            marks.join(" · ")
        }
        Some(None) => "unreadable".to_owned(),
        None if case.outcome == Outcome::Answered => "not judged".to_owned(),
        None => case.outcome.label().to_owned(),
    }
}

fn measured_section(data: &LeaderboardData, row: &Row, asked: Column) -> Section {
    let figure =
        |column: Column, rest: &str| column.value(row).map(|value| number(column, value) + rest).unwrap_or_default();
    Section {
        title: "Time, tokens, cost",
        value: String::new(),
        is_open: matches!(asked, Column::Time | Column::Tokens | Column::Cost),
        terms: vec![
            ("Time", figure(Column::Time, " s, mean from request to end of answer")),
            ("Tokens", figure(Column::Tokens, ", mean of an answer as the provider counted them, thinking included")),
            ("Cost", figure(Column::Cost, " ¢, mean over tasks as billed, retries included")),
            ("Provider", row.model.provider.clone()),
            ("Source", format!("{}, {}, {}", data.view.title, day(&data.view.created_at), origin(data))),
        ],
    }
}

/// What somebody else published without its marks was not measured here.
fn origin(data: &LeaderboardData) -> &'static str {
    if data.view.aggregates { "as published" } else { "measured" }
}

fn memory(card: &Card, asked: Column) -> Option<Section> {
    let need = card.need?;
    let needed = fixed(need.needed_gib, 1);
    let file = card.quantisation.as_deref().unwrap_or("the usual file");
    let gpu = |memory: f64| format!("{} of {}", fixed(usable_gib(memory), 0), fixed(memory, 0));
    Some(Section {
        title: "Memory",
        value: format!("{needed} GiB, estimated"),
        is_open: matches!(asked, Column::Memory | Column::Fits128 | Column::Fits256),
        terms: vec![
            (
                "Formula",
                format!(
                    "{} weights + {} key/value cache + {} buffers = {needed} GiB",
                    fixed(need.weights_gib, 1),
                    fixed(need.kv_cache_gib, 2),
                    fixed(FIT_BUFFERS_GIB, 1)
                ),
            ),
            ("Weights", format!("{file}: {}", card.file_source)),
            ("Cache", format!("{} of context in F16: {}", card.cache, card.cache_source)),
            ("Against", format!("{CONTEXT}; macOS gives its GPU {} or {} GiB", gpu(128.0), gpu(256.0))),
        ],
    })
}

fn parameters(card: &Card, asked: Column) -> Section {
    let (total, active) = (billions(card.total), billions(card.active));
    Section {
        title: "Parameters",
        value: format!("{total} billion"),
        is_open: matches!(asked, Column::Total | Column::Active | Column::Shape),
        terms: vec![
            ("In all", format!("{total} billion: {}", card.total_source)),
            ("Per token", format!("{active} billion: {}", card.active_source)),
        ],
    }
}

fn licence(card: &Card, asked: Column) -> Section {
    Section {
        title: "Licence",
        value: card.licence.clone(),
        is_open: asked == Column::Licence,
        terms: vec![("Source", card.licence_source.clone())],
    }
}

fn price(card: &Card, asked: Column) -> Option<Section> {
    let [input, output] = card.price?;
    Some(Section {
        title: "Listed price",
        value: format!("${} in, ${} out per million tokens", fixed(input, 3), fixed(output, 3)),
        is_open: asked == Column::Price,
        terms: vec![("Source", card.price_source.clone())],
    })
}

//! The page of one model in one snapshot: what it answered, against whom, how fast, at what cost, on what memory.

mod field;
mod marked;
pub mod memory;
mod serving;
mod spread;

use analytics::catalog::{Catalog, ModelEntry};
use analytics::score::Score;
use analytics::snapshot::v1::{ModelKind, ModelResult, ModelSummary, Summary, TaskDetail};
use analytics::standings::{MarkTable, Selection, TaskScores};
use leptos::prelude::*;

use super::cases::{Case, cases};
use super::fact::bibliography;
use super::{Document, Site, body, cell, html, models, place};
use crate::fixed::{fixed, seconds};

/// What the pages of a snapshot's models share.
#[derive(Debug)]
pub struct Field<'a> {
    /// The summary.
    pub full: &'a Summary,
    /// The detail files, in the order of the tasks.
    pub details: &'a [TaskDetail],
    /// The catalogue.
    pub catalog: &'a Catalog,
    cases: Vec<Case>,
    scores: TaskScores,
}

impl<'a> Field<'a> {
    /// Computes what all pages need.
    #[must_use]
    pub fn new(full: &'a Summary, details: &'a [TaskDetail], catalog: &'a Catalog) -> Self {
        let table = MarkTable::new(full);
        let scores = TaskScores::new(&table, &Selection::all(&table));
        Self { full, details, catalog, cases: cases(full), scores }
    }
}

/// `snapshots/<id>/models/<model>/`; `at` is the model's position.
#[must_use]
pub fn model(site: &Site, field: &Field<'_>, at: usize) -> Option<Document> {
    let full = field.full;
    let model = full.models.get(at)?;
    let result = full.results.get(at)?;
    let entry = model.catalog_model.as_ref().and_then(|id| field.catalog.model(id.as_str()));
    let own: Vec<&Case> = field.cases.iter().filter(|case| case.model == at).collect();
    let parts = [
        html(|| head(site, full, model, result)),
        html(|| marked::section(site, full, &own)),
        html(|| field::section(site, field, at)),
        html(|| spread::section(field, model, &own)),
        html(|| serving::section(model)),
        html(|| catalogue(site, field.catalog, entry)),
    ];
    let route = place::model(&full.id, &model.id);
    Some(Document {
        title: [&model.name, ": ", &full.title].concat(),
        description: [
            &model.name,
            " in the snapshot “",
            &full.title,
            "”: every case, its strengths and weaknesses, speed, cost and memory.",
        ]
        .concat(),
        body: body(site, &route, parts.concat()),
        preload: Vec::new(),
        route,
    })
}

fn head(site: &Site, full: &Summary, model: &ModelSummary, result: &ModelResult) -> impl IntoView + use<> {
    let score = match result.score {
        Score::Scored(value) => fixed(value, 2),
        Score::Unscored(reason) => reason.label().to_owned(),
    };
    let interval = result.ci95.map(|[low, high]| [&fixed(low, 2), " to ", &fixed(high, 2)].concat());
    let unscored: u32 = result.unscored.iter().map(|part| part.count).sum();
    let figures = [
        ("score, 0 to 2", Some(score)),
        ("95 % interval", interval),
        ("tasks with a score", Some(result.n.to_string())),
        ("without", (unscored > 0).then(|| unscored.to_string())),
        ("s a task", result.mean_total_ms.map(seconds)),
        ("tokens an answer", result.mean_completion_tokens.map(|tokens| cell::short(tokens, 0))),
        ("for all tasks", result.billed_pico_usd.filter(|bill| bill.0 > 0).map(cell::dollars)),
    ];
    let figures: Vec<_> = figures
        .into_iter()
        .filter_map(|(what, value)| Some(view! { <div><dt>{what}</dt><dd>{value?}</dd></div> }))
        .collect();
    let what = match model.kind {
        ModelKind::Baseline => "A baseline: a deterministic program, not a language model. ",
        ModelKind::LanguageModel => "",
    };
    let about = [what, "Family ", &model.family, "; answered through ", model.provider.as_str(), " as "].concat();
    let note = model.note.clone().map(|note| view! { <p>{note}</p> });
    let warnings: Vec<_> = full
        .warnings
        .iter()
        .filter(|warning| warning.subject == model.id.as_str() && warning.code != "baseline")
        .map(|warning| view! { <li>{warning.text.clone()}</li> })
        .collect();
    let warnings = (!warnings.is_empty()).then(|| view! { <ul class="warnings">{warnings}</ul> });
    let reasons = result.unscored.iter().map(|part| [&part.count.to_string(), " ", part.reason.label()].concat());
    let reasons = reasons.collect::<Vec<_>>().join(", ");
    let reasons = (unscored > 0).then(|| ["Without a score: ", &reasons, "."].concat());
    let published = full.published.as_ref().map(|_| {
        view! {
            <p class="note">
                "The snapshot holds the figures that somebody published: means, without the answers, marks, times and "
                "tokens of single tasks. n is the number of tasks as that page states it. What needs single cases is "
                "therefore missing below, and nothing here stands in for it."
            </p>
        }
    });
    let back = site.link(&place::snapshot(&full.id));
    view! {
        <section class="intro">
            <p class="path"><a href=back>{full.title.clone()}</a> " / Models"</p>
            <h1>{model.name.clone()}</h1>
            <dl class="figures">{figures}</dl>
            <p class="note">{about}<code>{model.provider_model.clone()}</code> ". " {reasons}</p>
            {note}
            {published}
            {warnings}
        </section>
    }
}

fn catalogue(site: &Site, catalog: &Catalog, entry: Option<&ModelEntry>) -> AnyView {
    let Some(entry) = entry else {
        return view! {
            <section>
                <h2>"Memory and facts"</h2>
                <p class="note">
                    "The catalogue does not hold this model, so there are no parameters, files, prices or memory needs."
                </p>
            </section>
        }
        .into_any();
    };
    let measured: Vec<_> =
        catalog.measurements.iter().filter(|measurement| measurement.model == entry.id.as_str()).collect();
    let mut keys = models::keys(entry);
    keys.extend(
        catalog.prices.iter().filter(|price| price.model == entry.id.as_str()).map(|price| price.source.as_str()),
    );
    keys.extend(measured.iter().map(|measurement| measurement.source.as_str()));
    let all = site.link("models/");
    let speeds = (!measured.is_empty()).then(|| {
        view! {
            <h3>"Speeds that others measured"</h3>
            {spread::measured(catalog, entry, &measured)}
        }
    });
    view! {
        <section>
            <h2>"Memory"</h2>
            {memory::files(entry, &entry.name)}
        </section>
        <section>
            <h2>"Facts"</h2>
            <p class="note">
                "From the catalogue, which has " <a href=all>"all models"</a> ". They are of the weights; how this "
                "snapshot’s provider served them is another matter."
            </p>
            {models::fact_table(entry, catalog)}
            {models::price_table(entry, catalog)}
            {speeds}
            <h3>"Sources"</h3>
            {bibliography(&catalog.sources, &keys)}
        </section>
    }
    .into_any()
}

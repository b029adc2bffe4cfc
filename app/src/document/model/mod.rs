//! The page of one model in one snapshot: what it answered, against whom, how fast, at what cost, on what memory.

mod field;
mod head;
mod marked;
pub mod memory;
mod published;
mod serving;
mod spread;

use analytics::catalog::{Catalog, ModelEntry};
use analytics::snapshot::v1::{Summary, TaskDetail};
use analytics::standings::{MarkTable, Selection, TaskScores};
use leptos::prelude::*;

use super::advice::Advice;
use super::cases::{Case, cases};
use super::fact::bibliography;
use super::{Document, Site, body, html, models, place};

/// What the pages of a snapshot's models share.
#[derive(Debug)]
pub struct Field<'a> {
    /// The summary.
    pub full: &'a Summary,
    /// The detail files, in the order of the tasks.
    pub details: &'a [TaskDetail],
    /// The catalogue.
    pub catalog: &'a Catalog,
    advice: Option<&'a Advice<'a>>,
    cases: Vec<Case>,
    scores: TaskScores,
}

impl<'a> Field<'a> {
    /// Computes what all pages need.
    #[must_use]
    pub fn new(full: &'a Summary, details: &'a [TaskDetail], catalog: &'a Catalog) -> Self {
        let table = MarkTable::new(full);
        let scores = TaskScores::new(&table, &Selection::all(&table));
        Self { full, details, catalog, advice: None, cases: cases(full), scores }
    }

    /// With what to say first of a model of the catalogue.
    #[must_use]
    pub const fn with_advice(mut self, advice: &'a Advice<'a>) -> Self {
        self.advice = Some(advice);
        self
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
    // Published means have no cases; the head says so once.
    let single_cases = if full.published.is_some() {
        String::new()
    } else {
        [
            html(|| marked::section(site, full, &own)),
            html(|| field::section(site, field, at)),
            html(|| spread::section(field, model, &own)),
        ]
        .concat()
    };
    let parts = [
        html(|| head::section(site, full, model, result)),
        html(|| at_home(site, field, entry)),
        html(|| published::section(full, model)),
        single_cases,
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
        client: None,
        route,
    })
}

/// Which machine runs it, how fast, with which command.
fn at_home(site: &Site, field: &Field<'_>, entry: Option<&ModelEntry>) -> AnyView {
    let Some((advice, entry)) = field.advice.zip(entry) else { return ().into_any() };
    view! {
        <section>
            <h2>"Run it yourself"</h2>
            {advice.of(site, entry)}
        </section>
    }
    .into_any()
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
                "About the weights, from the catalogue of " <a href=all>"all models"</a> ". The provider of this snapshot "
                "may have served them differently."
            </p>
            <details class="behind">
                <summary>"Every fact with its source"</summary>
                {models::fact_table(entry, catalog)}
                {models::price_table(entry, catalog)}
                {speeds}
                <h3>"Sources"</h3>
                {bibliography(&catalog.sources, &keys)}
            </details>
        </section>
    }
    .into_any()
}

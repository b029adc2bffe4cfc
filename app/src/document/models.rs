//! The catalogue's models: sizes, files, licences, contexts and prices, each figure with its source and date.

use analytics::catalog::{Architecture, Catalog, Fact, ModelEntry, Thinking, TokenPrice};
use analytics::memory::{FIT_CONTEXT_TOKENS, GIB, memory_need};
use leptos::prelude::*;

use super::fact::{Line, Origin, bibliography, facts, origin_cells};
use super::model::memory;
use super::table::{Column, stacked, table};
use super::{Document, Site, body, cell, html};
use crate::fixed::{billions, fixed};

const COLUMNS: [Column; 9] = [
    ("Model", false),
    ("Parameters B", true),
    ("Active B", true),
    ("Usual file", false),
    ("Size GB", true),
    ("Needs GiB", true),
    ("Context tokens", true),
    ("Licence", false),
    ("Newest price, $ per million in / out", true),
];

/// `models/`.
#[must_use]
pub fn models(site: &Site, catalog: &Catalog) -> Document {
    let rows = catalog.models.iter().map(|entry| overview(entry, catalog)).collect();
    let sections: Vec<_> = catalog.models.iter().map(|entry| section(entry, catalog)).collect();
    let mut keys: Vec<&str> = catalog.models.iter().flat_map(keys).collect();
    keys.extend(
        prices(catalog, catalog.models.iter().map(|entry| entry.id.as_str())).map(|price| price.source.as_str()),
    );
    let count = catalog.models.len();
    let main = html(|| {
        view! {
            <section class="intro">
                <h1>"Models"</h1>
                <p class="claim">
                    "The " {count}
                    " models of the catalogue. Needs are for the usual file with " {cell::grouped(FIT_CONTEXT_TOKENS)}
                    " tokens of context and one user; "
                    "prices are the newest that somebody wrote down, and they age within weeks. Every figure below "
                    "stands with its source, its date and how far it can be believed."
                </p>
                {table("Models", &COLUMNS, rows)}
            </section>
            {sections}
            <section>
                <h2>"Sources"</h2>
                {bibliography(&catalog.sources, &keys)}
            </section>
        }
    });
    Document {
        route: "models/".to_owned(),
        title: "Models".to_owned(),
        description: "Parameters, files, memory needs, licences and dated prices of the models, with sources."
            .to_owned(),
        body: body(site, "models/", main),
        client: None,
    }
}

fn overview(entry: &ModelEntry, catalog: &Catalog) -> AnyView {
    let file = entry.usual_file();
    let price = prices(catalog, std::iter::once(entry.id.as_str())).max_by(|a, b| a.date.cmp(&b.date));
    let price = price.map(|price| [&price.input_usd_per_m, " / ", &price.output_usd_per_m, ", ", &price.date].concat());
    cell::row(vec![
        cell::head_link(["#", entry.id.as_str()].concat(), entry.name.clone()),
        cell::number(Some(billions(entry.total_params_b.value))),
        cell::number(Some(billions(entry.active_params_b.value))),
        cell::text(file.map_or("not known", |file| file.quantisation.as_str())),
        cell::number(file.map(|file| fixed(file.size_bytes.value as f64 / 1e9, 1))),
        cell::number(memory_need(entry).map(|need| fixed(need.needed_gib, 1))),
        cell::number(Some(cell::grouped(entry.context_tokens.value))),
        cell::text(entry.licence.as_ref().map_or("not known", |licence| licence.value.as_str())),
        cell::number(price),
    ])
}

fn section(entry: &ModelEntry, catalog: &Catalog) -> AnyView {
    let id = entry.id.to_string();
    let note = entry.note.clone().map(|note| view! { <p class="note">{note}</p> });
    let names = [
        ("Hugging Face", entry.hugging_face_id.as_deref()),
        ("Ollama", entry.ollama_tag.as_deref()),
        ("OpenRouter", entry.openrouter_id.as_deref()),
    ];
    let names = names.into_iter().filter_map(|(where_, name)| Some([where_, ": ", name?].concat()));
    let about = [entry.vendor.clone(), architecture(entry.architecture).to_owned()].into_iter().chain(names);
    let about = about.collect::<Vec<_>>().join(" · ");
    view! {
        <section id=id>
            <h2>{entry.name.clone()}</h2>
            <p class="note">{about}</p>
            {note}
            <h3>"Files and memory"</h3>
            {memory::files(entry, &entry.name)}
            {price_table(entry, catalog)}
            <details class="behind">
                <summary>"Every fact with its source"</summary>
                {fact_table(entry, catalog)}
            </details>
        </section>
    }
    .into_any()
}

/// The facts of a model.
pub fn fact_table(entry: &ModelEntry, catalog: &Catalog) -> AnyView {
    let billion = |fact: &Fact<f64>| [&cell::short(fact.value, 2), " billion"].concat();
    let context = [&cell::grouped(entry.context_tokens.value), " tokens"].concat();
    let lines: [Option<(&str, String, Origin<'_>)>; 8] = [
        Some(("Parameters", billion(&entry.total_params_b), (&entry.total_params_b).into())),
        Some(("Active for each token", billion(&entry.active_params_b), (&entry.active_params_b).into())),
        Some(("Context", context, (&entry.context_tokens).into())),
        entry.release_date.as_ref().map(|fact| ("Released on", fact.value.clone(), fact.into())),
        entry.licence.as_ref().map(|fact| ("Licence", fact.value.clone(), fact.into())),
        entry.native_format.as_ref().map(|fact| ("Released as", fact.value.clone(), fact.into())),
        entry.thinking.as_ref().map(|fact| ("Thinking", thinking(fact.value).to_owned(), fact.into())),
        entry.attention.as_ref().map(|fact| ("Attention", memory::attention(&fact.value), fact.into())),
    ];
    let lines = lines.into_iter().flatten().map(|(name, value, origin)| Line { name: name.to_owned(), value, origin });
    let files = entry.files.iter().map(|file| Line {
        name: ["File ", &file.quantisation].concat(),
        value: [
            &fixed(file.size_bytes.value as f64 / 1e9, 2),
            " GB = ",
            &fixed(file.size_bytes.value as f64 / GIB, 2),
            " GiB",
        ]
        .concat(),
        origin: (&file.size_bytes).into(),
    });
    let lines = lines.into_iter().chain(files).collect();
    facts(["Facts of ", &entry.name].concat(), &catalog.sources, lines)
}

/// The prices of a model, newest first; nothing where none is known.
pub fn price_table(entry: &ModelEntry, catalog: &Catalog) -> AnyView {
    let mut known: Vec<&TokenPrice> = prices(catalog, std::iter::once(entry.id.as_str())).collect();
    known.sort_by(|a, b| b.date.cmp(&a.date));
    if known.is_empty() {
        return view! { <p class="note">"No price of it is in the catalogue."</p> }.into_any();
    }
    let rows = known
        .into_iter()
        .map(|price| {
            let mut cells = vec![
                cell::head(price.date.clone()),
                cell::text(price.provider.clone()),
                cell::number(Some(price.input_usd_per_m.clone())),
                cell::number(Some(price.output_usd_per_m.clone())),
                cell::number(price.cache_read_usd_per_m.clone()),
            ];
            let origin = Origin { source: &price.source, date: "", status: price.status, note: price.note.as_deref() };
            let mut beside = origin_cells(&catalog.sources, origin);
            // The date stands in front already.
            beside.remove(1);
            cells.extend(beside);
            cell::row(cells)
        })
        .collect();
    let columns: [Column; 8] = [
        ("Date", false),
        ("Provider", false),
        ("Input", true),
        ("Output", true),
        ("Cache read", true),
        ("Status", false),
        ("Source", false),
        ("Beside it", false),
    ];
    let label = ["Prices of ", &entry.name].concat();
    view! {
        <h3>"Prices in dollars per million tokens"</h3>
        {stacked("plain stacked prices", label, &columns, rows)}
    }
    .into_any()
}

fn prices<'a>(catalog: &'a Catalog, ids: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a TokenPrice> {
    let ids: Vec<&str> = ids.collect();
    catalog.prices.iter().filter(move |price| ids.contains(&price.model.as_str()))
}

/// The sources of a model's facts.
pub fn keys(entry: &ModelEntry) -> Vec<&str> {
    entry.sources()
}

/// In words.
#[must_use]
pub const fn architecture(architecture: Architecture) -> &'static str {
    match architecture {
        Architecture::Dense => "dense",
        Architecture::Moe => "mixture of experts",
    }
}

const fn thinking(thinking: Thinking) -> &'static str {
    match thinking {
        Thinking::Always => "always",
        Thinking::ByDefault => "by default",
        Thinking::Never => "never",
    }
}

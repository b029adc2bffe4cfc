//! The catalogue's models: sizes, files, licences, contexts and prices, each figure with its source and date.

use analytics::catalog::{Architecture, Catalog, Fact, ModelEntry, Thinking, TokenPrice};
use analytics::memory::{GIB, memory_need};
use leptos::prelude::*;

use super::advice::{Advice, prices_of};
use super::fact::{Line, Origin, bibliography, facts, origin_cells};
use super::model::memory;
use super::table::{Column, stacked, table};
use super::{Document, Site, body, cell, html};
use crate::fixed::{billions, fixed};

const COLUMNS: [Column; 7] = [
    ("Model", false),
    ("Needs GiB", true),
    ("Parameters B", true),
    ("Active B", true),
    ("Context tokens", true),
    ("Licence", false),
    ("Rented, $ per million in / out", true),
];

const RENTED: [Column; 4] = [("Model", false), ("Maker", false), ("$ per million in / out", true), ("Price of", false)];

/// Memory of machines as they are sold, in GB, and the share of it that a model can have: about three quarters.
const SIZES: [(u32, f64); 9] =
    [(8, 6.4), (16, 12.8), (24, 19.2), (32, 25.6), (48, 36.0), (64, 48.0), (128, 96.0), (256, 192.0), (512, 384.0)];

/// `models/`.
#[must_use]
pub fn models(site: &Site, catalog: &Catalog, advice: &Advice<'_>) -> Document {
    let groups = groups(catalog);
    let jump: Vec<_> = groups
        .iter()
        .map(|group| {
            let count = group.models.len().to_string();
            view! { <li><a href=["#", &group.id].concat()>{group.name.clone()} " (" {count} ")"</a></li> }
        })
        .collect();
    let sections: Vec<_> = groups.iter().map(|group| group_section(site, group, catalog, advice)).collect();
    let mut keys: Vec<&str> = catalog.models.iter().flat_map(keys).collect();
    let ids = catalog.models.iter().map(|entry| entry.id.as_str());
    keys.extend(prices(catalog, ids).map(|price| price.source.as_str()));
    let count = catalog.models.len();
    let date = prices_of(catalog);
    let setup = site.link("setup/");
    let main = html(|| {
        view! {
            <section class="intro">
                <h1>"Open models: which machine they need"</h1>
                <p class="claim">
                    {count} " models that you can download, by the memory that they need, with score, machine, speed and "
                    "command; and those that you can only rent. Newest price: " <time>{date}</time> ". "
                    <a href=setup>"Start from your machine instead."</a>
                </p>
                <nav class="jump" aria-label="By memory">
                    <ul>{jump} <li><a href="#rented">"Rented only (" {catalog.rented.len().to_string()} ")"</a></li></ul>
                </nav>
            </section>
            {sections}
            {rented(catalog)}
            <section>
                <details class="behind">
                    <summary>"Sources"</summary>
                    {bibliography(&catalog.sources, &keys)}
                </details>
            </section>
        }
    });
    Document {
        route: "models/".to_owned(),
        title: "Open models: which machine they need".to_owned(),
        description:
            "Open language models by the memory that they need: score, cheapest and fastest machine, tokens per \
            second, command, licence and dated prices, with sources."
                .to_owned(),
        body: body(site, "models/", main),
        client: None,
    }
}

/// Models that need a machine of one size.
struct Group<'a> {
    id: String,
    name: String,
    models: Vec<&'a ModelEntry>,
}

/// By size, without those that hold none.
fn groups(catalog: &Catalog) -> Vec<Group<'_>> {
    let size = |entry: &ModelEntry| {
        let need = memory_need(entry)?.needed_gib;
        SIZES.iter().find(|(_, usable)| need <= *usable).map(|(size, _)| *size)
    };
    let group = |wanted: Option<u32>| {
        let models: Vec<&ModelEntry> = catalog.models.iter().filter(|entry| size(entry) == wanted).collect();
        let (id, name) = match wanted {
            Some(size) => (["gb-", &size.to_string()].concat(), ["From ", &size.to_string(), " GB"].concat()),
            None => ("unknown".to_owned(), "Need not known".to_owned()),
        };
        Group { id, name, models }
    };
    let sizes = SIZES.iter().map(|(size, _)| Some(*size)).chain([None]);
    sizes.map(group).filter(|group| !group.models.is_empty()).collect()
}

fn group_section(site: &Site, group: &Group<'_>, catalog: &Catalog, advice: &Advice<'_>) -> AnyView {
    let rows = group.models.iter().map(|entry| overview(entry, catalog)).collect();
    let models: Vec<_> = group.models.iter().map(|entry| section(site, entry, catalog, advice)).collect();
    view! {
        <section>
            <h2 id=group.id.clone()>{group.name.clone()}</h2>
            {table(["Models: ", &group.name].concat(), &COLUMNS, rows)}
            {models}
        </section>
    }
    .into_any()
}

/// The models that nobody can run at home.
fn rented(catalog: &Catalog) -> AnyView {
    let rows = catalog
        .rented
        .iter()
        .map(|model| {
            let price = catalog.newest_token_price(model.id.as_str());
            let frontier = model.frontier.then(|| view! { " " <small>"frontier"</small> });
            let price_text =
                price.map(|price| [price.input_usd_per_m.as_str(), " / ", &price.output_usd_per_m].concat());
            cell::row(vec![
                view! { <th scope="row">{model.name.clone()}{frontier}</th> }.into_any(),
                cell::text(model.vendor.clone()),
                cell::number(price_text),
                cell::text(price.map_or("–", |price| price.date.as_str())),
            ])
        })
        .collect();
    view! {
        <section>
            <h2 id="rented">"Rented only"</h2>
            <p class="note">
                "No machine of the catalogue runs these: their weights are closed, or too large for one machine. They are "
                "what an own machine would replace."
            </p>
            {table("Rented only", &RENTED, rows)}
        </section>
    }
    .into_any()
}

fn overview(entry: &ModelEntry, catalog: &Catalog) -> AnyView {
    let price = catalog.newest_token_price(entry.id.as_str());
    let price = price.map(|price| [&price.input_usd_per_m, " / ", &price.output_usd_per_m, ", ", &price.date].concat());
    cell::row(vec![
        cell::head_link(["#", entry.id.as_str()].concat(), entry.name.clone()),
        cell::number(memory_need(entry).map(|need| fixed(need.needed_gib, 1))),
        cell::number(Some(billions(entry.total_params_b.value))),
        cell::number(Some(billions(entry.active_params_b.value))),
        cell::number(Some(cell::grouped(entry.context_tokens.value))),
        cell::text(entry.licence.as_ref().map_or("not known", |licence| licence.value.as_str())),
        cell::number(price),
    ])
}

fn section(site: &Site, entry: &ModelEntry, catalog: &Catalog, advice: &Advice<'_>) -> AnyView {
    let id = entry.id.to_string();
    let note = entry.note.clone().map(|note| view! { <p class="note">{note}</p> });
    let about = [entry.vendor.as_str(), " · ", architecture(entry.architecture)].concat();
    let names = [
        ("Hugging Face", entry.hugging_face_id.as_deref()),
        ("GGUF files", entry.gguf_repo.as_ref().map(|repository| repository.value.as_str())),
        ("Ollama", entry.ollama_tag.as_ref().map(|tag| tag.value.as_str())),
        ("OpenRouter", entry.openrouter_id.as_deref()),
    ];
    let names: Vec<String> =
        names.into_iter().filter_map(|(place, name)| Some([place, ": ", name?].concat())).collect();
    view! {
        <article class="model" id=id>
            <h3>{entry.name.clone()} " " <small>{about}</small></h3>
            {advice.of(site, entry)}
            <details class="behind">
                <summary>"Files, prices and every fact with its source"</summary>
                {note}
                <p class="note">{names.join(" · ")}</p>
                {memory::files(entry, &entry.name)}
                {price_table(entry, catalog)}
                {fact_table(entry, catalog)}
            </details>
        </article>
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
        ("Note", false),
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

//! `setup/`: my machine, the best models for it, and the commands; a page for each machine.

pub(super) mod charts;
mod classes;
mod machine;
mod plans;
mod plot;
mod settings;
mod spots;
pub(super) mod words;

use analytics::catalog::Catalog;
use analytics::decision::Facts;
use analytics::memory::FIT_CONTEXT_TOKENS;
use analytics::setup::{READABLE_TOK_PER_S, Setup};
use leptos::prelude::*;

use super::fact::bibliography;
use super::{Document, Site, body, cell, html};

/// What the pages are made of.
#[derive(Debug, Clone, Copy)]
pub struct SetupPages<'a> {
    /// Names to fetch models by, and sources.
    pub catalog: &'a Catalog,
    /// Models, machines, scores and measurements.
    pub facts: &'a Facts,
    /// What each machine runs.
    pub setups: &'a [Setup],
    /// The program that copies commands, relative to the base.
    pub script: &'a str,
}

/// Sources of the settings and of the commands' form.
const SOURCES: [&str; 6] = ["ollama-context", "hf-ollama", "hf-lmstudio", "lms-load", "llama-15077", "macos-limit"];

/// The overview and a page for each machine whose memory and bandwidth are known.
#[must_use]
pub fn setup(site: &Site, pages: &SetupPages<'_>) -> Vec<Document> {
    let mut documents = vec![overview(site, pages, pages.setups)];
    documents.extend(pages.setups.iter().map(|found| machine::page(site, pages, found)));
    documents
}

/// The route of a machine's page.
fn route(id: &str) -> String {
    ["setup/", id, "/"].concat()
}

fn overview(site: &Site, pages: &SetupPages<'_>, found: &[Setup]) -> Document {
    let count = found.len();
    let date = pages.facts.as_of.clone();
    let main = html(|| {
        view! {
            <section class="intro">
                <h1>"Which models run on my machine?"</h1>
                <p class="claim">
                    "Choose your machine: the best models that fit, how fast they write, for how many people, and the "
                    "commands that start them. " {count} " machines from a Raspberry Pi to 512 GB; speeds and prices as "
                    "known on " <time>{date}</time> "."
                </p>
                {classes::jump(pages.facts, found)}
            </section>
            {classes::sections(site, pages, found)}
            {plans::section(site, pages.facts)}
            {settings::section()}
            <section>
                <h2 id="how">"How these lists are made"</h2>
                <p>{method(pages.facts, FIT_CONTEXT_TOKENS)}</p>
                <p><a href=site.link("glossary/")>"What Q4_K_M, GiB, active parameters and the other words mean"</a></p>
                <details class="behind">
                    <summary>"Sources of the settings"</summary>
                    {bibliography(&pages.catalog.sources, &SOURCES)}
                </details>
            </section>
        }
    });
    let script = site.link(pages.script);
    let script = html(|| view! { <script src=script defer></script> });
    Document {
        route: "setup/".to_owned(),
        title: "Which models run on my machine?".to_owned(),
        description: "The best local language models for your Mac, PC, DGX Spark or Raspberry Pi, from 8 to 512 GB: \
            speed, memory, number of users, and the Ollama, llama.cpp and LM Studio commands."
            .to_owned(),
        body: body(site, "setup/", [main, script].concat()),
        client: None,
    }
}

/// How the lists come about, for both kinds of pages.
fn method(facts: &Facts, context_tokens: u64) -> String {
    [
        "A model fits when its file, the cache of ",
        &cell::grouped(context_tokens),
        " tokens of context and 1.5 GiB of buffers are less than what the machine lets its GPU use. Models with a score \
         come first (“",
        &facts.snapshot,
        "”, of models in the cloud: a 4-bit file can be worse), then newer ones that were not scored here, the larger \
         file first. Speeds hold with that context full. People at once share the machine, each with a cache of their \
         own and at least ",
        &cell::short(READABLE_TOK_PER_S, 0),
        " tokens a second, about twice what one reads.",
    ]
    .concat()
}

//! The speed page: quality against speed by machine, curves, a published test as a race, the machines, what fits where,
//! and the reasons behind it.

mod by_machine;
mod contributed;
mod errors;
mod fits;
mod machines;
mod race;

use analytics::bench::BenchFile;
use analytics::catalog::Catalog;
use analytics::claims::Claim;
use analytics::snapshot::v1::Summary;
use leptos::prelude::*;

use super::advice::{Advice, prices_of};
use super::fact::bibliography;
use super::{Document, Site, body, html, jump};

/// What the speed page is made of.
#[derive(Debug, Clone, Copy)]
pub struct SpeedPage<'a> {
    /// The snapshot of a published evaluation with a speed test, if there is one.
    pub published: Option<&'a Summary>,
    /// The audit of that evaluation.
    pub claims: &'a [Claim],
    /// The catalogue.
    pub catalog: &'a Catalog,
    /// What each machine runs.
    pub advice: &'a Advice<'a>,
    /// Benches that people contributed.
    pub benches: &'a [BenchFile],
    /// Prose as HTML: the deep dives.
    pub prose: &'a str,
    /// The programs that sort tables and run the race, and that show another machine, relative to the base.
    pub scripts: [&'a str; 2],
}

/// The sections in their order.
const SECTIONS: [(&str, &str); 6] = [
    ("quality", "Best and fastest"),
    ("race-section", "Cloud, laptop, Raspberry Pi"),
    ("machines", "Machines"),
    ("fits", "What fits where"),
    ("errors", "How reliable estimates are"),
    ("why", "What decides the speed"),
];

/// A section that opens under its heading; links to it or into it open it too.
fn folded(id: &'static str, title: impl Into<String>, content: AnyView) -> AnyView {
    let title = title.into();
    view! {
        <details class="folded" id=id>
            <summary><h2>{title}</h2></summary>
            {content}
        </details>
    }
    .into_any()
}

/// `speed/`.
#[must_use]
pub fn speed(site: &Site, page: &SpeedPage<'_>) -> Document {
    let scripts = page.scripts.map(|script| site.link(script));
    let scripts: Vec<_> = scripts.into_iter().map(|script| view! { <script src=script defer></script> }).collect();
    let date = prices_of(page.catalog);
    let sections: Vec<_> =
        SECTIONS.into_iter().filter(|(id, _)| *id != "race-section" || page.published.is_some()).collect();
    let parts = [
        html(|| {
            view! {
                <section class="intro">
                    <h1>"How fast do local models run?"</h1>
                    <p class="claim">
                        "Tokens per second of open models on Macs, graphics cards, a DGX Spark and a Raspberry Pi, measured "
                        "or estimated; newest price: " <time>{date}</time> "."
                    </p>
                    {jump(&sections)}
                </section>
            }
        }),
        html(|| by_machine::section(site, page.advice)),
        page.published.map(|full| html(|| race::section(site, full, page.claims))).unwrap_or_default(),
        html(|| machines::section(page.catalog)),
        html(|| contributed::section(page.benches)),
        html(|| fits::section(page.catalog)),
        html(errors::section),
        html(|| {
            folded(
                "why",
                "What decides the speed",
                view! { <div class="prose dives" inner_html=page.prose.to_owned()></div> }.into_any(),
            )
        }),
        html(|| {
            view! {
                <section>
                    <details class="behind">
                        <summary>"Sources"</summary>
                        {bibliography(&page.catalog.sources, &machines::keys(page.catalog))}
                    </details>
                </section>
                {scripts}
            }
        }),
    ];
    Document {
        route: "speed/".to_owned(),
        title: "How fast do local models run?".to_owned(),
        description: "Tokens per second of open models by machine: score against speed, curves over context and users, what fits where, and machines with bandwidth, power and price.".to_owned(),
        body: body(site, "speed/", parts.concat()),
        client: None,
    }
}

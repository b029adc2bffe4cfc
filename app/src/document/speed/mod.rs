//! The speed page: the published test as bars and as a race, the machines, what fits where, and the reasons behind it.

mod errors;
mod fits;
mod machines;
mod race;

use analytics::catalog::Catalog;
use analytics::claims::Claim;
use analytics::snapshot::v1::Summary;
use leptos::prelude::*;

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
    /// Prose as HTML: the deep dives.
    pub prose: &'a str,
    /// The program that runs the race and sorts tables, relative to the base.
    pub script: &'a str,
}

/// The sections in their order; the first needs a published evaluation.
const SECTIONS: [(&str, &str); 6] = [
    ("race-section", "One task on three machines"),
    ("machines", "Machines"),
    ("fits", "What fits where"),
    ("errors", "How far estimates can be trusted"),
    ("why", "Why it is so"),
    ("sources", "Sources"),
];

/// `speed/`.
#[must_use]
pub fn speed(site: &Site, page: &SpeedPage<'_>) -> Document {
    let script = site.link(page.script);
    let parts = [
        html(|| {
            view! {
                <section class="intro">
                    <h1>"Speed"</h1>
                    <p class="claim">
                        "How long one answer takes in the cloud, on a laptop and on a very small computer; which "
                        "machines there are, what they cost and draw; and which model fits into which."
                    </p>
                    {jump(&SECTIONS[usize::from(page.published.is_none())..])}
                </section>
            }
        }),
        page.published.map(|full| html(|| race::section(site, full, page.claims))).unwrap_or_default(),
        html(|| machines::section(page.catalog)),
        html(|| fits::section(page.catalog)),
        html(errors::section),
        ["<div class=\"prose dives\" id=\"why\">", page.prose, "</div>"].concat(),
        html(|| {
            view! {
                <section id="sources">
                    <h2>"Sources"</h2>
                    {bibliography(&page.catalog.sources, &machines::keys(page.catalog))}
                </section>
                <script src=script defer></script>
            }
        }),
    ];
    Document {
        route: "speed/".to_owned(),
        title: "Speed".to_owned(),
        description: "Cloud, laptop and Raspberry Pi side by side as published, as bars and as a race; machines with their memory, bandwidth, power and price; what fits where.".to_owned(),
        body: body(site, "speed/", parts.concat()),
        client: None,
    }
}

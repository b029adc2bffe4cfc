//! `memory/`: what runs together on a machine, and how fast.

use analytics::decision::{Field, PRESETS};

use super::calculator::{Calculators, Frame, Group, carry, page};
use super::{Document, Site};
use crate::calculators::{Page, measured};
use crate::chart::svg::WIDTH;
use crate::html::Html;

const GROUPS: &[Group] = &[
    Group {
        heading: "Machine and models",
        open: true,
        choices: &[
            ("k", "Machine"),
            ("m", "Model"),
            ("m2", "Second model"),
            ("m3", "Third model"),
            ("m4", "Fourth model"),
        ],
        fields: &[],
    },
    Group {
        heading: "Context and users",
        open: true,
        choices: &[],
        fields: &[Field::CONTEXT, Field::USERS, Field::KV, Field::RAISED],
    },
    Group {
        heading: "A machine of your own",
        open: false,
        choices: &[],
        fields: &[Field::MEMORY, Field::BANDWIDTH, Field::SLOW, Field::DISK, Field::ACTIVE],
    },
];

/// The page.
#[must_use]
pub fn memory(site: &Site, calculators: &Calculators) -> Document {
    let chips = PRESETS
        .iter()
        .map(|preset| (preset.name.to_owned(), preset.query.to_owned(), preset.wrong.to_owned()))
        .collect();
    let mut before = Html::default();
    before.tag("<p class=\"claim\">A model needs its file, a cache that grows with context and users, and buffers; the system ");
    before.tag("keeps a part of the memory. ");
    carry(&mut before, site, "setup/", "Start from your machine instead,");
    carry(&mut before, site, "cost/", "see what it costs,");
    carry(&mut before, site, "decide/", "or whether to own it.");
    before.tag("</p>");
    page(
        site,
        calculators,
        Frame {
            page: Page::Memory,
            route: "memory/",
            title: "Which models fit into memory?",
            description: "Plan several models on one Mac or graphics card: weights, context caches, users, limits and speed.",
            groups: GROUPS,
            chips,
            before: before.done(),
            after: after(site),
            usage: false,
        },
    )
}

fn after(site: &Site) -> String {
    let mut html = Html::default();
    html.tag("<section><h2 id=\"setups\">Three published setups, checked</h2><dl class=\"lines wide\">");
    for preset in PRESETS {
        html.tag("<div><dt>").text(preset.name).tag("</dt><dd class=\"words\">").text(preset.wrong).tag("</dd></div>");
    }
    html.tag("</dl></section><section><h2 id=\"law\">How speed is estimated</h2><p>");
    let checked = analytics::speed::CHECKED.first();
    html.tag("A token takes a time for each layer, and the time to read its weights and the cache of its context. On ");
    html.count(checked.map_or(0, |row| row.rows as usize));
    html.tag(
        " published measurements, each source and chip left out in turn, half of the estimates are off by less than ",
    );
    html.text(&analytics::cost::percent(checked.map_or(0.0, |row| row.error)));
    html.tag(". A measured value always replaces an estimate near its own context. ");
    html.tag("<a href=\"").text(&site.link("speed/#errors")).tag("\">Errors by class</a>.</p>");
    html.svg(measured(WIDTH));
    html.tag("</section>");
    html.done()
}

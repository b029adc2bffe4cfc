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
    before.tag("<p class=\"claim\">Weights are the size of the file, the cache grows with context and users, and the system keeps a ");
    before.tag("part of the memory for itself. ");
    carry(&mut before, site, "cost/", "What it would cost,");
    carry(&mut before, site, "decide/", "and whether to own it.");
    before.tag("</p>");
    page(
        site,
        calculators,
        Frame {
            page: Page::Memory,
            route: "memory/",
            title: "What fits, and how fast",
            description: "Several models on one machine: weights, caches, limits, speed.",
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
    html.tag("<section><h2 id=\"setups\">The published setups</h2><dl class=\"lines wide\">");
    for preset in PRESETS {
        html.tag("<div><dt>").text(preset.name).tag("</dt><dd class=\"words\">").text(preset.wrong).tag("</dd></div>");
    }
    html.tag("</dl></section><section><h2 id=\"law\">How far an estimate can be believed</h2><p>");
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

//! `memory/`: what runs together on a machine, and how fast.

use analytics::decision::{Field, PRESETS, law_error};

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
            after: after(),
            usage: false,
        },
    )
}

fn after() -> String {
    let mut html = Html::default();
    html.tag("<section><h2 id=\"setups\">The published setups</h2><dl class=\"lines wide\">");
    for preset in PRESETS {
        html.tag("<div><dt>").text(preset.name).tag("</dt><dd class=\"words\">").text(preset.wrong).tag("</dd></div>");
    }
    html.tag("</dl></section><section><h2 id=\"law\">How far an estimate can be believed</h2><p>");
    let (error, points) = law_error();
    html.tag("A token takes a fixed time and the time to read its weights at three quarters of the bandwidth. On the ");
    html.count(points).tag(" published points listed below the mean error is ");
    html.text(&analytics::cost::percent(error))
        .tag("; of the 38 points of the fit, 15 are not listed, and over all of them, each ");
    html.tag("left out in turn, the stated error is 17 % (dense 14 %, mixtures 23 %). A measured value always replaces an estimate.</p>");
    html.svg(measured(WIDTH));
    html.tag(
        "<details class=\"more\"><summary>The same as a table</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Estimates against measurements\"><table class=\"plain\"><thead><tr><th scope=\"col\">Chip</th>",
    );
    html.tag("<th scope=\"col\">Model</th><th scope=\"col\" class=\"number\">GB per token</th>");
    html.tag("<th scope=\"col\" class=\"number\">Measured</th><th scope=\"col\" class=\"number\">Estimated</th></tr></thead><tbody>");
    for point in analytics::speed::POINTS {
        let rough = analytics::cost::rough;
        html.tag("<tr><th scope=\"row\">").text(point.chip).tag("</th><td>").text(point.model);
        html.tag("</td><td class=\"number\">").text(&rough(point.gigabytes)).tag("</td><td class=\"number\">");
        html.text(&rough(point.tok_per_s)).tag("</td><td class=\"number\">");
        html.text(&point.estimate().map_or_else(|| "–".to_owned(), rough)).tag("</td></tr>");
    }
    html.tag("</tbody></table></div></details></section>");
    html.done()
}

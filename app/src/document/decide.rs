//! `decide/`: a few questions, one sentence with its reasons, a sheet to print.

use analytics::decision::{Field, SHARES};

use super::calculator::{Calculators, Frame, Group, carry, mixes, page};
use super::{Document, Site};
use crate::calculators::Page;
use crate::html::Html;

const GROUPS: &[Group] = &[
    Group { heading: "What work, by share", open: true, choices: &[], fields: &SHARES },
    Group {
        heading: "How much, how good, how private",
        open: true,
        choices: &[],
        fields: &[Field::TOKENS, Field::ENOUGH, Field::PRIVACY, Field::PEOPLE],
    },
    Group {
        heading: "Which machine",
        open: true,
        choices: &[("k", "Machine"), ("cur", "Currency")],
        fields: &[Field::PRICE, Field::MONTHS, Field::HOURS, Field::RATE, Field::KWH, Field::RESIDUAL, Field::CONTEXT],
    },
    Group {
        heading: "Kinds of tokens",
        open: false,
        choices: &[],
        fields: &[Field::FRESH, Field::WRITE, Field::READ, Field::OUTPUT],
    },
];

/// The page.
#[must_use]
pub fn decide(site: &Site, calculators: &Calculators) -> Document {
    let mut before = Html::default();
    before.tag("<p class=\"claim\">Scores from “").text(&calculators.facts.snapshot);
    before.tag("”, speeds and prices from the catalogue of ").text(&calculators.facts.as_of);
    before.tag(". Your inputs are saved in the link. ");
    carry(&mut before, site, "cost/", "The cost in detail.");
    carry(&mut before, site, "memory/", "What fits into memory.");
    // The whole comparison is the command's until this page has it too.
    before
        .tag("This page compares one machine with renting the same work. <code>exporter decide</code> compares every ");
    before.tag("way, plans and graphics cards by the hour included. ");
    before.tag("<button type=\"button\" data-print class=\"print\">Print this sheet</button></p>");
    page(
        site,
        calculators,
        Frame {
            page: Page::Decide,
            route: "decide/",
            title: "Own or rent?",
            description: "A few questions, answered in one sentence with its reasons.",
            groups: GROUPS,
            chips: mixes(),
            before: before.done(),
            after: String::new(),
            usage: true,
        },
    )
}

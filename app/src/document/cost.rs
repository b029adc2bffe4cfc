//! `cost/`: what tokens cost at an API and on a machine of one's own.

use analytics::claims::Claim;
use analytics::decision::Field;

use super::calculator::{Calculators, Frame, Group, carry, mixes, page};
use super::{Document, Site};
use crate::calculators::Page;
use crate::html::Html;

const GROUPS: &[Group] = &[
    Group {
        heading: "Volume",
        open: true,
        choices: &[],
        fields: &[Field::TOKENS, Field::FRESH, Field::WRITE, Field::READ, Field::OUTPUT],
    },
    Group {
        heading: "Model and machine",
        open: true,
        choices: &[("m", "Model"), ("k", "Machine")],
        fields: &[Field::PRICE, Field::HOURS, Field::MONTHS, Field::RESIDUAL],
    },
    Group {
        heading: "Speed, or a machine of your own",
        open: false,
        choices: &[],
        fields: &[
            Field::DECODE,
            Field::PREFILL,
            Field::GAIN,
            Field::CACHE,
            Field::CONTEXT,
            Field::MEMORY,
            Field::BANDWIDTH,
        ],
    },
    Group {
        heading: "Prices, currency and tax",
        open: false,
        choices: &[("cur", "Currency")],
        fields: &[
            Field::RATE,
            Field::PRICE_IN,
            Field::PRICE_OUT,
            Field::PRICE_READ,
            Field::PRICE_WRITE,
            Field::SUB,
            Field::SUB_CAP,
            Field::VAT_MODE,
            Field::VAT,
        ],
    },
    Group {
        heading: "Running it",
        open: false,
        choices: &[],
        fields: &[
            Field::KWH,
            Field::LOAD_W,
            Field::IDLE_W,
            Field::ADMIN,
            Field::INTEREST,
            Field::GROWTH,
            Field::DECLINE,
            Field::DAYS,
        ],
    },
    Group {
        heading: "People and waiting",
        open: false,
        choices: &[],
        fields: &[Field::PEOPLE, Field::ACTIVE, Field::ANSWER, Field::API_S, Field::WATCHED, Field::HOUR],
    },
];

/// The published page's own inputs.
const PUBLISHED: &str = "?m=qwen3-32b&pi=0.1&po=0.3&x=10.088&f=30&w=0&r=0&o=70&rv=0&dm=30&wi=120&sd=55";

/// The page.
#[must_use]
pub fn cost(site: &Site, calculators: &Calculators, claims: &[Claim]) -> Document {
    let mut chips = mixes();
    chips.push((
        "Evaluation of spring 2026".to_owned(),
        PUBLISHED.to_owned(),
        "Its own inputs: Qwen3-32B at $0.10 and $0.30, 10.088 SEK per dollar, 30 % in and 70 % out, no residual value, a 30-day month, 120 W for 8 h, 55 tok/s."
            .to_owned(),
    ));
    let mut before = Html::default();
    before.tag("<p class=\"claim\">What the machine cannot produce is billed at the API. Change a number or paste your own usage. ");
    carry(&mut before, site, "decide/", "Take these inputs to the decision,");
    carry(&mut before, site, "memory/", "or see what fits into memory.");
    before.tag("</p>");
    page(
        site,
        calculators,
        Frame {
            page: Page::Cost,
            route: "cost/",
            title: "What does it cost: own machine or API?",
            description: "What your tokens cost a month at an API, with a subscription, and on a machine of your own; capacity is checked first.",
            groups: GROUPS,
            chips,
            before: before.done(),
            after: published(site, claims),
            usage: true,
        },
    )
}

/// The published figures about cost beside the right ones.
fn published(site: &Site, claims: &[Claim]) -> String {
    let mut html = Html::default();
    html.tag("<section><h2 id=\"published\">The published figures, recomputed</h2><p>The evaluation of spring 2026 used these inputs: a ");
    html.tag("30-day month, 10.088 SEK per dollar, no residual value. ");
    html.tag("<a href=\"").text(&site.link("about-the-numbers/")).tag("\">All claims with their formulas</a>.</p>");
    html.tag("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Published figures about cost\"><table class=\"plain\">");
    html.tag("<thead><tr><th scope=\"col\">Figure</th><th scope=\"col\" class=\"number\">Published</th><th scope=\"col\">By its own method</th>");
    html.tag("<th scope=\"col\" class=\"number\">Right</th><th scope=\"col\">Why</th></tr></thead><tbody>");
    for claim in claims.iter().filter(|claim| claim.row <= 17 || claim.row == 30) {
        for (at, check) in claim.checks.iter().enumerate() {
            html.tag("<tr><th scope=\"row\">").text(claim.topic);
            if claim.checks.len() > 1 {
                html.tag("<small> ").text(check.what).tag("</small>");
            }
            html.tag("</th><td class=\"number\">").text(&check.published).tag("</td><td>");
            if let Some((method, gives)) = &check.by_page {
                html.text(gives).tag("<small> ").text(method).tag("</small>");
            } else if check.agrees {
                html.tag("the same");
            }
            html.tag("</td><td class=\"number\">").text(&check.recomputed);
            html.tag("</td><td class=\"why\">").text(if at == 0 { claim.why } else { "" }).tag("</td></tr>");
        }
    }
    html.tag("</tbody></table></div></section>");
    html.done()
}

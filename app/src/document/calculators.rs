//! The calculators' pages: cost, memory, own or rent; complete without any script.

use std::sync::Arc;

use analytics::claims::Claim;
use analytics::decision::PRESETS;
use analytics::ways::Market;
use leptos::prelude::*;

use super::{Client, Document, Entry, Site, body, html, measured, published_costs};
use crate::calculator::{CalculatorInput, Cost, Decide, Memory};

/// What the calculators' pages are rendered from.
#[derive(Debug, Clone)]
pub struct Calculators {
    /// Everything that can be had.
    pub market: Arc<Market>,
    /// Where the browser loads it, relative to the base.
    pub url: String,
}

impl Calculators {
    fn input(&self, site: &Site) -> CalculatorInput {
        CalculatorInput { market: self.market.clone(), base: site.base.clone() }
    }
}

/// A page: its words, and the interactive part with its id.
struct Frame {
    route: &'static str,
    id: &'static str,
    entry: Entry,
    title: &'static str,
    description: &'static str,
    /// Where the plain table of usage is described.
    manual: Option<String>,
    /// HTML of the interactive part, and of what stands below it.
    part: String,
    after: String,
}

fn page(site: &Site, calculators: &Calculators, frame: Frame) -> Document {
    let load = site.link(&calculators.url);
    let Frame { route, id, entry, title, description, manual, part, after } = frame;
    let content = html(|| {
        view! {
            <section class="calc">
                <h1>{title}</h1>
                <noscript>
                    <p class="note">"Without JavaScript the inputs do nothing: the figures are those of an example."</p>
                </noscript>
                <p class="waiting" role="status">"Reading the inputs of your link …"</p>
                <div id=id data-load=load data-manual=manual inner_html=part></div>
            </section>
        }
    });
    Document {
        route: route.to_owned(),
        title: title.to_owned(),
        description: description.to_owned(),
        body: body(site, route, [content, after].concat()),
        client: Some(Client { entry, files: vec![calculators.url.clone()] }),
    }
}

fn manual(site: &Site) -> Option<String> {
    let repository = site.info.repository.trim_end_matches('/');
    (!repository.is_empty()).then(|| [repository, "/blob/main/docs/usage-format.md"].concat())
}

/// `decide/`: every way to get the work done.
#[must_use]
pub fn decide(site: &Site, calculators: &Calculators) -> Document {
    let (input, manual) = (calculators.input(site), manual(site));
    let part = html(|| view! { <Decide input manual=manual.clone()/> });
    page(
        site,
        calculators,
        Frame {
            route: "decide/",
            id: "decision",
            entry: Entry::Decide,
            title: "Own or rent?",
            description: "Your use, what you pay now and the machine you consider: every way to get the work done, ranked by cost, with quality, speed, waiting and privacy.",
            manual,
            part,
            after: String::new(),
        },
    )
}

/// `cost/`: what tokens cost at an API and on a machine of one's own.
#[must_use]
pub fn cost(site: &Site, calculators: &Calculators, claims: &[Claim]) -> Document {
    let (input, manual) = (calculators.input(site), manual(site));
    let part = html(|| view! { <Cost input manual=manual.clone()/> });
    page(
        site,
        calculators,
        Frame {
            route: "cost/",
            id: "cost-calculator",
            entry: Entry::Calculator,
            title: "What does it cost: own machine or API?",
            description: "What your tokens cost a month at an API, with a subscription, and on a machine of your own; capacity is checked first.",
            manual,
            part,
            after: published_costs::section(site, claims),
        },
    )
}

/// `memory/`: what runs together on a machine, and how fast.
#[must_use]
pub fn memory(site: &Site, calculators: &Calculators) -> Document {
    let input = calculators.input(site);
    let part = html(|| view! { <Memory input/> });
    page(
        site,
        calculators,
        Frame {
            route: "memory/",
            id: "memory-planner",
            entry: Entry::Calculator,
            title: "Which models fit into memory?",
            description: "Plan several models on one Mac or graphics card: weights, context caches, users, limits and speed.",
            manual: None,
            part,
            after: below_memory(site),
        },
    )
}

fn below_memory(site: &Site) -> String {
    let setups: Vec<_> = PRESETS
        .iter()
        .map(|preset| view! { <div><dt>{preset.name}</dt><dd class="words">{preset.wrong}</dd></div> })
        .collect();
    let checked = analytics::speed::CHECKED.first();
    let rows = checked.map_or(0, |row| row.rows as usize);
    let error = analytics::cost::percent(checked.map_or(0.0, |row| row.error));
    let chart = measured::chart();
    html(|| {
        view! {
            <section>
                <h2 id="setups">"Three published setups, checked"</h2>
                <dl class="lines wide">{setups}</dl>
            </section>
            <section>
                <h2 id="law">"How speed is estimated"</h2>
                <p>
                    "A token takes a time for each layer, and the time to read its weights and the cache of its context. On "
                    {rows}
                    " published measurements, each source and chip left out in turn, half of the estimates are off by less "
                    "than "
                    {error}
                    ". A measured value always replaces an estimate near its own context. "
                    <a href=site.link("speed/#errors")>"Errors by class"</a>
                    "."
                </p>
                <figure>
                    <h2>"Estimates against measurements"</h2>
                    <div class="chart" inner_html=chart></div>
                    <figcaption>
                        "Each mark is a published measurement; on the line the estimate is right. Dots are dense models, rings "
                        "mixtures of experts; the accent colour is Apple silicon."
                    </figcaption>
                </figure>
            </section>
        }
    })
}

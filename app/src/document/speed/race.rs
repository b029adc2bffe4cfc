//! The published speed test: bars that every browser shows, and lanes in which text flows at each machine's rate.

use analytics::claims::Claim;
use analytics::snapshot::v1::{PublishedTier, Summary};
use leptos::prelude::*;

use super::super::table::{Column, table};
use super::super::{Site, about, cell, place};
use crate::fixed::fixed;

/// What flows in the lanes. One token is taken as four characters of it.
const TEXT: &str = "This text is no answer of a model. It flows here as fast as the machine is said to have written: four \
    characters stand for one token, and a new token comes when the published rate says so. The cloud ends first. The \
    laptop goes on for almost four minutes, the Raspberry Pi for more than nine. When the last lane stands still, all \
    three have answered the same question. ";

const COLUMNS: [Column; 7] = [
    ("Where", false),
    ("Time s", true),
    ("vs. cloud", true),
    ("Tokens/s", true),
    ("Tokens", true),
    ("Score", true),
    ("Model", false),
];

/// Rows of the audit about this test: from laptop to desk, how many times slower, the Raspberry Pi.
const ROWS: [u32; 3] = [19, 20, 35];

/// The section; nothing where the snapshot has no speed test.
pub fn section(site: &Site, full: &Summary, claims: &[Claim]) -> AnyView {
    let Some(test) = full.published.as_ref().map(|published| &published.speed_test) else {
        return ().into_any();
    };
    let tiers = &test.tiers;
    let Some(fastest) = tiers.iter().map(|tier| tier.seconds).reduce(f64::min).filter(|seconds| *seconds > 0.0) else {
        return ().into_any();
    };
    let longest = tiers.iter().map(|tier| tier.seconds).fold(0.0, f64::max);
    // Nobody printed a rate for the cloud: its lane takes as many tokens as the first one with a rate wrote.
    let borrowed = tiers.iter().find_map(tokens);
    let rows = tiers.iter().map(|tier| row(tier, fastest, longest)).collect();
    let lanes: Vec<_> = tiers.iter().map(|tier| lane(tier, borrowed)).collect();
    let guess = borrowed.map(|tokens| {
        [
            "No rate was printed for the cloud. Its lane takes the ",
            &cell::short(tokens, 0),
            " tokens of the next answer over its own time, which is an assumption: the answers were not equally long.",
        ]
        .concat()
    });
    let link = site.link(&place::snapshot(&full.id));
    let times = |tier: &PublishedTier| fixed(tier.seconds / fastest, 0);
    let others = || tiers.iter().filter(|tier| tier.seconds > fastest);
    let near = others().min_by(|a, b| a.seconds.total_cmp(&b.seconds)).map(times).unwrap_or_default();
    let far = others().max_by(|a, b| a.seconds.total_cmp(&b.seconds)).map(times).unwrap_or_default();
    let first = tiers.iter().find(|tier| tier.seconds <= fastest);
    let first = first.map_or_else(String::new, |tier| [&tier.machine, " (", &tier.details, ")"].concat());
    let title = [&first, " answers ", &near, " to ", &far, " times as fast as the others"].concat();
    let mut audit: Vec<AnyView> =
        claims.iter().filter(|claim| ROWS.contains(&claim.row)).map(|claim| audited(site, claim)).collect();
    audit.extend(lengths(tiers).map(|text| view! { <li>{text}</li> }.into_any()));
    let content = view! {
        <p class="note">
                "One task in the cloud, on a laptop and on a Raspberry Pi, as the " <a href=link>"evaluation of spring 2026"</a> " published it: “" {test.task.clone()}
                "” Tokens follow from rate and time."
            </p>
            {table("Speed test", &COLUMNS, rows)}
            <h3>"As a race"</h3>
            <p class="note">
                "The lanes replay published times and rates; they are no recording. " {guess}
            </p>
            <div id="race" data-text=TEXT>
                {lanes}
                <p class="said" role="status"></p>
            </div>
            <h3>"What does not add up"</h3>
            <ul class="audit">{audit}</ul>
    }
    .into_any();
    super::folded("race-section", title, content)
}

/// A row of the audit in a line, with the way to it.
fn audited(site: &Site, claim: &Claim) -> AnyView {
    let address = site.link(&["about-the-numbers/#", &about::place(claim)].concat());
    let one = |check: &analytics::claims::Check| {
        [check.what, ": published ", &check.published, ", recomputed ", &check.recomputed].concat()
    };
    let figures = claim.checks.iter().map(one).collect::<Vec<_>>().join("; ");
    view! {
        <li>
            <a href=address>{["Row ", &claim.row.to_string(), ", “", claim.topic, "”"].concat()}</a>
            ": " {claim.verdict.label()} ". " {figures} ". " {claim.why}
        </li>
    }
    .into_any()
}

/// That the answers were not equally long, where rates and times say so.
fn lengths(tiers: &[PublishedTier]) -> Option<String> {
    let known: Vec<String> = tiers
        .iter()
        .filter_map(|tier| Some([&cell::short(tokens(tier)?, 0), " tokens on the ", &tier.machine].concat()))
        .collect();
    let text = ["By rate and time the answers have ", &known.join(", "), ": they are not equally long."].concat();
    (known.len() > 1).then_some(text)
}

/// Tokens that follow from rate and time.
fn tokens(tier: &PublishedTier) -> Option<f64> {
    tier.tok_per_s.map(|rate| rate * tier.seconds)
}

fn row(tier: &PublishedTier, fastest: f64, longest: f64) -> AnyView {
    let width = fixed(tier.seconds / longest * 280.0, 1);
    let bar = [
        "<svg viewBox=\"0 0 280 10\" width=\"280\" height=\"10\" aria-hidden=\"true\"><rect class=\"half\" width=\"",
        &width,
        "\" height=\"10\"/></svg>",
    ]
    .concat();
    let seconds = cell::short(tier.seconds, 1);
    cell::row(vec![
        view! { <th scope="row">{tier.machine.clone()} <small>" " {tier.details.clone()}</small></th> }.into_any(),
        view! { <td class="number bars"><span inner_html=bar></span> {seconds}</td> }.into_any(),
        cell::number(Some([&fixed(tier.seconds / fastest, 1), " ×"].concat())),
        cell::number(tier.tok_per_s.map(|rate| cell::short(rate, 1))),
        cell::number(tokens(tier).map(|tokens| cell::short(tokens, 0))),
        cell::number(Some(fixed(tier.score, 1))),
        cell::text(tier.model.clone()),
    ])
}

/// A lane as it stands at the end; the program takes its figures from it.
fn lane(tier: &PublishedTier, borrowed: Option<f64>) -> AnyView {
    let (name, seconds) = (tier.machine.clone(), cell::short(tier.seconds, 1));
    let own = tokens(tier).or(borrowed);
    let rate = own.map(|tokens| tokens / tier.seconds);
    let tokens = own.map_or_else(String::new, |tokens| fixed(tokens, 0));
    let shown = match (tier.tok_per_s, rate) {
        (Some(rate), _) => [&cell::short(rate, 1), " tokens/s"].concat(),
        (None, Some(rate)) => ["rate not printed; about ", &fixed(rate, 0), " tokens/s by assumption"].concat(),
        (None, None) => "rate not printed".to_owned(),
    };
    let end = [&seconds, " s"].concat();
    view! {
        <div class="lane" data-seconds=fixed(tier.seconds, 1) data-tokens=tokens>
            <p><strong>{name}</strong> " " <span class="clock">{end}</span> " " <small>{shown}</small></p>
            <progress max="100" value="100" aria-hidden="true"></progress>
            <p class="flow" aria-hidden="true"></p>
        </div>
    }
    .into_any()
}

//! The published speed test: bars that every browser shows, and lanes in which text flows at each machine's rate.

use analytics::snapshot::v1::{PublishedTier, Summary};
use leptos::prelude::*;

use super::super::table::{Column, table};
use super::super::{Site, cell, place};
use crate::fixed::fixed;

/// What flows in the lanes. One token is taken as four characters of it.
const TEXT: &str = "This text is no answer of a model. It flows here as fast as the machine is said to have written: four \
    characters stand for one token, and a new token comes when the published rate says so. The cloud ends first. The \
    laptop goes on for almost four minutes, the Raspberry Pi for more than nine. When the last lane stands still, all \
    three have answered the same question. ";

const COLUMNS: [Column; 7] = [
    ("Where", false),
    ("Model", false),
    ("Time s", true),
    ("Against the cloud", true),
    ("Tokens/s", true),
    ("Tokens, by rate and time", true),
    ("Score", true),
];

/// The section; nothing where the snapshot has no speed test.
pub fn section(site: &Site, full: &Summary) -> AnyView {
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
    view! {
        <section id="race-section">
            <h2>"One task on three machines"</h2>
            <p class="note">
                "As published in spring 2026, one task: “" {test.task.clone()}
                "” All three answers got the full score of 2.0; they come from two different models. "
                <a href=link>"The snapshot"</a> " holds the figures as they were printed."
            </p>
            {table("Speed test", &COLUMNS, rows)}
            <h3>"As a race"</h3>
            <p class="note">
                "The lanes show published times and rates, not a recording. " {guess}
            </p>
            <div id="race" data-text=TEXT>
                {lanes}
                <p class="said" role="status"></p>
            </div>
            <h3>"What the audit says"</h3>
            <ul class="audit">
                <li>
                    "238 s are said to become about 60 s on a Mac Studio. By the bandwidths alone it would be 238 × 120 "
                    "/ 546 = 52.3 s, and nobody measured it (row 19)."
                </li>
                <li>"“20 to 50 times slower” is 238 / 12 = 19.8 and 559 / 12 = 46.6: it reproduces (row 20)."</li>
                <li>
                    "0.6 tokens per second on the Raspberry Pi is what a model gives that swaps, or time on the clock: "
                    "held in memory, a 7B model gives 2.0 to 2.7 there. Its bandwidth is about 17 GB/s, not 30 (row 35)."
                </li>
                <li>
                    "The laptop’s rate and time give 1,547 tokens, those of the Raspberry Pi 335. The machines did not "
                    "write the same answer, and the Pi did not run the same model."
                </li>
            </ul>
        </section>
    }
    .into_any()
}

/// Tokens that follow from rate and time.
fn tokens(tier: &PublishedTier) -> Option<f64> {
    tier.tok_per_s.map(|rate| rate * tier.seconds)
}

fn row(tier: &PublishedTier, fastest: f64, longest: f64) -> AnyView {
    let width = fixed(tier.seconds / longest * 160.0, 1);
    let bar = [
        "<svg viewBox=\"0 0 160 8\" width=\"160\" height=\"8\" aria-hidden=\"true\"><rect class=\"half\" width=\"",
        &width,
        "\" height=\"8\"/></svg>",
    ]
    .concat();
    let seconds = cell::short(tier.seconds, 1);
    cell::row(vec![
        view! { <th scope="row">{tier.machine.clone()} <small>" " {tier.details.clone()}</small></th> }.into_any(),
        cell::text(tier.model.clone()),
        view! { <td class="number bars"><span inner_html=bar></span> {seconds}</td> }.into_any(),
        cell::number(Some([&fixed(tier.seconds / fastest, 1), " ×"].concat())),
        cell::number(tier.tok_per_s.map(|rate| cell::short(rate, 1))),
        cell::number(tokens(tier).map(|tokens| cell::short(tokens, 0))),
        cell::number(Some(fixed(tier.score, 1))),
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

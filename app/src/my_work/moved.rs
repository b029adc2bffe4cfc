//! What of a month could move to a machine of one's own, what blocks the rest, and what the month would then cost.

use analytics::work::{Amounts, Host, Place, Profile, moves};
use leptos::prelude::*;

use super::shares::{percent, rough};
use crate::components::NumberTable;
use crate::fixed::fixed;

/// The sentence and the two tables.
pub fn view(profile: &Profile, host: &Host, model: &str) -> impl IntoView + use<> {
    let moves = moves(&profile.work(), host);
    let all = moves.places.values().fold(Amounts::default(), |all, one| Amounts {
        requests: all.requests + one.requests,
        tokens: all.tokens + one.tokens,
        usd: all.usd + one.usd,
        waited_h: all.waited_h + one.waited_h,
        machine_h: 0.0,
    });
    let of = |place| moves.places.get(&place).copied().unwrap_or_default();
    let local = of(Place::Local);
    let sentence = format!(
        "With {model} good enough from {}: {} of the prompts, {} of the tokens and {} of the money could move.{}",
        fixed(host.enough, 2),
        share(local.requests, all.requests),
        share(local.tokens, all.tokens),
        share(local.usd, all.usd),
        month(all.usd, local.usd)
    );
    let places = [(Place::Local, "local"), (Place::Cloud, "cloud"), (Place::NotEnoughData, "not enough data: cloud")];
    let places: Vec<_> = places.into_iter().map(|(place, name)| row(name, &of(place), &all)).collect();
    let blocks: Vec<_> = moves.blocks.iter().map(|(block, amounts)| row(block.label(), amounts, &all)).collect();
    let blocks = (!blocks.is_empty()).then(|| {
        view! { <NumberTable label="What blocks the rest" heads=heads("What blocks the rest")>{blocks}</NumberTable> }
    });
    view! {
        <p class="said" role="status">{sentence}</p>
        <NumberTable label="Where a month of your work could go" heads=heads("Where to")>{places}</NumberTable>
        {blocks}
        <p class="note">
            "By the scores above and the context that you chose. Whether the machine has the hours for it is not asked "
            "here: a file of counts does not hold them. "<code>"exporter mine moves"</code>" asks, and "
            <code>"exporter mine route"</code>" writes the router's file."
        </p>
    }
}

/// What the month costs under a router file that follows the table; nothing without prices.
fn month(all: f64, local: f64) -> String {
    if all <= 0.0 {
        return String::new();
    }
    format!(
        " Under a router file that follows this table the month's tokens would cost ${} in place of ${} at listed \
         prices, the machine not counted.",
        fixed(all - local, 2),
        fixed(all, 2)
    )
}

fn share(part: f64, whole: f64) -> String {
    if whole > 0.0 { percent(part / whole) } else { "an unknown part".to_owned() }
}

fn heads(first: &str) -> Vec<String> {
    [first, "Prompts a month", "Of prompts", "Tokens", "Of tokens", "Of money", "Hours waited"]
        .map(str::to_owned)
        .to_vec()
}

fn row(name: &str, of: &Amounts, all: &Amounts) -> impl IntoView + use<> {
    let part = |part: f64, whole: f64| if whole > 0.0 { percent(part / whole) } else { "–".to_owned() };
    let cells = [
        fixed(of.requests, 0),
        part(of.requests, all.requests),
        rough(of.tokens),
        part(of.tokens, all.tokens),
        part(of.usd, all.usd),
        fixed(of.waited_h, 1),
    ];
    let cells: Vec<_> = cells.into_iter().map(|text| view! { <td class="number">{text}</td> }).collect();
    view! {
        <tr>
            <th scope="row">{name.to_owned()}</th>
            {cells}
        </tr>
    }
}

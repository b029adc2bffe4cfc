//! The answer on the first screen: what a month costs in four ways, for three amounts of use.

use analytics::catalog::Catalog;
use analytics::cost::{grouped, percent};
use analytics::decision::Facts;
use analytics::setup::{Month, month};
use leptos::prelude::*;

use super::{Site, cell, html};
use crate::fixed::fixed;

/// A machine that many consider: 128 GB run the best scored model.
const MACHINE: &str = "mac-studio-m5-max-128";
/// Workload, what readers call it, the plan that such a reader pays.
const USES: [(&str, &str, &str); 3] = [
    ("light-chat", "Light: a few chats a day", "claude-pro"),
    ("agentic-coding", "Medium: an ordinary day with a coding agent", "claude-max-100"),
    ("agentic-coding-heavy", "Heavy: a coding agent all day", "claude-ultra"),
];
/// The use that is open.
const OPEN: usize = 1;

/// The section; nothing where the catalogue lacks what it needs.
#[must_use]
pub fn verdict(site: &Site, facts: &Facts, catalog: &Catalog) -> String {
    let Some(machine) = facts.machine(MACHINE) else { return String::new() };
    let parts: Vec<_> = USES
        .iter()
        .enumerate()
        .filter_map(|(at, (work, name, plan))| {
            let work = catalog.workloads.iter().find(|of| of.id.to_string() == *work)?;
            let plan = catalog.subscriptions.iter().find(|of| of.id == *plan)?;
            let found = month(facts, catalog, work, plan, machine)?;
            let query = ["cost/?cur=USD&k=", MACHINE, "&t=", &fixed(found.million_tokens, 0)].concat();
            Some(view! {
                <details class="start" name="use" open=at == OPEN>
                    <summary>{*name}</summary>
                    <p class="answer-line">{sentence(facts, machine, &found)}</p>
                    {bars(facts, machine, &found)}
                    <p>
                        <a href=site.link("decide/")>"Enter your own work, plan and machine"</a> " · "
                        <a href=site.link(&query)>"The cost in detail"</a>
                    </p>
                </details>
            })
        })
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    let date = facts.as_of.clone();
    html(|| {
        view! {
            <section>
                <h2>"What a month costs one person"</h2>
                {parts}
                <p class="note">
                    "US dollars without tax, prices as known on " <time>{date}</time> ". Tokens of a month are measured "
                    "averages of such use. An open model saves money only where it does your work: see the scores below."
                </p>
            </section>
        }
    })
}

fn dollars(value: f64) -> String {
    ["$", &grouped(value, if value < 10.0 { 2 } else { 0 })].concat()
}

/// What is cheapest, and what would have to be true.
fn sentence(facts: &Facts, machine: usize, found: &Month<'_>) -> String {
    let model = &facts.models[found.model.model];
    let machine = &facts.machines[machine].name;
    let (plan, price) = (&found.plan.0.name, found.plan.1);
    let does = ["If ", &model.name, " does your work, "].concat();
    let how = match found.owned / price {
        ratio if ratio < 0.95 => "less than ",
        ratio if ratio > 1.05 => "more than ",
        _ => "about as much as ",
    };
    let against = [how, plan, " at ", &dollars(price)].concat();
    if found.owned < found.rented.min(price) {
        return [&does, "own the ", machine, ": ", &dollars(found.owned), " a month, ", &against, "."].concat();
    }
    let owning = [" A ", machine, " costs ", &dollars(found.owned), ", ", &against, "."].concat();
    if found.rented < price {
        [&does, "rent it: ", &dollars(found.rented), " a month.", &owning].concat()
    } else {
        ["Keep the subscription: ", &dollars(price), " a month.", &owning].concat()
    }
}

fn bars(facts: &Facts, machine: usize, found: &Month<'_>) -> AnyView {
    let model = &facts.models[found.model.model];
    let score = model.scores.first().copied().flatten();
    let score = score.map_or_else(
        || "not scored here".to_owned(),
        |score| ["score ", &fixed(score.value, 2), " of 2 on ", &score.n.to_string(), " single questions"].concat(),
    );
    let volume = [&cell::short(found.million_tokens, 0), " million tokens"].concat();
    let covers = match found.plan_gives {
        Some(least) if least >= found.million_tokens => "; users report more tokens than that".to_owned(),
        Some(least) => ["; users report ", &cell::short(least, 0), " million at least"].concat(),
        None => "; the provider doesn’t publish a token limit".to_owned(),
    };
    let busy = if found.utilisation > 1.0 {
        ["it can do ", &percent(1.0 / found.utilisation), " of it, the rest is rented"].concat()
    } else {
        ["busy ", &percent(found.utilisation), " of eight hours a day"].concat()
    };
    let mut rows = vec![
        ("Keep the subscription", found.plan.1, [&found.plan.0.name, "; ", &volume, &covers].concat()),
        ("Rent an open model", found.rented, [&model.name, ", ", &score].concat()),
        (
            "Own the machine",
            found.owned,
            [&facts.machines[machine].name, " with ", &model.name, " over 36 months; ", &busy].concat(),
        ),
    ];
    if let Some((name, cost)) = found.frontier {
        rows.push(("Rent a frontier model", cost, [name, " at its list price, with its cache"].concat()));
    }
    rows.sort_by(|a, b| a.1.total_cmp(&b.1));
    let most = rows.iter().map(|row| row.1).fold(1.0, f64::max);
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(name, value, note)| {
            let bar = [
                "<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"",
                &fixed((value / most * 100.0).max(0.5), 1),
                "\" height=\"10\"/></svg>",
            ]
            .concat();
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>
                        <span class="money">{dollars(value)}</span>
                        <span class="length" inner_html=bar></span>
                        <small>{note}</small>
                    </dd>
                </div>
            }
        })
        .collect();
    view! { <dl class="verdict-bars">{rows}</dl> }.into_any()
}

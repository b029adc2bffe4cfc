//! The hardware matrix: memory, bandwidth, power, noise, price, each with source, date and status.

use analytics::catalog::{Catalog, Condition, Fact, Machine, MachineKind, MachinePrice, PriceOf};
use leptos::prelude::*;

use super::super::cell;
use super::super::fact::{Line, Origin, facts};
use crate::fixed::fixed;

/// Machines that one could buy: they have more than a memory or a bandwidth that some measurement needed.
pub fn matrix(catalog: &Catalog) -> impl Iterator<Item = &Machine> {
    let listed = |machine: &&Machine| !machine.note.as_deref().is_some_and(|note| note.starts_with("Listed"));
    catalog.machines.iter().filter(listed).filter(|machine| machine.memory_gib.is_some())
}

/// Keys of the sources behind the matrix.
pub fn keys(catalog: &Catalog) -> Vec<&str> {
    matrix(catalog).flat_map(Machine::sources).collect()
}

/// The matrix, and every figure with its origin.
pub fn section(catalog: &Catalog) -> AnyView {
    let columns: [(&str, bool); 9] = [
        ("Machine", false),
        ("Memory GB", true),
        ("For the GPU GiB", true),
        ("Bandwidth GB/s", true),
        ("Idle W", true),
        ("Load W", true),
        ("Noise", false),
        ("Price", true),
        ("Kind", false),
    ];
    let heads: Vec<_> = columns
        .into_iter()
        .map(|(name, number)| {
            let class = if number { "number" } else { "" };
            view! { <th scope="col" class=class>{name}</th> }
        })
        .collect();
    let rows: Vec<_> = matrix(catalog).map(row).collect();
    let details: Vec<_> = matrix(catalog).map(|machine| origins(machine, catalog)).collect();
    let content = view! {
            <p class="note">
                "Bandwidth limits how fast a model can write for one user. Power is at the wall. Prices are in the currency "
                "of their source. ? = unverified, – = no data found."
            </p>
            <div class="scroll" tabindex="0" role="region" aria-label="Machines">
                <table class="plain" data-sort="machines">
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <details class="behind">
                <summary>"Where each figure comes from"</summary>
                {details}
            </details>
    }
    .into_any();
    super::folded("machines", "Machines: bandwidth, power and price", content)
}

/// A cell with a number that sorts, marked where the figure is not verified.
fn figure(fact: Option<&Fact<f64>>, decimals: u32) -> AnyView {
    let Some(fact) = fact else { return view! { <td class="number none">"–"</td> }.into_any() };
    let class = ["number ", fact.status.label()].concat();
    let title = [fact.status.label(), ", ", &fact.date].concat();
    view! { <td class=class title=title data-value=fixed(fact.value, 2)>{cell::short(fact.value, decimals)}</td> }
        .into_any()
}

fn row(machine: &Machine) -> AnyView {
    let noise = machine.noise.as_ref().map_or("–", |noise| noise.value.as_str()).to_owned();
    let price = machine.newest_price();
    let price = match price {
        None => view! { <td class="number none">"–"</td> }.into_any(),
        Some(price) => {
            let class = ["number ", price.amount.status.label()].concat();
            let title = [price.amount.status.label(), ", ", &price.amount.date].concat();
            // Currencies stay apart when the column is sorted.
            let value = [&price.currency, " ", &fixed(price.amount.value, 0)].concat();
            let text = [&cell::short(price.amount.value, 0), " ", &price.currency].concat();
            let beside = beside(machine, price);
            view! { <td class=class title=title data-value=value>{text} <small>{beside}</small></td> }.into_any()
        }
    };
    cell::row(vec![
        cell::head(machine.name.clone()),
        figure(machine.memory_gib.as_ref(), 0),
        figure(machine.gpu_usable_gib.as_ref(), 1),
        figure(machine.bandwidth_gb_per_s.as_ref(), 1),
        figure(machine.idle_w.as_ref(), 1),
        figure(machine.load_w.as_ref(), 1),
        cell::text(noise),
        price,
        cell::text(kind(machine.kind)),
    ])
}

/// What must be known beside a price: its day, whether it is used or of the card alone, and that nobody sells it any more.
fn beside(machine: &Machine, price: &MachinePrice) -> String {
    let mut words = vec![price.amount.date.clone()];
    if price.condition == Condition::Used {
        words.push("used".to_owned());
    }
    if price.of == PriceOf::Card {
        words.push("card alone".to_owned());
    }
    if machine.discontinued.is_some() {
        words.push("no longer sold new".to_owned());
    }
    words.join(", ")
}

const fn kind(kind: MachineKind) -> &'static str {
    match kind {
        MachineKind::AppleUnified => "Apple, one memory",
        MachineKind::Unified => "one memory",
        MachineKind::DiscreteGpu => "graphics card",
        MachineKind::Cpu => "processor only",
    }
}

fn origins(machine: &Machine, catalog: &Catalog) -> AnyView {
    let number = |name: &'static str, unit: &'static str, fact: Option<&Fact<f64>>| {
        let fact = fact?;
        Some((
            name.to_owned(),
            [&cell::short(fact.value, 1), unit].concat(),
            fact.source.clone(),
            fact.date.clone(),
            fact.status,
            fact.note.clone(),
        ))
    };
    let word = |name: &'static str, fact: Option<&Fact<String>>| {
        let fact = fact?;
        Some((
            name.to_owned(),
            fact.value.clone(),
            fact.source.clone(),
            fact.date.clone(),
            fact.status,
            fact.note.clone(),
        ))
    };
    let mut all: Vec<_> = [
        number("Memory", " GB", machine.memory_gib.as_ref()),
        number("For the GPU by default", " GiB", machine.gpu_usable_gib.as_ref()),
        number("Bandwidth", " GB/s", machine.bandwidth_gb_per_s.as_ref()),
        number("Idle", " W", machine.idle_w.as_ref()),
        number("Under load", " W", machine.load_w.as_ref()),
        word("Noise", machine.noise.as_ref()),
        word("Availability", machine.availability.as_ref()),
        word("First sold", machine.ships.as_ref()),
        word("No longer sold new since", machine.discontinued.as_ref()),
        number("Link between boxes or cards", " GB/s", machine.link_gb_per_s.as_ref()),
    ]
    .into_iter()
    .flatten()
    .collect();
    all.extend(machine.prices.iter().map(|price| {
        let amount = &price.amount;
        let value = [&cell::short(amount.value, 0), " ", &price.currency].concat();
        let name = match (price.condition, price.of) {
            (Condition::New, PriceOf::Machine) => "Price",
            (Condition::Used, PriceOf::Machine) => "Price, used",
            (Condition::New, PriceOf::Card) => "Price of the card",
            (Condition::Used, PriceOf::Card) => "Price of the card, used",
        };
        (name.to_owned(), value, amount.source.clone(), amount.date.clone(), amount.status, amount.note.clone())
    }));
    let lines = all
        .iter()
        .map(|(name, value, source, date, status, note)| Line {
            name: name.clone(),
            value: value.clone(),
            origin: Origin { source, date, status: *status, note: note.as_deref() },
        })
        .collect();
    let note = machine.note.clone().map(|note| view! { <p class="note">{note}</p> });
    view! {
        <h3>{machine.name.clone()}</h3>
        {note}
        {facts(["Facts of ", &machine.name].concat(), &catalog.sources, lines)}
    }
    .into_any()
}

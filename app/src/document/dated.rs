//! What changed since when in the catalogue: prices and speeds by the day of their source, the newest first.

use std::collections::BTreeMap;

use analytics::catalog::Catalog;
use leptos::prelude::*;

/// Days that are shown; the rest is folded.
const SHOWN: usize = 5;
/// Names that are listed for a kind of change; the rest is counted.
const NAMES: usize = 6;

/// Names of what changed, by kind, of one day.
type Day = BTreeMap<&'static str, Vec<String>>;

/// What each day brought: prices of tokens, plans, cards by the hour and machines, and measured speeds.
fn days(catalog: &Catalog) -> BTreeMap<&str, Day> {
    let mut days: BTreeMap<&str, Day> = BTreeMap::new();
    let mut add = |date, kind, name: &str| {
        let names = days.entry(date).or_default().entry(kind).or_default();
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    };
    for price in &catalog.prices {
        add(price.date.as_str(), "Token prices", &price.model);
    }
    for plan in &catalog.subscriptions {
        add(plan.per_month.date.as_str(), "Subscriptions", &plan.name);
    }
    for rental in &catalog.rentals {
        add(rental.usd_per_gpu_hour.date.as_str(), "Cards by the hour", &rental.provider);
    }
    for machine in &catalog.machines {
        for price in &machine.prices {
            add(price.amount.date.as_str(), "Prices of machines", &machine.name);
        }
    }
    for measurement in &catalog.measurements {
        add(measurement.date.as_str(), "Measured speeds", &measurement.model);
    }
    days
}

/// The section.
pub fn section(catalog: &Catalog) -> AnyView {
    let days = days(catalog);
    let all: Vec<_> = days.iter().rev().map(|(date, day)| one(date, day)).collect();
    let mut all = all.into_iter();
    let first: Vec<_> = all.by_ref().take(SHOWN).collect();
    let rest: Vec<_> = all.collect();
    let rest = (!rest.is_empty()).then(|| {
        view! {
            <details class="behind">
                <summary>{rest.len().to_string()} " earlier days"</summary>
                <dl class="dated">{rest}</dl>
            </details>
        }
    });
    view! {
        <section>
            <h2 id="prices">"What changed since: prices and speeds"</h2>
            <p>"By the day of the source. A price stands until a newer one replaces it."</p>
            <dl class="dated">{first}</dl>
            {rest}
        </section>
    }
    .into_any()
}

fn one(date: &str, day: &Day) -> AnyView {
    let lines: Vec<_> = day
        .iter()
        .map(|(kind, names)| {
            let more = names.len().saturating_sub(NAMES);
            let listed = names.iter().take(NAMES).cloned().collect::<Vec<_>>().join(", ");
            let more = if more > 0 { [" and ", &more.to_string(), " more"].concat() } else { String::new() };
            view! { <dd>{[*kind, ": ", &listed, &more, "."].concat()}</dd> }
        })
        .collect();
    let id = ["since-", date].concat();
    view! { <dt id=id><time>{date.to_owned()}</time></dt> {lines} }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::html;

    #[test]
    fn each_price_stands_under_its_day_and_the_newest_day_comes_first() {
        let price = |model: &str, date: &str| {
            serde_json::json!({
                "model": model, "provider": "p", "input_usd_per_m": "1", "output_usd_per_m": "2", "source": "s",
                "date": date, "status": "verified",
            })
        };
        let mut prices: Vec<_> = (0..8).map(|at| price(&format!("m{at}"), "2026-11-30")).collect();
        prices.extend([price("old", "2026-10"), price("m0", "2026-11-30")]);
        let file = serde_json::json!({ "prices": prices });
        let file: analytics::catalog::PricesFile = serde_json::from_value(file).unwrap();
        let catalog = Catalog { prices: file.prices, ..Catalog::default() };
        let html = html(|| section(&catalog));
        let (newest, oldest) = (html.find("since-2026-11-30").unwrap(), html.find("since-2026-10").unwrap());
        assert!(newest < oldest, "{html}");
        assert!(html.contains("Token prices: m0, m1, m2, m3, m4, m5 and 2 more."), "{html}");
        assert!(html.contains("Token prices: old."), "{html}");
    }
}

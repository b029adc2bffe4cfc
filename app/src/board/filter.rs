//! Which models are shown.

use analytics::memory::FitVerdict;

use super::Row;
use crate::query::{Key, Query};

/// Memory of Macs that are sold with unified memory, in GB: the choices of the memory filter.
pub const TIERS: [&str; 9] = ["16", "24", "32", "48", "64", "96", "128", "256", "512"];

/// Steps of the sliders over numbers of parameters, in billions.
pub const SIZES: [&str; 14] = ["0", "1", "2", "4", "8", "14", "20", "32", "50", "70", "100", "150", "250", "500"];

/// Whether a row passes every filter. A model whose size nobody knows passes no filter on size.
#[must_use]
pub fn matches(row: &Row, query: &Query) -> bool {
    FILTERS.iter().all(|(key, _, passes)| !query.is_set(*key) || passes(row, query, query.get(*key)))
}

/// The filters that are set, in words.
#[must_use]
pub fn reasons(query: &Query) -> Vec<String> {
    let set = FILTERS.iter().filter(|(key, _, _)| query.is_set(*key));
    set.map(
        |(key, words, _)| if *key == Key::Baselines { (*words).to_owned() } else { [words, query.get(*key)].concat() },
    )
    .collect()
}

/// In small letters. The browser knows how; Rust's own tables of Unicode would weigh three kilobytes in the client.
fn lower(text: &str) -> String {
    #[cfg(feature = "hydrate")]
    return web_sys::js_sys::JsString::from(text).to_lower_case().into();
    #[cfg(not(feature = "hydrate"))]
    text.to_lowercase()
}

type Passes = fn(&Row, &Query, &str) -> bool;

/// Key, words before its value, test.
const FILTERS: [(Key, &str, Passes); 12] = [
    (Key::Search, "name or family with ", |row, _, value| {
        let words = lower(value);
        let hay = [&lower(&row.model.name), " ", &lower(&row.model.family), " ", &lower(&row.model.provider)].concat();
        words.split_whitespace().all(|word| hay.contains(word))
    }),
    (Key::Weights, "weights ", |row, _, value| row.card.is_some_and(|card| card.open == (value == "open"))),
    (Key::Shape, "shape ", |row, _, value| row.card.is_some_and(|card| card.moe == (value == "moe"))),
    (Key::Licence, "licence ", |row, _, value| row.card.is_some_and(|card| card.licence == value)),
    (Key::Family, "family ", |row, _, value| row.model.family == value),
    (Key::Provider, "provider ", |row, _, value| row.model.provider == value),
    (Key::Fits, "fits into GB ", |row, query, _| {
        let verdict = query.number(Key::Fits).and_then(|memory| row.card?.fits(memory));
        verdict.is_some_and(|verdict| verdict != FitVerdict::DoesNotFit)
    }),
    (Key::TotalFrom, "billions of parameters from ", |row, query, _| {
        at_least(row.card.map(|card| card.total), query, Key::TotalFrom)
    }),
    (Key::TotalTo, "billions of parameters up to ", |row, query, _| {
        at_most(row.card.map(|card| card.total), query, Key::TotalTo)
    }),
    (Key::ActiveFrom, "active billions from ", |row, query, _| {
        at_least(row.card.map(|card| card.active), query, Key::ActiveFrom)
    }),
    (Key::ActiveTo, "active billions up to ", |row, query, _| {
        at_most(row.card.map(|card| card.active), query, Key::ActiveTo)
    }),
    (Key::Baselines, "no baselines", |row, _, _| !row.model.baseline),
];

fn at_least(value: Option<f64>, query: &Query, key: Key) -> bool {
    value.zip(query.number(key)).is_some_and(|(value, limit)| value >= limit)
}

fn at_most(value: Option<f64>, query: &Query, key: Key) -> bool {
    value.zip(query.number(key)).is_some_and(|(value, limit)| value <= limit)
}

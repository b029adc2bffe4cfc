//! Makes the calculators' facts from the catalogue and a snapshot; only where files are written, never in the browser.

use serde_json::{Value, json};

use super::extract_speed::{measured, shape};
use super::facts::Facts;
use crate::catalog::{Architecture, Catalog, Condition, Machine, MachineKind, ModelEntry, PriceOf, TokenPrice};
use crate::category::Category;
use crate::memory::KvShape;
use crate::snapshot::v1::{IndexEntry, Summary};
use crate::stats::interval::mean_interval;
use crate::units::PicoUsd;

/// Model that stands for the frontier in comparisons.
const FRONTIER: &str = "claude-opus-4.5";

impl Facts {
    /// The file that browsers and the exporter read; `snapshot` gives the scores.
    #[must_use]
    pub fn to_json(catalog: &Catalog, snapshot: Option<&Summary>) -> String {
        let frontier = catalog
            .newest_token_price(FRONTIER)
            .map_or(Value::Null, |price| json!(["Claude Opus 4.5", prices(price), price.date]));
        let models: Vec<Value> = catalog.models.iter().filter_map(|entry| model(catalog, entry, snapshot)).collect();
        let machines: Vec<Value> =
            catalog.machines.iter().filter(|machine| useful(machine)).map(|of| machine(catalog, of)).collect();
        let rates: Vec<Value> =
            catalog.newest_rates().map(|rate| json!([rate.currency, rate.per_usd.value, rate.per_usd.date])).collect();
        json!({
            "as_of": as_of(catalog),
            "models": models,
            "machines": machines,
            "measured": measured(catalog),
            "frontier": frontier,
            "rates": rates,
            "snapshot": snapshot.map_or("", |summary| summary.title.as_str()),
        })
        .to_string()
    }

    /// The facts themselves; None when the catalogue holds something that cannot be written.
    #[must_use]
    pub fn new(catalog: &Catalog, snapshot: Option<&Summary>) -> Option<Self> {
        Self::from_json(&Self::to_json(catalog, snapshot))
    }
}

/// The snapshot whose scores count: the newest with language models, else the newest.
#[must_use]
pub fn scored_snapshot(entries: &[IndexEntry]) -> Option<&IndexEntry> {
    entries.iter().find(|entry| entry.models > entry.baselines).or_else(|| entries.first())
}

/// A machine that something can be said about: its memory or its bandwidth is known, and it is one machine.
fn useful(machine: &Machine) -> bool {
    machine.memory_gib.is_some() && machine.bandwidth_gb_per_s.is_some()
}

fn as_of(catalog: &Catalog) -> String {
    let full = |date: &&str| date.len() == 10;
    let dates = catalog.measurements.iter().map(|row| row.date.as_str());
    let prices = catalog.prices.iter().map(|price| price.date.as_str());
    dates.chain(prices).filter(full).max().unwrap_or("").to_owned()
}

/// Prices per token in 10⁻¹² dollars: input, cache write, cache read, output; null where not listed.
fn prices(price: &TokenPrice) -> Value {
    let per_token = |usd: &str| PicoUsd::from_usd(usd).map_or(Value::Null, |amount| json!(amount.0 / 1_000_000));
    let maybe = |usd: &Option<String>| usd.as_deref().map_or(Value::Null, per_token);
    json!([
        per_token(&price.input_usd_per_m),
        maybe(&price.cache_write_usd_per_m),
        maybe(&price.cache_read_usd_per_m),
        per_token(&price.output_usd_per_m)
    ])
}

fn model(catalog: &Catalog, entry: &ModelEntry, snapshot: Option<&Summary>) -> Option<Value> {
    let usual = entry.files.iter().position(|file| file.usual)?;
    let size = entry.files[usual].size_bytes.value as f64;
    let moe = entry.architecture == Architecture::Moe;
    // Uniform quantisation: the file's share of active parameters; a dense model reads all of its file.
    let share = if moe { entry.active_params_b.value / entry.total_params_b.value } else { 1.0 };
    let read = entry.read_bytes_per_token.as_ref().map_or(size * share, |fact| fact.value);
    let attention = &entry.attention.as_ref()?.value;
    let kv = KvShape::of(attention);
    let files: Vec<Value> = entry.files.iter().map(|file| json!([file.quantisation, file.size_bytes.value])).collect();
    let price = catalog.newest_token_price(entry.id.as_str());
    let tag = entry.ollama_tag.as_ref().map(|tag| &tag.value);
    let names = [entry.openrouter_id.as_ref(), entry.hugging_face_id.as_ref(), tag];
    let names: Vec<&String> = names.into_iter().flatten().collect();
    Some(json!([
        entry.id.as_str(),
        entry.name,
        u8::from(moe),
        entry.active_params_b.value,
        read,
        entry.context_tokens.value,
        [kv.per_token, kv.per_window_token, kv.window_tokens, kv.state, f64::from(u8::from(kv.plain))],
        files,
        usual,
        price.map_or(Value::Null, prices),
        price.map_or(Value::Null, |price| json!(price.date)),
        scores(entry, snapshot),
        shape(entry, attention),
        names,
    ]))
}

/// The overall score, then one for each category.
fn scores(entry: &ModelEntry, snapshot: Option<&Summary>) -> Vec<Value> {
    let none = || vec![Value::Null; 1 + Category::ALL.len()];
    let Some(summary) = snapshot else { return none() };
    let position = summary.models.iter().position(|model| model.catalog_model.as_ref() == Some(&entry.id));
    let Some(result) = position.and_then(|at| summary.results.get(at)) else { return none() };
    let mut all = vec![result.score.value().map_or(Value::Null, |value| score(value, result.n, result.ci95))];
    for category in Category::ALL {
        let part = result.by_category.iter().find(|part| part.category == category);
        let value = part.and_then(|part| Some(score(part.score.value()?, part.n, None)));
        all.push(value.unwrap_or(Value::Null));
    }
    all
}

/// Where no interval is known, the widest that a mean of so many marks can have: all of them at the ends of the scale.
fn score(value: f64, n: u32, ci95: Option<[f64; 2]>) -> Value {
    let [low, high] = ci95.unwrap_or_else(|| widest_of_published(value, n));
    let round = |value: f64| (value * 1000.0).round() / 1000.0;
    json!([round(value), round(low), round(high), n])
}

/// The widest interval of a mean that was published to the hundredth: of every mean that rounds to it.
#[must_use]
pub fn widest_of_published(value: f64, n: u32) -> [f64; 2] {
    let [low, _] = widest((value - 0.005).max(0.0), n);
    let [_, high] = widest((value + 0.005).min(2.0), n);
    [low, high]
}

fn widest(value: f64, n: u32) -> [f64; 2] {
    let best = (value * f64::from(n) / 2.0).floor();
    let marks: Vec<f64> = (0..n)
        .map(|at| {
            let at = f64::from(at);
            if at < best {
                2.0
            } else if at < best + 1.0 {
                value * f64::from(n) - 2.0 * best
            } else {
                0.0
            }
        })
        .collect();
    mean_interval(&marks).map_or([0.0, 2.0], |estimate| {
        let clipped = estimate.interval.clip(0.0, 2.0);
        [clipped.low, clipped.high]
    })
}

fn machine(catalog: &Catalog, machine: &Machine) -> Value {
    let kind = match machine.kind {
        MachineKind::AppleUnified => 0,
        MachineKind::Unified => 1,
        MachineKind::DiscreteGpu => 2,
        MachineKind::Cpu => 3,
    };
    let value = |fact: &Option<crate::catalog::Fact<f64>>| fact.as_ref().map(|fact| fact.value);
    let price = machine.newest_price();
    json!([
        machine.id.as_str(),
        machine.name,
        kind,
        machine.chip.as_deref().unwrap_or(""),
        value(&machine.memory_gib),
        value(&machine.gpu_usable_gib),
        value(&machine.bandwidth_gb_per_s),
        value(&machine.idle_w),
        value(&machine.load_w),
        price.map_or(Value::Null, |price| json!([price.currency, price.amount.value, price.amount.date])),
        u8::from(price.is_some_and(|price| price.condition == Condition::Used)),
        u8::from(price.is_some_and(|price| price.of == PriceOf::Card)),
        machine.discontinued.as_ref().map(|fact| &fact.value),
        catalog.power_class(machine).map(|class| {
            let idle = class.idle_w.as_ref().map(|fact| fact.value);
            let [low, high] = class.load_w.value;
            let host = class.host_usd.as_ref().map(|fact| fact.value);
            let ends = |ends: Option<[f64; 2]>| [ends.map(|ends| ends[0]), ends.map(|ends| ends[1])];
            let ([idle_low, idle_high], [host_low, host_high]) = (ends(idle), ends(host));
            json!([idle_low, idle_high, low, high, host_low, host_high])
        }),
        price.and_then(|price| price.tax_included).map(u8::from),
    ])
}

//! Makes the calculators' facts from the catalogue and a snapshot; only where files are written, never in the browser.

use super::extract_speed::{measured, shape};
use super::facts::{Facts, MachineFacts, ModelFacts, PowerFacts, ScoreFacts, WorkloadFacts};
use crate::catalog::{Architecture, Catalog, Condition, Machine, ModelEntry, PriceOf, TokenPrice};
use crate::category::Category;
use crate::cost::Prices;
use crate::memory::KvShape;
use crate::snapshot::v1::Summary;
use crate::stats::interval::mean_interval;
use crate::units::PicoUsd;

/// Model that stands for the frontier in comparisons.
const FRONTIER: &str = "claude-opus-4.5";

impl Facts {
    /// The facts of a catalogue; `snapshot` gives the scores. None when a model lacks what each
    /// must have. A price that cannot be counted is none.
    #[must_use]
    pub fn new(catalog: &Catalog, snapshot: Option<&Summary>) -> Option<Self> {
        let frontier = catalog
            .newest_token_price(FRONTIER)
            .and_then(|price| Some(("Claude Opus 4.5".to_owned(), prices(price)?, price.date.clone())));
        let known = catalog.models.iter().filter(|entry| entry.attention.is_some());
        let known = known.filter(|entry| entry.files.iter().any(|file| file.usual));
        let rates = catalog.newest_rates().map(|of| (of.currency.clone(), of.per_usd.value, of.per_usd.date.clone()));
        Some(Self {
            as_of: as_of(catalog),
            models: known.map(|entry| model(catalog, entry, snapshot)).collect::<Option<_>>()?,
            machines: catalog
                .machines
                .iter()
                .filter(|machine| useful(machine))
                .map(|of| machine(catalog, of))
                .collect(),
            measured: measured(catalog),
            frontier,
            rates: rates.collect(),
            snapshot: snapshot.map_or_else(String::new, |summary| summary.title.clone()),
            workloads: workloads(catalog),
        })
    }
}

fn workloads(catalog: &Catalog) -> Vec<WorkloadFacts> {
    let title = |key: &String| catalog.sources.get(key).map_or_else(|| key.clone(), |source| source.title.clone());
    let workload = |entry: &crate::catalog::WorkloadEntry| {
        let sources = [
            &entry.tokens.source,
            &entry.requests_per_month.source,
            &entry.context_end_tokens.source,
            &entry.peak_streams.source,
        ];
        WorkloadFacts { entry: entry.clone(), sources: sources.map(title) }
    };
    catalog.workloads.iter().map(workload).collect()
}

/// The snapshot whose scores count: the one that scores most models of the catalogue; of equals the first, which is the
/// newest where they stand as in an index. None without snapshots.
pub fn scored_snapshot<'a>(catalog: &Catalog, snapshots: impl IntoIterator<Item = &'a Summary>) -> Option<&'a Summary> {
    let known = |summary: &Summary| {
        let models = summary.models.iter().zip(&summary.results);
        let is_scored = models.filter(|(model, result)| {
            let entry = model.catalog_model.as_ref().and_then(|id| catalog.model(id.as_str()));
            entry.is_some() && result.score.value().is_some()
        });
        is_scored.count()
    };
    let mut found: Option<(usize, &Summary)> = None;
    for summary in snapshots {
        let scores = known(summary);
        if found.is_none_or(|(most, _)| scores > most) {
            found = Some((scores, summary));
        }
    }
    found.map(|(_, summary)| summary)
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

/// Prices per token; None when one is none that can be counted.
fn prices(price: &TokenPrice) -> Option<Prices> {
    let per_token = |usd: &str| PicoUsd::from_usd(usd).ok().map(|amount| PicoUsd(amount.0 / 1_000_000));
    let maybe = |usd: &Option<String>| usd.as_deref().and_then(per_token);
    Some(Prices {
        input: per_token(&price.input_usd_per_m)?,
        cache_write: maybe(&price.cache_write_usd_per_m),
        cache_read: maybe(&price.cache_read_usd_per_m),
        output: per_token(&price.output_usd_per_m)?,
    })
}

fn model(catalog: &Catalog, entry: &ModelEntry, snapshot: Option<&Summary>) -> Option<ModelFacts> {
    let usual = entry.files.iter().position(|file| file.usual)?;
    let size = entry.files[usual].size_bytes.value as f64;
    let moe = entry.architecture == Architecture::Moe;
    // Uniform quantisation: the file's share of active parameters; a dense model reads all of its file.
    let share = if moe { entry.active_params_b.value / entry.total_params_b.value } else { 1.0 };
    let read = entry.read_bytes_per_token.as_ref().map_or(size * share, |fact| fact.value);
    let attention = &entry.attention.as_ref()?.value;
    let price = catalog.newest_token_price(entry.id.as_str());
    let tag = entry.ollama_tag.as_ref().map(|tag| &tag.value);
    let names = [entry.openrouter_id.as_ref(), entry.hugging_face_id.as_ref(), tag];
    Some(ModelFacts {
        id: entry.id.as_str().to_owned(),
        name: entry.name.clone(),
        names: names.into_iter().flatten().cloned().collect(),
        moe,
        active_b: entry.active_params_b.value,
        read_bytes: read,
        read_is_counted: entry.read_bytes_per_token.is_some(),
        context_tokens: entry.context_tokens.value,
        kv: KvShape::of(attention),
        shape: shape(entry, attention),
        files: entry.files.iter().map(|file| (file.quantisation.clone(), file.size_bytes.value as f64)).collect(),
        usual,
        prices: price.and_then(|price| Some((prices(price)?, price.date.clone()))),
        scores: scores(entry, snapshot),
    })
}

/// The overall score, then one for each category.
fn scores(entry: &ModelEntry, snapshot: Option<&Summary>) -> Vec<Option<ScoreFacts>> {
    let none = || vec![None; 1 + Category::ALL.len()];
    let Some(summary) = snapshot else { return none() };
    let position = summary.models.iter().position(|model| model.catalog_model.as_ref() == Some(&entry.id));
    let Some(result) = position.and_then(|at| summary.results.get(at)) else { return none() };
    let mut all = vec![result.score.value().map(|value| score(value, result.n, result.ci95))];
    for category in Category::ALL {
        let part = result.by_category.iter().find(|part| part.category == category);
        all.push(part.and_then(|part| Some(score(part.score.value()?, part.n, None))));
    }
    all
}

/// Where no interval is known, the widest that a mean of so many marks can have: all of them at the ends of the scale.
fn score(value: f64, n: u32, ci95: Option<[f64; 2]>) -> ScoreFacts {
    let [low, high] = ci95.unwrap_or_else(|| widest_of_published(value, n));
    let round = |value: f64| (value * 1000.0).round() / 1000.0;
    ScoreFacts { value: round(value), low: round(low), high: round(high), n }
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

fn machine(catalog: &Catalog, machine: &Machine) -> MachineFacts {
    let value = |fact: &Option<crate::catalog::Fact<f64>>| fact.as_ref().map(|fact| fact.value);
    let price = machine.newest_price();
    MachineFacts {
        id: machine.id.as_str().to_owned(),
        name: machine.name.clone(),
        kind: machine.kind,
        chip: machine.chip.clone().unwrap_or_default(),
        memory_gib: value(&machine.memory_gib),
        usable_gib: value(&machine.gpu_usable_gib),
        bandwidth: value(&machine.bandwidth_gb_per_s),
        idle_w: value(&machine.idle_w),
        load_w: value(&machine.load_w),
        price: price.map(|price| (price.currency.clone(), price.amount.value, price.amount.date.clone())),
        used: price.is_some_and(|price| price.condition == Condition::Used),
        card_only: price.is_some_and(|price| price.of == PriceOf::Card),
        discontinued: machine.discontinued.as_ref().map(|fact| fact.value.clone()),
        power_class: catalog.power_class(machine).map(|class| PowerFacts {
            idle_w: class.idle_w.as_ref().map(|fact| fact.value.into()),
            load_w: class.load_w.value.into(),
            host_usd: class.host_usd.as_ref().map(|fact| fact.value),
        }),
        taxed: price.and_then(|price| price.tax_included),
    }
}

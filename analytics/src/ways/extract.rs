//! Makes the market from the catalogue and a snapshot; only where files are written, never in the browser.

use super::market::{Gpu, Limit, Market, Model, Offer, Plan, TokenPrices};
use super::range::Range;
use crate::catalog::{Beyond, Catalog, GpuRental, MachineKind, Subscription, TokenPrice};
use crate::decision::{Facts, ScoreFacts, widest_of_published};
use crate::snapshot::v1::Summary;
use crate::speed::points::chips;

impl Market {
    /// Everything that the catalogue offers, with the scores of a snapshot; None when it holds something that cannot be
    /// written.
    #[must_use]
    pub fn new(catalog: &Catalog, snapshot: Option<&Summary>) -> Option<Self> {
        let facts = Facts::new(catalog, snapshot)?;
        let models = models(catalog, &facts, snapshot);
        let plans = catalog.subscriptions.iter().map(|of| plan(catalog, &models, of)).collect();
        Some(Self { plans, gpus: gpus(catalog), models, facts })
    }
}

fn title(catalog: &Catalog, key: &str) -> String {
    catalog.sources.get(key).map_or_else(|| key.to_owned(), |source| source.title.clone())
}

fn models(catalog: &Catalog, facts: &Facts, snapshot: Option<&Summary>) -> Vec<Model> {
    let open = catalog.models.iter().map(|entry| {
        let local = facts.model(entry.id.as_str());
        Model {
            id: entry.id.as_str().to_owned(),
            name: entry.name.clone(),
            vendor: entry.vendor.clone(),
            frontier: false,
            window: Some(entry.context_tokens.value),
            offer: offer(catalog, entry.id.as_str()),
            local,
            scores: local.map_or_else(Vec::new, |at| facts.models[at].scores.clone()),
            local_score: local_score(snapshot, entry.id.as_str()),
        }
    });
    let rented = catalog.rented.iter().map(|entry| Model {
        id: entry.id.as_str().to_owned(),
        name: entry.name.clone(),
        vendor: entry.vendor.clone(),
        frontier: entry.frontier,
        window: None,
        offer: offer(catalog, entry.id.as_str()),
        local: None,
        scores: Vec::new(),
        local_score: None,
    });
    open.chain(rented).collect()
}

/// The score that a snapshot gives for a model on a machine of one's own. It tells neither tasks nor interval: as many
/// tasks as the model has in the cloud, and the widest interval that a rounded mean of so many marks can have.
fn local_score(snapshot: Option<&Summary>, id: &str) -> Option<ScoreFacts> {
    let summary = snapshot?;
    let published = summary.published.as_ref()?;
    let row = published.local_scores.iter().find(|row| row.model.as_str() == id)?;
    let at =
        summary.models.iter().position(|model| model.catalog_model.as_ref().is_some_and(|of| of.as_str() == id))?;
    let n = summary.results.get(at)?.n;
    let [low, high] = widest_of_published(row.local, n);
    Some(ScoreFacts { value: row.local, low, high, n })
}

fn offer(catalog: &Catalog, id: &str) -> Option<Offer> {
    let price = catalog.newest_token_price(id)?;
    let number = |text: &String| text.parse::<f64>().ok();
    let maybe = |text: &Option<String>| text.as_ref().and_then(number);
    let input = number(&price.input_usd_per_m)?;
    let write = maybe(&price.cache_write_usd_per_m).unwrap_or(input);
    let prices = TokenPrices {
        input,
        write_5m: write,
        write_1h: maybe(&price.cache_write_1h_usd_per_m).unwrap_or(write),
        read: maybe(&price.cache_read_usd_per_m).unwrap_or(input),
        output: number(&price.output_usd_per_m)?,
    };
    Some(Offer {
        provider: price.provider.clone(),
        long: long(price, prices),
        prices,
        batch_share: maybe(&price.batch_share),
        date: price.date.clone(),
        source: title(catalog, &price.source),
    })
}

/// The tier of long prompts; what it does not list rises as fresh input does.
fn long(price: &TokenPrice, usual: TokenPrices) -> Option<(u64, TokenPrices)> {
    let long = price.long_context.as_ref()?;
    let input: f64 = long.input_usd_per_m.parse().ok()?;
    let rise = input / usual.input;
    let read = long.cache_read_usd_per_m.as_ref().and_then(|text| text.parse().ok());
    let prices = TokenPrices {
        input,
        write_5m: usual.write_5m * rise,
        write_1h: usual.write_1h * rise,
        read: read.unwrap_or(usual.read * rise),
        output: long.output_usd_per_m.parse().ok()?,
    };
    Some((long.above_tokens?, prices))
}

fn plan(catalog: &Catalog, models: &[Model], of: &Subscription) -> Plan {
    let ends = |values: &[f64]| {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        Range::between(low, values.iter().copied().fold(0.0, f64::max))
    };
    let limits = of.limits.iter().map(|limit| Limit {
        window: limit.window,
        unit: limit.unit,
        amount: ends(&limit.amount.value),
    });
    Plan {
        id: of.id.clone(),
        name: of.name.clone(),
        per_month: of.per_month.value,
        currency: of.currency.clone(),
        // A seller who does not say is one whose list prices consumers see, with tax.
        tax_included: of.tax_included.unwrap_or(of.currency != "USD"),
        covers: of.covers.clone(),
        model: of.api_model.as_ref().and_then(|id| models.iter().position(|model| model.id == *id)),
        million_tokens: of.tokens_per_month.as_ref().map(|fact| ends(&fact.value.map(|tokens| tokens as f64 / 1e6))),
        api_value: of.api_value_usd_per_month.as_ref().map(|fact| ends(&fact.value)),
        limits: limits.collect(),
        beyond_at_api: of.beyond.as_ref().is_some_and(|fact| fact.value == Beyond::ApiRates),
        date: of.per_month.date.clone(),
        source: title(catalog, &of.per_month.source),
    }
}

/// Names under which measurements know a rented card.
fn chip_of(gpu: &str) -> &str {
    match gpu {
        "A100 80" => "A100 PCIe",
        "H100" => "H100 SXM",
        other => other,
    }
}

/// One entry for each card whose bandwidth is known; spot prices, which may end at any time, do not count, and of a
/// provider with several days the newest does.
fn gpus(catalog: &Catalog) -> Vec<Gpu> {
    let known = chips(include_str!("../../../data/catalog/speed-chips.csv")).unwrap_or_default();
    let mut found: Vec<Gpu> = Vec::new();
    for rental in &catalog.rentals {
        if found.iter().any(|gpu| gpu.name == rental.gpu) {
            continue;
        }
        let chip = chip_of(&rental.gpu);
        let machine = catalog.machines.iter().find(|machine| machine.chip.as_deref() == Some(chip));
        let listed = machine.and_then(|machine| machine.bandwidth_gb_per_s.as_ref()).map(|fact| fact.value);
        let Some(bandwidth) = listed.or_else(|| Some(known.iter().find(|row| row.chip == chip)?.bandwidth)) else {
            continue;
        };
        let newest = |of: &&GpuRental| {
            !catalog.rentals.iter().any(|other| {
                (&other.gpu, &other.provider, other.spot) == (&of.gpu, &of.provider, of.spot)
                    && other.usd_per_gpu_hour.date > of.usd_per_gpu_hour.date
            })
        };
        let single = |of: &&GpuRental| of.gpu == rental.gpu && !of.spot && of.gpus.is_none();
        let rows: Vec<&GpuRental> = catalog.rentals.iter().filter(single).filter(newest).collect();
        let mut prices: Vec<f64> = rows.iter().map(|row| row.usd_per_gpu_hour.value).collect();
        prices.sort_by(f64::total_cmp);
        let (Some(memory_gib), Some(low), Some(high)) = (rental.memory_gib, prices.first(), prices.last()) else {
            continue;
        };
        let mut sources: Vec<String> = rows.iter().map(|row| title(catalog, &row.usd_per_gpu_hour.source)).collect();
        sources.dedup();
        found.push(Gpu {
            chip: chip.to_owned(),
            name: rental.gpu.clone(),
            kind: MachineKind::DiscreteGpu,
            memory_gib,
            bandwidth,
            usd_per_hour: Range { value: prices[(prices.len() - 1) / 2], low: *low, high: *high },
            providers: prices.len(),
            date: rows.iter().map(|row| row.usd_per_gpu_hour.date.clone()).max().unwrap_or_default(),
            source: sources.join("; "),
        });
    }
    found
}

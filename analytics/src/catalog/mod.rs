//! The catalogue: models, machines, prices, subscriptions and published measurements, each figure with its source.
//!
//! The files are `data/catalog/*.toml`; reading them is up to the exporter and the prerenderer.

mod fact;
mod machine;
mod model;
mod price;

use std::collections::{BTreeMap, BTreeSet};

pub use fact::{Fact, Source, Status};
pub use machine::{Machine, MachineKind, MachinePrice, Measurement, Quantity};
pub use model::{Architecture, Attention, ModelEntry, Thinking, WeightFile};
pub use price::{ExchangeRate, Subscription, TokenPrice};
use serde::{Deserialize, Serialize};

/// `sources.toml`: what the source keys of all other files mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourcesFile {
    /// Sources by key.
    pub sources: BTreeMap<String, Source>,
}

/// `models.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelsFile {
    /// Models, in the order of the reference.
    pub models: Vec<ModelEntry>,
}

/// `machines.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MachinesFile {
    /// Machines, in the order of the reference.
    pub machines: Vec<Machine>,
}

/// `prices.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PricesFile {
    /// Prices; several of one model stand beside each other with their dates.
    pub prices: Vec<TokenPrice>,
}

/// `subscriptions.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionsFile {
    /// Subscriptions.
    pub subscriptions: Vec<Subscription>,
}

/// `rates.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatesFile {
    /// Exchange rates, one for each currency.
    pub rates: Vec<ExchangeRate>,
}

/// `measurements.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasurementsFile {
    /// Measurements that others published.
    pub measurements: Vec<Measurement>,
}

/// Everything in the catalogue.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Catalog {
    /// Sources by key.
    pub sources: BTreeMap<String, Source>,
    /// Models.
    pub models: Vec<ModelEntry>,
    /// Machines.
    pub machines: Vec<Machine>,
    /// Prices per token.
    pub prices: Vec<TokenPrice>,
    /// Subscriptions.
    pub subscriptions: Vec<Subscription>,
    /// Exchange rates.
    pub rates: Vec<ExchangeRate>,
    /// Published measurements.
    pub measurements: Vec<Measurement>,
}

impl Catalog {
    /// The model with this id.
    #[must_use]
    pub fn model(&self, id: &str) -> Option<&ModelEntry> {
        self.models.iter().find(|model| model.id.as_str() == id)
    }

    /// The machine with this id.
    #[must_use]
    pub fn machine(&self, id: &str) -> Option<&Machine> {
        self.machines.iter().find(|machine| machine.id.as_str() == id)
    }

    /// The smallest context window of any model, in tokens; None for an empty catalogue.
    #[must_use]
    pub fn smallest_context_tokens(&self) -> Option<u64> {
        self.models.iter().map(|model| model.context_tokens.value).min()
    }

    /// Faults in the catalogue as a whole: ids used twice, references to nothing, sources that nobody explains.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let model_ids: Vec<&str> = self.models.iter().map(|model| model.id.as_str()).collect();
        let machine_ids: Vec<&str> = self.machines.iter().map(|machine| machine.id.as_str()).collect();
        for (what, ids) in [("model", &model_ids), ("machine", &machine_ids)] {
            let mut seen = BTreeSet::new();
            for id in ids {
                if !seen.insert(*id) {
                    faults.push(format!("{what} {id} stands twice"));
                }
            }
        }
        for price in &self.prices {
            if !model_ids.contains(&price.model.as_str()) && !price.not_in_catalog {
                faults.push(format!("a price names the unknown model {}", price.model));
            }
        }
        for measurement in &self.measurements {
            if !machine_ids.contains(&measurement.machine.as_str()) {
                faults.push(format!("a measurement names the unknown machine {}", measurement.machine));
            }
        }
        let mut used = BTreeSet::new();
        self.models.iter().for_each(|model| model.collect_sources(&mut used));
        self.machines.iter().for_each(|machine| machine.collect_sources(&mut used));
        used.extend(self.prices.iter().map(|price| price.source.as_str()));
        self.subscriptions.iter().for_each(|plan| plan.collect_sources(&mut used));
        used.extend(self.rates.iter().map(|rate| rate.per_usd.source.as_str()));
        used.extend(self.measurements.iter().map(|measurement| measurement.source.as_str()));
        for key in used {
            if !self.sources.contains_key(key) {
                faults.push(format!("source {key} is used and not explained in sources.toml"));
            }
        }
        faults
    }
}

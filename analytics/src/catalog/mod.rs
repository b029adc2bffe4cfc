//! The catalogue: models, machines, prices, subscriptions and published measurements, each figure with its source.
//!
//! The files are `data/catalog/*.toml`; reading them is up to the exporter and the prerenderer.

mod check;
mod fact;
mod machine;
mod model;
mod price;
mod workload;

use std::collections::{BTreeMap, BTreeSet};

pub use check::{Finding, OLD_AFTER_DAYS};
pub use fact::{Fact, Source, Status};
pub use machine::{Condition, Machine, MachineKind, MachinePrice, Measurement, PowerClass, PriceOf, Quantity};
pub use model::{
    Architecture, Attention, CompressedLayers, Draft, Modality, ModelEntry, RentedModel, Thinking, WeightFile,
};
pub use price::{Beyond, ExchangeRate, GpuRental, LimitUnit, LongContext, PlanLimit, Subscription, TokenPrice, Window};
use serde::{Deserialize, Serialize};
pub use workload::{RequestTokens, WorkKind, WorkloadEntry};

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
    /// Models that can only be rented.
    #[serde(default)]
    pub rented: Vec<RentedModel>,
}

/// `machines.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MachinesFile {
    /// Machines, in the order of the reference.
    pub machines: Vec<Machine>,
    /// Classes of power.
    #[serde(default)]
    pub power_classes: Vec<PowerClass>,
}

/// `gpu-rentals.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GpuRentalsFile {
    /// Prices of graphics cards by the hour.
    pub rentals: Vec<GpuRental>,
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
    /// Exchange rates, oldest first; several of a currency with their dates.
    pub rates: Vec<ExchangeRate>,
}

/// `workloads.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkloadsFile {
    /// Workloads; the first is the default.
    pub workloads: Vec<WorkloadEntry>,
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
    /// Models that can only be rented.
    pub rented: Vec<RentedModel>,
    /// Machines.
    pub machines: Vec<Machine>,
    /// Classes of power, for machines that nobody measured.
    pub power_classes: Vec<PowerClass>,
    /// Graphics cards by the hour.
    pub rentals: Vec<GpuRental>,
    /// Prices per token.
    pub prices: Vec<TokenPrice>,
    /// Subscriptions.
    pub subscriptions: Vec<Subscription>,
    /// Exchange rates.
    pub rates: Vec<ExchangeRate>,
    /// Published measurements.
    pub measurements: Vec<Measurement>,
    /// Workloads to begin with.
    pub workloads: Vec<WorkloadEntry>,
}

impl Catalog {
    /// The model with this id.
    #[must_use]
    pub fn model(&self, id: &str) -> Option<&ModelEntry> {
        self.models.iter().find(|model| model.id.as_str() == id)
    }

    /// The rented model with this id.
    #[must_use]
    pub fn rented(&self, id: &str) -> Option<&RentedModel> {
        self.rented.iter().find(|model| model.id.as_str() == id)
    }

    /// The newest price per token of a model, of several of one day the later entry.
    #[must_use]
    pub fn newest_token_price(&self, model: &str) -> Option<&TokenPrice> {
        self.prices.iter().filter(|price| price.model == model).max_by(|a, b| a.date.cmp(&b.date))
    }

    /// The newest exchange rate of each currency.
    pub fn newest_rates(&self) -> impl Iterator<Item = &ExchangeRate> {
        self.rates
            .iter()
            .enumerate()
            .filter(|(at, rate)| {
                let newer =
                    |other: &ExchangeRate| other.currency == rate.currency && other.per_usd.date > rate.per_usd.date;
                !self.rates.iter().any(newer)
                    && !self.rates[..*at]
                        .iter()
                        .any(|other| other.currency == rate.currency && other.per_usd.date == rate.per_usd.date)
            })
            .map(|(_, rate)| rate)
    }

    /// The class that a machine's power is estimated from.
    #[must_use]
    pub fn power_class(&self, machine: &Machine) -> Option<&PowerClass> {
        let id = machine.power_class.as_deref()?;
        self.power_classes.iter().find(|class| class.id == id)
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
        let open = self.models.iter().map(|model| model.id.as_str());
        let model_ids: Vec<&str> = open.chain(self.rented.iter().map(|model| model.id.as_str())).collect();
        let machine_ids: Vec<&str> = self.machines.iter().map(|machine| machine.id.as_str()).collect();
        for (what, ids) in [("model", &model_ids), ("machine", &machine_ids)] {
            let mut seen = BTreeSet::new();
            for id in ids {
                if !seen.insert(*id) {
                    faults.push(format!("{what} {id} stands twice"));
                }
            }
        }
        let successors = self.models.iter().map(|model| (&model.id, &model.successor));
        for (id, next) in successors.chain(self.rented.iter().map(|model| (&model.id, &model.successor))) {
            if let Some(next) = next.as_ref().filter(|next| !model_ids.contains(&next.as_str())) {
                faults.push(format!("model {id} names the unknown successor {next}"));
            }
        }
        for machine in &self.machines {
            if machine.power_class.is_some() && self.power_class(machine).is_none() {
                faults.push(format!("machine {} names an unknown class of power", machine.id));
            }
        }
        for plan in &self.subscriptions {
            if let Some(model) = plan.api_model.as_deref().filter(|model| !model_ids.contains(model)) {
                faults.push(format!("subscription {} names the unknown model {model}", plan.id));
            }
        }
        let plans: Vec<&str> = self.subscriptions.iter().map(|plan| plan.id.as_str()).collect();
        faults.extend(
            plans
                .iter()
                .enumerate()
                .filter(|(at, id)| plans[..*at].contains(id))
                .map(|(_, id)| format!("subscription {id} stands twice")),
        );
        let workloads: Vec<&str> = self.workloads.iter().map(|workload| workload.id.as_str()).collect();
        let twice = workloads.iter().enumerate().filter(|(at, id)| workloads[..*at].contains(id));
        faults.extend(twice.map(|(_, id)| format!("workload {id} stands twice")));
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
        for key in self.used_sources() {
            if !self.sources.contains_key(key) {
                faults.push(format!("source {key} is used and not explained in sources.toml"));
            }
        }
        faults
    }

    /// Keys of the sources that any figure names.
    fn used_sources(&self) -> BTreeSet<&str> {
        let mut used = BTreeSet::new();
        self.models.iter().for_each(|model| model.collect_sources(&mut used));
        self.machines.iter().for_each(|machine| machine.collect_sources(&mut used));
        used.extend(self.prices.iter().map(|price| price.source.as_str()));
        used.extend(self.rented.iter().flat_map(|model| &model.release_date).map(|fact| fact.source.as_str()));
        used.extend(self.power_classes.iter().map(|class| class.load_w.source.as_str()));
        used.extend(self.power_classes.iter().flat_map(|class| &class.idle_w).map(|fact| fact.source.as_str()));
        used.extend(self.power_classes.iter().flat_map(|class| &class.host_usd).map(|fact| fact.source.as_str()));
        used.extend(self.rentals.iter().map(|rental| rental.usd_per_gpu_hour.source.as_str()));
        self.subscriptions.iter().for_each(|plan| plan.collect_sources(&mut used));
        used.extend(self.rates.iter().map(|rate| rate.per_usd.source.as_str()));
        self.workloads.iter().for_each(|workload| workload.collect_sources(&mut used));
        used.extend(self.measurements.iter().map(|measurement| measurement.source.as_str()));
        used
    }
}

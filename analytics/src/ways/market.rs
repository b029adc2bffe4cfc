//! What can be had: models and their prices, machines, plans, graphics cards by the hour; one file for the
//! browser and the exporter.

use serde::{Deserialize, Serialize};

use super::range::Range;
use crate::catalog::{LimitUnit, MachineKind, Window, WorkKind};
use crate::decision::{Facts, ScoreFacts};

/// Prices in US dollars per million tokens, without tax.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TokenPrices {
    /// Fresh input.
    pub input: f64,
    /// Input written to a cache for five minutes; as fresh input where none is listed.
    pub write_5m: f64,
    /// Input written to a cache for an hour; as for five minutes where none is listed.
    pub write_1h: f64,
    /// Input read from a cache; as fresh input where none is listed.
    pub read: f64,
    /// Output.
    pub output: f64,
}

/// The price of a model at an API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// Who asks it.
    pub provider: String,
    /// The usual prices.
    pub prices: TokenPrices,
    /// Prompts of more tokens than this pay these prices.
    pub long: Option<(u64, TokenPrices)>,
    /// What of the price a batch with delayed answers costs.
    pub batch_share: Option<f64>,
    /// Day of the price.
    pub date: String,
    /// Title of its source.
    pub source: String,
}

/// A model that can be rented or run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Id in the catalogue.
    pub id: String,
    /// Name.
    pub name: String,
    /// Who made it.
    pub vendor: String,
    /// Whether it is its maker's strongest.
    pub frontier: bool,
    /// Context window; None where the catalogue does not say.
    pub window: Option<u64>,
    /// The newest price.
    pub offer: Option<Offer>,
    /// Position among the facts' models, where it can be run.
    pub local: Option<usize>,
    /// Scores at an API: of all tasks, then by category.
    pub scores: Vec<Option<ScoreFacts>>,
    /// Score on a machine of one's own, of all tasks.
    pub local_score: Option<ScoreFacts>,
}

/// What a plan allows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// The time that it covers.
    pub window: Window,
    /// What is counted.
    pub unit: LimitUnit,
    /// The amount, with its ends.
    pub amount: Range,
}

/// A subscription for one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Id in the catalogue.
    pub id: String,
    /// Name.
    pub name: String,
    /// Price of a month.
    pub per_month: f64,
    /// Its currency.
    pub currency: String,
    /// Whether tax is in it.
    pub tax_included: bool,
    /// Work that it is meant for.
    pub covers: Vec<WorkKind>,
    /// The model that it serves, by position.
    pub model: Option<usize>,
    /// Million tokens of every kind that users got out of a month.
    pub million_tokens: Option<Range>,
    /// What users got out of a month at API prices, in US dollars.
    pub api_value: Option<Range>,
    /// Limits that the seller states.
    pub limits: Vec<Limit>,
    /// Whether more can be had at the API's prices.
    pub beyond_at_api: bool,
    /// Day of the price.
    pub date: String,
    /// Title of its source.
    pub source: String,
}

/// A graphics card by the hour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gpu {
    /// Chip, as measurements name it.
    pub chip: String,
    /// Name.
    pub name: String,
    /// Kind of machine that it sits in.
    pub kind: MachineKind,
    /// Memory in GiB.
    pub memory_gib: f64,
    /// Bandwidth in GB/s.
    pub bandwidth: f64,
    /// US dollars an hour over its providers: the middle, the least and the most.
    pub usd_per_hour: Range,
    /// How many providers that is.
    pub providers: usize,
    /// Newest day of these prices.
    pub date: String,
    /// Titles of their sources.
    pub source: String,
}

/// Everything that can be had.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Market {
    /// Machines, weights, measurements and rates.
    pub facts: Facts,
    /// Models, those of the facts first.
    pub models: Vec<Model>,
    /// Plans.
    pub plans: Vec<Plan>,
    /// Graphics cards by the hour.
    pub gpus: Vec<Gpu>,
}

impl Market {
    /// The facts alone: nothing to rent or to subscribe to.
    #[must_use]
    pub const fn of_facts(facts: Facts) -> Self {
        Self { facts, models: Vec::new(), plans: Vec::new(), gpus: Vec::new() }
    }

    /// Position of a model.
    #[must_use]
    pub fn model(&self, id: &str) -> Option<usize> {
        self.models.iter().position(|model| model.id == id)
    }

    /// Position of a plan by its id or name, without regard to case.
    #[must_use]
    pub fn plan(&self, name: &str) -> Option<usize> {
        let same = |text: &str| text.eq_ignore_ascii_case(name);
        self.plans.iter().position(|plan| same(&plan.id) || same(&plan.name))
    }
}

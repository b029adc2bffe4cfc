//! A machine's facts, and what others measured on it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Fact, Status};
use crate::ids::MachineId;

/// How a machine's memory serves its GPU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MachineKind {
    /// Apple silicon: one memory, of which macOS gives the GPU a share.
    AppleUnified,
    /// Another machine with one memory for processor and GPU.
    Unified,
    /// A PC with one or several graphics cards.
    DiscreteGpu,
    /// No GPU to speak of.
    Cpu,
}

/// A machine of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// Id within the project.
    pub id: MachineId,
    /// Name on pages.
    pub name: String,
    /// How its memory serves its GPU.
    pub kind: MachineKind,
    /// The chip that reads the memory: what was measured on one machine holds for another with the same chip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chip: Option<String>,
    /// Memory that models can live in, as it is sold, in GiB; None where unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_gib: Option<Fact<f64>>,
    /// What of it the GPU may use by default, in GiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gpu_usable_gib: Option<Fact<f64>>,
    /// Memory bandwidth for one stream, in GB/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bandwidth_gb_per_s: Option<Fact<f64>>,
    /// Power at the wall while idle, in watts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_w: Option<Fact<f64>>,
    /// Power at the wall while a model runs, in watts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_w: Option<Fact<f64>>,
    /// Prices, each in its own currency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prices: Vec<MachinePrice>,
    /// How loud it is, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noise: Option<Fact<String>>,
    /// First day of sale, YYYY-MM-DD or YYYY-MM, where it is of this year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ships: Option<Fact<String>>,
    /// Set where it is no longer sold new: the day or month since when, or `unknown`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discontinued: Option<Fact<String>>,
    /// Boxes that it consists of; None means one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nodes: Option<u32>,
    /// Speed of the link between boxes or cards, in GB/s each way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_gb_per_s: Option<Fact<f64>>,
    /// Id of the class that its power is estimated from, where nobody measured it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power_class: Option<String>,
    /// Whether it can be bought, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability: Option<Fact<String>>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A price of a machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MachinePrice {
    /// ISO 4217 code.
    pub currency: String,
    /// Amount in that currency.
    pub amount: Fact<f64>,
    /// New or used.
    #[serde(default, skip_serializing_if = "Condition::is_new")]
    pub condition: Condition,
    /// What the price is of.
    #[serde(default, skip_serializing_if = "PriceOf::is_machine")]
    pub of: PriceOf,
    /// Whether value-added or sales tax is in it; None where the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_included: Option<bool>,
}

/// Whether something is sold new or used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// By a shop.
    #[default]
    New,
    /// Second-hand.
    Used,
}

impl Condition {
    const fn is_new(&self) -> bool {
        matches!(self, Self::New)
    }
}

/// What a price is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceOf {
    /// The whole machine.
    #[default]
    Machine,
    /// The graphics card alone: the computer around it costs more.
    Card,
}

impl PriceOf {
    const fn is_machine(&self) -> bool {
        matches!(self, Self::Machine)
    }
}

/// A class of machines whose power is alike: what is taken where nobody measured a machine's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PowerClass {
    /// Id within the project.
    pub id: String,
    /// Name on pages.
    pub name: String,
    /// Power at the wall while idle, in watts: least and most; None where no source gives any of this class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_w: Option<Fact<[f64; 2]>>,
    /// Power at the wall while a model runs, in watts: least and most.
    pub load_w: Fact<[f64; 2]>,
    /// What the computer around a graphics card costs, in US dollars without tax: least and most; None where machines of
    /// this class are sold whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_usd: Option<Fact<[f64; 2]>>,
}

/// The day for comparisons: a month or a year counts as its first day.
fn day(date: &str) -> String {
    match date.len() {
        4 => [date, "-01-01"].concat(),
        7 => [date, "-01"].concat(),
        _ => date.to_owned(),
    }
}

impl Machine {
    /// The price that counts, everywhere: of the whole machine before that of its card, new before used (used before
    /// new where it is no longer sold), then the newest, and of several with one date the highest.
    #[must_use]
    pub fn newest_price(&self) -> Option<&MachinePrice> {
        let wanted = if self.discontinued.is_some() { Condition::Used } else { Condition::New };
        let rank = |price: &MachinePrice| (price.of == PriceOf::Machine, price.condition == wanted);
        self.prices.iter().max_by(|a, b| {
            let order = rank(a).cmp(&rank(b)).then_with(|| day(&a.amount.date).cmp(&day(&b.amount.date)));
            order.then_with(|| a.amount.value.total_cmp(&b.amount.value))
        })
    }

    /// Keys of the sources of its facts.
    #[must_use]
    pub fn sources(&self) -> Vec<&str> {
        let mut keys = BTreeSet::new();
        self.collect_sources(&mut keys);
        keys.into_iter().collect()
    }

    pub(super) fn collect_sources<'a>(&'a self, into: &mut BTreeSet<&'a str>) {
        let numbers = [&self.memory_gib, &self.gpu_usable_gib, &self.bandwidth_gb_per_s, &self.idle_w, &self.load_w];
        into.extend(numbers.into_iter().flatten().map(|fact| fact.source.as_str()));
        into.extend(self.prices.iter().map(|price| price.amount.source.as_str()));
        into.extend(self.link_gb_per_s.iter().map(|fact| fact.source.as_str()));
        let words = [&self.noise, &self.availability, &self.ships, &self.discontinued];
        into.extend(words.into_iter().flatten().map(|fact| fact.source.as_str()));
    }
}

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Output tokens per second of one stream.
    DecodeTokPerS,
    /// Prompt tokens per second.
    PrefillTokPerS,
    /// Output tokens per second of all streams together.
    AggregateDecodeTokPerS,
    /// Output tokens over the whole time of a request, prompt processing included.
    EndToEndTokPerS,
}

/// A measurement that others published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measurement {
    /// The machine.
    pub machine: MachineId,
    /// The model: an id of the catalogue where there is one, else the name in the source.
    pub model: String,
    /// Quantisation or format, as the source names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantisation: Option<String>,
    /// What was measured.
    pub quantity: Quantity,
    /// The value, in the quantity's unit.
    pub value: f64,
    /// The other end, where the source gives a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_to: Option<f64>,
    /// Tokens already in the context; None means a short one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_tokens: Option<u64>,
    /// Streams at the same time; None means one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<u32>,
    /// Output tokens per second of each stream, where the source gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_user: Option<f64>,
    /// Speculative decoding with its acceptance, in the source's words; None means without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speculative: Option<String>,
    /// Program that ran the model, with its backend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    /// Its version or build.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// Power at the wall during the measurement, in watts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power_w: Option<f64>,
    /// Key into `sources.toml`.
    pub source: String,
    /// Day on which it was read, YYYY-MM-DD.
    pub date: String,
    /// How far it can be believed.
    pub status: Status,
    /// What a reader must know beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

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
    /// Whether it can be bought.
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
}

impl Machine {
    pub(super) fn collect_sources<'a>(&'a self, into: &mut BTreeSet<&'a str>) {
        let numbers = [&self.memory_gib, &self.gpu_usable_gib, &self.bandwidth_gb_per_s, &self.idle_w, &self.load_w];
        into.extend(numbers.into_iter().flatten().map(|fact| fact.source.as_str()));
        into.extend(self.prices.iter().map(|price| price.amount.source.as_str()));
        into.extend([&self.noise, &self.availability].into_iter().flatten().map(|fact| fact.source.as_str()));
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

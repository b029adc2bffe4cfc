//! Hardware that runs models: a machine of one's own or a rented card, with estimates where no source has a figure.

use super::inputs::Inputs;
use super::market::{Gpu, Market};
use super::range::Range;
use crate::catalog::MachineKind;
use crate::decision::{MachineFacts, PowerFacts};
use crate::memory::{Limit, limit};

/// Hardware with everything that a way needs to know.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Host {
    /// Position among machines, or among cards after them.
    pub at: usize,
    pub id: String,
    pub name: String,
    pub kind: MachineKind,
    pub chip: String,
    /// What models may use; None where the memory is unknown.
    pub limit: Option<Limit>,
    pub bandwidth: f64,
    /// Whether the bandwidth is the reader's, so that no measurement of this chip counts.
    pub other_bandwidth: bool,
}

/// A figure with what is to be said of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Marked {
    pub range: Range,
    /// Empty for a listed figure; else how it was estimated.
    pub mark: String,
}

impl Host {
    pub(super) fn machine(market: &Market, inputs: &Inputs, at: usize) -> Self {
        let machine = &market.facts.machines[at];
        let entered = &inputs.entered;
        let chosen = entered.machine == Some(at);
        let memory = entered.memory_gib.filter(|_| chosen);
        let limit = match memory {
            Some(memory) => limit(machine.kind, Some(memory), None),
            None => limit(machine.kind, machine.memory_gib, machine.usable_gib),
        };
        let other = entered.bandwidth.filter(|own| chosen && Some(*own) != machine.bandwidth);
        Self {
            at,
            id: machine.id.clone(),
            name: machine.name.clone(),
            kind: machine.kind,
            chip: machine.chip.clone(),
            limit,
            bandwidth: other.or(machine.bandwidth).unwrap_or(0.0),
            other_bandwidth: other.is_some(),
        }
    }

    pub(super) fn card(market: &Market, at: usize) -> Self {
        let gpu: &Gpu = &market.gpus[at];
        // What a driver keeps for itself, as on the PCs of the catalogue: 1.5 of 32 GiB.
        let usable = gpu.memory_gib * (30.5 / 32.0);
        Self {
            at: market.facts.machines.len() + at,
            id: gpu.chip.clone(),
            name: gpu.name.clone(),
            kind: gpu.kind,
            chip: gpu.chip.clone(),
            limit: limit(gpu.kind, Some(gpu.memory_gib), Some(usable)),
            bandwidth: gpu.bandwidth,
            other_bandwidth: false,
        }
    }

    /// What models may use, in GiB; 0 where unknown.
    pub(super) fn usable_gib(&self, inputs: &Inputs) -> f64 {
        self.limit.map_or(0.0, |limit| if inputs.entered.raised { limit.raised_gib } else { limit.default_gib })
    }
}

/// What a machine costs, as the buyer pays it.
pub(super) fn price(market: &Market, inputs: &Inputs, at: usize) -> Marked {
    let machine = &market.facts.machines[at];
    let factor = inputs.machine_price_factor;
    if let Some(own) = inputs.entered.machine_price.filter(|_| inputs.entered.machine == Some(at)) {
        return Marked { range: Range::exact(own * factor), mark: String::new() };
    }
    let (range, mark) = match listed(market, inputs, machine) {
        Some((amount, true)) => {
            let [low, high] = machine.power_class.and_then(|class| class.host_usd).unwrap_or(HOST_USD);
            let host = Range { low, high, value: f64::midpoint(low, high) };
            let terms = &inputs.terms;
            let around = Range { value: terms.dollars(host.value), low: terms.dollars(low), high: terms.dollars(high) };
            (Range::exact(amount).plus(around), "the card’s price with an assumed computer around it".to_owned())
        }
        Some((amount, false)) => (Range::exact(amount), String::new()),
        None => (
            by_memory(market, inputs, machine),
            "no source gives its price: estimated from the prices per GiB of machines like it".to_owned(),
        ),
    };
    Marked { range: range.times(factor), mark }
}

/// The listed price as the buyer pays it, and whether it is of the card alone.
fn listed(market: &Market, inputs: &Inputs, machine: &MachineFacts) -> Option<(f64, bool)> {
    let (code, amount, _) = machine.price.as_ref()?;
    let own = inputs.terms.currency.code();
    let rate = if code == own { 1.0 } else { inputs.terms.rate / market.facts.rate(code)?.0 };
    // US prices stand without tax; elsewhere shops show consumers the price with it.
    let taxed = machine.taxed.unwrap_or(code != "USD");
    Some((inputs.terms.paid(amount * rate, taxed), machine.card_only))
}

/// The computer around a card where its class gives none: as for a PC with one large card.
const HOST_USD: [f64; 2] = [800.0, 2_000.0];

/// Price by memory among priced machines of the same kind: the geometric middle of their prices per GiB, with the least
/// and the most.
fn by_memory(market: &Market, inputs: &Inputs, machine: &MachineFacts) -> Range {
    let like = market.facts.machines.iter().filter(|other| other.kind == machine.kind);
    let mut each: Vec<f64> = like
        .filter_map(|other| Some(listed(market, inputs, other)?.0 / other.memory_gib.filter(|gib| *gib > 0.0)?))
        .collect();
    each.sort_by(f64::total_cmp);
    let memory = machine.memory_gib.unwrap_or(0.0);
    match (each.first(), each.last()) {
        (Some(low), Some(high)) => Range { value: each[each.len() / 2], low: *low, high: *high }.times(memory),
        _ => Range::exact(inputs.terms.dollars(2_000.0)),
    }
}

/// Watts while it works and while it waits.
pub(super) fn power(market: &Market, inputs: &Inputs, at: usize) -> (Marked, Marked) {
    let machine = &market.facts.machines[at];
    let chosen = inputs.entered.machine == Some(at);
    let known = |value: f64| Marked { range: Range::exact(value), mark: String::new() };
    let class = machine.power_class.unwrap_or_else(|| usual_class(machine));
    let load = inputs.entered.load_w.filter(|_| chosen).or(machine.load_w).map_or_else(
        || Marked {
            range: Range::between(class.load_w.0, class.load_w.1),
            mark: "power under load estimated from its class".to_owned(),
        },
        known,
    );
    let idle = inputs.entered.idle_w.filter(|_| chosen).or(machine.idle_w).map_or_else(
        || {
            let ends = class.idle_w.unwrap_or((load.range.low * 0.1, load.range.high * 0.5));
            let mark = if class.idle_w.is_some() {
                "idle power estimated from its class"
            } else {
                "no source gives idle power of its class: a tenth to a half of the load"
            };
            Marked { range: Range::between(ends.0, ends.1), mark: mark.to_owned() }
        },
        known,
    );
    (load, idle)
}

/// Power of a machine that names no class: what the catalogue gives of the classes that its kind holds.
fn usual_class(machine: &MachineFacts) -> PowerFacts {
    let class = |idle_w, load_w| PowerFacts { idle_w, load_w, host_usd: None };
    match machine.kind {
        MachineKind::AppleUnified if machine.chip.contains("Ultra") => class(Some((8.0, 10.0)), (223.0, 295.0)),
        MachineKind::AppleUnified if machine.chip.contains("Max") => class(Some((7.0, 12.0)), (115.0, 145.0)),
        MachineKind::AppleUnified => class(Some((4.0, 8.0)), (15.0, 115.0)),
        MachineKind::Unified => class(Some((22.0, 45.0)), (60.0, 156.0)),
        MachineKind::DiscreteGpu if machine.chip.starts_with("2x") => class(Some((90.0, 90.0)), (760.0, 1_200.0)),
        MachineKind::DiscreteGpu => class(Some((30.0, 90.0)), (331.0, 700.0)),
        MachineKind::Cpu => class(None, (12.0, 14.0)),
    }
}

//! Several models on one machine: two that stay loaded side by side, or one at a time.

use super::run::{Run, Setup, needed_gib};
use crate::catalog::MachineKind;
use crate::decision::Facts;
use crate::memory::{FitVerdict, verdict};
use crate::speed::swap_seconds;

/// What a disk reads, in GB/s: assumed, that of a good NVMe drive. A memory card is far slower.
const DISK_GB_PER_S: f64 = 5.0;

/// Two models that stay loaded.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair<'a> {
    /// The best one.
    pub best: &'a Run,
    /// The fastest that fits beside it.
    pub beside: &'a Run,
    /// What both need, in GiB.
    pub needed_gib: f64,
    /// Whether that fits by default; [`FitVerdict::DoesNotFit`] where only a raised limit makes it fit.
    pub fit: FitVerdict,
}

/// The best model with the fastest that fits beside it: by default, else with a raised limit. None where none does.
#[must_use]
pub fn pair<'a>(facts: &Facts, setup: &'a Setup) -> Option<Pair<'a>> {
    let (best, others) = setup.runs.split_first()?;
    let need = |run: &Run| needed_gib(facts, run.chosen, setup.context_tokens, 1);
    let within = |limit: f64| {
        let fitting = others.iter().filter(move |run| !run.is_slow() && need(best) + need(run) <= limit);
        // A score first: beside the best one wants a model that is known to be of use.
        fitting.max_by(|a, b| {
            a.score.is_some().cmp(&b.score.is_some()).then_with(|| a.decode.value.total_cmp(&b.decode.value))
        })
    };
    let beside = within(setup.limit.default_gib).or_else(|| within(setup.limit.raised_gib))?;
    let needed_gib = need(best) + need(beside);
    Some(Pair { best, beside, needed_gib, fit: verdict(needed_gib, setup.limit.default_gib) })
}

/// Models that take turns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Swap {
    /// Seconds to load the best model's file.
    pub seconds: f64,
    /// What the disk is taken to read, in GB/s.
    pub disk_gb_per_s: f64,
}

/// How long it takes to load the best model again. None on a machine without a disk of that kind, such as a Raspberry
/// Pi, and where nothing fits.
#[must_use]
pub fn swap(facts: &Facts, setup: &Setup) -> Option<Swap> {
    if facts.machines[setup.machine].kind == MachineKind::Cpu {
        return None;
    }
    let best = setup.runs.first()?.chosen;
    let bytes = facts.models[best.model].files[best.file].1;
    Some(Swap { seconds: swap_seconds(bytes, DISK_GB_PER_S)?, disk_gb_per_s: DISK_GB_PER_S })
}

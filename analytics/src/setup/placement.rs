//! Where a model runs: the smallest, the cheapest and the fastest machine that write at least as fast as one reads.

use super::run::{READABLE_TOK_PER_S, Run, Setup};
use crate::decision::{Facts, MachineFacts};
use crate::memory::FitVerdict;

/// A model on one of the machines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place<'a> {
    /// The machine, by position in the facts.
    pub machine: usize,
    /// How it runs there.
    pub run: &'a Run,
}

/// The machines for a model with its usual file, without raising any limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placement<'a> {
    /// The one with the least memory; of several the fastest.
    pub smallest: Place<'a>,
    /// The cheapest that is sold new as a whole, with its price in US dollars at the rates of the facts.
    pub cheapest: Option<(Place<'a>, f64)>,
    /// The fastest.
    pub fastest: Place<'a>,
}

/// Looks through what machines run. None where none of them runs the model well enough.
#[must_use]
pub fn placement<'a>(facts: &Facts, setups: &'a [Setup], model: usize) -> Option<Placement<'a>> {
    // A server is no machine for a desk.
    let desk = |setup: &&Setup| !facts.machines[setup.machine].id.ends_with("-server");
    let places = || {
        setups.iter().filter(desk).flat_map(move |setup| {
            let well = move |run: &&Run| {
                run.chosen.model == model
                    && !run.smaller_file
                    && run.fit != FitVerdict::DoesNotFit
                    && run.decode.value >= READABLE_TOK_PER_S
            };
            setup.runs.iter().filter(well).map(|run| Place { machine: setup.machine, run })
        })
    };
    let speed = |place: &Place<'_>| place.run.decode.value;
    let memory = |place: &Place<'_>| facts.machines[place.machine].memory_gib.unwrap_or(f64::INFINITY);
    let smallest =
        places().min_by(|a, b| memory(a).total_cmp(&memory(b)).then_with(|| speed(b).total_cmp(&speed(a))))?;
    let fastest = places().max_by(|a, b| speed(a).total_cmp(&speed(b)))?;
    let cheapest = places()
        .filter_map(|place| Some((place, new_price_usd(facts, &facts.machines[place.machine])?)))
        .min_by(|a, b| a.1.total_cmp(&b.1));
    Some(Placement { smallest, cheapest, fastest })
}

/// Price in US dollars of a machine that is sold new as a whole.
#[must_use]
pub fn new_price_usd(facts: &Facts, machine: &MachineFacts) -> Option<f64> {
    if machine.used || machine.card_only || machine.discontinued.is_some() {
        return None;
    }
    let (code, amount, _) = machine.price.as_ref()?;
    Some(amount / facts.rate(code)?.0)
}

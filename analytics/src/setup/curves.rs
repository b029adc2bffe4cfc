//! How a model's speed on a machine changes with the context and with the number of people, and what was measured of it.

use crate::cost::Dec;
use crate::decision::{Chosen, Facts, Field, State, bits, speeds};
use crate::speed::{Estimate, Measure, Measured, Streams};

fn state(facts: &Facts, machine: usize, context: u64, streams: u32) -> State {
    let mut state = State::new(facts);
    state.choose_machine(machine);
    let whole = |value: i64| Some(Dec::micro(value * 1_000_000));
    state.enter(Field::CONTEXT, whole(i64::try_from(context).unwrap_or(i64::MAX / 1_000_000)));
    state.enter(Field::ACTIVE, whole(streams.into()));
    // Curves are of a model that fits, if need be with a raised limit.
    state.enter(Field::RAISED, whole(1));
    state
}

/// Output tokens per second of one stream with so many tokens in the context; depths where it no longer fits are left
/// out.
#[must_use]
pub fn over_depth(facts: &Facts, machine: usize, chosen: Chosen, depths: &[u64]) -> Vec<(u64, Estimate)> {
    let at = |depth: &u64| {
        let found = speeds(facts, &state(facts, machine, *depth, 1), chosen, machine);
        // Where a part is read from slower memory the curve would be of something else.
        found.decode.filter(|_| found.resident.is_none()).map(|speed| (*depth, speed))
    };
    depths.iter().filter_map(at).collect()
}

/// What 1, 2, … `most` streams write, each with so many tokens in its context.
#[must_use]
pub fn over_users(facts: &Facts, machine: usize, chosen: Chosen, context: u64, most: u32) -> Vec<Streams> {
    let at = |streams| speeds(facts, &state(facts, machine, context, streams), chosen, machine).streams;
    (1..=most).filter_map(at).collect()
}

/// Published measurements of the model in this format on the machine's chip: of single streams' output, or of several
/// together.
pub fn measured(facts: &Facts, machine: usize, chosen: Chosen, measure: Measure) -> impl Iterator<Item = &Measured> {
    let (chip, model) = (&facts.machines[machine].chip, &facts.models[chosen.model]);
    let format = bits(&model.files[chosen.file].0);
    facts
        .measured
        .iter()
        .filter(move |row| row.chip == *chip && row.model == model.id && row.bits == format)
        .map(|row| &row.row)
        .filter(move |row| row.measure == measure)
}

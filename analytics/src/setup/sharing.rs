//! Several people share a machine: what each pays, what changes when one leaves, speed and memory at the peak.

use super::run::{Setup, needed_gib, setup};
use crate::cost::{Amount, Dec, Fault, evaluate, people, waiting};
use crate::decision::{Chosen, Facts, Field, State, resolve, speeds};
use crate::memory::{FitVerdict, verdict};

/// What the group pays and gets. Amounts are a month's unless said otherwise, in the state's currency.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sharing {
    /// The model that the machine serves: the best that fits.
    pub chosen: Chosen,
    /// What each pays: purchase over the months of use, electricity, and what the machine cannot serve at the API.
    pub each: Amount,
    /// The same once one has left; None for a group of one.
    pub one_left: Option<Amount>,
    /// What one is paid who leaves in the middle of the machine's life.
    pub leaver_gets: Amount,
    /// What each puts in at the purchase.
    pub share_of_price: Amount,
    /// What the same tokens cost each of them at the API.
    pub rented_each: Amount,
    /// Share of its hours that the machine works; above 1 it cannot serve the group alone.
    pub utilisation: f64,
    /// Tokens per second for each when all who use it at once ask at once; None where nothing is known.
    pub tok_per_s_at_peak: Option<f64>,
    /// What the model needs then, in GiB.
    pub needed_gib: f64,
    /// What it may use, in GiB.
    pub usable_gib: f64,
    /// Whether that fits.
    pub fit: FitVerdict,
    /// The most people at once that memory allows, up to 64.
    pub most_at_once: u32,
}

/// The state of a group that has chosen a machine: the best model on it, and power from its class where nobody measured it.
///
/// None where no model fits.
#[must_use]
pub fn group(facts: &Facts, state: &State) -> Option<State> {
    let found: Setup = setup(facts, state.machine)?;
    let best = found.runs.first()?;
    let mut state = state.clone();
    state.choose_model(facts, best.chosen.model);
    state.model = best.chosen;
    let machine = &facts.machines[state.machine];
    if let (None, Some(class)) = (machine.load_w, &machine.power_class) {
        state.enter(Field::LOAD_W, Dec::from_f64(f64::midpoint(class.load_w.0, class.load_w.1)));
        let idle = class.idle_w.map(|(low, high)| f64::midpoint(low, high));
        state.enter(Field::IDLE_W, idle.and_then(Dec::from_f64));
    }
    Some(state)
}

/// Computes it.
///
/// # Errors
/// What is missing, such as a price of the machine, or makes no sense.
pub fn sharing(facts: &Facts, state: &State) -> Result<Sharing, Fault> {
    let mut state = group(facts, state).ok_or(Fault::Unknown("a model that fits on this machine"))?;
    // No more of them can ask at once than there are.
    let of = |field: Field| state.entered(field).or(field.def().default).unwrap_or(Dec::ONE);
    if of(Field::ACTIVE) > of(Field::PEOPLE) {
        let people = of(Field::PEOPLE);
        state.enter(Field::ACTIVE, Some(people));
    }
    let resolved = resolve(facts, &state);
    let case = resolved.case()?;
    let outcome = evaluate(&case)?;
    let (members, active) = (resolved.value(Field::PEOPLE), resolved.value(Field::ACTIVE));
    let waited = waiting(&case, resolved.value(Field::ANSWER), Dec::ONE, Dec::ZERO, Dec::ZERO)?;
    let split = people(&case, &outcome, members, active, waited.own_s)?;
    let large = || Fault::TooLarge("the cost of a person");
    let limit = resolved.limit().ok_or(Fault::Unknown("the memory of this machine"))?;
    let at_once = u32::try_from(active.millionths() / 1_000_000).unwrap_or(1).max(1);
    let need = |users: u32| needed_gib(facts, state.model, resolved.context(), users);
    let known = speeds(facts, &state, state.model, state.machine);
    Ok(Sharing {
        chosen: state.model,
        each: split.each,
        one_left: split.one_left,
        leaver_gets: split.leaver_gets,
        share_of_price: outcome.price.over(members).ok_or_else(large)?,
        rented_each: outcome.api.over(members).ok_or_else(large)?,
        utilisation: outcome.capacity.utilisation,
        tok_per_s_at_peak: known.streams.map(|streams| streams.per_stream.value),
        needed_gib: need(at_once),
        usable_gib: limit.default_gib,
        fit: verdict(need(at_once), limit.default_gib),
        most_at_once: (1..=64).take_while(|users| need(*users) <= limit.default_gib).last().unwrap_or(0),
    })
}

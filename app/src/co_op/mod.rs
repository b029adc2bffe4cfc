//! The calculator of a group that shares a machine: inputs that cannot be wrong, and what follows for each person.

mod field;
mod result;

use std::sync::Arc;

use analytics::cost::{Currency, Dec};
use analytics::decision::{Facts, Field, State};
use analytics::setup::sharing;
use field::{Choice, Number};
use leptos::prelude::*;
use result::Result as Shown;

/// Machine that the page begins with: a Mac with 128 GB, as in the published plan, in the form that is sold.
const MACHINE: &str = "mac-studio-m5-max-128";

/// People that the page begins with.
pub const PEOPLE: i64 = 4;
/// Million tokens a month of each, and the shares of written, read and output tokens in millionths of a per cent: those of
/// the catalogue's workload `agentic-coding`, an ordinary day.
pub const WORKLOAD: (i64, [i64; 3]) = (174, [5_778_510, 93_467_400, 754_090]);

/// What the page begins with: an ordinary day of agentic coding for each, three of them at the same time.
#[must_use]
pub fn start(facts: &Facts) -> State {
    let mut state = State::new(facts);
    state.choose_currency(facts, Currency::Usd);
    if let Some(machine) = facts.machine(MACHINE) {
        state.choose_machine(machine);
    }
    let (tokens, [write, read, output]) = WORKLOAD;
    for (field, value) in [(Field::PEOPLE, PEOPLE), (Field::ACTIVE, 3), (Field::TOKENS, PEOPLE * tokens)] {
        state.enter(field, Some(Dec::whole(value)));
    }
    for (field, share) in [(Field::FRESH, 0), (Field::WRITE, write), (Field::READ, read), (Field::OUTPUT, output)] {
        state.enter(field, Some(Dec::micro(share)));
    }
    state
}

/// Inputs and results.
#[component]
pub fn CoOp(
    /// What is known of models and machines.
    facts: Arc<Facts>,
) -> impl IntoView {
    let state = RwSignal::new(start(&facts));
    let of = facts.clone();
    let found = Memo::new(move |_| state.with(|state| sharing(&of, state).map_err(|fault| fault.sentence())));
    let number = |field, label, unit, least, most| {
        view! { <Number state field label unit least most/> }
    };
    view! {
        <div class="columns">
            <div class="inputs" role="group" aria-label="Inputs">
                <Choice state facts=facts.clone()/>
                {number(Field::PEOPLE, "People who share it", "", 1.0, 20.0)}
                {number(Field::ACTIVE, "At the same time", "people", 1.0, 20.0)}
                {number(Field::TOKENS, "Tokens a month, all together", "million", 1.0, 100_000.0)}
                {number(Field::CONTEXT, "Context for each", "tokens", 1_024.0, 262_144.0)}
                {number(Field::MONTHS, "Months of use", "months", 6.0, 120.0)}
                {number(Field::HOURS, "Hours a day in use", "hours", 1.0, 24.0)}
            </div>
            <Shown facts found/>
        </div>
    }
}

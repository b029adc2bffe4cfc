//! The inputs: a machine from a list, and numbers whose last good value stays when what is typed is none.

use std::sync::Arc;

use analytics::cost::Dec;
use analytics::decision::{Facts, Field, State};
use leptos::prelude::*;

/// The machines with a price.
#[component]
pub fn Choice(state: RwSignal<State>, facts: Arc<Facts>) -> impl IntoView {
    let chosen = state.with_untracked(|state| state.machine);
    let options: Vec<_> = facts
        .machines
        .iter()
        .enumerate()
        .filter(|(_, machine)| machine.price.is_some() && !machine.card_only)
        .map(|(at, machine)| {
            view! { <option value=machine.id.clone() selected=at == chosen>{machine.name.clone()}</option> }
        })
        .collect();
    let choose = move |event| {
        let id = event_target_value(&event);
        if let Some(machine) = facts.machine(&id) {
            state.update(|state| state.choose_machine(machine));
        }
    };
    view! {
        <div class="field">
            <label for="co-machine">"Machine"</label>
            <select id="co-machine" on:change=choose>{options}</select>
        </div>
    }
}

/// A whole number between two bounds.
#[component]
pub fn Number(
    state: RwSignal<State>,
    field: Field,
    label: &'static str,
    unit: &'static str,
    least: f64,
    most: f64,
) -> impl IntoView {
    let key = field.def().key;
    let id = ["co-", key].concat();
    let help = [&id, "-said"].concat();
    let value = state.with_untracked(|state| state.entered(field).or(field.def().default).unwrap_or(Dec::ONE).to_f64());
    let fault = RwSignal::new(false);
    let said = move || {
        if fault.get() {
            format!("Type a number from {least} to {most}; the last one still counts.")
        } else {
            String::new()
        }
    };
    let typed = move |event| {
        let text = event_target_value(&event);
        let found = text.trim().parse::<f64>().ok().filter(|value| (least..=most).contains(value));
        fault.set(found.is_none());
        if let Some(value) = found.and_then(|value| Dec::from_f64(value.round())) {
            state.update(|state| state.enter(field, Some(value)));
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <span class="entry">
                <input
                    id=id
                    inputmode="numeric"
                    autocomplete="off"
                    value=value.to_string()
                    aria-describedby=help.clone()
                    aria-invalid=move || if fault.get() { "true" } else { "false" }
                    on:input=typed
                />
                <span class="unit">{unit}</span>
            </span>
            <small id=help role="status">{said}</small>
        </div>
    }
}

//! A number: a text that takes what people type, a slider beside it, and what is wrong with it or how it was read.

use analytics::cost::Dec;
use analytics::decision::{Field, Kind, entry};
use leptos::either::Either;
use leptos::prelude::*;

use super::session::{Control, Session, session};
use super::slider::{position, positions, value_at};

/// The unit as words; `money` stands for the chosen currency.
fn unit(session: Session, unit: &'static str) -> String {
    match unit.strip_prefix("money") {
        Some(rest) => [session.currency().code(), rest].concat(),
        None => unit.to_owned(),
    }
}

/// The component.
#[component]
pub fn NumberField(field: Field) -> impl IntoView {
    match field.def().kind {
        Kind::Choice(words) => Either::Left(view! { <WordField field words/> }),
        Kind::Linear | Kind::Log => Either::Right(view! { <SliderField field/> }),
    }
}

/// A text and a slider for one value.
#[component]
fn SliderField(field: Field) -> impl IntoView {
    let session = session();
    let def = field.def();
    let key = def.key;
    let [id, range_id, help_id] = ["f-", "r-", "h-"].map(|prefix| [prefix, key].concat());
    let value = Memo::new(move |_| session.value(field));
    let text = move || value.get().map_or_else(String::new, Dec::print);
    let said = Memo::new(move |_| {
        let fault = session.fault(key);
        if fault.is_empty() { entry::reading(field, value.get()) } else { fault }
    });
    let is_wrong = move || !session.fault(key).is_empty();
    let input = NodeRef::<leptos::html::Input>::new();
    let slider = NodeRef::<leptos::html::Input>::new();
    let place = move || position(def, value.get().unwrap_or_default()).to_string();
    // The control in hand keeps what the hand gives it: `0.` is on the way to `0.5`.
    let is_in_hand = move |control| session.in_hand.with_untracked(|hand| *hand == Some((field, control)));
    Effect::new(move || {
        let (text, place) = (text(), place());
        if let Some(input) = input.get().filter(|_| !is_in_hand(Control::Text)) {
            input.set_value(&text);
        }
        if let Some(slider) = slider.get().filter(|_| !is_in_hand(Control::Slider)) {
            slider.set_value(&place);
        }
    });
    let typed = move |event| {
        session.in_hand.set(Some((field, Control::Text)));
        session.type_into(field, &event_target_value(&event));
    };
    let left = move |_| {
        session.in_hand.set(None);
        // An empty field shows again what holds; what is wrong stays, with its reason.
        if let Some(input) = input.get_untracked().filter(|_| session.fault(key).is_empty()) {
            input.set_value(&untrack(text));
        }
    };
    let slid = move |event| {
        session.in_hand.set(Some((field, Control::Slider)));
        if let Ok(place) = event_target_value(&event).parse() {
            session.enter(field, Some(value_at(def, place)));
        }
    };
    let spoken = move || {
        let text = text();
        if text.is_empty() { "not known".to_owned() } else { [&text, " ", unit(session, def.unit).as_str()].concat() }
    };
    let label = field.text().label;
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <span class="entry">
                <input
                    id=id
                    inputmode="decimal"
                    autocomplete="off"
                    placeholder="not known"
                    value=untrack(text)
                    aria-describedby=help_id.clone()
                    aria-invalid=move || if is_wrong() { "true" } else { "false" }
                    node_ref=input
                    on:input=typed
                    on:change=left
                />
                <span class="unit">{move || unit(session, def.unit)}</span>
            </span>
            <input
                type="range"
                id=range_id
                min="0"
                max=positions(def).to_string()
                value=untrack(place)
                aria-label=[label, ", slider"].concat()
                aria-valuetext=spoken
                node_ref=slider
                on:input=slid
                on:change=move |_| session.in_hand.set(None)
            />
            <small id=help_id>
                <span class="said" class:wrong=is_wrong role="status">{move || said.get()}</span>
                " "
                <span class="help">{field.text().help}</span>
            </small>
        </div>
    }
}

/// One of a few words.
#[component]
fn WordField(field: Field, words: &'static [&'static str]) -> impl IntoView {
    let session = session();
    let [id, help_id] = ["f-", "h-"].map(|prefix| [prefix, field.def().key].concat());
    let value = Memo::new(move |_| session.value(field).map_or_else(String::new, Dec::print));
    let select = NodeRef::<leptos::html::Select>::new();
    Effect::new(move || {
        let value = value.get();
        if let Some(select) = select.get() {
            select.set_value(&value);
        }
    });
    let chosen = move |event| {
        if let Ok(at) = event_target_value(&event).parse() {
            session.enter(field, Some(Dec::whole(at)));
        }
    };
    let options: Vec<_> = words
        .iter()
        .enumerate()
        .map(|(at, word)| {
            let own = at.to_string();
            let selected = value.get_untracked() == own;
            view! { <option value=own selected=selected>{*word}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label for=id.clone()>{field.text().label}</label>
            <select id=id aria-describedby=help_id.clone() node_ref=select on:change=chosen>{options}</select>
            <small id=help_id><span class="help">{field.text().help}</span></small>
        </div>
    }
}

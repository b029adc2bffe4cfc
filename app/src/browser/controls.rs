//! The form's fields and the address follow each other. One listener serves all fields, by their names.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement};

use super::parts::follow;
use super::{files, navigation, on_page};
use crate::board::{read_tasks, write_tasks};
use crate::query::{Key, Query};
use crate::state::State;

/// Sets the fields whenever the address or the form itself has changed.
pub fn keep_in_step(state: &State) {
    let state = state.clone();
    follow(Box::new(move || {
        state.chosen.with(|chosen| on_page("#snapshot", |select| set_value(select, chosen)));
        state.shown.track();
        state.query.track();
        let state = state.clone();
        // The form's content is written in the same turn; by the next frame it is there.
        request_animation_frame(move || set_fields(&state));
    }));
}

fn set_value(element: &Element, value: &str) {
    if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
        select.set_value(value);
    }
}

/// All elements of the page that a selector finds.
pub fn all(selector: &str) -> Vec<Element> {
    let Ok(found) = document().query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

fn key(element: &Element) -> Option<Key> {
    Key::from_name(&element.get_attribute("name")?)
}

fn steps(input: &HtmlInputElement) -> Vec<String> {
    input.get_attribute("data-steps").unwrap_or_default().split(',').map(str::to_owned).collect()
}

fn set_fields(state: &State) {
    let query = state.query.get_untracked();
    let off = state.shown.with_untracked(|view| read_tasks(&view.tasks, query.get(Key::Tasks))).unwrap_or_default();
    for element in all("#controls [name]") {
        let Some(key) = key(&element) else { continue };
        let value = query.get(key);
        if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
            select.set_value(value);
        } else if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            match input.type_().as_str() {
                "checkbox" => {
                    let word = input.value();
                    let changed = if key == Key::Tasks {
                        word.parse::<usize>().ok().and_then(|at| off.get(at).copied()).unwrap_or_default()
                    } else {
                        query.has(key, &word)
                    };
                    input.set_checked(input.has_attribute("data-on") != changed);
                }
                "range" => {
                    let at = steps(input).iter().position(|step| *step == value);
                    let place =
                        at.filter(|_| !value.is_empty()).map_or_else(|| input.default_value(), |at| at.to_string());
                    if input.value() != place {
                        input.set_value(&place);
                    }
                }
                _ if input.value() != value => input.set_value(value),
                _ => {}
            }
        }
    }
    let ranges = [(Key::TotalFrom, Key::TotalTo), (Key::ActiveFrom, Key::ActiveTo)];
    for (output, (from, to)) in all("#controls output").into_iter().zip(ranges) {
        output.set_text_content(Some(&match (query.get(from), query.get(to)) {
            ("", "") => "any".to_owned(),
            (from, "") => [from, " or more"].concat(),
            ("", to) => [to, " or less"].concat(),
            (from, to) => [from, " to ", to].concat(),
        }));
    }
}

/// A field was changed by the reader.
pub fn changed(state: &State, element: &HtmlElement) {
    if let Some(input) = element.dyn_ref::<HtmlInputElement>().filter(|input| input.has_attribute("data-own")) {
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            files::open(state, file);
        }
        return;
    }
    let Some(key) = key(element) else { return };
    if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
        navigation::change(state, true, |query| query.set(key, &select.value()));
    } else if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        let value = input.value();
        match input.type_().as_str() {
            "checkbox" if key == Key::Tasks => {
                let tasks = state.shown.with_untracked(|view| view.tasks.clone());
                navigation::change(state, true, |query| {
                    let mut off = read_tasks(&tasks, query.get(key)).unwrap_or_else(|| vec![false; tasks.len()]);
                    if let Some(off) = value.parse::<usize>().ok().and_then(|at| off.get_mut(at)) {
                        *off = !*off;
                    }
                    query.set(key, &write_tasks(&tasks, &off));
                });
            }
            "checkbox" => navigation::change(state, true, |query| query.toggle(key, &value)),
            "range" => {
                let step = value.parse::<usize>().ok().and_then(|at| steps(input).into_iter().nth(at));
                let step = step.filter(|_| value != input.default_value()).unwrap_or_default();
                navigation::change(state, false, |query| query.set(key, &step));
            }
            _ => navigation::change(state, false, |query| query.set(key, &value)),
        }
    }
}

/// A button of the form was pressed.
pub fn pressed(state: &State, event: &Event, element: &HtmlElement) {
    let Ok(Some(button)) = element.closest("button") else { return };
    match button.get_attribute("data-do").as_deref() {
        Some("link") => {
            // Elsewhere browsers have no clipboard at all.
            let secure = window().is_secure_context();
            if secure {
                let address = window().location().href().unwrap_or_default();
                let _ = window().navigator().clipboard().write_text(&address);
            }
            button.set_text_content(Some(if secure { "Copied" } else { "Copy it from the address bar" }));
        }
        Some(format) => files::save_view(state, format),
        None => {
            event.prevent_default();
            reset(state);
        }
    }
}

/// Everything to its default but the snapshot.
pub fn reset(state: &State) {
    navigation::change(state, true, |query| {
        let mut fresh = Query::default();
        fresh.set(Key::Snapshot, query.get(Key::Snapshot));
        *query = fresh;
    });
}

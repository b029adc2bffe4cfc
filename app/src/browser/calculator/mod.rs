//! Makes a calculator's page alive: outputs written once in a frame.

mod inputs;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use analytics::cost::{Band, Case, Currency, Dec};
use analytics::decision::{FIELDS, Facts, Field, Kind, State, decide, resolve};
use leptos::prelude::{document, request_animation_frame, set_timeout, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlSelectElement};

use super::all;
use super::patch::Patched;
use crate::calculators::{DRAWS, Page, case, late, outputs, position, say, tables};

/// How long after the last input the address follows and the slow part is computed, in milliseconds.
const LATE: u64 = 250;
/// For how many frames of a slider that goes on moving the lists may show what was before.
const BEHIND: u32 = 6;
/// Cases drawn at a time, so that no task is long.
const SLICE: u32 = 40;

struct Calculator {
    page: Page,
    facts: &'static Facts,
    state: RefCell<State>,
    /// The field's value, and its slider.
    fields: Vec<(Field, Element, Option<HtmlInputElement>)>,
    /// What each field shows.
    shown: RefCell<Vec<Option<String>>>,
    waiting: Cell<bool>,
    /// Where charts and lists stand, and at the end what comes some time after the last input.
    parts: RefCell<Vec<Patched>>,
    /// Lists that are to be written, by the number of their part.
    lists: RefCell<Vec<(usize, String)>>,
    /// Frames for which they have been waiting.
    behind: Cell<u32>,
    /// The currency that the fields name.
    currency: Cell<Option<Currency>>,
    /// Width of the charts, in CSS pixels; asking for it in a frame would lay the page out twice.
    width: Cell<u32>,
    /// Whether the reader is being told that a field holds no number.
    refused: Cell<bool>,
    /// Counts inputs: what is computed late is dropped when another input came.
    inputs: Cell<u32>,
}

/// Begins; None when the facts cannot be read.
pub fn start(page: Page, root: HtmlElement, texts: &[String]) -> Option<()> {
    let facts: &'static Facts = Box::leak(Box::new(Facts::from_json(texts.first()?)?));
    let mut fields = Vec::new();
    for element in all("[data-f]") {
        let Some(field) = element.get_attribute("data-f").and_then(|key| Field::from_key(&key)) else { continue };
        let slider = document().get_element_by_id(&say(&["r-", field.def().key]));
        fields.push((field, element, slider.and_then(|slider| slider.dyn_into().ok())));
    }
    let state = State::parse(facts, &window().location().search().unwrap_or_default());
    let calculator = Rc::new(Calculator {
        page,
        facts,
        state: RefCell::new(state),
        shown: RefCell::new(vec![None; fields.len()]),
        fields,
        waiting: Cell::new(false),
        parts: RefCell::new(all("#figures > div, #late, #tables").into_iter().map(Patched::new).collect()),
        lists: RefCell::default(),
        behind: Cell::new(0),
        currency: Cell::new(None),
        width: Cell::new(width()),
        refused: Cell::new(false),
        inputs: Cell::new(0),
    });
    calculator.show_choices();
    calculator.changed(None);
    inputs::listen(&calculator, &root);
    Some(())
}

impl Calculator {
    /// Sets the lists of models, machines and currencies.
    fn show_choices(&self) {
        let state = self.state.borrow();
        for element in all("select[data-c]") {
            if let (Some(select), Some(key)) = (element.dyn_ref::<HtmlSelectElement>(), element.get_attribute("data-c"))
            {
                select.set_value(&state.choice(self.facts, &key));
            }
        }
    }

    /// Something changed: outputs at the next frame, everything slow later.
    fn changed(self: &Rc<Self>, by: Option<(Field, bool)>) {
        let input = self.inputs.get().wrapping_add(1);
        self.inputs.set(input);
        self.refused.set(false);
        self.show_fields(by);
        if !self.waiting.replace(true) {
            let own = self.clone();
            request_animation_frame(move || {
                own.waiting.set(false);
                own.paint();
            });
        }
        let own = self.clone();
        set_timeout(move || own.later(input), Duration::from_millis(LATE));
    }

    /// Writes into each field what holds now, but never into the one that the reader has in hand.
    fn show_fields(&self, by: Option<(Field, bool)>) {
        let state = self.state.borrow();
        let resolved = resolve(self.facts, &state);
        let mut shown = self.shown.borrow_mut();
        for (at, (field, element, slider)) in self.fields.iter().enumerate() {
            let value = resolved.get(*field);
            let text = value.map_or(String::new(), Dec::print);
            let typed = by == Some((*field, false));
            if shown[at].as_ref() == Some(&text) && !typed {
                continue;
            }
            if let (Kind::Choice(_), Some(select)) = (field.def().kind, element.dyn_ref::<HtmlSelectElement>()) {
                select.set_value(&text);
            } else if let Some(input) = element.dyn_ref::<HtmlInputElement>().filter(|_| !typed) {
                input.set_value(&text);
                let _ = element.set_attribute("aria-invalid", "false");
            }
            if let Some(slider) = slider {
                if by != Some((*field, true)) {
                    slider.set_value(&position(field.def(), value.unwrap_or_default()).to_string());
                }
                let unit = field.def().unit;
                let (code, unit) = match unit.strip_prefix("money") {
                    Some(rest) => (state.currency.code(), rest),
                    None => ("", unit),
                };
                let words = if text.is_empty() { "not known".to_owned() } else { say(&[&text, " ", code, unit]) };
                let _ = slider.set_attribute("aria-valuetext", &words);
            }
            shown[at] = Some(text);
        }
    }

    /// Sentence and charts; the lists have the next frame.
    fn paint(self: &Rc<Self>) {
        if self.refused.get() {
            return;
        }
        let state = self.state.borrow();
        let found = outputs(self.page, &resolve(self.facts, &state), self.width.get());
        write("answer", |element| {
            // The text itself: another node in its place would be styled and shaped anew.
            match element.first_child() {
                Some(text) => text.set_node_value(Some(&found.sentence)),
                None => element.set_text_content(Some(&found.sentence)),
            }
            let _ = element.class_list().toggle_with_force("fault", found.is_fault);
        });
        let mut lists = Vec::new();
        for (at, (shown, part)) in self.parts.borrow_mut().iter_mut().zip(found.parts).enumerate() {
            if part.is_chart {
                shown.show(part.html);
            } else {
                lists.push((at, part.html));
            }
        }
        let scheduled = !self.lists.replace(lists).is_empty();
        if !scheduled {
            self.behind.set(0);
            self.write_lists_soon();
        }
        if self.currency.replace(Some(state.currency)) != Some(state.currency) {
            for unit in all("[data-money]") {
                unit.set_text_content(Some(state.currency.code()));
            }
        }
    }

    fn write_lists_soon(self: &Rc<Self>) {
        let own = self.clone();
        request_animation_frame(move || {
            // A frame that has an answer to paint is full.
            if own.waiting.get() && own.behind.get() < BEHIND {
                own.behind.set(own.behind.get() + 1);
                own.write_lists_soon();
                return;
            }
            let mut parts = own.parts.borrow_mut();
            for (at, html) in own.lists.take() {
                if let Some(part) = parts.get_mut(at) {
                    part.show(html);
                }
            }
        });
    }

    /// The address, the status for screen readers, links to the other pages, and what takes long.
    fn later(self: &Rc<Self>, input: u32) {
        if self.inputs.get() != input {
            return;
        }
        let query = self.state.borrow().print(self.facts);
        let location = window().location();
        let path = location.pathname().unwrap_or_default();
        if location.search().unwrap_or_default() != query
            && let Ok(history) = window().history()
        {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&say(&[path.as_str(), &query])));
        }
        write("link", |element| element.set_text_content(location.href().ok().as_deref()));
        // What the decision chose goes along to the pages that have one model.
        let mut carried = self.state.borrow().clone();
        if self.page == Page::Decide
            && let Some(model) = decide(&resolve(self.facts, &self.state.borrow())).model
        {
            carried.choose_model(self.facts, model);
        }
        let query = carried.print(self.facts);
        for link in all("a[data-carry]") {
            if let Some(to) = link.get_attribute("data-carry") {
                let _ = link.set_attribute("href", &say(&[to.as_str(), &query]));
            }
        }
        let sentence = document().get_element_by_id("answer").and_then(|answer| answer.text_content());
        write("status", |element| element.set_text_content(sentence.as_deref()));
        let case = case(self.page, &resolve(self.facts, &self.state.borrow())).map(|(case, _)| case);
        self.draw(input, case, Band::default());
    }

    /// Draws cases, a slice at a time.
    fn draw(self: &Rc<Self>, input: u32, case: Option<Case>, mut band: Band) {
        if self.inputs.get() != input || self.page == Page::Memory {
            return;
        }
        let from = band.draws;
        let drawn = case.is_some_and(|case| band.extend(&case, from, from + SLICE).is_ok());
        if drawn && band.draws < DRAWS {
            let own = self.clone();
            set_timeout(move || own.draw(input, case, band), Duration::from_millis(1));
        } else {
            let state = self.state.borrow();
            let resolved = resolve(self.facts, &state);
            let html = [tables(self.page, &resolved), late(self.page, &resolved, Some(band), self.width.get())];
            for (shown, html) in self.parts.borrow_mut().iter_mut().rev().zip(html) {
                shown.show(html);
            }
        }
    }
}

fn width() -> u32 {
    let found = document().get_element_by_id("figures").map_or(0, |figures| figures.client_width());
    u32::try_from(found).unwrap_or_default().clamp(280, 760)
}

fn write(id: &str, with: impl FnOnce(&Element)) {
    if let Some(element) = document().get_element_by_id(id) {
        with(&element);
    }
}

const _: () = assert!(FIELDS.len() < 256);

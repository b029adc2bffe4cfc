//! What a reader does on a calculator's page: one listener for all fields, for chips, and for files of usage.

use std::rc::Rc;

use analytics::cost::Dec;
use analytics::decision::{Field, State};
use analytics::usage::{self, LineFault, Usage};
use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::Uint8Array;
use web_sys::{DragEvent, Element, Event, File, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

use super::{Calculator, width, write};
use crate::calculators::{say, value_at};

/// Listens to everything on the page.
pub(super) fn listen(calculator: &Rc<Calculator>, root: &HtmlElement) {
    let target = |event: &Event| event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let own = calculator.clone();
    EventListener::new(root, "input", move |event| {
        if let Some(element) = target(event) {
            own.input(&element);
        }
    })
    .forget();
    let own = calculator.clone();
    EventListener::new(root, "change", move |event| {
        if let Some(element) = target(event) {
            own.left(&element);
        }
    })
    .forget();
    let own = calculator.clone();
    // A chip is a link for those without scripts; here it only fills in the fields.
    let active = EventListenerOptions { phase: EventListenerPhase::Bubble, passive: false };
    EventListener::new_with_options(root, "click", active, move |event| {
        let chip = target(event).and_then(|element| element.closest("[data-q]").ok().flatten());
        if let Some(query) = chip.and_then(|chip| chip.get_attribute("data-q")) {
            event.prevent_default();
            // One that begins with & leaves alone what it does not name.
            let from = if query.starts_with('&') { own.state.borrow().print(own.facts) } else { String::new() };
            *own.state.borrow_mut() = State::parse(own.facts, &say(&[&from, &query]));
            own.show_choices();
            own.changed(None);
        } else if target(event).is_some_and(|element| element.has_attribute("data-print")) {
            let _ = window().print();
        }
    })
    .forget();
    for name in ["dragover", "drop"] {
        let own = calculator.clone();
        EventListener::new_with_options(root, name, active, move |event| {
            event.prevent_default();
            let data = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
            if let Some(file) = data.and_then(|data| data.files()).and_then(|files| files.get(0)) {
                own.clone().open(file);
            }
        })
        .forget();
    }
    let own = calculator.clone();
    EventListener::new(&window(), "resize", move |_| {
        own.width.set(width());
        own.changed(None);
    })
    .forget();
}

impl Calculator {
    fn input(self: &Rc<Self>, element: &Element) {
        if let Some(key) = element.get_attribute("data-c") {
            if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
                self.state.borrow_mut().choose(self.facts, &key, &select.value());
                self.changed(None);
            }
            return;
        }
        if element.id() == "usage" {
            if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
                self.pasted(&area.value());
            }
            return;
        }
        if element.id() == "usage-file" {
            let files = element.dyn_ref::<HtmlInputElement>().and_then(HtmlInputElement::files);
            if let Some(file) = files.and_then(|files| files.get(0)) {
                self.clone().open(file);
            }
            return;
        }
        let (key, slides) = match element.get_attribute("data-r") {
            Some(key) => (key, true),
            None => (element.get_attribute("data-f").unwrap_or_default(), false),
        };
        let Some(field) = Field::from_key(&key) else { return };
        let def = field.def();
        let value = if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
            select.value().parse().ok().map(Dec::whole)
        } else if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            let text = input.value();
            if slides {
                text.parse().ok().map(|place| value_at(def, place))
            } else {
                let read = Dec::parse(&text);
                let bad = read.is_err() && !text.trim().is_empty();
                let _ = element.set_attribute("aria-invalid", if bad { "true" } else { "false" });
                if bad {
                    self.refuse(element, &text);
                    return;
                }
                read.ok()
            }
        } else {
            return;
        };
        self.state.borrow_mut().enter(field, value);
        self.changed(Some((field, slides)));
    }

    /// What was typed is no number: the reader is told so in place of an answer, and the figures stay.
    fn refuse(&self, element: &Element, text: &str) {
        // What was to be painted or told for the value before is dropped.
        self.inputs.set(self.inputs.get().wrapping_add(1));
        self.refused.set(true);
        let label = element.parent_element().and_then(|entry| entry.previous_element_sibling());
        let label = label.and_then(|label| label.text_content()).unwrap_or_default();
        let words = say(&[&label, ": “", text, "” is no number. Digits are needed, such as 1900 or 0.5."]);
        for id in ["answer", "status"] {
            write(id, |element| element.set_text_content(Some(&words)));
        }
        write("answer", |element| drop(element.class_list().add_1("fault")));
    }

    /// The reader leaves a field: an empty one shows again what holds.
    fn left(&self, element: &Element) {
        let shown = self.shown.borrow();
        for ((_, field, _), text) in self.fields.iter().zip(shown.iter()) {
            if let (true, Some(input), Some(text)) = (field == element, element.dyn_ref::<HtmlInputElement>(), text)
                && element.get_attribute("aria-invalid").as_deref() != Some("true")
            {
                input.set_value(text);
            }
        }
    }

    /// Reads a usage file of the reader's own; nothing leaves the page.
    fn open(self: Rc<Self>, file: File) {
        wasm_bindgen_futures::spawn_local(async move {
            // Bytes, not text: a spreadsheet may have written UTF-16.
            if let Ok(bytes) = JsFuture::from(file.array_buffer()).await {
                self.usage(usage::read_bytes(&Uint8Array::new(&bytes).to_vec()));
            }
        });
    }

    /// What was typed or pasted; an empty field takes the message away.
    fn pasted(self: &Rc<Self>, text: &str) {
        if text.trim().is_empty() {
            write("usage-said", |element| element.set_text_content(None));
        } else {
            self.usage(usage::read(text));
        }
    }

    fn usage(self: &Rc<Self>, read: Result<Usage, LineFault>) {
        let message = match read.and_then(|usage| self.state.borrow_mut().enter_usage(self.facts, &usage)) {
            Err(fault) => say(&[&fault.place(), ": ", &fault.what, "."]),
            Ok(said) => {
                self.show_choices();
                self.changed(None);
                said
            }
        };
        write("usage-said", |element| element.set_text_content(Some(&message)));
    }
}

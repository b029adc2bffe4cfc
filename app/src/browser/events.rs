//! One listener for each kind of event of the explorer: it finds out which part was meant.

use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlSelectElement};

use super::canvas::Chart;
use super::{controls, files, navigation, on_page, table};
use crate::query::Key;
use crate::state::State;

/// Listens for as long as the page lives.
pub fn listen(state: &State, charts: Vec<Rc<Chart>>) {
    let input = state.clone();
    on("#controls", "input", Box::new(move |_, element| controls::changed(&input, element)));
    on("#controls", "submit", Box::new(|event, _| event.prevent_default()));
    let form = state.clone();
    on("#controls", "click", Box::new(move |event, element| controls::pressed(&form, event, element)));
    let rows = state.clone();
    on("#leaderboard", "click", Box::new(move |_, element| table::pressed(&rows, element)));
    let choice = state.clone();
    on(
        "#explorer",
        "change",
        Box::new(move |_, element| {
            let Some(select) = element.dyn_ref::<HtmlSelectElement>() else { return };
            if select.id() == "snapshot" {
                navigation::choose_snapshot(&choice, &select.value());
            } else if select.closest(".axis").is_ok_and(|axis| axis.is_some()) {
                navigation::change(&choice, true, |query| query.set(Key::Axis, &select.value()));
            }
        }),
    );
    let saved = state.clone();
    on(
        "div.figures",
        "click",
        Box::new(move |_, element| {
            let figure = element.closest("figure").ok().flatten().map(|figure| figure.id());
            let chart = charts.iter().find(|chart| figure.as_deref() == Some(chart.kind.id()));
            if let Some((chart, format)) = chart.zip(element.get_attribute("data-save")) {
                files::save_chart(&saved, chart, &format);
            }
        }),
    );
    let dialog = state.opened;
    on("#why", "close", Box::new(move |_, _| dialog.set(None)));
}

/// What to do with an event and the element that it came from.
type Act = Box<dyn Fn(&Event, &HtmlElement)>;

fn on(selector: &str, name: &'static str, act: Act) {
    let options = EventListenerOptions::enable_prevent_default();
    on_page(selector, |place: &Element| {
        EventListener::new_with_options(place, name, options, move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            // The bar of a score is a drawing; what is meant is the cell around it.
            let element = target.and_then(|target| target.closest(":not(svg, svg *)").ok().flatten());
            if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
                act(event, &element);
            }
        })
        .forget();
    });
}

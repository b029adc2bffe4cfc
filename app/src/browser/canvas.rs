//! Keeps a canvas drawn, and reads it out under the pointer and by the arrow keys.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use gloo::events::{EventListener, EventListenerOptions};
use leptos::prelude::{document, request_animation_frame, set_timeout, window};
use plotters::style::RGBColor;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::{CssStyleDeclaration, Element, Event, HtmlCanvasElement, HtmlElement, KeyboardEvent, PointerEvent};

use super::on_page;
use super::parts::follow;
use crate::chart::{Data, Kind, Paint, Palette, Spot, TITLE};
use crate::components::chart_table;
use crate::fixed::fixed;
use crate::state::State;

/// How near the pointer must come, in CSS pixels.
const REACH: f64 = 28.0;

/// A chart of the page.
pub struct Chart {
    /// Which one.
    pub kind: Kind,
    /// What it shows.
    pub data: RefCell<Data>,
    /// Where it is drawn.
    pub canvas: HtmlCanvasElement,
    holder: HtmlElement,
    spots: RefCell<Vec<Spot>>,
    /// The spot that is read out.
    at: Cell<Option<usize>>,
    waiting: Cell<bool>,
}

/// Draws all charts now and whenever something that they depend on changes: once in a frame, and not in a hidden tab.
pub fn keep_drawn(state: &State) -> Vec<Rc<Chart>> {
    let charts: Vec<Rc<Chart>> = Kind::ALL.into_iter().filter_map(|kind| Some(Rc::new(Chart::found(kind)?))).collect();
    for chart in &charts {
        let (chart, state) = (chart.clone(), state.clone());
        chart.listen();
        follow(Box::new(move || chart.show(chart.kind.of(&state))));
    }
    for name in ["resize", "themechange"] {
        let charts = charts.clone();
        EventListener::new(&window(), name, move |_| charts.iter().for_each(Chart::draw_soon)).forget();
    }
    charts
}

impl Chart {
    fn found(kind: Kind) -> Option<Self> {
        let canvas = document().query_selector(&["#", kind.id(), " canvas"].concat()).ok()??;
        let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
        Some(Self {
            kind,
            data: RefCell::default(),
            holder: canvas.parent_element()?.dyn_into().ok()?,
            canvas,
            spots: RefCell::default(),
            at: Cell::new(None),
            waiting: Cell::new(false),
        })
    }

    fn part(&self, selector: &str, act: impl FnOnce(&Element)) {
        on_page(&["#", self.kind.id(), selector].concat(), act);
    }

    /// Takes what is to be shown.
    fn show(self: &Rc<Self>, data: Data) {
        if *self.data.borrow() == data {
            return;
        }
        self.part("", |figure| {
            let _ = figure.set_attribute("data-empty", if data.empty.is_some() { "true" } else { "false" });
        });
        self.part(" .empty", |part| part.set_text_content(data.empty));
        self.part(" .scroll", |part| part.set_inner_html(&chart_table(&data).done()));
        self.data.replace(data);
        self.draw_soon();
    }

    fn draw_soon(self: &Rc<Self>) {
        if !self.waiting.replace(true) {
            let chart = self.clone();
            let draw = move || {
                chart.waiting.set(false);
                chart.read_out(None);
                let drawn = chart.draw(None);
                // Only now does the canvas replace the prerendered drawing.
                let _ = chart.holder.class_list().toggle_with_force("live", drawn.is_some());
                chart.spots.replace(drawn.unwrap_or_default());
            };
            // After the frame and not in it: the table, which is what the reader looks at, does not wait for charts.
            request_animation_frame(|| set_timeout(draw, Duration::ZERO));
        }
    }

    fn read_out(&self, found: Option<usize>) {
        if found == self.at.replace(found) {
            return;
        }
        let spots = self.spots.borrow();
        let spot = found.and_then(|at| spots.get(at));
        mark(&self.holder, spot);
        self.part(" .read", |read| read.set_text_content(spot.map(|spot| spot.text.as_str())));
    }

    fn listen(self: &Rc<Self>) {
        let picks: [(&'static str, Pick); 3] =
            [("pointermove", pointed), ("pointerleave", |_, _, _| None), ("keydown", stepped)];
        for (name, pick) in picks {
            let chart = self.clone();
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&self.canvas, name, options, move |event| {
                let found = pick(event, &chart.spots.borrow(), chart.at.get());
                chart.read_out(found);
            })
            .forget();
        }
    }

    /// Draws the chart, with a title when it is to be saved; None where there is nothing to draw.
    pub fn draw(&self, title: Option<&str>) -> Option<Vec<Spot>> {
        draw(self.kind, &self.data.borrow(), &self.canvas, title)
    }
}

/// Which spot an event asks for, given all of them and the one that is read out now.
type Pick = fn(&Event, &[Spot], Option<usize>) -> Option<usize>;

/// Puts a ring around what is read out; the style sheet draws it.
fn mark(holder: &HtmlElement, spot: Option<&Spot>) {
    if let Some(spot) = spot {
        for (name, place) in [("--x", spot.x), ("--y", spot.y)] {
            let _ = holder.style().set_property(name, &[&fixed(place, 0), "px"].concat());
        }
    }
    let _ = holder.class_list().toggle_with_force("reading", spot.is_some());
}

fn stepped(event: &Event, spots: &[Spot], now: Option<usize>) -> Option<usize> {
    let last = spots.len().checked_sub(1)?;
    let key = event.dyn_ref::<KeyboardEvent>()?.key();
    if key.starts_with("Arrow") {
        // Else the page would scroll away under the reader.
        event.prevent_default();
    }
    match (key.as_str(), now) {
        ("ArrowRight" | "ArrowDown", None) => Some(0),
        ("ArrowRight" | "ArrowDown", Some(now)) => Some(last.min(now + 1)),
        ("ArrowLeft" | "ArrowUp", now) => Some(now.unwrap_or(1).saturating_sub(1)),
        ("Escape", _) => None,
        (_, now) => now,
    }
}

fn pointed(event: &Event, spots: &[Spot], _: Option<usize>) -> Option<usize> {
    let event = event.dyn_ref::<PointerEvent>()?;
    let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
    let mut best = (REACH * REACH, None);
    for (position, spot) in spots.iter().enumerate() {
        let distance = (spot.x - x) * (spot.x - x) + (spot.y - y) * (spot.y - y);
        if distance < best.0 {
            best = (distance, Some(position));
        }
    }
    best.1
}

/// Draws a chart, with a title when it is to be saved; None where there is nothing to draw.
pub fn draw(kind: Kind, data: &Data, canvas: &HtmlCanvasElement, title: Option<&str>) -> Option<Vec<Spot>> {
    if data.empty.is_some() {
        return None;
    }
    let scale = window().device_pixel_ratio().max(1.0);
    let holder = canvas.parent_element()?;
    let width = f64::from(holder.client_width());
    let height = kind.height(data.lines.len()) + title.map_or(0, |_| TITLE as u32);
    if width < 1.0 {
        return None;
    }
    let place = HtmlElement::style(canvas);
    let _ = place.set_property("height", &[&height.to_string(), "px"].concat());
    // Setting the size also clears the canvas.
    canvas.set_width((width * scale).round() as u32);
    canvas.set_height((f64::from(height) * scale).round() as u32);
    let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
    kind.draw(data, Paint::new(backend, palette()?, scale), title).ok()
}

/// The colours of the page as it is now.
pub fn palette() -> Option<Palette> {
    let style = window().get_computed_style(&document().document_element()?).ok()??;
    Some(Palette {
        ground: color(&style, "--ground")?,
        ink: color(&style, "--ink")?,
        muted: color(&style, "--muted")?,
        rule: color(&style, "--rule")?,
        accent: color(&style, "--accent")?,
        floor: color(&style, "--floor")?,
    })
}

/// A colour of the theme; the style sheet writes them as `#rrggbb`.
fn color(style: &CssStyleDeclaration, name: &str) -> Option<RGBColor> {
    let text = style.get_property_value(name).ok()?;
    let digits = text.trim().strip_prefix('#')?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some(RGBColor(part(0)?, part(2)?, part(4)?))
}

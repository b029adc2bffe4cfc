//! Keeps a canvas drawn, and reads it out under the pointer and by the arrow keys.

use gloo::events::{EventListener, EventListenerOptions};
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use plotters::style::RGBColor;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::{CssStyleDeclaration, HtmlCanvasElement, KeyboardEvent, PointerEvent};

use crate::chart::{Data, Kind, Paint, Palette, Spot, TITLE};
use crate::fixed::fixed;

/// How near the pointer must come, in CSS pixels.
const REACH: f64 = 28.0;

/// Draws the chart now and whenever something that it depends on changes: once in a frame, and not in a hidden tab.
pub fn keep_drawn(kind: Kind, data: Memo<Data>, holder: NodeRef<Div>, canvas: NodeRef<Canvas>, read: RwSignal<String>) {
    let changes = RwSignal::new(0_u32);
    let waiting = StoredValue::new(false);
    let spots = StoredValue::new(Vec::<Spot>::new());
    let at = StoredValue::new(None::<usize>);
    let read_out = move |found: Option<usize>| {
        if found == at.get_value() {
            return;
        }
        at.set_value(found);
        let spot = found.and_then(|at| spots.with_value(|spots| spots.get(at).cloned()));
        if let Some(holder) = holder.get_untracked() {
            mark(&holder, spot.as_ref());
        }
        read.set(spot.map(|spot| spot.text).unwrap_or_default());
    };
    Effect::new(move |_| {
        changes.track();
        data.track();
        let (Some(holder), Some(canvas)) = (holder.get(), canvas.get()) else { return };
        if waiting.get_value() {
            return;
        }
        waiting.set_value(true);
        request_animation_frame(move || {
            waiting.set_value(false);
            read_out(None);
            let drawn = data.with_untracked(|data| draw(kind, data, &canvas, None));
            // Only now does the canvas replace the prerendered drawing.
            let _ = match drawn {
                Some(found) => {
                    spots.set_value(found);
                    holder.class_list().add_1("live")
                }
                None => holder.class_list().remove_1("live"),
            };
        });
    });
    for name in ["resize", "themechange"] {
        EventListener::new(&window(), name, move |_| changes.update(|count| *count = count.wrapping_add(1))).forget();
    }
    Effect::new(move |_| {
        let Some(canvas) = canvas.get() else { return };
        let options = EventListenerOptions::enable_prevent_default();
        let listen = |name: &'static str, pick: Pick| {
            EventListener::new_with_options(&canvas, name, options, move |event| {
                read_out(spots.with_value(|spots| pick(event, spots, at.get_value())));
            })
            .forget();
        };
        listen("pointermove", |event, spots, _| nearest(event.dyn_ref()?, spots));
        listen("pointerleave", |_, _, _| None);
        listen("keydown", |event, spots, now| {
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
        });
    });
}

/// Which spot an event asks for, given all of them and the one that is read out now.
type Pick = fn(&web_sys::Event, &[Spot], Option<usize>) -> Option<usize>;

/// Puts a ring around what is read out; the style sheet draws it.
fn mark(holder: &web_sys::HtmlElement, spot: Option<&Spot>) {
    if let Some(spot) = spot {
        for (name, place) in [("--x", spot.x), ("--y", spot.y)] {
            let _ = holder.style().set_property(name, &[&fixed(place, 0), "px"].concat());
        }
    }
    let _ = holder.class_list().toggle_with_force("reading", spot.is_some());
}

fn nearest(event: &PointerEvent, spots: &[Spot]) -> Option<usize> {
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
    let place = web_sys::HtmlElement::style(canvas);
    let _ = place.set_property("height", &[&height.to_string(), "px"].concat());
    // Setting the size also clears the canvas.
    canvas.set_width((width * scale).round() as u32);
    canvas.set_height((f64::from(height) * scale).round() as u32);
    let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
    kind.draw(data, Paint::new(backend, palette()?, "system-ui, sans-serif", scale), title).ok()
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

//! Keeps a canvas drawn, and reads it out under the pointer and by the arrow keys.

use gloo::events::EventListener;
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use plotters::style::RGBColor;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::{CssStyleDeclaration, HtmlCanvasElement, KeyboardEvent, PointerEvent};

use crate::chart::{Data, Kind, Paint, Palette, Spot};

/// How near the pointer must come, in CSS pixels.
const REACH: f64 = 28.0;

/// Draws the chart now and whenever something that it depends on changes: once in a frame, and not in a hidden tab.
pub fn keep_drawn(kind: Kind, data: Memo<Data>, holder: NodeRef<Div>, canvas: NodeRef<Canvas>, read: RwSignal<String>) {
    let changes = RwSignal::new(0_u32);
    let waiting = StoredValue::new(false);
    let spots = StoredValue::new(Vec::<Spot>::new());
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
            let drawn = data.with_untracked(|data| draw(kind, data, &canvas));
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
        let at = StoredValue::new(None::<usize>);
        let listen = |name: &'static str, mut pick: Box<dyn FnMut(&web_sys::Event, &[Spot]) -> Option<usize>>| {
            EventListener::new(&canvas, name, move |event| {
                let found = spots.with_value(|spots| pick(event, spots));
                if found != at.get_value() {
                    at.set_value(found);
                    let text = found.and_then(|at| spots.with_value(|spots| Some(spots.get(at)?.text.clone())));
                    read.set(text.unwrap_or_default());
                }
            })
            .forget();
        };
        listen("pointermove", Box::new(|event, spots| nearest(event.dyn_ref()?, spots)));
        listen("pointerleave", Box::new(|_, _| None));
        listen(
            "keydown",
            Box::new(move |event, spots| {
                let last = spots.len().checked_sub(1)?;
                match (event.dyn_ref::<KeyboardEvent>()?.key().as_str(), at.get_value()) {
                    ("ArrowRight" | "ArrowDown", None) => Some(0),
                    ("ArrowRight" | "ArrowDown", Some(now)) => Some(last.min(now + 1)),
                    ("ArrowLeft" | "ArrowUp", now) => Some(now.unwrap_or(1).saturating_sub(1)),
                    ("Escape", _) => None,
                    (_, now) => now,
                }
            }),
        );
    });
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

fn draw(kind: Kind, data: &Data, canvas: &HtmlCanvasElement) -> Option<Vec<Spot>> {
    if data.empty.is_some() {
        return None;
    }
    let scale = window().device_pixel_ratio().max(1.0);
    let holder = canvas.parent_element()?;
    let width = f64::from(holder.client_width());
    let height = kind.height(data.lines.len());
    if width < 1.0 {
        return None;
    }
    let place = web_sys::HtmlElement::style(canvas);
    let _ = place.set_property("height", &[&height.to_string(), "px"].concat());
    // Setting the size also clears the canvas.
    canvas.set_width((width * scale).round() as u32);
    canvas.set_height((f64::from(height) * scale).round() as u32);
    let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
    kind.draw(data, &Paint::new(backend, palette()?, "system-ui, sans-serif", scale)).ok()
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

//! Keeps a canvas drawn: at once, when its width changes and when the theme changes.

use std::sync::Arc;

use gloo::events::EventListener;
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use plotters::style::RGBColor;
use plotters_canvas::CanvasBackend;
use web_sys::{CssStyleDeclaration, HtmlCanvasElement};

use crate::chart::{ChartKind, Paint, Palette};
use crate::source::View;

/// Draws the chart now and whenever something that it depends on changes.
pub fn keep_drawn(kind: ChartKind, snapshot: Arc<View>, holder: NodeRef<Div>, canvas: NodeRef<Canvas>) {
    let changes = RwSignal::new(0_u32);
    Effect::new(move |_| {
        changes.track();
        if let (Some(holder), Some(canvas)) = (holder.get(), canvas.get())
            && draw(kind, &snapshot, &canvas).is_some()
        {
            // Only now does the canvas replace the prerendered drawing.
            let _ = holder.class_list().add_1("live");
        }
    });
    let window = window();
    let listeners = ["resize", "themechange"].map(|name| {
        EventListener::new(&window, name, move |_| {
            // The signal may have gone with the chart that another snapshot replaced.
            changes.try_update(|count| *count = count.wrapping_add(1));
        })
    });
    let listeners = StoredValue::new_local(Some(listeners));
    on_cleanup(move || {
        listeners.try_update_value(|listeners| listeners.take());
    });
}

fn draw(kind: ChartKind, snapshot: &View, canvas: &HtmlCanvasElement) -> Option<()> {
    let window = window();
    let scale = window.device_pixel_ratio().max(1.0);
    let width = f64::from(canvas.parent_element()?.client_width());
    let height = f64::from(kind.height(snapshot.rows.len()));
    if width < 1.0 {
        return None;
    }
    // Setting the size also clears the canvas.
    canvas.set_width((width * scale).round() as u32);
    canvas.set_height((height * scale).round() as u32);
    let style = window.get_computed_style(&document().document_element()?).ok()??;
    let palette = Palette {
        ground: color(&style, "--ground")?,
        ink: color(&style, "--ink")?,
        muted: color(&style, "--muted")?,
        rule: color(&style, "--rule")?,
        accent: color(&style, "--accent")?,
        floor: color(&style, "--floor")?,
    };
    let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
    kind.draw(snapshot, &Paint::new(backend, palette, "system-ui, sans-serif", scale)).ok()
}

/// A colour of the theme; the style sheet writes them as `#rrggbb`.
fn color(style: &CssStyleDeclaration, name: &str) -> Option<RGBColor> {
    let text = style.get_property_value(name).ok()?;
    let digits = text.trim().strip_prefix('#')?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some(RGBColor(part(0)?, part(2)?, part(4)?))
}

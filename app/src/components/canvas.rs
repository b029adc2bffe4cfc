//! A canvas in the page's colours and the screen's resolution.

use leptos::prelude::*;
use plotters::style::RGBColor;
use plotters_canvas::CanvasBackend;
use web_sys::{CssStyleDeclaration, HtmlCanvasElement, HtmlElement};

use crate::chart::{Paint, Palette};

/// Clears a canvas and makes it as wide as its parent and as high as asked, in CSS pixels; None where it is not shown.
pub fn prepare(canvas: &HtmlCanvasElement, height: u32) -> Option<Paint<'static>> {
    let scale = window().device_pixel_ratio().max(1.0);
    let width = f64::from(canvas.parent_element()?.client_width());
    if width < 1.0 {
        return None;
    }
    let _ = HtmlElement::style(canvas).set_property("height", &format!("{height}px"));
    // Setting the size also clears the canvas.
    canvas.set_width((width * scale).round() as u32);
    canvas.set_height((f64::from(height) * scale).round() as u32);
    Some(Paint::new(CanvasBackend::with_canvas_object(canvas.clone())?, palette()?, scale))
}

/// The colours of the page as it is now.
pub fn palette() -> Option<Palette> {
    let style = window().get_computed_style(&document().document_element()?).ok()??;
    Some(Palette {
        background: color(&style, "--ground")?,
        foreground: color(&style, "--ink")?,
        muted: color(&style, "--muted")?,
        grid: color(&style, "--rule")?,
        accent: color(&style, "--accent")?,
        baseline: color(&style, "--floor")?,
    })
}

/// A colour of the theme; the style sheet writes them as `#rrggbb`.
fn color(style: &CssStyleDeclaration, name: &str) -> Option<RGBColor> {
    let text = style.get_property_value(name).ok()?;
    let digits = text.trim().strip_prefix('#')?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some(RGBColor(part(0)?, part(2)?, part(4)?))
}

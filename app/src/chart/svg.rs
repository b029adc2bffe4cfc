//! The chart as SVG for the prerendered page, coloured by the page's own CSS variables.

use plotters::prelude::{RGBColor, SVGBackend};

use super::{ChartKind, Paint, Palette};
use crate::source::View;

/// Stand-ins that no chart uses otherwise; each becomes a CSS variable.
const STAND_INS: [(RGBColor, &str, &str); 6] = [
    (RGBColor(1, 2, 8), "#010208", "var(--ground)"),
    (RGBColor(1, 2, 3), "#010203", "var(--ink)"),
    (RGBColor(1, 2, 4), "#010204", "var(--muted)"),
    (RGBColor(1, 2, 5), "#010205", "var(--rule)"),
    (RGBColor(1, 2, 6), "#010206", "var(--accent)"),
    (RGBColor(1, 2, 7), "#010207", "var(--floor)"),
];

/// Width of a prerendered chart, in CSS pixels; the page scales it.
pub const WIDTH: u32 = 720;

/// The chart as an SVG element.
///
/// # Errors
/// What plotters reports, in words.
pub fn render(kind: ChartKind, snapshot: &View) -> Result<String, String> {
    let [ground, ink, muted, rule, accent, floor] = STAND_INS.map(|(color, _, _)| color);
    let mut svg = String::new();
    {
        let backend = SVGBackend::with_string(&mut svg, (WIDTH, kind.height(snapshot.rows.len())));
        let palette = Palette { ground, ink, muted, rule, accent, floor };
        kind.draw(snapshot, &Paint::new(backend, palette, "system-ui, sans-serif", 1.0))?;
    }
    for (_, stand_in, variable) in STAND_INS {
        svg = svg.replace(stand_in, variable);
    }
    // The figure's caption names the chart; to a screen reader the drawing itself is one image.
    Ok(svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{}\" ", kind.title()), 1))
}

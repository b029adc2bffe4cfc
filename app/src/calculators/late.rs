//! What takes longer than a frame: which input matters most, and how often owning pays. Computed after the paint.

use analytics::cost::{Band, Case, Currency, KNOBS, grouped, swings};

use super::charts;
use crate::html::Html;

/// Cases that are drawn.
pub const DRAWS: u32 = 400;

/// The ranking as a chart with its table, and the band once all cases are drawn.
#[must_use]
pub fn late(case: &Case, currency: Currency, band: Option<Band>, width: u32) -> String {
    let mut html = Html::default();
    let Ok(ranking) = swings(case) else { return String::new() };
    html.tag("<h2>What the answer hangs on</h2><p id=\"band\">");
    match band {
        Some(band) if band.draws > 0 => {
            let share = grouped(f64::from(band.pays) * 100.0 / f64::from(band.draws), 0);
            html.tag("With every input drawn evenly from its range, owning pays back within its months of use in ");
            html.tag("<strong>").text(&share).tag(" %</strong> of ").count(band.draws as usize).tag(" cases.");
        }
        _ => {
            html.tag("Counting cases …");
        }
    }
    html.tag("</p>");
    charts::swings(&mut html, &ranking, currency, width);
    html.tag("<table class=\"plain\"><thead><tr><th scope=\"col\">Input</th><th scope=\"col\">From, to</th>");
    html.tag(
        "<th scope=\"col\" class=\"number\">At the low end</th><th scope=\"col\" class=\"number\">At the high end</th>",
    );
    html.tag("</tr></thead><tbody>");
    for swing in &ranking {
        let knob = &KNOBS[swing.knob];
        html.tag("<tr><th scope=\"row\">").text(knob.name).tag("</th><td>").text(knob.range);
        html.tag("</td><td class=\"number\">").text(&grouped(swing.low, 0));
        html.tag("</td><td class=\"number\">").text(&grouped(swing.high, 0)).tag("</td></tr>");
    }
    html.tag("</tbody></table><p class=\"fine\">Saved a month over the machine’s life, in ").text(currency.code());
    html.tag(", with one input at a time at the ends of its range and all others as they stand.</p>");
    html.done()
}

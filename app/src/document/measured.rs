//! What the law of speed says of published measurements with a short context: one mark for each chip, model and format.

use std::collections::BTreeMap;

use analytics::cost::grouped;
use analytics::speed::fit::{decode_input, decode_rows};
use analytics::speed::law::decode_ms;
use analytics::speed::points::published;
use analytics::speed::{CONSTANTS, Family};
use plotters::style::text_anchor::{HPos, VPos};

use crate::chart::svg::{WIDTH, drawing, page_palette};
use crate::chart::{Scale, log_ticks};

const LEFT: f64 = 56.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 38.0;

/// The chart as an SVG element.
pub fn chart() -> String {
    let domain = (1.0, 400.0);
    // Rows that cannot be read fail the tests of analytics; a page without marks is no reason to fail a build.
    let points = published().unwrap_or_default();
    let mut marks = BTreeMap::new();
    for row in decode_rows(&points).into_iter().filter(|row| row.depth <= 600.0) {
        let Some(ms) = decode_input(row).and_then(|input| decode_ms(&CONSTANTS, row.chip.family, &input)) else {
            continue;
        };
        marks.insert((&row.chip.chip, &row.model_name, &row.quantisation), (row, 1000.0 / ms));
    }
    drawing("Estimates against measurements", (WIDTH, 380), page_palette(), |paint| {
        let (right, bottom) = (paint.width - RIGHT, paint.height - BOTTOM);
        let x = Scale::logarithmic(domain, (LEFT, right));
        let y = Scale::logarithmic(domain, (bottom, TOP));
        for tick in log_ticks(domain) {
            let text = grouped(tick, 0);
            paint.line(&[(LEFT, y.place(tick)), (right, y.place(tick))], paint.palette.grid, 1.0)?;
            paint.text(&text, LEFT - 8.0, y.place(tick), paint.palette.muted, (HPos::Right, VPos::Center))?;
            paint.text(&text, x.place(tick), bottom + 8.0, paint.palette.muted, (HPos::Center, VPos::Top))?;
        }
        paint.line(&[(LEFT, bottom), (right, TOP)], paint.palette.muted, 1.0)?;
        paint.text("measured, tokens a second", right, bottom + 24.0, paint.palette.muted, (HPos::Right, VPos::Top))?;
        paint.text("estimated", LEFT + 6.0, TOP - 6.0, paint.palette.muted, (HPos::Left, VPos::Top))?;
        for (row, estimate) in marks.values() {
            let (px, py) = (x.place(row.tok_per_s), y.place(*estimate));
            let apple = row.chip.family == Family::Apple;
            let color = if apple { paint.palette.accent } else { paint.palette.baseline };
            if row.model.shape.moe { paint.ring(px, py, 5.0, color)? } else { paint.dot(px, py, 4.0, color)? }
        }
        paint.present()
    })
}

//! The calculators' charts: SVG from plotters primitives, when the site is built and in the browser alike.

use analytics::cost::{self, Case, Currency, KNOBS, Outcome, Stairs, Swing, grouped};
use analytics::decision::MemoryAnswer;
use plotters::style::text_anchor::{HPos, VPos};

use super::say;
use crate::chart::svg::{drawing, page_palette};
use crate::chart::{Drawn, Paint, Scale};
use crate::html::Html;

const LEFT: f64 = 56.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 38.0;

fn figure(html: &mut Html, title: &'static str, caption: &'static str, svg: String) {
    html.tag("<figure><h2>").tag(title).tag("</h2><div class=\"chart\">");
    html.svg(svg).tag("</div><figcaption>").tag(caption).tag("</figcaption></figure>");
}

/// 1, 2 or 5 times a power of ten, so that about five of them make the whole.
fn step(most: f64) -> f64 {
    let mut step = 1.0;
    while step * 50.0 < most {
        step *= 10.0;
    }
    let wanted = most / 5.0;
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|part| part * step).find(|part| *part >= wanted).unwrap_or(step * 10.0)
}

/// A number of an axis: short.
fn short(value: f64) -> String {
    match value.abs() {
        large if large >= 1e9 => say(&[&cost::rough(value / 1e9), " G"]),
        large if large >= 1e6 => say(&[&trim(value / 1e6), " M"]),
        large if large >= 1e4 => say(&[&trim(value / 1e3), " k"]),
        _ => grouped(value, 0),
    }
}

fn trim(value: f64) -> String {
    grouped(value, u32::from((value * 10.0).round() as i64 % 10 != 0))
}

/// Horizontal lines with their values, from 0 to the largest.
fn rules(paint: &Paint, y: &Scale, most: f64, right: f64, unit: &str) -> Drawn {
    let step = step(most);
    let mut value = 0.0;
    while value <= most * 1.0001 {
        let at = y.place(value);
        paint.line(&[(LEFT, at), (right, at)], paint.palette.grid, 1.0)?;
        paint.text(&short(value), LEFT - 8.0, at, paint.palette.muted, (HPos::Right, VPos::Center))?;
        value += step;
    }
    paint.text(unit, LEFT, TOP - 12.0, paint.palette.muted, (HPos::Left, VPos::Top))
}

/// Months that the chart shows: the time of use, and beyond it the crossing where that is not too far.
pub fn months_shown(case: &Case, outcome: &Outcome) -> usize {
    let life = case.months.to_f64();
    let crossing = outcome.payback.months().filter(|at| *at < 120.0);
    crossing.map_or(life, |at| life.max(at * 1.15)).round().clamp(6.0, 240.0) as usize
}

/// Money over time, with the crossing.
pub fn cumulative(html: &mut Html, case: &Case, outcome: &Outcome, currency: Currency, width: u32) {
    let life = case.months.to_f64();
    let crossing = outcome.payback.months();
    let months = months_shown(case, outcome);
    let curve = cost::cumulative(case, outcome, months);
    let months = months as f64;
    let most = curve.rent.iter().chain(&curve.own).copied().fold(1.0, f64::max);
    let svg = drawing("Money spent over time", (width, 280), page_palette(), |paint| {
        let (right, bottom) = (paint.width - RIGHT, paint.height - BOTTOM);
        let x = Scale::linear((0.0, months), (LEFT, right));
        let y = Scale::linear((0.0, most), (bottom, TOP + 6.0));
        rules(paint, &y, most, right, currency.code())?;
        let every = if months > 72.0 {
            24.0
        } else if months > 30.0 {
            12.0
        } else {
            6.0
        };
        let mut at = 0.0;
        while at <= months {
            paint.text(&grouped(at, 0), x.place(at), bottom + 8.0, paint.palette.muted, (HPos::Center, VPos::Top))?;
            at += every;
        }
        paint.text("months", right, bottom + 24.0, paint.palette.muted, (HPos::Right, VPos::Top))?;
        if life < months {
            let end = x.place(life);
            paint.line(&[(end, TOP), (end, bottom)], paint.palette.muted, 1.0)?;
            paint.text("end of use", end + 4.0, bottom - 4.0, paint.palette.muted, (HPos::Left, VPos::Bottom))?;
        }
        // A bill that never changes is a straight line: its ends suffice, and no rounding makes it waver.
        let straight = case.growth.millionths() == 0 && case.decline.millionths() == 0;
        let every = if straight { curve.rent.len() - 1 } else { 3 };
        // Names stand where the crossing is not.
        let late = crossing.is_some_and(|at| at < months * 0.5);
        for (values, color, name, below) in [
            (&curve.rent, paint.palette.baseline, "API", 16.0),
            (&curve.own, paint.palette.accent, "own machine", -12.0),
        ] {
            let at = |month: usize| (x.place(month as f64), y.place(values[month]));
            let mut points: Vec<_> = (0..values.len()).step_by(every).map(at).collect();
            points.push(at(values.len() - 1));
            paint.line(&points, color, 2.0)?;
            let (px, py) = at((values.len() - 1) * if late { 4 } else { 1 } / 5);
            paint.text(name, px + 8.0, (py + below).max(TOP), color, (HPos::Left, VPos::Center))?;
        }
        if let Some(at) = crossing.filter(|at| *at <= months) {
            let whole = (at as usize).min(curve.rent.len() - 1);
            let next = (whole + 1).min(curve.rent.len() - 1);
            let value = curve.rent[whole] + (curve.rent[next] - curve.rent[whole]) * at.fract();
            paint.dot(x.place(at), y.place(value), 4.0, paint.palette.foreground)?;
            let text = say(&[&cost::rough(at), " months"]);
            paint.text(
                &text,
                x.place(at),
                y.place(value) - 10.0,
                paint.palette.foreground,
                (HPos::Center, VPos::Bottom),
            )?;
        }
        paint.present()
    });
    figure(
        html,
        "Money spent over time",
        "The purchase stands at month 0; where the lines cross, it is paid back. What the machine cannot serve is billed at the API and stands in its line.",
        svg,
    );
}

/// Cost a month over volume, with as many machines as it takes.
pub fn staircase(html: &mut Html, case: &Case, outcome: &Outcome, currency: Currency, width: u32) {
    let Some(stairs) = Stairs::new(case, outcome) else { return };
    let volume = case.million_tokens.to_f64();
    let top = (volume * 1.3).max(stairs.full * 2.5);
    let machines = stairs.machines(top);
    let most = stairs.api(top).max(stairs.own(machines, top)).max(1.0);
    let svg = drawing("Cost a month over volume", (width, 240), page_palette(), |paint| {
        let (right, bottom) = (paint.width - RIGHT, paint.height - BOTTOM);
        let x = Scale::linear((0.0, top), (LEFT, right));
        let y = Scale::linear((0.0, most), (bottom, TOP + 6.0));
        rules(paint, &y, most, right, &say(&[currency.code(), " a month"]))?;
        let every = step(top) * if paint.width < 500.0 { 2.0 } else { 1.0 };
        let mut at = every;
        while at < top {
            paint.text(&cost::tokens(at), x.place(at), bottom + 8.0, paint.palette.muted, (HPos::Center, VPos::Top))?;
            at += every;
        }
        paint.text("tokens a month", right, bottom + 24.0, paint.palette.muted, (HPos::Right, VPos::Top))?;
        let here = x.place(volume);
        paint.line(&[(here, TOP + 6.0), (here, bottom)], paint.palette.muted, 1.0)?;
        let side = if here > paint.width * 0.6 { (-4.0, HPos::Right) } else { (4.0, HPos::Left) };
        paint.text("your volume", here + side.0, TOP + 8.0, paint.palette.muted, (side.1, VPos::Top))?;
        let api = |at: f64| (x.place(at), y.place(stairs.api(at)));
        paint.line(&[api(0.0), api(top)], paint.palette.baseline, 2.0)?;
        let mut own = Vec::new();
        // Of a thousand machines no step can be seen.
        let every = (machines / 100.0).ceil();
        let mut count = every.min(machines);
        loop {
            let from = (count - every).max(0.0) * stairs.full;
            let to = (count * stairs.full).min(top);
            own.extend([from, to].map(|at| (x.place(at), y.place(stairs.own(count, at)))));
            if count >= machines {
                break;
            }
            count = (count + every).min(machines);
        }
        paint.line(&own, paint.palette.accent, 2.0)?;
        // The names stand at the right end, the upper line's above it and the lower line's below.
        let (api_y, own_y) = (api(top).1, y.place(stairs.own(machines, top)));
        let up = if api_y < own_y { 16.0 } else { -10.0 };
        let end = (HPos::Right, VPos::Center);
        paint.text("API", x.place(top * 0.9), y.place(stairs.api(top * 0.9)) + up, paint.palette.baseline, end)?;
        paint.text(
            "own machines",
            right,
            (own_y - 6.0 - up).clamp(TOP + 14.0, bottom - 8.0),
            paint.palette.accent,
            end,
        )?;
        paint.present()
    });
    figure(
        html,
        "Cost a month over volume",
        "Each step is another machine: one alone ends where it is busy all the time. The straight line is the API.",
        svg,
    );
}

/// One bar for each input, from its low to its high end.
pub fn swings(html: &mut Html, ranking: &[Swing], currency: Currency, width: u32) {
    let height = 44 + 26 * ranking.len() as u32;
    let ends = || ranking.iter().flat_map(|swing| [swing.low, swing.high]);
    let (low, high) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
    if high - low <= 0.0 {
        return;
    }
    let svg = drawing("Which input moves the answer most", (width, height), page_palette(), |paint| {
        let left = if paint.width < 500.0 { 132.0 } else { 168.0 };
        let x = Scale::linear((low, high), (left + 8.0, paint.width - 24.0));
        let zero = x.place(0.0);
        paint.line(&[(zero, 6.0), (zero, paint.height - 30.0)], paint.palette.muted, 1.0)?;
        paint.text("0", zero, paint.height - 26.0, paint.palette.muted, (HPos::Center, VPos::Top))?;
        for (at, swing) in ranking.iter().enumerate() {
            let y = 18.0 + 26.0 * at as f64;
            let (from, to) = (x.place(swing.low.min(swing.high)), x.place(swing.low.max(swing.high)));
            paint.text(KNOBS[swing.knob].name, left, y, paint.palette.foreground, (HPos::Right, VPos::Center))?;
            paint.cell([(from, y - 7.0), (to.max(from + 1.0), y + 7.0)], 0.75)?;
        }
        let unit = say(&["saved a month, ", currency.code()]);
        paint.text(&unit, paint.width - 24.0, paint.height - 14.0, paint.palette.muted, (HPos::Right, VPos::Top))?;
        paint.text(&short(low), x.place(low), paint.height - 26.0, paint.palette.muted, (HPos::Left, VPos::Top))?;
        paint.text(&short(high), x.place(high), paint.height - 26.0, paint.palette.muted, (HPos::Right, VPos::Top))?;
        paint.present()
    });
    figure(
        html,
        "Which input moves the answer most",
        "Right of 0 owning is cheaper, left of it renting. The longest bar matters most.",
        svg,
    );
}

/// The memory as a bar that fills.
pub fn memory(html: &mut Html, found: &MemoryAnswer, width: u32) {
    let (Some(limit), Some(plan)) = (&found.limit, &found.plan) else { return };
    let whole = limit.memory_gib.unwrap_or(limit.raised_gib).max(plan.needed_gib).max(1.0);
    let svg = drawing("What memory holds", (width, 108), page_palette(), |paint| {
        let x = Scale::linear((0.0, whole), (1.0, paint.width - 1.0));
        let (top, bottom) = (26.0, 62.0);
        let frame = [(1.0, top), (paint.width - 1.0, top), (paint.width - 1.0, bottom), (1.0, bottom), (1.0, top)];
        paint.line(&frame, paint.palette.muted, 1.0)?;
        let mut from = 0.0;
        for (at, slot) in found.slots.iter().enumerate() {
            let start = from;
            for (size, full) in [(slot.part.weights_gib, 0.85), (slot.part.kv_gib, 0.5), (slot.part.buffers_gib, 0.25)]
            {
                paint.cell([(x.place(from), top), (x.place(from + size), bottom)], full)?;
                from += size;
            }
            let edge = x.place(from);
            paint.line(&[(edge, top), (edge, bottom)], paint.palette.background, 2.0)?;
            let room = ((x.place(from) - x.place(start)) / 7.4) as usize;
            let name: String = slot.name.chars().take(room.max(1)).collect();
            let y = bottom + 8.0 + if paint.width < 500.0 && at % 2 == 1 { 16.0 } else { 0.0 };
            paint.text(&name, x.place(start), y, paint.palette.foreground, (HPos::Left, VPos::Top))?;
        }
        let end = x.place(plan.usable_gib);
        paint.line(&[(end, top - 8.0), (end, bottom + 4.0)], paint.palette.baseline, 2.0)?;
        let text = say(&["limit ", &cost::rough(plan.usable_gib), " GiB"]);
        paint.text(&text, end - 4.0, 4.0, paint.palette.baseline, (HPos::Right, VPos::Top))?;
        let all = say(&[&cost::rough(whole), " GiB"]);
        if paint.width - end > 90.0 {
            paint.text(&all, paint.width - 1.0, 4.0, paint.palette.muted, (HPos::Right, VPos::Top))?;
        }
        paint.present()
    });
    figure(
        html,
        "What memory holds",
        "Each model: weights, then the caches of its users, then buffers, from dark to light.",
        svg,
    );
}

/// What the law of writing says of published measurements with a short context, one mark for each chip, model and format;
/// only on the prerendered page.
#[cfg(feature = "ssr")]
#[must_use]
pub fn measured(width: u32) -> String {
    use std::collections::BTreeMap;

    use analytics::speed::fit::{decode_input, decode_rows};
    use analytics::speed::law::decode_ms;
    use analytics::speed::points::published;
    use analytics::speed::{CONSTANTS, Family};

    use crate::chart::log_ticks;

    let domain = (1.0, 400.0);
    let mut html = Html::default();
    // Rows that cannot be read fail the tests of analytics; a page without marks is no reason to fail a build.
    let points = published().unwrap_or_default();
    let mut marks = BTreeMap::new();
    for row in decode_rows(&points).into_iter().filter(|row| row.depth <= 600.0) {
        let Some(ms) = decode_input(row).and_then(|input| decode_ms(&CONSTANTS, row.chip.family, &input)) else {
            continue;
        };
        marks.insert((&row.chip.chip, &row.model_name, &row.quantisation), (row, 1000.0 / ms));
    }
    let svg = drawing("Estimates against measurements", (width, 380), page_palette(), |paint| {
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
    });
    figure(
        &mut html,
        "Estimates against measurements",
        "Each mark is a published measurement; on the line the estimate is right. Dots are dense models, rings mixtures of experts; the accent colour is Apple silicon.",
        svg,
    );
    html.done()
}

//! The calculators' charts, from plotters primitives: the prerendered SVG and the live canvas come from the same lines.

use analytics::cost::{self, Case, Currency, KNOBS, Outcome, Stairs, Swing, grouped};
use analytics::decision::MemoryAnswer;
use plotters::style::text_anchor::{HPos, VPos};

use crate::chart::{Drawn, Paint, Scale};
use crate::components::Picture;

const LEFT: f64 = 56.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 38.0;

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
        large if large >= 1e9 => [&cost::rough(value / 1e9), " G"].concat(),
        large if large >= 1e6 => [&trim(value / 1e6), " M"].concat(),
        large if large >= 1e4 => [&trim(value / 1e3), " k"].concat(),
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
#[must_use]
pub fn cumulative(case: &Case, outcome: &Outcome, currency: Currency) -> Picture {
    let life = case.months.to_f64();
    let crossing = outcome.payback.months();
    let months = months_shown(case, outcome);
    let curve = cost::cumulative(case, outcome, months);
    let months = months as f64;
    let most = curve.rent.iter().chain(&curve.own).copied().fold(1.0, f64::max);
    let straight = case.growth.millionths() == 0 && case.decline.millionths() == 0;
    Picture::new(280, move |paint| {
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
            let text = [&cost::rough(at), " months"].concat();
            paint.text(
                &text,
                x.place(at),
                y.place(value) - 10.0,
                paint.palette.foreground,
                (HPos::Center, VPos::Bottom),
            )?;
        }
        paint.present()
    })
}

/// Cost a month over volume, with as many machines as it takes.
#[must_use]
pub fn staircase(case: &Case, outcome: &Outcome, currency: Currency) -> Option<Picture> {
    let stairs = Stairs::new(case, outcome)?;
    let volume = case.million_tokens.to_f64();
    let top = (volume * 1.3).max(stairs.full * 2.5);
    let machines = stairs.machines(top);
    let most = stairs.api(top).max(stairs.own(machines, top)).max(1.0);
    let picture = Picture::new(240, move |paint| {
        let (right, bottom) = (paint.width - RIGHT, paint.height - BOTTOM);
        let x = Scale::linear((0.0, top), (LEFT, right));
        let y = Scale::linear((0.0, most), (bottom, TOP + 6.0));
        rules(paint, &y, most, right, &[currency.code(), " a month"].concat())?;
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
    Some(picture)
}

/// One bar for each input, from its low to its high end.
#[must_use]
pub fn swings(ranking: Vec<Swing>, currency: Currency) -> Option<Picture> {
    let height = 44 + 26 * ranking.len() as u32;
    let ends = || ranking.iter().flat_map(|swing| [swing.low, swing.high]);
    let (low, high) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
    if high - low <= 0.0 {
        return None;
    }
    let picture = Picture::new(height, move |paint| {
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
        let unit = ["saved a month, ", currency.code()].concat();
        paint.text(&unit, paint.width - 24.0, paint.height - 14.0, paint.palette.muted, (HPos::Right, VPos::Top))?;
        paint.text(&short(low), x.place(low), paint.height - 26.0, paint.palette.muted, (HPos::Left, VPos::Top))?;
        paint.text(&short(high), x.place(high), paint.height - 26.0, paint.palette.muted, (HPos::Right, VPos::Top))?;
        paint.present()
    });
    Some(picture)
}

/// The memory as a bar that fills.
#[must_use]
pub fn memory(found: &MemoryAnswer) -> Option<Picture> {
    let (limit, plan) = (found.limit.as_ref()?, found.plan.as_ref()?);
    let (slots, usable) = (found.slots.clone(), plan.usable_gib);
    let whole = limit.memory_gib.unwrap_or(limit.raised_gib).max(plan.needed_gib).max(1.0);
    let picture = Picture::new(108, move |paint| {
        let x = Scale::linear((0.0, whole), (1.0, paint.width - 1.0));
        let (top, bottom) = (26.0, 62.0);
        let frame = [(1.0, top), (paint.width - 1.0, top), (paint.width - 1.0, bottom), (1.0, bottom), (1.0, top)];
        paint.line(&frame, paint.palette.muted, 1.0)?;
        let mut from = 0.0;
        for (at, slot) in slots.iter().enumerate() {
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
        let end = x.place(usable);
        paint.line(&[(end, top - 8.0), (end, bottom + 4.0)], paint.palette.baseline, 2.0)?;
        let text = ["limit ", &cost::rough(usable), " GiB"].concat();
        paint.text(&text, end - 4.0, 4.0, paint.palette.baseline, (HPos::Right, VPos::Top))?;
        let all = [&cost::rough(whole), " GiB"].concat();
        if paint.width - end > 90.0 {
            paint.text(&all, paint.width - 1.0, 4.0, paint.palette.muted, (HPos::Right, VPos::Top))?;
        }
        paint.present()
    });
    Some(picture)
}

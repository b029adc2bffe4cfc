//! Score against something of which less is better.

use plotters::style::text_anchor::{HPos, VPos};

use super::data::{Data, DataPoint, Line};
use super::labels::{Area, Labelled, place};
use super::paint::{Paint, text_width};
use super::scale::{Scale, log_ticks};
use super::surface::Failed;
use crate::fixed::fixed;

const LEFT: f64 = 44.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 46.0;
/// From this distance on a name and its point do not belong together by themselves.
const FAR: f64 = 14.0;

/// Positions of the lines that no other beats on both, smallest x first.
fn front(lines: &[Line]) -> Vec<usize> {
    // Lines come best score first, so each one that is smaller than all before it is on the front.
    let mut least = f64::INFINITY;
    let mut front = Vec::new();
    for (position, line) in lines.iter().enumerate() {
        if line.x < least {
            least = line.x;
            front.push(position);
        }
    }
    front.reverse();
    front
}

/// Draws the chart.
pub fn draw(data: &Data, paint: &Paint) -> Result<Vec<DataPoint>, Failed> {
    let lines = &data.lines;
    let palette = paint.palette;
    let (right, bottom) = (paint.width - RIGHT, paint.height - BOTTOM);
    let fold = |pick: fn(f64, f64) -> f64, start| lines.iter().map(|line| line.x).fold(start, pick);
    let domain = (fold(f64::min, f64::INFINITY) * 0.8, fold(f64::max, 0.0) * 1.25);
    let score = |line: &Line| line.score.unwrap_or_default();
    let lowest = lines.iter().map(score).fold(2.0, f64::min);
    // The axis starts at the half below the lowest score; its labels say so.
    let floor = ((lowest - 0.08) * 2.0).floor().max(0.0) / 2.0;
    let x = Scale::logarithmic(domain, (LEFT, right));
    let y = Scale::linear((floor, 2.0), (bottom, TOP));

    let mut tick = floor;
    while tick <= 2.0 {
        let at = y.place(tick);
        paint.line(&[(LEFT, at), (right, at)], palette.grid, 1.0)?;
        paint.text(
            &fixed(tick, if 2.0 - floor > 1.0 { 1 } else { 2 }),
            LEFT - 8.0,
            at,
            palette.muted,
            (HPos::Right, VPos::Center),
        )?;
        tick += if 2.0 - floor > 1.0 { 0.5 } else { 0.25 };
    }
    let mut free = 0.0;
    for tick in log_ticks(domain) {
        let at = x.place(tick);
        paint.line(&[(at, bottom), (at, bottom + 5.0)], palette.muted, 1.0)?;
        if at < free {
            continue;
        }
        let decimals = if tick < 0.01 {
            3
        } else if tick < 0.1 {
            2
        } else {
            u32::from(tick < 1.0)
        };
        let label = [&fixed(tick, decimals), data.unit].concat();
        free = at + text_width(&label) + 6.0;
        paint.text(&label, at, bottom + 9.0, palette.muted, (HPos::Center, VPos::Top))?;
    }
    paint.text(&data.label, right, bottom + 27.0, palette.muted, (HPos::Right, VPos::Top))?;
    paint.text("score, 0 to 2", 0.0, 0.0, palette.muted, (HPos::Left, VPos::Top))?;

    let at = |line: &Line| (x.place(line.x), y.place(score(line)));
    let front: Vec<_> = front(lines).into_iter().map(|position| at(&lines[position])).collect();
    paint.line(&front, palette.accent, 1.5)?;
    let labelled: Vec<_> =
        lines.iter().map(|line| Labelled { x: at(line).0, y: at(line).1, text: line.name.clone() }).collect();
    let frame = Area { left: LEFT + 2.0, top: TOP - 10.0, right: paint.width, bottom };
    let places = place(&labelled, frame, &front);
    for (point, label) in labelled.iter().zip(&places) {
        // A name that found no place beside its point is tied to it.
        if let Some((left, middle)) = label.filter(|(_, middle)| (middle - point.y).abs() > FAR) {
            let near = point.x.clamp(left, left + text_width(&point.text));
            paint.line(&[(point.x, point.y), (near, middle)], palette.muted, 1.0)?;
        }
    }
    let mut spots = Vec::new();
    for (line, label) in lines.iter().zip(places) {
        if let Some((left, middle)) = label {
            paint.label(&line.name, left, middle)?;
        }
        let (px, py) = at(line);
        if line.baseline {
            paint.ring(px, py, 5.0, palette.baseline)?;
        } else {
            paint.dot(px, py, 5.0, palette.accent)?;
        }
        spots.push(DataPoint { x: px, y: py, text: line.read_out(&data.heads), href: line.href.clone() });
    }
    paint.present()?;
    Ok(spots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_holds_what_nothing_beats() {
        let line = |score: f64, x: f64| Line { score: Some(score), x, ..Line::default() };
        // published leaderboard: 1.89 in 102 s, 1.68 in 62 s, 1.62 in 14 s, 1.51 in 7.5 s, 1.35 in 82 s, 0.33 in 5.4 s
        let lines =
            [line(1.89, 102.0), line(1.68, 62.0), line(1.62, 14.0), line(1.51, 7.5), line(1.35, 82.0), line(0.33, 5.4)];
        assert_eq!(front(&lines), [5, 3, 2, 1, 0]);
    }
}

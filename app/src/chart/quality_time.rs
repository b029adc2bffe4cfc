//! Score against the mean time of an answer.

use analytics::snapshot::v1::ModelKind;
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

use super::by_score;
use super::labels::{Labelled, place};
use super::paint::{Failure, Paint};
use super::scale::{Scale, log_ticks};
use crate::fixed::fixed;
use crate::source::View;

const LEFT: f64 = 44.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 46.0;

/// A model with a score and a time.
pub struct Point {
    name: String,
    score: f64,
    seconds: f64,
    kind: ModelKind,
}

/// The models that have both, best score first.
pub fn points(snapshot: &View) -> Vec<Point> {
    by_score(&snapshot.rows)
        .into_iter()
        .filter_map(|row| {
            Some(Point {
                name: row.name.clone(),
                score: row.score.value()?,
                seconds: row.mean_total_ms.filter(|ms| *ms > 0)? as f64 / 1000.0,
                kind: row.kind,
            })
        })
        .collect()
}

/// Positions of the points that no other point beats on both, fastest first.
fn front(points: &[Point]) -> Vec<usize> {
    // Points come best score first, so each one that is faster than all before it is on the front.
    let mut fastest = f64::INFINITY;
    let mut front = Vec::new();
    for (position, point) in points.iter().enumerate() {
        if point.seconds < fastest {
            fastest = point.seconds;
            front.push(position);
        }
    }
    front.reverse();
    front
}

/// Draws the chart.
pub fn draw<B: DrawingBackend>(snapshot: &View, paint: &Paint<B>) -> Result<(), Failure<B>> {
    let points = points(snapshot);
    let palette = paint.palette;
    let (right, bottom) = (paint.width - RIGHT, paint.height - BOTTOM);
    let seconds = |pick: fn(f64, f64) -> f64, start| points.iter().map(|point| point.seconds).fold(start, pick);
    let domain = (seconds(f64::min, f64::INFINITY) * 0.8, seconds(f64::max, 0.0) * 1.25);
    let lowest = points.iter().map(|point| point.score).fold(2.0, f64::min);
    // The axis starts at the half below the lowest score; the axis labels say so.
    let floor = ((lowest - 0.08) * 2.0).floor().max(0.0) / 2.0;
    let x = Scale::logarithmic(domain, (LEFT, right));
    let y = Scale::linear((floor, 2.0), (bottom, TOP));

    let mut tick = floor;
    while tick <= 2.0 {
        let at = y.place(tick);
        paint.line(&[(LEFT, at), (right, at)], palette.rule, 1.0)?;
        paint.text(&fixed(tick, 1), LEFT - 8.0, at, palette.muted, (HPos::Right, VPos::Center))?;
        tick += if 2.0 - floor > 1.0 { 0.5 } else { 0.25 };
    }
    for tick in log_ticks(domain) {
        let at = x.place(tick);
        paint.line(&[(at, bottom), (at, bottom + 5.0)], palette.muted, 1.0)?;
        let label = [&fixed(tick, u32::from(tick < 1.0)), " s"].concat();
        paint.text(&label, at, bottom + 9.0, palette.muted, (HPos::Center, VPos::Top))?;
    }
    paint.text("mean time of an answer", right, bottom + 27.0, palette.muted, (HPos::Right, VPos::Top))?;
    paint.text("score, 0 to 2", LEFT + 6.0, TOP - 4.0, palette.muted, (HPos::Left, VPos::Top))?;

    let at = |point: &Point| (x.place(point.seconds), y.place(point.score));
    let front: Vec<_> = front(&points).into_iter().map(|position| at(&points[position])).collect();
    paint.line(&front, palette.accent, 1.5)?;
    let labelled: Vec<_> =
        points.iter().map(|point| Labelled { x: at(point).0, y: at(point).1, text: point.name.clone() }).collect();
    for (point, label) in points.iter().zip(place(&labelled, paint.width, bottom)) {
        if let Some((left, middle)) = label {
            paint.label(&point.name, left, middle)?;
        }
        let (px, py) = at(point);
        match point.kind {
            ModelKind::LanguageModel => paint.dot(px, py, 5.0, palette.accent)?,
            ModelKind::Baseline => paint.ring(px, py, 5.0, palette.floor)?,
        }
    }
    paint.present()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_holds_what_nothing_beats() {
        let point =
            |score: f64, seconds: f64| Point { name: String::new(), score, seconds, kind: ModelKind::LanguageModel };
        // published leaderboard: 1.89 in 102 s, 1.68 in 62 s, 1.62 in 14 s, 1.51 in 7.5 s, 1.35 in 82 s, 0.33 in 5.4 s
        let points = [
            point(1.89, 102.0),
            point(1.68, 62.0),
            point(1.62, 14.0),
            point(1.51, 7.5),
            point(1.35, 82.0),
            point(0.33, 5.4),
        ];
        assert_eq!(front(&points), [5, 3, 2, 1, 0]);
    }
}

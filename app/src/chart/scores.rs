//! Scores of all models with interval and categories, one line each.

use analytics::snapshot::v1::ModelKind;
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

use super::by_score;
use super::paint::{Failure, Paint, text_width};
use super::scale::Scale;
use crate::fixed::fixed;
use crate::source::View;

const TOP: f64 = 10.0;
const BOTTOM: f64 = 44.0;
const RIGHT: f64 = 18.0;

/// Draws the chart.
pub fn draw<B: DrawingBackend>(snapshot: &View, paint: &Paint<B>) -> Result<(), Failure<B>> {
    let rows: Vec<_> = by_score(&snapshot.rows).into_iter().filter_map(|row| Some((row, row.score.value()?))).collect();
    let palette = paint.palette;
    let longest = rows.iter().map(|(row, _)| text_width(&row.name)).fold(0.0, f64::max);
    let left = (longest + 22.0).min(paint.width * 0.45);
    let (right, bottom) = (paint.width - RIGHT, paint.height - BOTTOM);
    let x = Scale::linear((0.0, 2.0), (left, right));
    for half in 0..=4 {
        let value = f64::from(half) / 2.0;
        let at = x.place(value);
        paint.line(&[(at, TOP), (at, bottom)], palette.rule, 1.0)?;
        paint.text(&fixed(value, 1), at, bottom + 7.0, palette.muted, (HPos::Center, VPos::Top))?;
    }
    paint.text("score, 0 to 2", right, bottom + 24.0, palette.muted, (HPos::Right, VPos::Top))?;
    let step = (bottom - TOP) / rows.len().max(1) as f64;
    for (position, (row, score)) in rows.iter().enumerate() {
        let y = TOP + step * (position as f64 + 0.5);
        let color = if row.kind == ModelKind::Baseline { palette.floor } else { palette.accent };
        paint.text(&row.name, left - 12.0, y, palette.ink, (HPos::Right, VPos::Center))?;
        if let Some([low, high]) = row.ci95 {
            paint.line(&[(x.place(low), y), (x.place(high), y)], color, 2.0)?;
        }
        for part in &row.by_category {
            if let Some(value) = part.score.value() {
                paint.ring(x.place(value), y, 2.5, palette.muted)?;
            }
        }
        paint.dot(x.place(*score), y, 5.0, color)?;
    }
    paint.present()
}

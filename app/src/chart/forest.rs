//! Scores with interval and categories, one line each.

use plotters::style::text_anchor::{HPos, VPos};

use super::data::{Data, DataPoint};
use super::paint::Paint;
use super::scale::Scale;
use super::surface::Failed;
use crate::fixed::fixed;

const TOP: f64 = 6.0;
const BOTTOM: f64 = 42.0;
const RIGHT: f64 = 18.0;

/// Draws the chart.
pub fn draw(data: &Data, paint: &Paint) -> Result<Vec<DataPoint>, Failed> {
    let palette = paint.palette;
    let left = paint.names_width(data);
    let (right, bottom) = (paint.width - RIGHT, paint.height - BOTTOM);
    let x = Scale::linear((0.0, 2.0), (left, right));
    for half in 0..=4 {
        let value = f64::from(half) / 2.0;
        let at = x.place(value);
        paint.line(&[(at, TOP), (at, bottom)], palette.grid, 1.0)?;
        paint.text(&fixed(value, 1), at, bottom + 7.0, palette.muted, (HPos::Center, VPos::Top))?;
    }
    paint.text(&data.label, right, bottom + 24.0, palette.muted, (HPos::Right, VPos::Top))?;
    let step = (bottom - TOP) / data.lines.len().max(1) as f64;
    let mut spots = Vec::new();
    for (position, line) in data.lines.iter().enumerate() {
        let y = TOP + step * (position as f64 + 0.5);
        let color = if line.baseline { palette.baseline } else { palette.accent };
        paint.name(&line.name, left, y)?;
        for (value, _) in line.cells.iter().flatten() {
            paint.ring(x.place(*value), y, 2.5, palette.muted)?;
        }
        if let Some([low, high]) = line.interval {
            paint.line(&[(x.place(low), y), (x.place(high), y)], color, 2.0)?;
            for end in [x.place(low), x.place(high)] {
                paint.line(&[(end, y - 4.0), (end, y + 4.0)], color, 2.0)?;
            }
        }
        let at = x.place(line.score.unwrap_or_default());
        paint.dot(at, y, 5.0, color)?;
        spots.push(DataPoint { x: at, y, text: line.read_out(&data.heads), href: line.href.clone() });
    }
    paint.present()?;
    Ok(spots)
}

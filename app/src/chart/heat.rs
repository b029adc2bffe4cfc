//! A matrix whose cells are the fuller the larger their value; the value stands in the cell too.

use plotters::style::text_anchor::{HPos, VPos};

use super::data::{Data, Spot};
use super::paint::{Paint, text_width};
use super::surface::Failed;

const TOP: f64 = 30.0;
const BOTTOM: f64 = 26.0;
/// The fullest cell lets its text stand out.
const FULLEST: f64 = 0.55;

/// Draws the chart.
pub fn draw(data: &Data, paint: &Paint) -> Result<Vec<Spot>, Failed> {
    let palette = paint.palette;
    let left = paint.names_width(data);
    let bottom = paint.height - BOTTOM;
    let across = (paint.width - left) / data.heads.len().max(1) as f64;
    let down = (bottom - TOP) / data.lines.len().max(1) as f64;
    for (position, head) in data.heads.iter().enumerate() {
        // A name that is too long for its column ends in a dot.
        let room = (across - 4.0) / text_width("x");
        let short: String = if head.chars().count() as f64 > room {
            head.chars().take((room as usize).saturating_sub(1)).chain(['.']).collect()
        } else {
            head.clone()
        };
        let middle = left + across * (position as f64 + 0.5);
        paint.text(&short, middle, TOP - 10.0, palette.muted, (HPos::Center, VPos::Center))?;
    }
    let mut spots = Vec::new();
    for (row, line) in data.lines.iter().enumerate() {
        let y = TOP + down * row as f64;
        paint.name(&line.name, left, y + down / 2.0)?;
        for (column, cell) in line.cells.iter().enumerate() {
            let x = left + across * column as f64;
            let middle = (x + across / 2.0, y + down / 2.0);
            let Some((full, text)) = cell else {
                paint.text("–", middle.0, middle.1, palette.muted, (HPos::Center, VPos::Center))?;
                continue;
            };
            paint.cell([(x + 1.0, y + 1.0), (x + across - 1.0, y + down - 1.0)], FULLEST * full)?;
            paint.text(text, middle.0, middle.1, palette.ink, (HPos::Center, VPos::Center))?;
            let head = data.heads.get(column).map_or("", String::as_str);
            spots.push(Spot { x: middle.0, y: middle.1, text: [&line.name, ", ", head, ": ", text].concat() });
        }
    }
    paint.text(&data.label, paint.width - 2.0, bottom + 8.0, palette.muted, (HPos::Right, VPos::Top))?;
    paint.present()?;
    Ok(spots)
}

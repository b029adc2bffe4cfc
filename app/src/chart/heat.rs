//! A matrix: the larger the value of a cell, the fuller its colour; the value is written into the cell too.

use plotters::style::text_anchor::{HPos, VPos};

use super::data::{Data, DataPoint};
use super::paint::{Paint, text_width};
use super::surface::Failed;

const TOP: f64 = 44.0;
const BOTTOM: f64 = 26.0;
/// Height of all but the rows, in CSS pixels.
pub const FRAME: u32 = (TOP + BOTTOM) as u32;
/// The fullest cell lets its text stand out.
const FULLEST: f64 = 0.55;
/// Middle of the two lines over the columns.
const LINES: [f64; 2] = [TOP - 11.0, TOP - 29.0];

/// Draws the chart.
pub fn draw(data: &Data, paint: &Paint) -> Result<Vec<DataPoint>, Failed> {
    let palette = paint.palette;
    let left = paint.names_width(data);
    let bottom = paint.height - BOTTOM;
    let across = (paint.width - left) / data.heads.len().max(1) as f64;
    let down = (bottom - TOP) / data.lines.len().max(1) as f64;
    let middle = |column: usize| left + across * (column as f64 + 0.5);
    let longest = data.heads.iter().map(|head| text_width(head)).fold(0.0, f64::max);
    // Names that are too long for one line stand on two by turns, where each has twice the room.
    let lines = 1 + usize::from(data.judges.is_none() && longest > across - 4.0);
    for (position, head) in data.heads.iter().enumerate() {
        let short = match data.judges {
            Some(_) => position.to_string(),
            None => paint.cut(head, across * lines as f64 - 4.0),
        };
        let y = LINES[position % lines];
        let x = middle(position).min(paint.width - text_width(&short) / 2.0);
        paint.text(&short, x, y, palette.muted, (HPos::Center, VPos::Center))?;
    }
    if let Some([down, across]) = &data.judges {
        paint.name(&["↓ ", down].concat(), left, LINES[0])?;
        let short = paint.cut(&["→ ", across].concat(), paint.width - left);
        paint.text(&short, left, LINES[1], palette.foreground, (HPos::Left, VPos::Center))?;
    }
    let mut spots = Vec::new();
    for (row, line) in data.lines.iter().enumerate() {
        let y = TOP + down * row as f64;
        match data.judges {
            Some(_) => paint.name(&row.to_string(), left, y + down / 2.0)?,
            None => paint.name(&line.name, left, y + down / 2.0)?,
        }
        for (column, cell) in line.cells.iter().enumerate() {
            let x = left + across * column as f64;
            let middle = (middle(column), y + down / 2.0);
            let Some((full, text)) = cell else {
                paint.text("–", middle.0, middle.1, palette.muted, (HPos::Center, VPos::Center))?;
                continue;
            };
            paint.cell([(x + 1.0, y + 1.0), (x + across - 1.0, y + down - 1.0)], FULLEST * full)?;
            paint.text(text, middle.0, middle.1, palette.foreground, (HPos::Center, VPos::Center))?;
            let head = data.heads.get(column).map_or("", String::as_str);
            let text = [&line.name, ", ", head, ": ", text].concat();
            spots.push(DataPoint { x: middle.0, y: middle.1, text, href: line.href.clone() });
        }
    }
    paint.text(&data.label, paint.width - 2.0, bottom + 8.0, palette.muted, (HPos::Right, VPos::Top))?;
    paint.present()?;
    Ok(spots)
}

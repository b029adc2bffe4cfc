//! A drawing area with the site's colours and type, in CSS pixels whatever the backend's resolution.

use std::cell::RefCell;

use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBColor};
use plotters_backend::DrawingBackend;

use super::data::Data;
use super::surface::{Drawn, Failed, Surface, TextStyle};

/// Colours of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// The page behind the chart.
    pub background: RGBColor,
    /// Text and axes.
    pub foreground: RGBColor,
    /// Secondary text.
    pub muted: RGBColor,
    /// Grid lines.
    pub grid: RGBColor,
    /// Language models.
    pub accent: RGBColor,
    /// Baselines.
    pub baseline: RGBColor,
}

/// What charts draw with.
pub struct Paint<'a> {
    surface: RefCell<Box<dyn Surface + 'a>>,
    /// The theme's colours.
    pub palette: Palette,
    scale: f64,
    /// What is kept free above the chart, in CSS pixels.
    above: f64,
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
}

/// Size of all text in a chart, in CSS pixels.
pub const TEXT: f64 = 12.0;
/// Height of the title of a chart that is saved, in CSS pixels.
pub const TITLE: f64 = 32.0;
/// Font of all text in a chart, as CSS names it.
pub const FONT: &str = "system-ui, sans-serif";

impl<'a> Paint<'a> {
    /// Wraps a backend whose resolution is `scale` times that of CSS.
    pub fn new(backend: impl DrawingBackend + 'a, palette: Palette, scale: f64) -> Self {
        let (width, height) = backend.get_size();
        let (width, height) = (f64::from(width) / scale, f64::from(height) / scale);
        Self { surface: RefCell::new(Box::new(backend)), palette, scale, above: 0.0, width, height }
    }

    /// The chart as a picture of its own: on the page's colour, with a title in the [`TITLE`] pixels above it.
    pub fn titled(mut self, title: &str) -> Result<Self, Failed> {
        let ground = [self.at(0.0, 0.0), self.at(self.width, self.height)];
        self.surface.borrow_mut().rect(ground, self.palette.background.filled())?;
        self.text(title, 4.0, TITLE / 2.0, self.palette.foreground, (HPos::Left, VPos::Center))?;
        self.above = TITLE;
        self.height -= TITLE;
        Ok(self)
    }

    fn at(&self, x: f64, y: f64) -> (i32, i32) {
        ((x * self.scale).round() as i32, ((y + self.above) * self.scale).round() as i32)
    }

    fn stroke(&self, width: f64) -> u32 {
        ((width * self.scale).round() as u32).max(1)
    }

    /// A line through points.
    pub fn line(&self, points: &[(f64, f64)], color: RGBColor, width: f64) -> Drawn {
        let points: Vec<_> = points.iter().map(|(x, y)| self.at(*x, *y)).collect();
        self.surface.borrow_mut().path(&points, color.stroke_width(self.stroke(width)))
    }

    /// A filled circle.
    pub fn dot(&self, x: f64, y: f64, radius: f64, color: RGBColor) -> Drawn {
        let radius = (radius * self.scale).round() as u32;
        self.surface.borrow_mut().circle(self.at(x, y), radius, color.filled())
    }

    /// A circle's outline.
    pub fn ring(&self, x: f64, y: f64, radius: f64, color: RGBColor) -> Drawn {
        let radius = (radius * self.scale).round() as u32;
        self.surface.borrow_mut().circle(self.at(x, y), radius, color.stroke_width(self.stroke(1.5)))
    }

    /// Text whose anchor lies at the point.
    pub fn text(&self, text: &str, x: f64, y: f64, color: RGBColor, anchor: (HPos, VPos)) -> Drawn {
        let anchor = Pos::new(anchor.0, anchor.1);
        let style = TextStyle { color: color.to_backend_color(), size: TEXT * self.scale, family: FONT, anchor };
        self.surface.borrow_mut().text(text, self.at(x, y), &style)
    }

    /// Text on a plate of the page's colour, so that lines below do not strike it through; anchored left, middle.
    pub fn label(&self, text: &str, x: f64, y: f64) -> Drawn {
        let (left, right) = (x - 2.0, x + text_width(text));
        let plate = [self.at(left, y - TEXT * 0.55), self.at(right, y + TEXT * 0.55)];
        self.surface.borrow_mut().rect(plate, self.palette.background.filled())?;
        self.text(text, x, y, self.palette.foreground, (HPos::Left, VPos::Center))
    }

    /// A cell of a matrix, filled to this share.
    pub fn cell(&self, corners: [(f64, f64); 2], full: f64) -> Drawn {
        let corners = corners.map(|(x, y)| self.at(x, y));
        self.surface.borrow_mut().rect(corners, self.palette.accent.mix(full).filled())
    }

    /// Room for the names of the rows: at most two fifths of the chart, and less of a narrow one with many columns.
    pub fn names_width(&self, data: &Data) -> f64 {
        let longest = data.lines.iter().map(|line| text_width(&line.name)).fold(0.0, f64::max);
        let columns = data.heads.len() as f64 * text_width("0.00 ");
        (longest + 16.0).min(self.width * 0.4).min((self.width - columns).max(self.width * 0.2))
    }

    /// A text that is at most this wide: a longer one ends in dots.
    pub fn cut(&self, text: &str, room: f64) -> String {
        let room = (room / text_width("x")) as usize;
        if text.chars().count() <= room {
            return text.to_owned();
        }
        text.chars().take(room.saturating_sub(1)).chain(['…']).collect()
    }

    /// The name of a row, to the left of the rows; cut where it is too long.
    pub fn name(&self, name: &str, left: f64, y: f64) -> Drawn {
        let short = self.cut(name, left - 10.0);
        self.text(&short, left - 8.0, y, self.palette.foreground, (HPos::Right, VPos::Center))
    }

    /// Finishes the drawing.
    pub fn present(&self) -> Drawn {
        self.surface.borrow_mut().finish()
    }
}

/// Width of a text in CSS pixels, estimated from the number of characters: asking the browser for each label
/// would cost a layout each time.
#[must_use]
pub fn text_width(text: &str) -> f64 {
    text.chars().count() as f64 * TEXT * 0.6
}

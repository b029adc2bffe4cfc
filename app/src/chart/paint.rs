//! A drawing area with the site's colours and type, in CSS pixels whatever the backend's resolution.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::data::Data;

/// Colours of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// The page behind the chart.
    pub ground: RGBColor,
    /// Text and axes.
    pub ink: RGBColor,
    /// Secondary text.
    pub muted: RGBColor,
    /// Grid lines.
    pub rule: RGBColor,
    /// Language models.
    pub accent: RGBColor,
    /// Baselines.
    pub floor: RGBColor,
}

/// What charts draw with.
pub struct Paint<'a, B: DrawingBackend> {
    area: DrawingArea<B, Shift>,
    /// The theme's colours.
    pub palette: Palette,
    font: &'a str,
    scale: f64,
    /// What is kept free above the chart, in CSS pixels.
    above: f64,
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
}

/// What the backend reports.
pub type Failure<B> = DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>;

/// Size of all text in a chart, in CSS pixels.
pub const TEXT: f64 = 12.0;
/// Height of the title of a chart that is saved, in CSS pixels.
pub const TITLE: f64 = 32.0;

impl<'a, B: DrawingBackend> Paint<'a, B> {
    /// Wraps a backend whose resolution is `scale` times that of CSS.
    pub fn new(backend: B, palette: Palette, font: &'a str, scale: f64) -> Self {
        let area = backend.into_drawing_area();
        let (width, height) = area.dim_in_pixel();
        let (width, height) = (f64::from(width) / scale, f64::from(height) / scale);
        Self { area, palette, font, scale, above: 0.0, width, height }
    }

    /// The chart as a picture of its own: on the page's colour, with a title in the [`TITLE`] pixels above it.
    pub fn titled(mut self, title: &str) -> Result<Self, Failure<B>> {
        let ground = [self.at(0.0, 0.0), self.at(self.width, self.height)];
        self.area.draw(&Rectangle::new(ground, self.palette.ground.filled()))?;
        self.text(title, 4.0, TITLE / 2.0, self.palette.ink, (HPos::Left, VPos::Center))?;
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
    pub fn line(&self, points: &[(f64, f64)], color: RGBColor, width: f64) -> Result<(), Failure<B>> {
        let points: Vec<_> = points.iter().map(|(x, y)| self.at(*x, *y)).collect();
        self.area.draw(&PathElement::new(points, color.stroke_width(self.stroke(width))))
    }

    /// A filled circle.
    pub fn dot(&self, x: f64, y: f64, radius: f64, color: RGBColor) -> Result<(), Failure<B>> {
        let radius = (radius * self.scale).round() as i32;
        self.area.draw(&Circle::new(self.at(x, y), radius, color.filled()))
    }

    /// A circle's outline.
    pub fn ring(&self, x: f64, y: f64, radius: f64, color: RGBColor) -> Result<(), Failure<B>> {
        let radius = (radius * self.scale).round() as i32;
        self.area.draw(&Circle::new(self.at(x, y), radius, color.stroke_width(self.stroke(1.5))))
    }

    /// Text whose anchor lies at the point.
    pub fn text(&self, text: &str, x: f64, y: f64, color: RGBColor, anchor: (HPos, VPos)) -> Result<(), Failure<B>> {
        let style = (self.font, TEXT * self.scale).into_font().color(&color).pos(Pos::new(anchor.0, anchor.1));
        self.area.draw(&Text::new(text.to_owned(), self.at(x, y), style))
    }

    /// Text on a plate of the page's colour, so that lines below do not strike it through; anchored left, middle.
    pub fn label(&self, text: &str, x: f64, y: f64) -> Result<(), Failure<B>> {
        let (left, right) = (x - 2.0, x + text_width(text));
        let plate = [self.at(left, y - TEXT * 0.55), self.at(right, y + TEXT * 0.55)];
        self.area.draw(&Rectangle::new(plate, self.palette.ground.filled()))?;
        self.text(text, x, y, self.palette.ink, (HPos::Left, VPos::Center))
    }

    /// A cell of a matrix, filled to this share.
    pub fn cell(&self, corners: [(f64, f64); 2], full: f64) -> Result<(), Failure<B>> {
        let corners = corners.map(|(x, y)| self.at(x, y));
        self.area.draw(&Rectangle::new(corners, self.palette.accent.mix(full).filled()))
    }

    /// Room for the names of the rows, at most two fifths of the chart.
    pub fn names_width(&self, data: &Data) -> f64 {
        let longest = data.lines.iter().map(|line| text_width(&line.name)).fold(0.0, f64::max);
        (longest + 16.0).min(self.width * 0.4)
    }

    /// The name of a row, to the left of the rows; cut where it is too long.
    pub fn name(&self, name: &str, left: f64, y: f64) -> Result<(), Failure<B>> {
        let room = ((left - 10.0) / text_width("x")) as usize;
        let short: String = if name.chars().count() > room {
            name.chars().take(room.saturating_sub(1)).chain(['…']).collect()
        } else {
            name.to_owned()
        };
        self.text(&short, left - 8.0, y, self.palette.ink, (HPos::Right, VPos::Center))
    }

    /// Finishes the drawing.
    pub fn present(&self) -> Result<(), Failure<B>> {
        self.area.present()
    }
}

/// Width of a text in CSS pixels, estimated from the number of characters: asking the browser for each label
/// would cost a layout each time.
#[must_use]
pub fn text_width(text: &str) -> f64 {
    text.chars().count() as f64 * TEXT * 0.6
}

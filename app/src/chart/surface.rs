//! What charts need of a backend of plotters: four shapes and a text.
//!
//! Charts draw on this trait and not on a backend's type: so the client holds one copy of their code for the canvas
//! and for the SVG that is saved.

use std::convert::Infallible;

use plotters::style::text_anchor::Pos;
use plotters::style::{FontFamily, FontStyle, FontTransform, ShapeStyle};
use plotters_backend::{BackendColor, BackendCoord, BackendTextStyle, DrawingBackend};

/// The backend could not draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed;

/// Whether something was drawn.
pub type Drawn = Result<(), Failed>;

/// A place to draw on, in the backend's own pixels.
pub trait Surface {
    /// A line through points.
    ///
    /// # Errors
    /// When the backend cannot draw.
    fn path(&mut self, points: &[BackendCoord], style: ShapeStyle) -> Drawn;
    /// A filled rectangle between two corners.
    ///
    /// # Errors
    /// When the backend cannot draw.
    fn rect(&mut self, corners: [BackendCoord; 2], style: ShapeStyle) -> Drawn;
    /// A circle, filled when its style is.
    ///
    /// # Errors
    /// When the backend cannot draw.
    fn circle(&mut self, center: BackendCoord, radius: u32, style: ShapeStyle) -> Drawn;
    /// A text.
    ///
    /// # Errors
    /// When the backend cannot draw.
    fn text(&mut self, text: &str, at: BackendCoord, style: &TextStyle) -> Drawn;
    /// Ends the drawing.
    ///
    /// # Errors
    /// When the backend cannot draw.
    fn finish(&mut self) -> Drawn;
}

impl<B: DrawingBackend> Surface for B {
    fn path(&mut self, points: &[BackendCoord], style: ShapeStyle) -> Drawn {
        self.draw_path(points.iter().copied(), &style).map_err(|_| Failed)
    }

    fn rect(&mut self, corners: [BackendCoord; 2], style: ShapeStyle) -> Drawn {
        self.draw_rect(corners[0], corners[1], &style, true).map_err(|_| Failed)
    }

    fn circle(&mut self, center: BackendCoord, radius: u32, style: ShapeStyle) -> Drawn {
        self.draw_circle(center, radius, &style, style.filled).map_err(|_| Failed)
    }

    fn text(&mut self, text: &str, at: BackendCoord, style: &TextStyle) -> Drawn {
        self.draw_text(text, style, at).map_err(|_| Failed)
    }

    fn finish(&mut self) -> Drawn {
        self.present().map_err(|_| Failed)
    }
}

/// How a text looks. plotters' own type looks fonts up by their names in small letters, which brings along the tables
/// of Unicode.
#[derive(Clone)]
pub struct TextStyle {
    /// Colour.
    pub color: BackendColor,
    /// Size in the backend's pixels.
    pub size: f64,
    /// Families as CSS names them.
    pub family: &'static str,
    /// What of the text lies at the point.
    pub anchor: Pos,
}

impl BackendTextStyle for TextStyle {
    type FontError = Infallible;

    fn color(&self) -> BackendColor {
        self.color
    }

    fn size(&self) -> f64 {
        self.size
    }

    fn transform(&self) -> FontTransform {
        FontTransform::None
    }

    fn style(&self) -> FontStyle {
        FontStyle::Normal
    }

    fn anchor(&self) -> Pos {
        self.anchor
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(self.family)
    }

    fn layout_box(&self, _: &str) -> Result<((i32, i32), (i32, i32)), Infallible> {
        Ok(((0, 0), (0, 0)))
    }

    fn draw<E, D: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        _: &str,
        _: (i32, i32),
        _: D,
    ) -> Result<Result<(), E>, Infallible> {
        Ok(Ok(()))
    }
}

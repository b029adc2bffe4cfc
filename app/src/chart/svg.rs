//! A backend of plotters that writes SVG: for the prerendered page and for saving a chart.
//!
//! plotters has one of its own, with twice the code and no way to name the page's colours.

use std::convert::Infallible;

use plotters::style::RGBColor;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};

use super::surface::Drawn;
use super::{Data, FONT, Kind, Paint, Palette, TITLE};
use crate::html::Html;

/// Stand-ins that no chart uses otherwise; each becomes a CSS variable.
const STAND_INS: [((u8, u8, u8), &str); 6] = [
    ((1, 2, 8), "var(--ground)"),
    ((1, 2, 3), "var(--ink)"),
    ((1, 2, 4), "var(--muted)"),
    ((1, 2, 5), "var(--rule)"),
    ((1, 2, 6), "var(--accent)"),
    ((1, 2, 7), "var(--floor)"),
];

/// The palette that leaves the colours to the page.
#[must_use]
pub fn page_palette() -> Palette {
    let [background, foreground, muted, grid, accent, baseline] = STAND_INS.map(|((r, g, b), _)| RGBColor(r, g, b));
    Palette { background, foreground, muted, grid, accent, baseline }
}

/// Width of a prerendered chart, in CSS pixels; the page scales it.
pub const WIDTH: u32 = 720;

/// The chart as an SVG element; with a title when it is to be saved.
#[must_use]
pub fn render(kind: Kind, data: &Data, palette: Palette, title: Option<&str>) -> String {
    let height = kind.height(data.lines.len()) + title.map_or(0, |_| TITLE as u32);
    element(kind.title(), (WIDTH, height), palette, |paint| kind.draw(data, paint, title).map(drop))
}

/// The chart as it is prerendered, in the colours of the page; empty where there is nothing to draw.
#[must_use]
pub fn page_chart(kind: Kind, data: &Data) -> String {
    if data.empty.is_some() { String::new() } else { render(kind, data, page_palette(), None) }
}

/// A drawing as an SVG element of this width and height in CSS pixels; empty when the backend fails.
pub fn drawing(title: &str, size: (u32, u32), palette: Palette, draw: impl FnOnce(&Paint<'_>) -> Drawn) -> String {
    element(title, size, palette, |paint| draw(&paint))
}

fn element(title: &str, size: (u32, u32), palette: Palette, draw: impl FnOnce(Paint<'_>) -> Drawn) -> String {
    let mut html = Html::default();
    html.tag("<svg role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" aria-label=\"").text(title);
    html.tag("\" viewBox=\"0 0 ").count(size.0 as usize).tag(" ").count(size.1 as usize).tag("\">");
    let drawn = draw(Paint::new(Svg { html: &mut html, size }, palette, 1.0));
    if drawn.is_err() {
        return String::new();
    }
    html.tag("</svg>").done()
}

/// SVG in the making.
pub struct Svg<'a> {
    html: &'a mut Html,
    size: (u32, u32),
}

type Done = Result<(), DrawingErrorKind<Infallible>>;

impl Svg<'_> {
    fn number(&mut self, number: i32) -> &mut Self {
        if number < 0 {
            self.html.tag("-");
        }
        self.html.count(number.unsigned_abs() as usize);
        self
    }

    fn pair(&mut self, names: [&'static str; 2], at: BackendCoord) {
        self.html.tag(names[0]);
        self.number(at.0).html.tag(names[1]);
        self.number(at.1);
    }

    fn color(&mut self, color: BackendColor) {
        let (r, g, b) = color.rgb;
        match STAND_INS.iter().find(|(stand_in, _)| *stand_in == (r, g, b)) {
            Some((_, variable)) => drop(self.html.tag(variable)),
            None => {
                self.html.tag("rgb(").count(r.into()).tag(",").count(g.into()).tag(",").count(b.into()).tag(")");
            }
        }
    }

    /// Fill or stroke, and the end of the element.
    fn finish<S: BackendStyle>(&mut self, style: &S, fill: bool) {
        let color = style.color();
        self.html.tag(if fill { "\" fill=\"" } else { "\" fill=\"none\" stroke=\"" });
        self.color(color);
        if color.alpha < 1.0 {
            self.html.tag("\" fill-opacity=\"").text(&crate::fixed::fixed(color.alpha, 2));
        }
        if !fill && style.stroke_width() > 1 {
            self.html.tag("\" stroke-width=\"").count(style.stroke_width() as usize);
        }
        self.html.tag("\"/>");
    }
}

impl DrawingBackend for Svg<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        Ok(())
    }

    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Done {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Done {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, style: &S, fill: bool) -> Done {
        self.pair(["<rect x=\"", "\" y=\""], a);
        self.pair(["\" width=\"", "\" height=\""], (b.0 - a.0, b.1 - a.1));
        self.finish(style, fill);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Done {
        self.html.tag("<path d=\"");
        for (position, at) in path.into_iter().enumerate() {
            self.pair([if position == 0 { "M" } else { "L" }, " "], at);
        }
        self.finish(style, false);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, fill: bool) -> Done {
        self.pair(["<circle cx=\"", "\" cy=\""], center);
        self.html.tag("\" r=\"").count(radius as usize);
        self.finish(style, fill);
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Done {
        self.pair(["<text x=\"", "\" y=\""], at);
        let anchor = style.anchor();
        self.html.tag(match anchor.v_pos {
            VPos::Top => "\" dy=\"0.76em",
            VPos::Center => "\" dy=\"0.35em",
            VPos::Bottom => "",
        });
        self.html.tag(match anchor.h_pos {
            HPos::Left => "",
            HPos::Center => "\" text-anchor=\"middle",
            HPos::Right => "\" text-anchor=\"end",
        });
        self.html.tag("\" font-family=\"").tag(FONT).tag("\" font-size=\"").count(style.size() as usize);
        self.html.tag("\" fill=\"");
        self.color(style.color());
        self.html.tag("\">").text(text).tag("</text>");
        Ok(())
    }

    /// Nothing in a chart asks: anchors do the placing.
    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        _: &str,
        _: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        Ok((0, 0))
    }
}

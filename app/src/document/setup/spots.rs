//! Points of a static chart that say what they are: under the pointer, by Tab, and as links. No program is needed.

use crate::chart::text_width;
use crate::fixed::fixed;
use crate::html::Html;

/// A point with what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// Place.
    pub x: f64,
    /// Place.
    pub y: f64,
    /// What is shown beside it.
    pub text: String,
    /// Where it leads; a point that leads nowhere takes no step of the Tab key.
    pub href: Option<String>,
}

/// Height of a tip, and its distance from the point.
const TIP: f64 = 22.0;
const GAP: f64 = 12.0;
/// Radius of what reacts: twice of it is the least size of a target by WCAG 2.2, 2.5.8.
const REACH: f64 = 12.0;

/// Puts the points over a drawing of this width. A picture has no parts for a screen reader, so it becomes a group.
pub fn with_spots(drawing: &str, spots: &[Spot], width: f64) -> String {
    let Some(open) = drawing.strip_suffix("</svg>") else { return drawing.to_owned() };
    let mut html = Html::default();
    for spot in spots {
        let (x, y) = (fixed(spot.x, 0), fixed(spot.y, 0));
        match &spot.href {
            Some(href) => {
                html.tag("<a class=\"spot\" href=\"").text(href).tag("\" aria-label=\"").text(&spot.text).tag("\">")
            }
            None => html.tag("<g class=\"spot\">"),
        };
        html.tag("<circle class=\"reach\" r=\"").text(&fixed(REACH, 0)).tag("\" cx=\"").text(&x);
        html.tag("\" cy=\"")
            .text(&y)
            .tag("\"/><circle class=\"ring\" r=\"8\" cx=\"")
            .text(&x)
            .tag("\" cy=\"")
            .text(&y)
            .tag("\"/>");
        tip(&mut html, spot, width);
        html.tag(if spot.href.is_some() { "</a>" } else { "</g>" });
    }
    [&open.replacen("role=\"img\"", "role=\"group\"", 1), html.done().as_str(), "</svg>"].concat()
}

/// The text on a plate, above the point where there is room, and within the drawing.
fn tip(html: &mut Html, spot: &Spot, width: f64) {
    let wide = (text_width(&spot.text) + 12.0).min(width);
    let left = (spot.x - wide / 2.0).clamp(0.0, width - wide);
    let top = if spot.y > TIP + GAP { spot.y - TIP - GAP } else { spot.y + GAP };
    html.tag("<g class=\"tip\" aria-hidden=\"true\"><rect x=\"")
        .text(&fixed(left, 0))
        .tag("\" y=\"")
        .text(&fixed(top, 0));
    html.tag("\" width=\"").text(&fixed(wide, 0)).tag("\" height=\"").text(&fixed(TIP, 0));
    html.tag("\" rx=\"3\"/><text x=\"")
        .text(&fixed(left + wide / 2.0, 0))
        .tag("\" y=\"")
        .text(&fixed(top + TIP / 2.0, 0));
    html.tag("\" dy=\"0.35em\" text-anchor=\"middle\" font-size=\"12\">").text(&spot.text).tag("</text></g>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tip_stays_within_the_drawing_and_its_text_is_no_markup() {
        let spot =
            |x: f64, y: f64| Spot { x, y, text: "a <b> & 12 tokens/s".to_owned(), href: Some("/m/#a&b".to_owned()) };
        let svg =
            with_spots("<svg role=\"img\" viewBox=\"0 0 300 100\"></svg>", &[spot(2.0, 3.0), spot(299.0, 90.0)], 300.0);
        assert!(svg.starts_with("<svg role=\"group\"") && svg.ends_with("</a></svg>"), "{svg}");
        assert!(svg.contains("a &lt;b&gt; &amp; 12 tokens/s") && svg.contains("href=\"/m/#a&amp;b\""), "{svg}");
        let number = |name: &str| -> Vec<f64> {
            svg.split("<rect ")
                .skip(1)
                .map(|rest| {
                    let after = rest.split(&format!("{name}=\"")).nth(1).unwrap();
                    after.split('"').next().unwrap().parse().unwrap()
                })
                .collect()
        };
        for ((x, y), wide) in number("x").into_iter().zip(number("y")).zip(number("width")) {
            assert!(x >= 0.0 && x + wide <= 300.0 && y >= 0.0 && y + TIP <= 100.0, "{x} {y} {wide}");
        }
    }
}

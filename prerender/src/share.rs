//! The pictures behind shared links: what a month costs, and the best models of each snapshot. Drawn as SVG, written as
//! PNG, since no network shows an SVG.

use std::fmt::Write;

use analytics::snapshot::v1::{ModelKind, ModelSummary, Summary};
use anyhow::Context;
use resvg::{tiny_skia, usvg};

use crate::input::Snapshot;
use crate::output::Output;
use crate::template::escape;

/// Size in pixels, as Open Graph and the networks ask for.
const SIZE: (u32, u32) = (1200, 630);
/// Bars in a picture.
const BARS: usize = 5;
/// The font, which comes with the program: a picture must not depend on the machine that builds it.
const FONT: &str = "Ubuntu";

/// A bar: name, figure as it is written, length from 0 to 1, and whether it is grey.
pub struct Bar {
    /// Name.
    pub name: String,
    /// Figure.
    pub figure: String,
    /// Length.
    pub length: f64,
    /// Grey.
    pub grey: bool,
}

/// The picture of the home page; its path.
///
/// # Errors
/// Names the file that cannot be written.
pub fn home(out: &Output, title: &str, under: &str, bars: &[Bar]) -> anyhow::Result<String> {
    write(out, "share/home.png", title, under, bars)
}

/// The picture of a snapshot; its path.
///
/// # Errors
/// As [`home`].
pub fn snapshot(out: &Output, snapshot: &Snapshot) -> anyhow::Result<String> {
    let entry = &snapshot.entry;
    let day = entry.created_at.get(..10).unwrap_or(&entry.created_at);
    let under = format!("{day} · {} models · score from 0 to 2", entry.models);
    let path = format!("share/{}.png", entry.id);
    write(out, &path, &snapshot.summary.title, &under, &best(&snapshot.summary))
}

/// The models with the best scores.
fn best(summary: &Summary) -> Vec<Bar> {
    let mut scored: Vec<_> = summary
        .models
        .iter()
        .zip(&summary.results)
        .filter_map(|(model, result)| Some((model, result.score.value()?)))
        .collect();
    scored.sort_by(|a, b| b.1.total_cmp(&a.1));
    let bar = |(model, score): (&ModelSummary, f64)| Bar {
        name: model.name.clone(),
        figure: format!("{score:.2}"),
        length: score / 2.0,
        grey: model.kind == ModelKind::Baseline,
    };
    scored.into_iter().take(BARS).map(bar).collect()
}

fn write(out: &Output, path: &str, title: &str, under: &str, bars: &[Bar]) -> anyhow::Result<String> {
    let png = png(&svg(title, under, bars)).with_context(|| format!("cannot draw {path}"))?;
    out.write_bytes(std::path::Path::new(path), &png)?;
    Ok(path.to_owned())
}

fn svg(title: &str, under: &str, bars: &[Bar]) -> String {
    let (width, height) = SIZE;
    let size = if title.chars().count() > 34 { 52 } else { 66 };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"{FONT}\">\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fbfaf6\"/>\
         <text x=\"80\" y=\"92\" font-size=\"30\" fill=\"#5c5e62\">Local Inference Machine</text>\
         <text x=\"80\" y=\"178\" font-size=\"{size}\" fill=\"#1b1c1e\">{}</text>\
         <text x=\"80\" y=\"230\" font-size=\"30\" fill=\"#5c5e62\">{}</text>",
        escape(title),
        escape(under)
    );
    for (at, bar) in bars.iter().take(BARS).enumerate() {
        let y = 276 + 66 * at;
        let long = (bar.length.clamp(0.0, 1.0) * 560.0).max(3.0);
        let color = if bar.grey { "#b9b4a5" } else { "#0b5f73" };
        let cut: String = bar.name.chars().take(26).collect();
        // Writing to a String cannot fail.
        let _ = write!(
            svg,
            "<text x=\"80\" y=\"{}\" font-size=\"30\" fill=\"#1b1c1e\">{}</text>\
             <rect x=\"500\" y=\"{y}\" width=\"{long:.0}\" height=\"40\" fill=\"{color}\"/>\
             <text x=\"{:.0}\" y=\"{}\" font-size=\"30\" fill=\"#1b1c1e\">{}</text>",
            y + 31,
            escape(&cut),
            500.0 + long + 14.0,
            y + 31,
            escape(&bar.figure)
        );
    }
    svg + "</svg>"
}

fn png(svg: &str) -> anyhow::Result<Vec<u8>> {
    let mut options = usvg::Options { font_family: FONT.to_owned(), ..usvg::Options::default() };
    options.fontdb_mut().load_font_data(epaint_default_fonts::UBUNTU_LIGHT.to_vec());
    let tree = usvg::Tree::from_str(svg, &options)?;
    let mut pixmap = tiny_skia::Pixmap::new(SIZE.0, SIZE.1).context("no such size")?;
    resvg::render(&tree, tiny_skia::Transform::identity(), &mut pixmap.as_mut());
    Ok(pixmap.encode_png()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ink in a part of the picture: pixels that differ from the ground.
    fn ink(pixmap: &tiny_skia::Pixmap, x: std::ops::Range<u32>, y: std::ops::Range<u32>) -> usize {
        let ground = pixmap.pixel(2, 2).unwrap();
        x.flat_map(|x| y.clone().map(move |y| (x, y))).filter(|(x, y)| pixmap.pixel(*x, *y) != Some(ground)).count()
    }

    /// Read back by a decoder: text, and a bar as long as its figure.
    #[test]
    fn a_picture_has_its_text_and_bars_of_the_right_length() {
        let bar = |length: f64, grey: bool| Bar { name: "A & B".to_owned(), figure: "1.00".to_owned(), length, grey };
        let bytes = png(&svg("What a month costs", "in <dollars>", &[bar(0.5, false), bar(0.25, true)])).unwrap();
        let pixmap = tiny_skia::Pixmap::decode_png(&bytes).unwrap();
        assert_eq!((pixmap.width(), pixmap.height()), SIZE);
        assert!(ink(&pixmap, 80..900, 110..200) > 2_000, "no title");
        assert_eq!(ink(&pixmap, 500..790, 290..291), 280, "half of 560");
        assert!(ink(&pixmap, 80..400, 280..320) > 200, "no name");
        assert_eq!(
            png(&svg("What a month costs", "in <dollars>", &[bar(0.5, false), bar(0.25, true)])).unwrap(),
            bytes
        );
    }
}

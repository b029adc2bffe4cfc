//! Two drawings for the pages of machines: named dots with a range, and named curves with measured points.

use analytics::cost::rough;
use plotters::style::text_anchor::{HPos, VPos};

use super::spots::{Spot, with_spots};
use crate::chart::svg::{drawing, page_palette};
use crate::chart::{Area, Drawn, Labelled, Paint, Scale, log_ticks, place, text_width};
use crate::fixed::fixed;

const LEFT: f64 = 44.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 46.0;
const HEIGHT: u32 = 340;

/// A dot with the range of its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Dot {
    /// What it is.
    pub name: String,
    /// Place on the logarithmic axis.
    pub x: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Score.
    pub y: f64,
    /// Page of the model.
    pub href: String,
}

/// A curve with the points that were measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// What it is.
    pub name: String,
    /// Places.
    pub points: Vec<(f64, f64)>,
    /// Measurements.
    pub measured: Vec<(f64, f64)>,
}

/// Scores against tokens per second.
pub fn scatter(title: &str, dots: &[Dot], width: u32) -> String {
    let least = dots.iter().map(|dot| dot.low).fold(f64::INFINITY, f64::min) * 0.8;
    let most = dots.iter().map(|dot| dot.high).fold(0.0, f64::max) * 1.25;
    let floor = ((dots.iter().map(|dot| dot.y).fold(2.0, f64::min) - 0.08) * 2.0).floor().max(0.0) / 2.0;
    let mut spots = Vec::new();
    let svg = drawing(title, (width, HEIGHT), page_palette(), |paint| {
        let (right, bottom) = (paint.width - paint.width / 8.0, paint.height - BOTTOM);
        let x = Scale::logarithmic((least, most), (LEFT, right));
        let y = Scale::linear((floor, 2.0), (bottom, TOP));
        let wide = 2.0 - floor > 1.0;
        let step = if wide { 0.5 } else { 0.25 };
        let mut tick = floor;
        while tick <= 2.0 {
            rule(paint, &fixed(tick, if wide { 1 } else { 2 }), y.place(tick), right)?;
            tick += step;
        }
        paint.text("score, 0 to 2", 0.0, 0.0, paint.palette.muted, (HPos::Left, VPos::Top))?;
        let mut free = 0.0;
        for tick in log_ticks((least, most)) {
            let (at, label) = (x.place(tick), fixed(tick, 0));
            paint.line(&[(at, bottom), (at, bottom + 5.0)], paint.palette.muted, 1.0)?;
            if at >= free {
                paint.text(&label, at, bottom + 9.0, paint.palette.muted, (HPos::Center, VPos::Top))?;
                free = at + text_width(&label) + 6.0;
            }
        }
        paint.text("tokens a second", right, bottom + 27.0, paint.palette.muted, (HPos::Right, VPos::Top))?;
        let points: Vec<Labelled> =
            dots.iter().map(|dot| Labelled { x: x.place(dot.x), y: y.place(dot.y), text: dot.name.clone() }).collect();
        for (dot, point) in dots.iter().zip(&points) {
            paint.line(&[(x.place(dot.low), point.y), (x.place(dot.high), point.y)], paint.palette.grid, 3.0)?;
        }
        spots = dots.iter().zip(&points).map(|(dot, point)| dot.spot(point)).collect();
        let frame = Area { left: LEFT + 2.0, top: TOP - 8.0, right: paint.width, bottom };
        for (point, label) in points.iter().zip(place(&points, frame, &[])) {
            if let Some((left, middle)) = label {
                paint.text(&point.text, left, middle, paint.palette.foreground, (HPos::Left, VPos::Center))?;
            }
            paint.dot(point.x, point.y, 5.0, paint.palette.accent)?;
        }
        paint.present()
    });
    with_spots(&svg, &spots, f64::from(width))
}

impl Dot {
    fn spot(&self, at: &Labelled) -> Spot {
        let text = [&self.name, ": score ", &fixed(self.y, 2), ", ", &rough(self.x), " tokens/s"].concat();
        Spot { x: at.x, y: at.y, text, href: Some(self.href.clone()) }
    }
}

/// Curves from 0, each with its name at its end.
pub fn curves(title: &str, lines: &[Curve], unit: &str, across: &str, width: u32) -> String {
    let all = || lines.iter().flat_map(|line| line.points.iter().chain(&line.measured));
    let (most, last) = all().fold((1.0_f64, 1.0_f64), |(most, last), (x, y)| (most.max(*y), last.max(*x)));
    let room = lines.iter().map(|line| text_width(&line.name)).fold(0.0, f64::max) + 14.0;
    let mut spots = Vec::new();
    let svg = drawing(title, (width, HEIGHT), page_palette(), |paint| {
        let (right, bottom) = (paint.width - room, paint.height - BOTTOM);
        let x = Scale::linear((0.0, last), (LEFT, right));
        let y = Scale::linear((0.0, most * 1.05), (bottom, TOP));
        let mut tick = 0.0;
        while tick <= most * 1.05 {
            rule(paint, &fixed(tick, u32::from(step(most) < 1.0)), y.place(tick), right)?;
            tick += step(most);
        }
        paint.text(unit, 0.0, 0.0, paint.palette.muted, (HPos::Left, VPos::Top))?;
        let mut tick = 0.0;
        while tick <= last {
            paint.text(&fixed(tick, 0), x.place(tick), bottom + 9.0, paint.palette.muted, (HPos::Center, VPos::Top))?;
            tick += step(last);
        }
        paint.text(across, right, bottom + 27.0, paint.palette.muted, (HPos::Right, VPos::Top))?;
        let colors = [paint.palette.accent, paint.palette.baseline, paint.palette.foreground];
        let mut taken: Vec<f64> = Vec::new();
        for (line, color) in lines.iter().zip(colors.into_iter().cycle()) {
            let points: Vec<_> = line.points.iter().map(|(at, value)| (x.place(*at), y.place(*value))).collect();
            paint.line(&points, color, 2.0)?;
            for (at, value) in &line.measured {
                paint.dot(x.place(*at), y.place(*value), 4.0, color)?;
            }
            let all = line.points.iter().map(|point| (point, "estimated"));
            let all = all.chain(line.measured.iter().map(|point| (point, "measured")));
            spots.extend(all.map(|((at, value), how)| Spot {
                x: x.place(*at),
                y: y.place(*value),
                text: [&line.name, " at ", &rough(*at), ": ", &rough(*value), " ", unit, ", ", how].concat(),
                href: None,
            }));
            // Names at the ends keep a line of text apart.
            let Some((end, height)) = points.last().copied() else { continue };
            let mut middle = height;
            while taken.iter().any(|other| (other - middle).abs() < 15.0) {
                middle -= 3.0;
            }
            taken.push(middle);
            paint.text(&line.name, end + 8.0, middle, color, (HPos::Left, VPos::Center))?;
        }
        paint.present()
    });
    with_spots(&svg, &spots, f64::from(width))
}

fn rule(paint: &Paint<'_>, label: &str, at: f64, right: f64) -> Drawn {
    paint.line(&[(LEFT, at), (right, at)], paint.palette.grid, 1.0)?;
    paint.text(label, LEFT - 8.0, at, paint.palette.muted, (HPos::Right, VPos::Center))
}

/// 1, 2 or 5 times a power of ten, so that four to eight of them make the whole.
fn step(most: f64) -> f64 {
    let mut power = 0.1;
    while power * 80.0 < most {
        power *= 10.0;
    }
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|part| part * power).find(|part| most / part <= 8.0).unwrap_or(power * 10.0)
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn an_axis_has_four_to_eight_steps() {
        for most in [1.0, 3.0, 9.0, 16.0, 64.0, 81.0, 250.0, 999.0] {
            let count = most / step(most);
            assert!((3.0..=8.0).contains(&count), "{most}: {count}");
        }
    }
}

//! Places labels beside points so that they do not cover each other or leave the chart.

use super::paint::{TEXT, text_width};

/// A rectangle in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    fn within(&self, other: &Self) -> bool {
        self.left >= other.left && self.right <= other.right && self.top >= other.top && self.bottom <= other.bottom
    }
}

/// A point with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled {
    /// Place of the point.
    pub x: f64,
    /// Place of the point.
    pub y: f64,
    /// Text.
    pub text: String,
}

/// The left end and the middle height of each label; None where no free place is left.
///
/// Greedy: points come in order of importance, each takes the first free place around it.
#[must_use]
pub fn place(points: &[Labelled], width: f64, height: f64) -> Vec<Option<(f64, f64)>> {
    let frame = Area { left: 0.0, top: 0.0, right: width, bottom: height };
    let dot = |point: &Labelled| Area {
        left: point.x - 6.0,
        top: point.y - 6.0,
        right: point.x + 6.0,
        bottom: point.y + 6.0,
    };
    let dots: Vec<Area> = points.iter().map(dot).collect();
    let mut taken: Vec<Area> = Vec::new();
    let mut places = Vec::new();
    for point in points {
        let long = text_width(&point.text);
        let candidates = [
            (10.0, 0.0),
            (-10.0 - long, 0.0),
            (-long / 2.0, -15.0),
            (-long / 2.0, 15.0),
            (8.0, -13.0),
            (8.0, 13.0),
            (-8.0 - long, -13.0),
            (-8.0 - long, 13.0),
            (8.0, -26.0),
            (8.0, 26.0),
            (-8.0 - long, 26.0),
        ];
        let free = candidates.into_iter().find_map(|(dx, dy)| {
            let (left, middle) = (point.x + dx, point.y + dy);
            let area = Area { left, top: middle - TEXT * 0.6, right: left + long, bottom: middle + TEXT * 0.6 };
            let blocked = dots.iter().chain(&taken).any(|other| area.overlaps(other));
            (area.within(&frame) && !blocked).then_some((area, (left, middle)))
        });
        if let Some((area, _)) = free {
            taken.push(area);
        }
        places.push(free.map(|(_, place)| place));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_close_points_keep_apart() {
        let point = |x: f64, y: f64| Labelled { x, y, text: "Some model".to_owned() };
        let points = [point(100.0, 100.0), point(104.0, 103.0), point(108.0, 99.0), point(295.0, 20.0)];
        let places = place(&points, 300.0, 200.0);
        assert!(places.iter().all(Option::is_some));
        let tops: Vec<i64> = places[..3].iter().flatten().map(|(_, y)| *y as i64).collect();
        assert!(tops.windows(2).any(|pair| pair[0] != pair[1]));
        // At the right edge the label turns to the left.
        assert!(places[3].unwrap().0 < 295.0 - text_width("Some model"));
    }

    #[test]
    fn no_place_is_no_label() {
        let point = Labelled { x: 5.0, y: 5.0, text: "far too long for this chart".to_owned() };
        assert_eq!(place(&[point], 20.0, 20.0), [None]);
    }
}

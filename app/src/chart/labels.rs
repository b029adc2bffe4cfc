//! Places labels beside points so that they do not cover each other or leave the chart.

use super::paint::{TEXT, text_width};

/// A rectangle in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Area {
    fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// Whether a straight line between two points touches it (Liang and Barsky 1984).
    fn meets(&self, [(x, y), (to_x, to_y)]: [(f64, f64); 2]) -> bool {
        let (dx, dy) = (to_x - x, to_y - y);
        let (mut from, mut to) = (0.0_f64, 1.0_f64);
        for (step, room) in [(-dx, x - self.left), (dx, self.right - x), (-dy, y - self.top), (dy, self.bottom - y)] {
            if step == 0.0 {
                if room < 0.0 {
                    return false;
                }
            } else if step < 0.0 {
                from = from.max(room / step);
            } else {
                to = to.min(room / step);
            }
        }
        from <= to
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
/// Greedy: points come in order of importance, each takes the first free place around it. Labels stay within the frame,
/// which leaves out the axes, off the dots, off each other, and off the line through `path`.
#[must_use]
pub fn place(points: &[Labelled], frame: Area, path: &[(f64, f64)]) -> Vec<Option<(f64, f64)>> {
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
            (-8.0 - long, -26.0),
            (-long / 2.0, -30.0),
            (-long / 2.0, 30.0),
        ];
        let free = candidates.into_iter().find_map(|(dx, dy)| {
            let (left, middle) = (point.x + dx, point.y + dy);
            let area = Area { left, top: middle - TEXT * 0.6, right: left + long, bottom: middle + TEXT * 0.6 };
            let blocked = dots.iter().chain(&taken).any(|other| area.overlaps(other))
                || path.windows(2).any(|ends| area.meets([ends[0], ends[1]]));
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
        let frame = Area { left: 0.0, top: 0.0, right: 300.0, bottom: 200.0 };
        let places = place(&points, frame, &[]);
        assert!(places.iter().all(Option::is_some));
        let tops: Vec<i64> = places[..3].iter().flatten().map(|(_, y)| *y as i64).collect();
        assert!(tops.windows(2).any(|pair| pair[0] != pair[1]));
        // At the right edge the label turns to the left.
        assert!(places[3].unwrap().0 < 295.0 - text_width("Some model"));
    }

    #[test]
    fn no_place_is_no_label() {
        let point = Labelled { x: 5.0, y: 5.0, text: "far too long for this chart".to_owned() };
        let frame = Area { left: 0.0, top: 0.0, right: 20.0, bottom: 20.0 };
        assert_eq!(place(&[point], frame, &[]), [None]);
    }

    /// The sides of a label against the line, the axis and the other labels, for points all over the chart.
    #[test]
    fn labels_leave_axis_and_line_free() {
        use analytics::stats::random::Draws;

        let frame = Area { left: 44.0, top: 16.0, right: 700.0, bottom: 330.0 };
        let mut placed = 0;
        for chart in 0..50 {
            let mut draws = Draws::new(7, chart);
            let mut at = |most: u32| f64::from(draws.below(most));
            let points: Vec<Labelled> = (0..12)
                .map(|of| Labelled { x: 44.0 + at(656), y: 16.0 + at(314), text: format!("Model {of} with a name") })
                .collect();
            let mut path: Vec<(f64, f64)> = points[..4].iter().map(|point| (point.x, point.y)).collect();
            path.sort_by(|a, b| a.0.total_cmp(&b.0));
            let found = place(&points, frame, &path);
            for (point, (left, middle)) in points.iter().zip(&found).filter_map(|(point, at)| Some((point, (*at)?))) {
                placed += 1;
                let right = left + text_width(&point.text);
                assert!(left >= 44.0 && right <= 700.0 && middle <= 330.0 - TEXT * 0.6, "{point:?}");
                // A second method: no point of the line, in steps of a thousandth, lies in the label.
                for ends in path.windows(2) {
                    let inside = (0..=1_000).map(|step| f64::from(step) / 1_000.0).any(|part| {
                        let x = ends[0].0 + (ends[1].0 - ends[0].0) * part;
                        let y = ends[0].1 + (ends[1].1 - ends[0].1) * part;
                        x > left && x < right && (y - middle).abs() < TEXT * 0.6
                    });
                    assert!(!inside, "{point:?} at {left}, {middle} is struck through");
                }
            }
        }
        assert!(placed > 450, "only {placed} of 600 labels found a place");
    }
}

//! Measured times at some contexts, joined to a line that never falls and follows the law outside.

/// A measured time at a place in the context.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Anchor {
    /// Tokens.
    pub place: f64,
    /// Time for a token, in any unit.
    pub time: f64,
    /// Shortest measured.
    pub fastest: f64,
    /// Longest measured.
    pub slowest: f64,
    /// Measurements.
    pub rows: u32,
}

/// Places closer than this, and closer than a quarter of the deeper, are one place.
const NEAR: f64 = 1_024.0;

fn joined(a: &Anchor, b: &Anchor) -> Anchor {
    let (m, n) = (f64::from(a.rows), f64::from(b.rows));
    let middle = |x: f64, y: f64| (x * m + y * n) / (m + n);
    Anchor {
        place: middle(a.place, b.place),
        time: middle(a.time.ln(), b.time.ln()).exp(),
        fastest: a.fastest.min(b.fastest),
        slowest: a.slowest.max(b.slowest),
        rows: a.rows + b.rows,
    }
}

/// Sorted by place, near places joined, and never faster at a deeper place: neighbours that say otherwise are joined
/// too (pool adjacent violators, Ayer et al. 1955).
pub(super) fn anchors(mut rows: Vec<Anchor>) -> Vec<Anchor> {
    rows.sort_by(|a, b| a.place.total_cmp(&b.place));
    let mut found: Vec<Anchor> = Vec::new();
    for row in rows {
        let near = |last: &Anchor| row.place - last.place <= NEAR.max(row.place / 4.0);
        match found.last().copied() {
            Some(last) if near(&last) => {
                found.pop();
                found.push(joined(&last, &row));
            }
            _ => found.push(row),
        }
        while let [.., before, last] = found.as_slice()
            && last.time < before.time
        {
            let both = joined(before, last);
            found.truncate(found.len() - 2);
            found.push(both);
        }
    }
    found
}

/// The time at a place: on the straight line between two anchors, else the law's in the proportion of the nearest one.
pub(super) fn time_at(anchors: &[Anchor], place: f64, law: impl Fn(f64) -> f64) -> f64 {
    let carried = |from: &Anchor| from.time * law(place) / law(from.place);
    let after = anchors.iter().position(|anchor| anchor.place >= place);
    match after {
        Some(0) => anchors.first().map_or_else(|| law(place), carried),
        None => anchors.last().map_or_else(|| law(place), carried),
        Some(at) => {
            let (from, to) = (&anchors[at - 1], &anchors[at]);
            from.time + (to.time - from.time) * (place - from.place) / (to.place - from.place)
        }
    }
}

/// The nearest anchor, and how far away it is: 0 at it, 1 where the place is eight times as deep or as shallow.
pub(super) fn distance(anchors: &[Anchor], place: f64) -> Option<(Anchor, f64)> {
    let far = |anchor: &Anchor| (((place + 2048.0) / (anchor.place + 2048.0)).ln().abs() / 8f64.ln()).min(1.0);
    let nearest = anchors.iter().copied().min_by(|a, b| far(a).total_cmp(&far(b)))?;
    // Between two anchors both hold it.
    let inside = anchors.first().is_some_and(|first| first.place <= place)
        && anchors.last().is_some_and(|last| last.place >= place);
    let away = far(&nearest);
    Some((nearest, if inside { away / 2.0 } else { away }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(place: f64, time: f64) -> Anchor {
        Anchor { place, time, fastest: time, slowest: time, rows: 1 }
    }

    #[test]
    fn a_deeper_place_is_never_faster() {
        let found = anchors(vec![at(0.0, 10.0), at(20_000.0, 8.0), at(60_000.0, 20.0)]);
        assert_eq!(found.len(), 2);
        assert!((found[0].time - 80f64.sqrt()).abs() < 1e-9 && found[0].place == 10_000.0);
    }

    #[test]
    fn between_anchors_a_straight_line_and_outside_the_law() {
        let found = anchors(vec![at(0.0, 10.0), at(20_000.0, 20.0)]);
        let law = |place: f64| 5.0 + place / 10_000.0;
        assert_eq!(time_at(&found, 5_000.0, law), 12.5);
        assert_eq!(time_at(&found, 20_000.0, law), 20.0);
        assert!((time_at(&found, 70_000.0, law) - 20.0 * 12.0 / 7.0).abs() < 1e-9);
        assert_eq!(time_at(&[], 10_000.0, law), 6.0);
    }
}

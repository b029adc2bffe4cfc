//! Places of a slider: whole numbers from 0, so that a key press is a step wherever the slider stands.

use analytics::cost::Dec;
use analytics::decision::{FieldDef, Kind};

/// Places on a slider of ratios.
const LOG_PLACES: i64 = 300;

/// The last place.
#[must_use]
pub fn positions(def: &FieldDef) -> i64 {
    let [low, high] = def.range.map(Dec::millionths);
    match def.kind {
        Kind::Log => LOG_PLACES,
        Kind::Linear | Kind::Choice(_) => (high - low) / def.step.millionths(),
    }
}

/// The place nearest to a value; values beyond the ends stand at the ends.
#[must_use]
pub fn position(def: &FieldDef, value: Dec) -> i64 {
    let [low, high] = def.range.map(Dec::to_f64);
    let share = match def.kind {
        Kind::Log if value.is_positive() => (value.to_f64() / low).ln() / (high / low).ln(),
        Kind::Log => 0.0,
        Kind::Linear | Kind::Choice(_) => (value.to_f64() - low) / (high - low),
    };
    (share.clamp(0.0, 1.0) * positions(def) as f64).round() as i64
}

/// The value at a place: on a slider of ratios rounded to two or three digits, so that it reads well.
#[must_use]
pub fn value_at(def: &FieldDef, place: i64) -> Dec {
    let [low, high] = def.range;
    match def.kind {
        Kind::Linear | Kind::Choice(_) => Dec::micro(low.millionths() + place * def.step.millionths()),
        // The ends themselves, whatever rounding would make of them.
        Kind::Log if place <= 0 => low,
        Kind::Log if place >= LOG_PLACES => high,
        Kind::Log => {
            let ratio = high.to_f64() / low.to_f64();
            let value = low.to_f64() * (ratio.ln() * place as f64 / LOG_PLACES as f64).exp();
            let mut unit = def.step.to_f64();
            while value / unit >= 1000.0 {
                unit *= 10.0;
            }
            Dec::from_f64((value / unit).round() * unit).unwrap_or(high)
        }
    }
}

#[cfg(test)]
mod tests {
    use analytics::decision::FIELDS;

    use super::*;

    #[test]
    fn every_place_is_a_value_and_back() {
        for def in FIELDS {
            let last = positions(def);
            assert!(last >= 1, "{}", def.key);
            assert_eq!(value_at(def, 0), def.range[0], "{}", def.key);
            assert_eq!(position(def, def.range[1]), last, "{}", def.key);
            assert_eq!(value_at(def, last), def.range[1], "{}", def.key);
            for place in (0..=last).step_by((last as usize / 50).max(1)) {
                let back = position(def, value_at(def, place));
                // Near its lower end a slider of ratios has fewer values than places.
                let near = if def.kind == Kind::Log { last / 10 } else { 0 };
                assert!((back - place).abs() <= near, "{} {place} {back}", def.key);
            }
        }
    }
}

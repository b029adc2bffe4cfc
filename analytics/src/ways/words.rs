//! Words that several ways are described with.

use super::ground::Ground;
use super::market::Market;
use super::quality::{Meets, Verdict};
use super::way::{Reason, Way};
use crate::cost::{grouped, joined, rough};

pub(super) fn say(parts: &[&str]) -> String {
    parts.concat()
}

pub(super) fn gib(value: f64) -> String {
    say(&[&rough(value), " GiB"])
}

/// Seconds in words.
pub(super) fn seconds(value: f64) -> String {
    if value < 120.0 {
        say(&[&rough(value), " s"])
    } else if value < 7_200.0 {
        say(&[&rough(value / 60.0), " min"])
    } else {
        say(&[&rough(value / 3600.0), " h"])
    }
}

/// Words joined by commas and a last "and".
pub(super) fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => say(&[&joined(rest, ", "), " and ", last]),
    }
}

pub(super) fn names(market: &Market, models: &[usize]) -> String {
    list(&models.iter().map(|model| market.models[*model].name.clone()).collect::<Vec<_>>())
}

/// A score with its interval and tasks.
pub(super) fn score(verdict: &Verdict) -> String {
    verdict.score.map_or_else(
        || "no score".to_owned(),
        |score| {
            let [value, low, high] = [score.value, score.low, score.high].map(|mark| grouped(mark, 2));
            say(&[&value, " (", &low, " to ", &high, ", ", &score.n.to_string(), " tasks)"])
        },
    )
}

/// Rejects a way that is not likely good enough, with the model, its score and what would change it.
pub(super) fn quality_out(ground: &Ground, way: &mut Way) {
    if way.meets >= Meets::Likely {
        return;
    }
    let Some(worst) = way.quality.iter().min_by_key(|verdict| verdict.meets).copied() else { return };
    let name = ground.market.models[worst.model].name.as_str();
    let at = crate::category::Category::ALL.iter().position(|of| *of == worst.category).unwrap_or(0);
    let enough = grouped(ground.inputs.constraints.enough[at], 2);
    let category = worst.category.label().to_lowercase();
    let text = match (worst.meets, worst.score) {
        (Meets::Fails, _) => say(&[
            name,
            " scores ",
            &score(&worst),
            " and ",
            &category,
            " needs ",
            &enough,
            ", ",
            worst.provenance.label(),
        ]),
        (_, None) => say(&["no score of ", name, ": run tasks of your own with it"]),
        (_, Some(found)) if found.low >= enough_of(ground, at) => {
            say(&[name, " scores ", &score(&worst), ", ", worst.provenance.label(), ": test it on your own work"])
        }
        (_, Some(found)) => say(&[
            name,
            " scores ",
            &score(&worst),
            ", so nobody can tell whether it reaches ",
            &enough,
            "; at ",
            &grouped((found.low * 100.0).floor() / 100.0, 2),
            " it would",
        ]),
    };
    let reason = if worst.meets == Meets::Fails { Reason::Quality } else { Reason::Evidence };
    way.reject(reason, text);
}

fn enough_of(ground: &Ground, at: usize) -> f64 {
    ground.inputs.constraints.enough[at]
}

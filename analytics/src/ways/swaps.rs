//! What would swap the best way for another: how much more or less volume, token prices or machine prices, or which mark.

use serde::Serialize;

use super::decide::{Answer, all, evaluate, ranked};
use super::ground::Ground;
use super::inputs::Inputs;
use super::market::Market;
use super::way::Way;
use super::words::say;
use crate::cost::{grouped, rough, tokens};

/// One thing that would change the answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Swap {
    /// Which input.
    pub what: String,
    /// What it is now.
    pub now: String,
    /// From which value on the answer is another.
    pub at: String,
    /// The way that is best then.
    pub then: String,
}

/// An input that is turned by a factor.
struct Knob {
    what: &'static str,
    /// Steps down that are looked at: nobody asks what would be at a thousandth of a price.
    down: i32,
    turn: fn(&mut Inputs, f64),
    show: fn(&Inputs, f64) -> String,
}

const KNOBS: [Knob; 3] = [
    Knob {
        what: "volume",
        down: STEPS,
        turn: |inputs, factor| inputs.work.requests_per_month *= factor,
        show: |inputs, factor| say(&[&tokens(inputs.work.million_tokens() * factor), " tokens a month"]),
    },
    Knob {
        what: "prices per token",
        down: 8,
        turn: |inputs, factor| inputs.token_price_factor *= factor,
        show: |_, factor| say(&[&rough(factor), " times today’s"]),
    },
    Knob {
        what: "prices of machines",
        down: 8,
        turn: |inputs, factor| inputs.machine_price_factor *= factor,
        show: |_, factor| say(&[&rough(factor), " times the catalogue’s"]),
    },
];

/// Steps of a search up or down: factors of √2 up to a thousand.
const STEPS: i32 = 20;

/// Looks for what would put another way first: the runner-up, and the best way of the other kind (with a machine or
/// without).
#[must_use]
pub fn swaps(market: &Market, inputs: &Inputs, answer: &Answer) -> Vec<Swap> {
    let ground = Ground::new(market, inputs);
    let mut found = Vec::new();
    let Some(best) = answer.best.map(|at| &answer.ways[at]) else { return found };
    let other_kind =
        answer.ways.iter().find(|way| way.is_possible() && way.purchase.is_some() != best.purchase.is_some());
    let mut rivals: Vec<&Way> = answer.runner_up.map(|at| &answer.ways[at]).into_iter().collect();
    rivals.extend(other_kind.filter(|other| rivals.iter().all(|known| known.key != other.key)));
    for knob in &KNOBS {
        for direction in [1.0, -1.0] {
            let flips = rivals.iter().filter_map(|rival| Some((flip(&ground, knob, direction, best, rival)?, *rival)));
            let nearest = flips.min_by(|(a, _), (b, _)| a.ln().abs().total_cmp(&b.ln().abs()));
            if let Some((factor, rival)) = nearest {
                found.push(Swap {
                    what: knob.what.to_owned(),
                    now: (knob.show)(inputs, 1.0),
                    at: (knob.show)(inputs, factor),
                    then: rival.name.clone(),
                });
            }
        }
    }
    found.extend(marks(&ground, best));
    found
}

/// Whether the rival does the work for less than the best way, with the knob turned.
fn is_ahead(ground: &Ground, knob: &Knob, factor: f64, best: &Way, rival: &Way) -> bool {
    let mut turned = ground.inputs.clone();
    (knob.turn)(&mut turned, factor);
    let there = ground.with(&turned);
    let [best, rival] = [best, rival].map(|way| evaluate(&there, &way.spec));
    rival.is_possible() && (!best.is_possible() || rival.money() < best.money())
}

/// The factor at which the rival comes first: by steps, then by halving the last one.
fn flip(ground: &Ground, knob: &Knob, direction: f64, best: &Way, rival: &Way) -> Option<f64> {
    let factor = |step: f64| 2.0_f64.powf(direction * step / 2.0);
    let steps = if direction < 0.0 { knob.down } else { STEPS };
    let first = (1..=steps).find(|step| is_ahead(ground, knob, factor(f64::from(*step)), best, rival))?;
    let (mut low, mut high) = (f64::from(first - 1), f64::from(first));
    for _ in 0..12 {
        let middle = f64::midpoint(low, high);
        if is_ahead(ground, knob, factor(middle), best, rival) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(factor(high))
}

/// The nearest marks above and below what is good enough at which another way is best: they can only be where a score's
/// interval ends.
fn marks(ground: &Ground, best: &Way) -> Vec<Swap> {
    let enough = ground.inputs.constraints.enough;
    if enough.iter().any(|mark| *mark != enough[0]) {
        return Vec::new();
    }
    let models = &ground.market.models;
    let scores = models.iter().flat_map(|model| model.scores.iter().chain([&model.local_score])).flatten();
    let mut ends: Vec<f64> = scores.map(|score| score.low).filter(|low| *low > 0.0).collect();
    ends.sort_by(f64::total_cmp);
    ends.dedup();
    let above: Vec<f64> = ends.iter().copied().filter(|end| *end >= enough[0]).map(|end| end + 1e-6).collect();
    let below: Vec<f64> = ends.iter().rev().copied().filter(|end| *end < enough[0]).collect();
    let mut found = Vec::new();
    for candidates in [above, below] {
        for mark in candidates {
            let mut turned = ground.inputs.clone();
            turned.constraints.enough = [mark.min(2.0); 7];
            let ways = ranked(all(&ground.with(&turned)));
            let Some(first) = ways.first() else { continue };
            if first.is_possible() && first.group == best.group {
                continue;
            }
            let then = if first.is_possible() { first.name.clone() } else { "nothing does it".to_owned() };
            let at = if mark > enough[0] {
                say(&["above ", &grouped((mark * 100.0).floor() / 100.0, 2)])
            } else {
                say(&[&grouped((mark * 100.0).floor() / 100.0, 2), " and below"])
            };
            found.push(Swap { what: "good enough".to_owned(), now: grouped(enough[0], 2), at, then });
            break;
        }
    }
    found
}

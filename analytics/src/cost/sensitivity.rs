//! Which input moves the verdict most, and in how many plausible cases owning pays.
//!
//! The ranges are judgements, stated beside the result: prices of tokens have fallen to a fifth within a year
//! (gpt-oss-120b, $0.15/$0.60 in August 2025 to $0.03/$0.15 in July 2026), estimates of speed are 25 to 40 % uncertain,
//! resale values of 25 to 50 % after three years are reported.

use super::{Case, Dec, Fault, Speed, evaluate, life};
use crate::stats::random::Draws;

/// An input with its plausible range.
#[derive(Debug, Clone, Copy)]
pub struct Knob {
    /// Name.
    pub name: &'static str,
    /// The range in words.
    pub range: &'static str,
    low: f64,
    high: f64,
    turn: fn(Case, f64) -> Option<Case>,
}

fn scale(value: Dec, factor: f64) -> Option<Dec> {
    Dec::from_f64(value.to_f64() * factor)
}

/// The inputs that are varied.
pub const KNOBS: [Knob; 8] = [
    Knob {
        name: "Tokens a month",
        range: "half to double",
        low: 0.5,
        high: 2.0,
        turn: |case, factor| Some(Case { million_tokens: scale(case.million_tokens, factor)?, ..case }),
    },
    Knob {
        name: "API prices",
        range: "a fifth to a quarter more",
        low: 0.2,
        high: 1.25,
        // A dearer dollar and a dearer token are the same here.
        turn: |case, factor| Some(Case { rate: scale(case.rate, factor)?, ..case }),
    },
    Knob {
        name: "Speed of the machine",
        range: "40 % slower to 40 % faster",
        low: 0.6,
        high: 1.4,
        turn: |case, factor| {
            let Speed { prefill, decode, batch_gain } = case.speed;
            Some(Case { speed: Speed { prefill: prefill * factor, decode: decode * factor, batch_gain }, ..case })
        },
    },
    Knob {
        name: "Hours a day",
        range: "half to double, 24 at most",
        low: 0.5,
        high: 2.0,
        turn: |case, factor| {
            Some(Case { hours_per_day: scale(case.hours_per_day, factor)?.min(Dec::whole(24)), ..case })
        },
    },
    Knob {
        name: "Price of the machine",
        range: "20 % less to 20 % more",
        low: 0.8,
        high: 1.2,
        turn: |case, factor| Some(Case { machine: case.machine.times(Dec::from_f64(factor)?)?, ..case }),
    },
    Knob {
        name: "Months of use",
        range: "two thirds to five thirds",
        low: 2.0 / 3.0,
        high: 5.0 / 3.0,
        turn: |case, factor| Some(Case { months: scale(case.months, factor)?, ..case }),
    },
    Knob {
        name: "Residual value",
        range: "0 to 50 % of the price",
        low: 0.0,
        high: 0.5,
        turn: |case, factor| Some(Case { residual: Dec::from_f64(factor)?, ..case }),
    },
    Knob {
        name: "Price of electricity",
        range: "half to double",
        low: 0.5,
        high: 2.0,
        turn: |case, factor| Some(Case { kwh: scale(case.kwh, factor)?, ..case }),
    },
];

/// How far one input moves the answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Swing {
    /// Position in [`KNOBS`].
    pub knob: usize,
    /// Saved a month over the machine's life with the input at the low end; negative means that owning costs more.
    pub low: f64,
    /// The same at the high end.
    pub high: f64,
}

/// What owning saves a month on average over the machine's life, resale included.
fn saved(case: &Case) -> Result<f64, Fault> {
    let life = life(case, &evaluate(case)?);
    Ok(life.saved() / life.months as f64)
}

/// One input at a time at both ends of its range, the widest swing first.
///
/// # Errors
/// As [`evaluate`].
pub fn swings(case: &Case) -> Result<Vec<Swing>, Fault> {
    let at = |knob: &Knob, value: f64| -> Result<f64, Fault> {
        saved(&(knob.turn)(*case, value).ok_or(Fault::TooLarge("the cost"))?)
    };
    let mut swings = Vec::new();
    for (position, knob) in KNOBS.iter().enumerate() {
        swings.push(Swing { knob: position, low: at(knob, knob.low)?, high: at(knob, knob.high)? });
    }
    // Eight of them: sorting by insertion is the least code for the client.
    let width = |swing: &Swing| (swing.high - swing.low).abs();
    for end in 1..swings.len() {
        let mut at = end;
        while at > 0 && width(&swings[at - 1]) < width(&swings[at]) {
            swings.swap(at - 1, at);
            at -= 1;
        }
    }
    Ok(swings)
}

/// Plausible cases in which owning pays back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Band {
    /// Cases drawn.
    pub draws: u32,
    /// Cases in which the purchase is paid back within the machine's life.
    pub pays: u32,
}

impl Band {
    /// Adds the draws `from..to`: each draw depends on its number alone, so they can be made in slices.
    ///
    /// # Errors
    /// As [`evaluate`].
    pub fn extend(&mut self, case: &Case, from: u32, to: u32) -> Result<(), Fault> {
        for number in from..to {
            let mut draws = Draws::new(SEED, u64::from(number));
            let mut drawn = *case;
            for knob in &KNOBS {
                let share = f64::from(draws.below(1 << 24)) / f64::from(1 << 24);
                let value = knob.low + (knob.high - knob.low) * share;
                drawn = (knob.turn)(drawn, value).ok_or(Fault::TooLarge("the cost"))?;
            }
            let outcome = evaluate(&drawn)?;
            self.draws += 1;
            self.pays += u32::from(outcome.payback.within(drawn.months.to_f64()));
        }
        Ok(())
    }
}

const SEED: u64 = 20_261_123;

/// All inputs drawn at once, each evenly over its range, so many times.
///
/// # Errors
/// As [`evaluate`].
pub fn band(case: &Case, draws: u32) -> Result<Band, Fault> {
    let mut band = Band::default();
    band.extend(case, 0, draws)?;
    Ok(band)
}

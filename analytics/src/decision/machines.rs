//! The same decision on every other machine of the catalogue, in a line each.

use super::answer::{Answer, duration, say};
use super::candidates::{candidates, shares};
use super::decide::cost;
use super::resolve::{Resolved, resolve};
use crate::cost::{Buying, Fault, buying, money, percent, rough};

/// What each machine would mean for the same work, with prices and powers of the catalogue.
#[must_use]
pub fn machines(resolved: &Resolved) -> Answer {
    const GROUP: &str = "The same work on other machines";
    let mut answer = Answer::default();
    let Ok(shares) = shares(resolved) else { return answer };
    let facts = resolved.facts;
    for (at, machine) in facts.machines.iter().enumerate() {
        // A chip without a price is in the catalogue only because somebody measured it.
        if at == resolved.state.machine || machine.price.is_none() {
            continue;
        }
        let mut state = resolved.state.clone();
        state.choose_machine(at);
        let there = resolve(facts, &state);
        let choice = candidates(&there, &shares);
        let (value, note) = match choice.found.first() {
            None => ("no model fits".to_owned(), String::new()),
            Some(best) if best.passes <= 0.0 => {
                ("no model surely does it".to_owned(), say(&[&facts.models[best.model].name, " comes nearest"]))
            }
            Some(best) => {
                let what = say(&[
                    &facts.models[best.model].name,
                    " for ",
                    &percent(best.passes),
                    " of it, ",
                    &rough(best.decode.value),
                    " tok/s",
                ]);
                match cost(&there, best) {
                    Err(Fault::Unknown(lacks)) => ("unknown".to_owned(), say(&[&what, "; no source gives ", lacks])),
                    Err(fault) => ("no answer".to_owned(), fault.sentence()),
                    Ok((case, outcome)) => {
                        let money = |amount| money(amount, resolved.state.currency);
                        let back = match outcome.payback.months() {
                            None => "never".to_owned(),
                            Some(months) if months > case.months.to_f64() => "not within its life".to_owned(),
                            Some(months) => duration(months),
                        };
                        let word = match buying(&case, &outcome) {
                            Buying::Pays => "own",
                            Buying::PaysWhenSold => "a close call",
                            Buying::Loses => "keep renting",
                        };
                        let (both, api) = (money(outcome.both), money(outcome.api));
                        let busy = percent(outcome.capacity.utilisation);
                        let note = say(&[
                            &what,
                            ", busy ",
                            &busy,
                            "; ",
                            &both,
                            " a month against ",
                            &api,
                            "; paid back: ",
                            &back,
                        ]);
                        (word.to_owned(), note)
                    }
                }
            }
        };
        answer.line(GROUP, &machine.name, value, note);
    }
    answer
}

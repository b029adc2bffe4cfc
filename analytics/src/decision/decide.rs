//! The decision: which work a model of one's own does well enough, what that costs, and so what to do.

use super::answer::{Answer, duration, list, month_after, plain, say};
use super::candidates::{Candidate, Choice, Quality, Route, candidates, shares};
use super::fields::Field;
use super::reasons::{model_lines, quality_lines, reasons};
use super::rented::cheapest;
use super::resolve::{Resolved, resolve};
use crate::cost::{Amount, Buying, Case, Dec, Fault, Outcome, buying, evaluate, grouped, life, money, percent};

/// The decision with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// In words.
    pub answer: Answer,
    /// The model that does most of the work, by position in the facts.
    pub model: Option<usize>,
    /// Where each kind of work goes.
    pub routes: Vec<Route>,
    /// The cost of the local part; None when something is missing.
    pub found: Option<(Case, Outcome)>,
}

/// Computes the decision.
#[must_use]
pub fn decide(resolved: &Resolved) -> Decision {
    let nothing = |answer| Decision { answer, model: None, routes: Vec::new(), found: None };
    let shares = match shares(resolved) {
        Ok(shares) => shares,
        Err(sentence) => return nothing(Answer::fault(sentence)),
    };
    let enough = resolved.value(Field::ENOUGH);
    if enough < Dec::ZERO || enough > Dec::whole(2) {
        return nothing(Answer::fault("Set what is good enough between 0 and 2 to get an answer.".to_owned()));
    }
    let choice = candidates(resolved, &shares);
    let Some(best) = choice.found.first() else { return nothing(without_model(resolved, &choice)) };
    let mut decision =
        Decision { answer: Answer::default(), model: Some(best.model), routes: best.routes.clone(), found: None };
    if best.passes <= 0.0 {
        decision.answer.sentence = without_work(resolved, best);
    } else {
        match cost(resolved, best) {
            Err(fault) => decision.answer = Answer::fault(fault.sentence()),
            Ok((case, outcome)) => {
                decision.answer.sentence = sentence(resolved, best, &case, &outcome);
                reasons(resolved, best, &case, &outcome, &mut decision.answer);
                decision.found = Some((case, outcome));
            }
        }
    }
    quality_lines(resolved, best, &mut decision.answer);
    model_lines(resolved, &choice, &mut decision.answer);
    decision
}

/// What the part of the work costs that a candidate does well enough.
pub(super) fn cost(resolved: &Resolved, best: &Candidate) -> Result<(Case, Outcome), Fault> {
    let mut state = resolved.state.clone();
    // A reader who chose this model has entered its speeds for it; of another one they say nothing.
    if state.model.model != best.model {
        state.choose_model(resolved.facts, best.model);
    }
    if let Some(rented) = cheapest(resolved, best) {
        rented.enter(&mut state);
    }
    let case = resolve(resolved.facts, &state).case()?;
    let volume = Dec::from_f64(resolved.value(Field::TOKENS).to_f64() * best.passes).unwrap_or_default();
    let case = Case { million_tokens: volume, ..case };
    Ok((case, evaluate(&case)?))
}

/// How many machines produce all of the work, and what they cost a month together. Each has its part of it, so none
/// is busy beyond its hours.
pub(super) fn all_at_home(case: &Case, outcome: &Outcome) -> (f64, Amount) {
    let count = outcome.capacity.machines.max(1.0);
    let part = Dec::from_f64(case.million_tokens.to_f64() / count);
    let each = part.and_then(|million_tokens| evaluate(&Case { million_tokens, ..*case }).ok());
    let own = each.map_or(outcome.own, |each| each.own);
    (count, Dec::from_f64(count).and_then(|count| own.times(count)).unwrap_or(own))
}

/// No model can run here.
fn without_model(resolved: &Resolved, choice: &Choice) -> Answer {
    let machine = resolved.machine_name();
    if choice.too_large.len() + choice.too_short.len() < resolved.facts.models.len() {
        let what = "Nobody can say what this machine does: set its memory and bandwidth above 0 to get an answer.";
        return Answer::fault(what.to_owned());
    }
    let sentence = say(&[
        "Keep renting: no model of the catalogue fits on the ",
        machine,
        " with this context. Choose a machine with more memory, or a shorter context.",
    ]);
    let mut answer = Answer { sentence, ..Answer::default() };
    model_lines(resolved, choice, &mut answer);
    answer
}

/// Nothing surely passes.
fn without_work(resolved: &Resolved, best: &Candidate) -> String {
    let enough = grouped(resolved.value(Field::ENOUGH).to_f64(), 2);
    let machine = resolved.machine_name();
    if best.open > 0.0 {
        return say(&[
            "Not enough data: of no model that fits on the ",
            machine,
            " is it certain that it reaches ",
            &enough,
            " of 2. Run tasks of ",
            &list(&best.names(Quality::Unknown)),
            " before buying anything.",
        ]);
    }
    say(&["Keep renting: no model that fits on the ", machine, " reaches ", &enough, " of 2 for any of your work."])
}

fn sentence(resolved: &Resolved, best: &Candidate, case: &Case, outcome: &Outcome) -> String {
    let facts = resolved.facts;
    let currency = resolved.state.currency;
    let amount = |amount| money(amount, currency);
    let name = facts.models[best.model].name.as_str();
    let all = best.passes > 0.999;
    let served = outcome.capacity.served;
    let limit = if served < 0.9995 {
        say(&[", though one machine can produce only ", &percent(served), " of it"])
    } else {
        String::new()
    };
    // A sentence with "though" in it goes on with "and".
    let joint = if limit.is_empty() { ", but " } else { ", and " };
    let part = percent(best.passes);
    let does = say(&[
        name,
        " on the ",
        resolved.machine_name(),
        " does ",
        if all { "all" } else { &part },
        " of your work well enough",
        &if all { String::new() } else { say(&[" (", &list(&best.names(Quality::Passes)), ")"]) },
    ]);
    let against = say(&[&amount(outcome.both), " a month against ", &amount(outcome.api), " at the API"]);
    let months = outcome.payback.months();
    if resolved.choice(Field::PRIVACY) == 1 {
        let (count, own) = all_at_home(case, outcome);
        let extra = own.minus(outcome.api);
        let price = if extra.is_positive() {
            say(&["Privacy costs ", &amount(extra), " a month more than the API would."])
        } else {
            let (own, api) = (amount(own), amount(outcome.api));
            say(&["It costs less than the API would: ", &own, " a month against ", &api, "."])
        };
        let machines = if count > 1.0 {
            say(&["; all of it takes ", &grouped(count, 0), " machines, ", &amount(own), " a month together"])
        } else {
            String::new()
        };
        let rest = if all { "" } else { " For the rest no model at home is surely good enough." };
        return say(&["Own, since nothing may leave the house: ", &does, &limit, &machines, ". ", &price, rest]);
    }
    match buying(case, outcome) {
        Buying::Pays => {
            let months = months.unwrap_or(0.0);
            let lead = if all && served >= 0.9995 { "Own: " } else { "Own for a part, rent the rest: " };
            let by = month_after(&facts.as_of, months);
            let back = duration(months);
            say(&[lead, &does, &limit, ", and the machine is paid back in ", &back, ", by ", &by, " (", &against, ")."])
        }
        Buying::PaysWhenSold => {
            let resale = plain(life(case, outcome).resale, currency);
            let lead = "A close call: ";
            say(&[
                lead,
                &does,
                &limit,
                joint,
                "owning is cheaper only if the machine sells for ",
                &resale,
                " at the end (",
                &against,
                ").",
            ])
        }
        Buying::Loses => {
            let why = months.map_or_else(
                || "running the machine costs more than these tokens do at the API".to_owned(),
                |_| say(&["the machine is not paid back within its ", &case.months.print(), " months of use"]),
            );
            say(&["Keep renting: ", &does, &limit, joint, &why, " (", &against, ")."])
        }
    }
}

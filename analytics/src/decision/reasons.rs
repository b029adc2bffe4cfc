//! What a decision rests on, in lines: money, time, scores, and the models that were looked at.

use super::answer::{Answer, duration, list, plain, say, speed_note};
use super::candidates::{Candidate, Choice, Quality};
use super::decide::all_at_home;
use super::fields::Field;
use super::rented::{Rented, cheapest};
use super::resolve::Resolved;
use crate::cost::{Case, Dec, KNOBS, Outcome, Payback, grouped, money, percent, rough, swings, tokens};
use crate::memory::{FitVerdict, Part};

/// Memory, speed, load and money of the chosen model.
pub(super) fn reasons(resolved: &Resolved, best: &Candidate, case: &Case, outcome: &Outcome, answer: &mut Answer) {
    const GROUP: &str = "Why";
    let currency = resolved.state.currency;
    let amount = |amount| money(amount, currency);
    let fits = if best.fit == FitVerdict::Tight { "fits, but only just" } else { "fits" };
    let needed = Part::of(&resolved.load_of(best.model)).total_gib();
    answer.line(GROUP, "Memory", say(&[&rough(needed), " GiB"]), fits.to_owned());
    answer.line(GROUP, "Speed", say(&[&rough(best.decode.value), " tok/s"]), speed_note(&best.decode));
    let capacity = &outcome.capacity;
    let most = match capacity.full_million_tokens {
        None => String::new(),
        Some(full) if capacity.utilisation > 1.0 => {
            let machines = grouped(capacity.machines, 0);
            say(&["it can produce ", &tokens(full), " tokens a month; ", &machines, " machines would serve it all"])
        }
        Some(full) => say(&["it can produce ", &tokens(full), " tokens a month"]),
    };
    answer.line(GROUP, "Busy", percent(capacity.utilisation), most);
    let volume = say(&["for ", &tokens(case.million_tokens.to_f64()), " tokens"]);
    answer.line(GROUP, "Own machine, a month", amount(outcome.own), volume);
    if resolved.choice(Field::PRIVACY) == 1 {
        let (count, own) = all_at_home(case, outcome);
        if count > 1.0 {
            answer.line(GROUP, "All of it at home", amount(own), say(&[&grouped(count, 0), " machines"]));
        }
    } else if outcome.overflow.is_positive() {
        answer.line(GROUP, "With what it cannot serve at the API", amount(outcome.both), String::new());
    }
    if let Some(rented) = cheapest(resolved, best) {
        let note = say(&["the cheapest that is good enough: ", &rented.names(resolved)]);
        answer.line(GROUP, "The same at the API", amount(outcome.api), note);
        unused(resolved, &rented, answer);
    } else {
        answer.line(GROUP, "The same at the API", amount(outcome.api), String::new());
    }
    let end = case.months.to_f64();
    let paid = |payback: Payback| match payback.months() {
        None => "never".to_owned(),
        Some(months) if months > end => "not within its life".to_owned(),
        Some(months) => duration(months),
    };
    if let (Some(bill), Some(payback), Some((name, ..))) =
        (outcome.frontier, outcome.payback_frontier, &resolved.facts.frontier)
    {
        let back = if payback.months().is_some_and(|months| months <= end) { "paid back in " } else { "paid back " };
        let note = say(&[name, "; against it the machine is ", back, &paid(payback)]);
        answer.line(GROUP, "The same at a frontier model", amount(bill), note);
    }
    let members = resolved.value(Field::PEOPLE);
    if let Some(each) = outcome.both.over(members).filter(|_| members > Dec::ONE) {
        answer.line(GROUP, "Each of them, a month", amount(each), say(&["shared by ", &members.print()]));
    }
    let used = say(&["used for ", &grouped(case.months.to_f64(), 0), " months"]);
    answer.line(GROUP, "Paid back", paid(outcome.payback), used);
    let Ok(ranking) = swings(case) else { return };
    for swing in ranking.into_iter().take(3) {
        let knob = &KNOBS[swing.knob];
        let flips = if (swing.low < 0.0) == (swing.high < 0.0) { "" } else { "; this can turn the answer" };
        let range = say(&[&plain(swing.low, currency), " to ", &plain(swing.high, currency)]);
        answer.line("What would change it: saved a month", knob.name, range, say(&[knob.range, flips]));
    }
}

/// Says so where prices were entered and another model is cheaper.
fn unused(resolved: &Resolved, rented: &Rented, answer: &mut Answer) {
    let fields = [Field::PRICE_IN, Field::PRICE_OUT, Field::PRICE_READ, Field::PRICE_WRITE];
    let chosen = resolved.state.model.model;
    let entered = fields.into_iter().any(|field| resolved.state.entered(field).is_some());
    if entered && rented.models.iter().all(|(model, _)| *model != chosen) {
        let name = &resolved.facts.models[chosen].name;
        let note = say(&["they hold for ", name, ", which is not the cheapest that is good enough"]);
        answer.line("Why", "API prices entered", "not used".to_owned(), note);
    }
}

/// The scores of the chosen model, by kind of work.
pub(super) fn quality_lines(resolved: &Resolved, best: &Candidate, answer: &mut Answer) {
    const GROUP: &str = "Which work it does";
    let name = resolved.facts.models[best.model].name.clone();
    answer.line(GROUP, "Looked at", name, String::new());
    for route in &best.routes {
        let word = match route.quality {
            Quality::Passes => "good enough",
            Quality::Unknown => "not certain",
            Quality::Fails => "not good enough",
        };
        let score = match route.score {
            None => "no score".to_owned(),
            Some(score) => say(&[
                &grouped(score.value, 2),
                " (",
                &grouped(score.low, 2),
                " to ",
                &grouped(score.high, 2),
                if route.stands_in { "), all " } else { "), " },
                &score.n.to_string(),
                " tasks",
            ]),
        };
        let label = say(&[route.category.label(), ", ", &percent(route.share)]);
        answer.line(GROUP, &label, word.to_owned(), score);
    }
    if best.routes.iter().any(|route| route.stands_in) {
        let note = "A score over all tasks stands in where the snapshot has none by category. Run tasks of these kinds to know.";
        answer.line(GROUP, "Data", "thin".to_owned(), note.to_owned());
    }
}

/// Every model of the catalogue: what share of the work it does on this machine, or what keeps it from it.
pub(super) fn model_lines(resolved: &Resolved, choice: &Choice, answer: &mut Answer) {
    const GROUP: &str = "Models on this machine";
    let name = |model: usize| resolved.facts.models[model].name.clone();
    for candidate in &choice.found {
        let value = say(&[&percent(candidate.passes), " of the work"]);
        let open =
            if candidate.open > 0.0 { say(&[&percent(candidate.open), " not certain; "]) } else { String::new() };
        let fit = if candidate.fit == FitVerdict::Tight { "fits only just, " } else { "" };
        let speed = say(&[&rough(candidate.decode.value), " tok/s "]);
        let note = say(&[&open, fit, &speed, candidate.decode.basis.label()]);
        answer.line(GROUP, &name(candidate.model), value, note);
    }
    for (models, what) in [(&choice.too_large, "Do not fit"), (&choice.too_short, "Take no context as long")] {
        if !models.is_empty() {
            let names: Vec<String> = models.iter().map(|model| name(*model)).collect();
            answer.line(GROUP, what, names.len().to_string(), list(&names));
        }
    }
}

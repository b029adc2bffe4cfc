//! The cost calculator's answer.

use super::answer::{Answer, duration, month_after, say, seconds, speed_note};
use super::fields::Field;
use super::resolve::{Resolved, share};
use crate::cost::{
    Amount, BreakEven, Case, Currency, Fault, Outcome, Payback, Queue, SubscriptionState, cumulative, evaluate,
    grouped, money, people, percent, rough, tokens, waiting,
};
use crate::memory::FitVerdict;

/// The answer with what charts are drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct CostAnswer {
    /// In words.
    pub answer: Answer,
    /// The case and its outcome; None when something is missing.
    pub found: Option<(Case, Outcome)>,
}

/// Computes the answer.
#[must_use]
pub fn cost_answer(resolved: &Resolved) -> CostAnswer {
    let found = resolved.case().and_then(|case| Ok((case, evaluate(&case)?)));
    match found {
        Err(fault) => {
            let mut answer = Answer::fault(fault.sentence());
            speed_lines(resolved, &mut answer);
            CostAnswer { answer, found: None }
        }
        Ok((case, outcome)) => {
            let mut answer = Answer { sentence: sentence(resolved, &case, &outcome), ..Answer::default() };
            month_lines(resolved, &case, &outcome, &mut answer);
            capacity_lines(&outcome, &mut answer);
            payback_lines(resolved, &case, &outcome, &mut answer);
            if let Err(fault) = sharing_lines(resolved, &case, &outcome, &mut answer) {
                answer.line("Sharing it", "No answer", "–".to_owned(), fault.sentence());
            }
            speed_lines(resolved, &mut answer);
            CostAnswer { answer, found: Some((case, outcome)) }
        }
    }
}

/// The verdict in one sentence.
fn sentence(resolved: &Resolved, case: &Case, outcome: &Outcome) -> String {
    let currency = resolved.state.currency;
    let amount = |amount| money(amount, currency);
    let (machine, model) = (resolved.machine().name.as_str(), resolved.model().name.as_str());
    let life = case.months.to_f64();
    let compare = say(&[
        &amount(outcome.both),
        " a month with it",
        if outcome.overflow.is_positive() { " and the rest at the API" } else { "" },
        ", ",
        &amount(outcome.api),
        " at the API alone",
    ]);
    let served = percent(outcome.capacity.served);
    if outcome.payback.within(life) {
        let months = outcome.payback.months().unwrap_or(0.0);
        let (time, by) = (duration(months), month_after(&resolved.facts.as_of, months));
        if outcome.capacity.utilisation > 1.0 {
            let volume = tokens(case.million_tokens.to_f64());
            return say(&[
                "Own for a part, rent the rest: one ",
                machine,
                " serves ",
                &served,
                " of ",
                &volume,
                " tokens a month with ",
                model,
                " and earns its price back in ",
                &time,
                ", by ",
                &by,
                " (",
                &compare,
                ").",
            ]);
        }
        let busy = percent(outcome.capacity.utilisation);
        return say(&[
            "Owning pays: ",
            model,
            " on the ",
            machine,
            " earns its price back in ",
            &time,
            ", by ",
            &by,
            "; it is busy ",
            &busy,
            " of its time (",
            &compare,
            ").",
        ]);
    }
    if outcome.capacity.utilisation > 1.0 {
        return say(&[
            "Keep renting: one ",
            machine,
            " cannot produce ",
            &tokens(case.million_tokens.to_f64()),
            " tokens a month with ",
            model,
            ". It serves ",
            &served,
            ", and the purchase ",
            &after_life(outcome.payback, life),
            " (",
            &compare,
            ").",
        ]);
    }
    say(&[
        "Keep renting: with ",
        model,
        " the ",
        machine,
        " is busy ",
        &percent(outcome.capacity.utilisation),
        " of its time and the purchase ",
        &after_life(outcome.payback, life),
        " (",
        &compare,
        ").",
    ])
}

fn after_life(payback: Payback, life: f64) -> String {
    match payback {
        Payback::Never => "is never paid back".to_owned(),
        Payback::Months(months) => {
            say(&["is paid back after ", &duration(months), ", beyond its ", &rough_life(life), " months of use"])
        }
    }
}

fn rough_life(months: f64) -> String {
    grouped(months, u32::from(months.fract() != 0.0))
}

fn month_lines(resolved: &Resolved, case: &Case, outcome: &Outcome, answer: &mut Answer) {
    const GROUP: &str = "A month";
    let currency = resolved.state.currency;
    let amount = |amount| money(amount, currency);
    let entered = [Field::PRICE_IN, Field::PRICE_OUT].into_iter().any(|field| resolved.state.entered(field).is_some());
    let dated = match &resolved.model().prices {
        _ if entered => "at the prices entered".to_owned(),
        Some((_, day)) => say(&["prices of ", day]),
        None => String::new(),
    };
    let read = if case.prices.cache_read.is_none() && case.mix.read.is_positive() {
        "; no cache-read price is listed, so reads cost as much as fresh input"
    } else {
        ""
    };
    answer.line(GROUP, "All of it at the API, same model", amount(outcome.api), say(&[&dated, read]));
    if let (Some(frontier), Some((name, _, day))) = (outcome.frontier, &resolved.facts.frontier) {
        answer.line(GROUP, "The same at a frontier model", amount(frontier), say(&[name, ", prices of ", day]));
    }
    if let Some(plan) = outcome.subscription {
        let (cost, note) = match plan {
            SubscriptionState::Covers(cost) => (cost, "covers the volume".to_owned()),
            SubscriptionState::CoversShare(cost, part) => (cost, say(&["covers ", &percent(part), " of the volume"])),
            SubscriptionState::CeilingUnknown(cost) => (cost, "nobody states how many tokens it covers".to_owned()),
        };
        answer.line(GROUP, "Subscription", amount(cost), note);
    }
    let parts = say(&[
        &amount(outcome.depreciation),
        " of its price, ",
        &amount(outcome.energy),
        " of electricity, ",
        &amount(outcome.interest.plus(outcome.admin)),
        " of interest and care",
    ]);
    let idle = if case.idle_w.is_none() { "; idle power is unknown, so it counts as busy all the time" } else { "" };
    answer.line(GROUP, "Own machine", amount(outcome.own), say(&[&parts, idle]));
    let overflow = if outcome.overflow.is_positive() {
        say(&[&amount(outcome.overflow), " of it for what the machine cannot serve"])
    } else {
        "it serves everything".to_owned()
    };
    answer.line(GROUP, "Own machine and the rest at the API", amount(outcome.both), overflow);
    answer.line(GROUP, "Saved against the API", amount(outcome.saved()), String::new());
}

fn capacity_lines(outcome: &Outcome, answer: &mut Answer) {
    const GROUP: &str = "Capacity";
    let capacity = &outcome.capacity;
    let hours = say(&[&rough(capacity.needed_h()), " h"]);
    let parts = say(&[
        &rough(capacity.prefill_h),
        " h of prompts, ",
        &rough(capacity.decode_h),
        " h of answers; ",
        &rough(capacity.available_h),
        " h are there",
    ]);
    answer.line(GROUP, "Hours of work a month", hours, parts);
    let verdict = if capacity.utilisation > 1.0 {
        say(&["this machine cannot produce that: it serves ", &percent(capacity.served)])
    } else {
        String::new()
    };
    answer.line(GROUP, "Utilisation", percent(capacity.utilisation), verdict);
    answer.line(GROUP, "Machines that would serve it all", grouped(capacity.machines, 0), String::new());
    if let Some(full) = capacity.full_million_tokens {
        answer.line(GROUP, "Most that one can produce", tokens(full), "tokens a month of this mix".to_owned());
    }
}

fn payback_lines(resolved: &Resolved, case: &Case, outcome: &Outcome, answer: &mut Answer) {
    const GROUP: &str = "Pay-back";
    let currency = resolved.state.currency;
    let life = case.months.to_f64();
    let (value, note) = match outcome.payback {
        Payback::Never => ("never".to_owned(), "running it costs more than it saves".to_owned()),
        Payback::Months(months) => {
            let late = if months > life { "; that is after its months of use" } else { "" };
            let when = say(&[
                "in ",
                &month_after(&resolved.facts.as_of, months),
                " if bought on ",
                &resolved.facts.as_of,
                late,
            ]);
            (duration(months), when)
        }
    };
    answer.line(GROUP, "Purchase paid back, in cash", value, note);
    let (value, note) = match outcome.break_even {
        BreakEven::Never if !case.million_tokens.is_positive() => ("–".to_owned(), "there are no tokens".to_owned()),
        BreakEven::Never => ("never".to_owned(), "a token costs more in electricity than at the API".to_owned()),
        BreakEven::MillionTokens(volume) => (tokens(volume), "tokens a month; the machine can produce them".to_owned()),
        BreakEven::BeyondCapacity(volume) => {
            (tokens(volume), "tokens a month, more than the machine can produce: never on this machine".to_owned())
        }
    };
    answer.line(GROUP, "Break-even volume", value, note);
    let whole = life.round().clamp(1.0, 240.0) as usize;
    let curve = cumulative(case, outcome, whole);
    let end = |curve: &[f64]| curve.last().copied().unwrap_or(0.0);
    let residual = outcome.price.times(case.residual).unwrap_or(Amount::ZERO).to_f64();
    let total = say(&[
        &plain(end(&curve.own) - residual, currency),
        " with the machine sold for ",
        &plain(residual, currency),
        ", ",
        &plain(end(&curve.rent), currency),
        " at the API",
    ]);
    answer.line(GROUP, "Over its life", plain(end(&curve.rent) - end(&curve.own) + residual, currency), total);
}

fn plain(value: f64, currency: Currency) -> String {
    say(&[&grouped(value, 0), "\u{a0}", currency.code()])
}

fn sharing_lines(resolved: &Resolved, case: &Case, outcome: &Outcome, answer: &mut Answer) -> Result<(), Fault> {
    let currency = resolved.state.currency;
    let amount = |amount| money(amount, currency);
    let waited = waiting(
        case,
        resolved.value(Field::ANSWER),
        resolved.value(Field::API_S),
        share(resolved.value(Field::WATCHED)),
        resolved.value(Field::HOUR),
    )?;
    let members = resolved.value(Field::PEOPLE);
    let split = people(case, outcome, members, resolved.value(Field::ACTIVE), waited.own_s)?;
    const SHARE: &str = "Sharing it";
    answer.line(SHARE, "Each of them, a month", amount(split.each), String::new());
    if let Some(rest) = split.one_left {
        answer.line(
            SHARE,
            "Each when one has left",
            amount(rest),
            say(&["the leaver gets ", &amount(split.leaver_gets), " half-way"]),
        );
    }
    answer.line(SHARE, "Each from the sale at the end", amount(split.resale_each), String::new());
    answer.line(SHARE, "Speed for each at the peak", say(&[&rough(split.tok_per_s_at_peak), " tok/s"]), String::new());
    let queue = match split.queue {
        Queue::Seconds(value) => seconds(value),
        Queue::Endless => "grows without end".to_owned(),
    };
    answer.line(SHARE, "Wait for the machine, on average", queue, String::new());
    const WAIT: &str = "Waiting";
    answer.line(
        WAIT,
        "One answer on the machine",
        seconds(waited.own_s),
        say(&["prompt and answer; ", &seconds(waited.api_s), " at the API"]),
    );
    let worth = if waited.value.is_positive() { say(&["worth ", &amount(waited.value)]) } else { String::new() };
    answer.line(WAIT, "Waited longer, a month", say(&[&rough(waited.extra_h), " h"]), worth);
    Ok(())
}

/// Speed and fit of the chosen model on the chosen machine.
pub(super) fn speed_lines(resolved: &Resolved, answer: &mut Answer) {
    const GROUP: &str = "Speed and memory";
    let speeds = &resolved.speeds;
    let mut speed = |label, field: Field, found: Option<crate::speed::Found>| {
        let entered = resolved.state.entered(field);
        let value =
            resolved.get(field).map_or_else(|| "unknown".to_owned(), |value| say(&[&rough(value.to_f64()), " tok/s"]));
        let note = match (entered, found) {
            (Some(_), _) => "entered".to_owned(),
            (None, Some(found)) => speed_note(&found),
            (None, None) => "nobody measured it and the law lacks a figure: enter it".to_owned(),
        };
        answer.line(GROUP, label, value, note);
    };
    speed("Generation, one stream", Field::DECODE, speeds.decode);
    speed("Prompt processing", Field::PREFILL, speeds.prefill);
    let usable = resolved
        .limit()
        .map(|limit| if resolved.choice(Field::RAISED) == 1 { limit.raised_gib } else { limit.default_gib });
    let needed = say(&[&rough(speeds.needed_gib), " GiB"]);
    let note = match (speeds.fit, usable) {
        (Some(FitVerdict::DoesNotFit), Some(usable)) => {
            let resident =
                speeds.resident.map_or(String::new(), |part| say(&["; ", &percent(part), " stays in fast memory"]));
            say(&["does not fit into ", &rough(usable), " GiB", &resident])
        }
        (Some(verdict), Some(usable)) => {
            say(&[if verdict == FitVerdict::Tight { "tight in " } else { "fits into " }, &rough(usable), " GiB"])
        }
        _ => "the machine's memory is unknown".to_owned(),
    };
    answer.line(GROUP, "Needs in memory", needed, note);
}

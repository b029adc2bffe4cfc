//! The cost calculator's answer.

use super::answer::{Answer, duration, month_after, plain, say, seconds, speed_note};
use super::cost_sentence::sentence;
use super::fields::Field;
use super::resolve::{Resolved, share};
use crate::cost::{
    BreakEven, Case, Currency, Dec, Fault, Outcome, Payback, Queue, SubscriptionState, evaluate, grouped, life, money,
    people, percent, rough, tokens, waiting,
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
    let rate = rate_note(resolved);
    answer.line(GROUP, "All of it at the API, same model", amount(outcome.api), say(&[&dated, read, &rate]));
    if let (Some(frontier), Some((name, _, day))) = (outcome.frontier, &resolved.facts.frontier) {
        answer.line(GROUP, "The same at a frontier model", amount(frontier), say(&[name, ", prices of ", day]));
    }
    if let Some(plan) = outcome.subscription {
        let (cost, note) = match plan {
            SubscriptionState::Covers(cost) => (cost, "covers the volume".to_owned()),
            SubscriptionState::CoversShare(cost, part) => {
                let whole = outcome.subscribed.map_or(String::new(), amount);
                (cost, say(&["covers ", &percent(part), " of the volume; with the rest at the API ", &whole]))
            }
            SubscriptionState::CeilingUnknown(cost) => (cost, "the provider doesn’t publish a token limit".to_owned()),
        };
        let people = resolved.value(Field::PEOPLE);
        let note = if people > Dec::ONE { say(&["one for each of ", &people.print(), "; ", &note]) } else { note };
        answer.line(GROUP, "Subscription", amount(cost), note);
    }
    let parts = say(&[&amount(outcome.depreciation), " of its price, ", &amount(outcome.energy), " of electricity"]);
    let care = outcome.interest.plus(outcome.admin);
    let care = if care.is_positive() { say(&[", ", &amount(care), " of interest and care"]) } else { String::new() };
    let idle = if case.idle_w.is_none() { "; idle power is unknown, so it counts as busy all the time" } else { "" };
    answer.line(GROUP, "Own machine", amount(outcome.own), say(&[&parts, &care, idle]));
    let overflow = if outcome.overflow.is_positive() {
        say(&[&amount(outcome.overflow), " of it for what the machine cannot serve"])
    } else {
        "it serves everything".to_owned()
    };
    answer.line(GROUP, "Own machine and the rest at the API", amount(outcome.both), overflow);
    answer.line(GROUP, "Saved against the API", amount(outcome.saved()), String::new());
}

/// The exchange rate and the month that it is the mean of; nothing where no currency is exchanged or the reader entered it.
fn rate_note(resolved: &Resolved) -> String {
    let currency = resolved.state.currency;
    match (currency, resolved.state.entered(Field::RATE), resolved.facts.rate(currency.code())) {
        (Currency::Usd, ..) | (_, Some(_), _) | (_, None, None) => String::new(),
        (_, None, Some((_, month))) => {
            let rate = resolved.value(Field::RATE).print();
            say(&["; ", &rate, " ", currency.code(), " per dollar, mean of ", month])
        }
    }
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
    let end = case.months.to_f64();
    // Beyond its months of use a machine is gone: no number of years would mean anything.
    let within = |payback: Payback| match payback {
        Payback::Never => "never".to_owned(),
        Payback::Months(months) if months > end => "not within its life".to_owned(),
        Payback::Months(months) => duration(months),
    };
    let note = match outcome.payback {
        Payback::Never => "running it costs more than it saves".to_owned(),
        Payback::Months(months) if months > end => {
            let saved = life(case, outcome).saved() / end;
            let how = if saved < 0.0 { " more" } else { " less" };
            let more = say(&[&plain(saved.abs(), currency), how, " a month than the API"]);
            say(&["of ", &duration(end), "; with its resale ", &more])
        }
        Payback::Months(months) => {
            let day = &resolved.facts.as_of;
            say(&["in ", &month_after(day, months), " if bought on ", day])
        }
    };
    answer.line(GROUP, "Purchase paid back, in cash", within(outcome.payback), note);
    if let Some(payback) = outcome.payback_frontier {
        let note = "of the tokens that it serves, at today’s prices".to_owned();
        answer.line(GROUP, "Against the frontier model", within(payback), note);
    }
    if let Some(payback) = outcome.payback_subscription {
        let note = "each with what it cannot serve at the API".to_owned();
        answer.line(GROUP, "Against the subscription", within(payback), note);
    }
    let (value, note) = match outcome.break_even {
        BreakEven::Never if !case.million_tokens.is_positive() => ("–".to_owned(), "there are no tokens".to_owned()),
        BreakEven::Never => ("never".to_owned(), "a token costs more in electricity than at the API".to_owned()),
        BreakEven::MillionTokens(volume) => (tokens(volume), "tokens a month; the machine can produce them".to_owned()),
        BreakEven::BeyondCapacity(volume) => {
            (tokens(volume), "tokens a month, more than the machine can produce: never on this machine".to_owned())
        }
    };
    answer.line(GROUP, "Break-even volume", value, note);
    let life = life(case, outcome);
    let plain = |value| plain(value, currency);
    let total = say(&[
        &plain(life.own - life.resale),
        " with the machine sold for ",
        &plain(life.resale),
        ", ",
        &plain(life.rent),
        " at the API",
    ]);
    answer.line(GROUP, "Saved over its life", plain(life.saved()), total);
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
    if members > Dec::ONE {
        answer.line(SHARE, "Each of them, a month", amount(split.each), say(&["shared by ", &members.print()]));
        if let Some(rest) = split.one_left {
            let leaver = say(&["the leaver gets ", &amount(split.leaver_gets), " half-way"]);
            answer.line(SHARE, "Each when one has left", amount(rest), leaver);
        }
        answer.line(SHARE, "Each from the sale at the end", amount(split.resale_each), String::new());
        let peak = say(&[&rough(split.tok_per_s_at_peak), " tok/s"]);
        let active = say(&["with ", &resolved.value(Field::ACTIVE).print(), " at the same time"]);
        answer.line(SHARE, "Speed for each at the peak", peak, active);
    }
    const WAIT: &str = "Waiting";
    let prompt = grouped(waited.prompt_tokens, 0);
    answer.line(
        WAIT,
        "One answer on the machine",
        seconds(waited.own_s),
        say(&["with a prompt of ", &prompt, " new tokens; ", &seconds(waited.api_s), " at the API"]),
    );
    let queue = match split.queue {
        Queue::Seconds(value) => seconds(value),
        Queue::Endless => "the queue never clears".to_owned(),
    };
    answer.line(WAIT, "Until the machine is free, on average", queue, "when questions come at random".to_owned());
    let worth = if waited.value.is_positive() { say(&["worth ", &amount(waited.value)]) } else { String::new() };
    answer.line(WAIT, "Waited longer, a month", say(&[&rough(waited.extra_h), " h"]), worth);
    Ok(())
}

/// Speed and fit of the chosen model on the chosen machine.
pub(super) fn speed_lines(resolved: &Resolved, answer: &mut Answer) {
    const GROUP: &str = "Speed and memory";
    let speeds = &resolved.speeds;
    let mut speed = |label, field: Field, found: Option<crate::speed::Estimate>| {
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

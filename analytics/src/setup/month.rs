//! What one person's month costs in four ways, for a workload of the catalogue: a plan, an open model rented, a frontier
//! model rented, a machine of one's own.

use super::run::SLOW_TOK_PER_S;
use super::sharing::group;
use crate::catalog::{Catalog, Subscription, TokenPrice, WorkloadEntry};
use crate::cost::{Currency, Dec, Prices, evaluate, per_million};
use crate::decision::{Chosen, Facts, Field, State, resolve};

/// The four ways, in US dollars a month.
#[derive(Debug, Clone, PartialEq)]
pub struct Month<'a> {
    /// Million tokens.
    pub million_tokens: f64,
    /// The plan and its price.
    pub plan: (&'a Subscription, f64),
    /// Least tokens, in millions, that users got out of a month of it; None where nobody says.
    pub plan_gives: Option<f64>,
    /// The open model, which the machine runs too.
    pub model: Chosen,
    /// That model at its API.
    pub rented: f64,
    /// The cheapest frontier model for this work, and what it costs.
    pub frontier: Option<(&'a str, f64)>,
    /// The machine over its months of use with electricity, and at the API what it cannot do.
    pub owned: f64,
    /// Share of its hours that the machine works.
    pub utilisation: f64,
}

fn prices(price: &TokenPrice) -> Option<Prices> {
    let per_token = |text: &str| per_million(Dec::parse(text).ok()?);
    let maybe = |text: &Option<String>| text.as_deref().and_then(per_token);
    Some(Prices {
        input: per_token(&price.input_usd_per_m)?,
        cache_write: maybe(&price.cache_write_usd_per_m),
        cache_read: maybe(&price.cache_read_usd_per_m),
        output: per_token(&price.output_usd_per_m)?,
    })
}

/// The state of one person with this workload and machine.
fn state(facts: &Facts, work: &WorkloadEntry, machine: usize) -> State {
    let mut state = State::new(facts);
    state.choose_currency(Currency::Usd);
    state.choose_machine(machine);
    let of = &work.tokens.value;
    let all = of.prompt() + of.output;
    state.enter(Field::TOKENS, Dec::from_f64(all * work.requests_per_month.value / 1e6));
    let written = of.write_5m + of.write_1h;
    // In millionths of a per cent, so that they add to 100 whatever was rounded.
    let micro = |part: f64| (part / all * 1e8).round() as i64;
    let (written, read, output) = (micro(written), micro(of.read), micro(of.output));
    let shares = [
        (Field::FRESH, 100_000_000 - written - read - output),
        (Field::WRITE, written),
        (Field::READ, read),
        (Field::OUTPUT, output),
    ];
    for (field, share) in shares {
        state.enter(field, Some(Dec::micro(share)));
    }
    state
}

/// Computes it; None where a price or a figure of the machine is missing, or nothing that is fast enough fits.
#[must_use]
pub fn month<'a>(
    facts: &Facts,
    catalog: &'a Catalog,
    work: &WorkloadEntry,
    plan: &'a Subscription,
    machine: usize,
) -> Option<Month<'a>> {
    let state = group(facts, &state(facts, work, machine))?;
    let resolved = resolve(facts, &state);
    if resolved.speeds.decode?.value < SLOW_TOK_PER_S {
        return None;
    }
    let case = resolved.case().ok()?;
    let outcome = evaluate(&case).ok()?;
    let frontier = catalog
        .rented
        .iter()
        .filter(|model| model.frontier)
        .filter_map(|model| {
            let prices = prices(catalog.newest_token_price(model.id.as_str())?)?;
            let mut case = case;
            case.frontier = Some(prices);
            Some((model.name.as_str(), evaluate(&case).ok()?.frontier?.to_f64()))
        })
        .min_by(|a, b| a.1.total_cmp(&b.1));
    let rate = facts.rate(&plan.currency)?.0;
    Some(Month {
        million_tokens: case.million_tokens.to_f64(),
        plan: (plan, plan.per_month.value / rate),
        plan_gives: plan.tokens_per_month.as_ref().map(|fact| fact.value[0] as f64 / 1e6),
        model: state.model,
        rented: outcome.api.to_f64(),
        frontier,
        owned: outcome.both.to_f64(),
        utilisation: outcome.capacity.utilisation,
    })
}

//! From a case to its answer.

use super::capacity::{Capacity, capacity};
use super::curve::{Months, payback_of_curve};
use super::payback::{BreakEven, Payback, break_even, payback};
use super::running::{depreciation, electricity, interest};
use super::{Amount, Case, Dec, Fault, api};

/// What a subscription gives for the volume.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SubscriptionState {
    /// One covers it.
    Covers(Amount),
    /// One covers only this share of the volume; its price all the same.
    CoversShare(Amount, f64),
    /// Nobody states how much it covers.
    CeilingUnknown(Amount),
}

/// The answer to a case, all amounts a month unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// All tokens at the API.
    pub api: Amount,
    /// The same at the frontier model.
    pub frontier: Option<Amount>,
    /// A subscription.
    pub subscription: Option<SubscriptionState>,
    /// The subscription with what it does not cover at the API.
    pub subscribed: Option<Amount>,
    /// What the machine can produce.
    pub capacity: Capacity,
    /// What the machine costs to buy, with or without tax as the case says.
    pub price: Amount,
    /// The part of the price that a month uses up.
    pub depreciation: Amount,
    /// Electricity.
    pub energy: Amount,
    /// What of it would flow if the machine only waited.
    pub idle_energy: Amount,
    /// Interest on the money bound in the machine.
    pub interest: Amount,
    /// Looking after it.
    pub admin: Amount,
    /// The machine alone: the four above together.
    pub own: Amount,
    /// What the machine cannot serve, at the API.
    pub overflow: Amount,
    /// The machine and its overflow.
    pub both: Amount,
    /// When the purchase is paid back in cash, against the API.
    pub payback: Payback,
    /// The same against the frontier model's bill of the tokens that the machine serves.
    pub payback_frontier: Option<Payback>,
    /// The same against the subscription, each with what it cannot serve at the API.
    pub payback_subscription: Option<Payback>,
    /// From which volume on owning costs no more than the API.
    pub break_even: BreakEven,
}

impl Outcome {
    /// What running the machine costs without its purchase.
    #[must_use]
    pub const fn running(&self) -> Amount {
        self.energy.plus(self.interest).plus(self.admin)
    }

    /// What it saves each month against the API; negative when it costs more.
    #[must_use]
    pub const fn saved(&self) -> Amount {
        self.api.minus(self.both)
    }

    pub(super) fn months(&self, case: &Case) -> Months {
        Months {
            api: self.api.to_f64(),
            waiting: self.running().minus(self.energy).plus(self.idle_energy).to_f64(),
            work: self.energy.minus(self.idle_energy).to_f64(),
            utilisation: self.capacity.utilisation,
            growth: case.growth.to_f64(),
            decline: case.decline.to_f64(),
        }
    }
}

/// Computes the answer.
///
/// # Errors
/// What is wrong with the inputs; see [`Fault`].
pub fn evaluate(case: &Case) -> Result<Outcome, Fault> {
    let large = Fault::TooLarge("the cost");
    check(case)?;
    let (services, goods) = case.vat_factors();
    let bill = |prices| -> Result<Amount, Fault> {
        api(case.million_tokens, case.mix, prices, case.rate)?.times(services).ok_or(large)
    };
    let month = bill(case.prices)?;
    let capacity =
        capacity(case.million_tokens, case.mix, case.speed, case.keeps_cache, case.hours_per_day, case.days)?;
    let price = case.machine.times(goods).ok_or(large)?;
    let depreciation = depreciation(price, case.residual, case.months)?;
    let interest = interest(price, case.residual, case.interest)?;
    let idle = case.idle_w.unwrap_or(case.load_w);
    let power = |busy| electricity(case.load_w, idle, busy, capacity.available_h, case.kwh)?.times(goods).ok_or(large);
    let energy = power(capacity.busy_h())?;
    let idle_energy = power(0.0)?;
    let unserved = Dec::from_f64(1.0 - capacity.served).ok_or(large)?;
    let overflow = month.times(unserved).ok_or(large)?;
    let own = depreciation.plus(energy).plus(interest).plus(case.admin);
    let running = energy.plus(interest).plus(case.admin);
    let served_bill = month.minus(overflow);
    let against_api = payback(price, served_bill, running);
    let served_tokens = Dec::from_f64(case.million_tokens.to_f64() * capacity.served).ok_or(large)?;
    let break_even = break_even(
        depreciation.plus(interest).plus(case.admin).plus(idle_energy),
        served_bill,
        energy.minus(idle_energy),
        served_tokens,
        capacity.full_million_tokens,
    );
    let subscription = match case.subscription {
        None => None,
        Some(plan) => {
            let cost = plan.per_month.times(services).ok_or(large)?;
            Some(match plan.million_tokens {
                None => SubscriptionState::CeilingUnknown(cost),
                Some(ceiling) if ceiling >= case.million_tokens => SubscriptionState::Covers(cost),
                Some(ceiling) => {
                    SubscriptionState::CoversShare(cost, ceiling.to_f64().max(0.0) / case.million_tokens.to_f64())
                }
            })
        }
    };
    let frontier = case.frontier.map(bill).transpose()?;
    let payback_frontier = match frontier {
        Some(bill) => Some(payback(price, bill.minus(bill.times(unserved).ok_or(large)?), running)),
        None => None,
    };
    let subscribed = match subscription {
        None => None,
        Some(SubscriptionState::CoversShare(cost, part)) => {
            let rest = month.times(Dec::from_f64(1.0 - part).ok_or(large)?).ok_or(large)?;
            Some(cost.plus(rest))
        }
        Some(SubscriptionState::Covers(cost) | SubscriptionState::CeilingUnknown(cost)) => Some(cost),
    };
    let payback_subscription = subscribed.map(|alternative| payback(price, alternative, running.plus(overflow)));
    let mut outcome = Outcome {
        api: month,
        frontier,
        subscription,
        subscribed,
        capacity,
        price,
        depreciation,
        energy,
        idle_energy,
        interest,
        admin: case.admin,
        own,
        overflow,
        both: own.plus(overflow),
        payback: against_api,
        payback_frontier,
        payback_subscription,
        break_even,
    };
    if case.growth != Dec::ZERO || case.decline != Dec::ZERO {
        outcome.payback = payback_of_curve(price, &outcome.months(case));
    }
    Ok(outcome)
}

/// Inputs that no formula below looks at.
fn check(case: &Case) -> Result<(), Fault> {
    let not_negative = [
        (case.machine < Amount::ZERO, "the price of the machine to 0 or more"),
        (case.load_w < Dec::ZERO, "the power under load to 0 or more"),
        (case.idle_w.is_some_and(|idle| idle < Dec::ZERO), "the power while idle to 0 or more"),
        (case.kwh < Dec::ZERO, "the price of electricity to 0 or more"),
        (case.admin < Amount::ZERO, "the cost of looking after it to 0 or more"),
        (case.interest < Dec::ZERO, "the interest to 0 or more"),
        (case.growth <= Dec::whole(-1), "the growth of the volume above −100 % a year"),
        (
            case.decline < Dec::ZERO || case.decline >= Dec::ONE,
            "the fall of API prices to 0 or more and below 100 % a year",
        ),
        (case.months > Dec::whole(240), "the months of use to 240 at most"),
    ];
    if let Some((_, what)) = not_negative.into_iter().find(|(bad, _)| *bad) {
        return Err(Fault::OutOfRange(what));
    }
    if !case.rate.is_positive() {
        return Err(Fault::NotPositive("the exchange rate"));
    }
    Ok(())
}

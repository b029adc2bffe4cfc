//! Subscribing: a plan for each person, what its limits hold of the work, and the rest at the API.

use super::ground::Ground;
use super::inputs::OwnPlan;
use super::market::{Limit, Plan};
use super::quality::{Meets, Runs, judged, least};
use super::range::Range;
use super::rent::request_cost;
use super::way::{Kind, Reason, Spec, Way};
use super::words::{quality_out, say};
use crate::catalog::{LimitUnit, Window, WorkKind};
use crate::cost::{grouped, percent};

/// Plans that are looked at.
pub(super) fn specs(ground: &Ground) -> Vec<Spec> {
    let plans = (0..ground.market.plans.len()).map(|plan| Spec::Subscribe { plan: Some(plan) });
    let own = ground.inputs.entered.own_plan.map(|_| Spec::Subscribe { plan: None });
    plans.chain(own).collect()
}

/// How many of a window lie in a month, as far as work is done in them.
fn windows(ground: &Ground, window: Window) -> f64 {
    let terms = &ground.inputs.terms;
    match window {
        Window::FiveHours => (terms.hours_per_day / 5.0).ceil() * terms.days,
        Window::Day => terms.days,
        Window::Week => terms.days / 7.0,
        Window::Month => 1.0,
    }
}

/// The share of one person's month that a limit holds; None for credits, which nobody can convert.
fn share_of(ground: &Ground, limit: &Limit, usd: Option<f64>) -> Option<Range> {
    let people = f64::from(ground.inputs.constraints.people.max(1));
    let each = ground.inputs.work.requests_per_month / people;
    let needed = match limit.unit {
        LimitUnit::Tokens => ground.inputs.work.million_tokens() * 1e6 / people,
        LimitUnit::Requests => each,
        LimitUnit::UsdOfApi => usd?,
        LimitUnit::Credits => return None,
    };
    Some(limit.amount.times(windows(ground, limit.window) / needed.max(1e-9)))
}

/// The share of one person's month that a plan holds, cut at all of it; None where no source gives its limit.
fn covered(ground: &Ground, plan: &Plan, paid_now: bool) -> Option<Range> {
    let inputs = ground.inputs;
    let people = f64::from(inputs.constraints.people.max(1));
    let millions = inputs.work.million_tokens() / people;
    if let Some(own) = inputs.entered.plan_million_tokens.filter(|_| paid_now) {
        return Some(cut(Range::exact(own / millions.max(1e-9))));
    }
    // What one person's month costs at the API without tax, in dollars.
    let usd = plan.model.and_then(|model| request_cost(ground, model)).map(|paid| {
        let terms = &inputs.terms;
        paid / terms.dollars(1.0) * inputs.work.requests_per_month / people / inputs.token_price_factor
    });
    let mut found: Option<Range> = None;
    let mut tighter = |share: Range| {
        found = Some(found.map_or(share, |known| Range {
            value: known.value.min(share.value),
            low: known.low.min(share.low),
            high: known.high.min(share.high),
        }));
    };
    if let Some(allowed) = plan.million_tokens {
        tighter(allowed.times(1.0 / millions.max(1e-9)));
    } else if let (Some(value), Some(usd)) = (plan.api_value, usd) {
        // Accounts on one plan have differed by a factor of two: a single figure spans it.
        let wide = Range { low: value.low.min(value.value / 1.41), high: value.high.max(value.value * 1.41), ..value };
        tighter(wide.times(1.0 / usd.max(1e-9)));
    }
    for limit in &plan.limits {
        if let Some(share) = share_of(ground, limit, usd) {
            tighter(share);
        }
    }
    found.map(cut)
}

fn cut(share: Range) -> Range {
    Range { value: share.value.min(1.0), low: share.low.min(1.0), high: share.high.min(1.0) }
}

/// The reader's own plan as one of the market's.
fn own(plan: OwnPlan, currency: &str) -> Plan {
    Plan {
        id: "yours".to_owned(),
        name: "the subscription that you entered".to_owned(),
        per_month: plan.per_month,
        currency: currency.to_owned(),
        tax_included: true,
        covers: vec![WorkKind::Chat, WorkKind::Agents],
        model: None,
        million_tokens: plan.million_tokens.map(Range::exact),
        api_value: None,
        limits: Vec::new(),
        beyond_at_api: false,
        date: String::new(),
        source: "entered".to_owned(),
    }
}

/// Works one out.
pub(super) fn evaluate(ground: &Ground, at: Option<usize>) -> Way {
    let (market, inputs) = (ground.market, ground.inputs);
    let described;
    let plan = match (at, inputs.entered.own_plan) {
        (Some(at), _) => &market.plans[at],
        (None, entered) => {
            let entered = entered.unwrap_or(OwnPlan { per_month: 0.0, million_tokens: None });
            described = own(entered, inputs.terms.currency.code());
            &described
        }
    };
    let people = inputs.constraints.people.max(1);
    let seats = if people > 1 { say(&[&people.to_string(), " × "]) } else { String::new() };
    let mut way = Way::new(
        Kind::Subscribe,
        Spec::Subscribe { plan: at },
        say(&["plan:", &plan.id]),
        say(&["Subscribe: ", &seats, &plan.name]),
    );
    way.count = people;
    let paid_now = at.is_none() || inputs.entered.plan == at;
    if !plan.covers.contains(&inputs.work.kind) {
        let covers: Vec<String> = plan.covers.iter().map(|kind| kind.label().to_owned()).collect();
        let text =
            say(&["the plan is meant for ", &super::words::list(&covers), ", not for ", inputs.work.kind.label()]);
        way.reject(Reason::NotCovered, text);
    }
    if let Some(model) = plan.model {
        way.quality = judged(inputs, model, &market.models[model], Runs::AtApi);
        // A plan serves its maker's strongest models as well.
        let vendor = &market.models[model].vendor;
        let frontier = market.models.iter().any(|other| other.frontier && other.vendor == *vendor);
        if frontier {
            for verdict in &mut way.quality {
                verdict.meets = verdict.meets.max(Meets::Likely);
                verdict.provenance = super::quality::Provenance::Frontier;
            }
        }
    }
    way.meets = least(&way.quality);
    // Who pays for a plan uses it for this work.
    if paid_now {
        way.meets = Meets::Does;
        for verdict in &mut way.quality {
            (verdict.meets, verdict.provenance) = (Meets::Does, super::quality::Provenance::Yours);
        }
    }
    let rate = if plan.currency == inputs.terms.currency.code() {
        Some(1.0)
    } else {
        market.facts.rate(&plan.currency).map(|(rate, _)| inputs.terms.rate / rate)
    };
    let Some(rate) = rate else {
        way.reject(Reason::Unknown, say(&["no exchange rate of ", &plan.currency, " in the catalogue"]));
        return finish(ground, way);
    };
    // What a reader enters is what they pay.
    let each = if at.is_none() { plan.per_month } else { inputs.terms.paid(plan.per_month * rate, plan.tax_included) };
    let price = each * f64::from(people);
    way.pay(&say(&[&seats, &plan.name]), Range::exact(price));
    way.sources.push(say(&[&plan.name, ", ", &plan.date, ": ", &plan.source]));
    match covered(ground, plan, paid_now) {
        None => {
            let text = "its limit is not published, and nobody measured it: enter the million tokens that it gives you \
                        a month";
            way.reject(Reason::Limit, text.to_owned());
        }
        Some(covered) if covered.low < 1.0 => beyond(ground, plan, covered, &mut way),
        Some(_) => {}
    }
    finish(ground, way)
}

/// What a plan does not hold goes to the API of the model that it serves, or ends the work.
fn beyond(ground: &Ground, plan: &Plan, covered: Range, way: &mut Way) {
    let part = percent(covered.value);
    let each = plan.model.and_then(|model| request_cost(ground, model)).filter(|_| plan.beyond_at_api);
    let Some(each) = each else {
        if covered.value < 1.0 {
            let text = say(&["it holds about ", &part, " of the work, and no source says what lies beyond"]);
            way.reject(Reason::Limit, text);
        } else {
            way.marks.push(say(&["may hold only ", &percent(covered.low), " of the work"]));
        }
        return;
    };
    let all = each * ground.inputs.work.requests_per_month;
    let rest =
        Range { value: all * (1.0 - covered.value), low: all * (1.0 - covered.high), high: all * (1.0 - covered.low) };
    let model = plan.model.map_or("", |model| ground.market.models[model].name.as_str());
    way.pay(&say(&["beyond its limit, at the API’s price of ", model]), rest);
    let ends = if covered.is_wide() {
        say(&[" (", &grouped(covered.low * 100.0, 0), " to ", &grouped(covered.high * 100.0, 0), " %)"])
    } else {
        String::new()
    };
    way.marks.push(say(&["holds about ", &part, &ends, " of the work, as users measured its limit"]));
}

fn finish(ground: &Ground, mut way: Way) -> Way {
    if !way.quality.is_empty() {
        quality_out(ground, &mut way);
    } else if way.meets < Meets::Likely {
        let text = "the catalogue holds no model of it, so nobody can tell whether it is good enough";
        way.reject(Reason::Evidence, text.to_owned());
    }
    if ground.inputs.constraints.privacy > way.privacy {
        way.reject(Reason::Privacy, "its provider sees the work".to_owned());
    }
    way
}

//! Renting tokens: for each category the cheapest model that is good enough, or one model for everything.

use super::ground::Ground;
use super::market::{Model, Offer, TokenPrices};
use super::quality::{Meets, Runs, judge, least};
use super::range::Range;
use super::way::{Kind, Reason, Spec, Way};
use super::words::{names, quality_out, say};
use crate::catalog::WorkKind;
use crate::cost::grouped;

/// A request at these prices, in US dollars.
fn dollars(prices: &TokenPrices, ground: &Ground) -> f64 {
    let of = &ground.inputs.work.request;
    (of.fresh * prices.input
        + of.write_5m * prices.write_5m
        + of.write_1h * prices.write_1h
        + of.read * prices.read
        + of.output * prices.output)
        / 1e6
}

/// Whether the reader entered prices for this model.
fn is_entered(ground: &Ground, model: usize) -> bool {
    ground.inputs.entered.models.first().is_some_and(|chosen| chosen.model == model)
}

/// Prices that hold for a model: the listed ones with what the reader entered.
fn prices(ground: &Ground, model: usize, offer: &Offer) -> TokenPrices {
    let prompt = ground.inputs.work.request.prompt();
    let listed = match offer.long {
        Some((above, long)) if prompt > above as f64 => long,
        _ => offer.prices,
    };
    if !is_entered(ground, model) {
        return listed;
    }
    let [input, write, read, output] = ground.inputs.entered.api;
    TokenPrices {
        input: input.unwrap_or(listed.input),
        write_5m: write.or(input).unwrap_or(listed.write_5m),
        write_1h: write.or(input).unwrap_or(listed.write_1h),
        read: read.or(input).unwrap_or(listed.read),
        output: output.unwrap_or(listed.output),
    }
}

/// What one request costs at a model's API, as the buyer pays it; None without a price or beyond its window.
pub(super) fn request_cost(ground: &Ground, model: usize) -> Option<f64> {
    let entry: &Model = &ground.market.models[model];
    let offer = entry.offer.as_ref()?;
    if entry.window.is_some_and(|window| window < ground.inputs.work.context_end) {
        return None;
    }
    let batch = if ground.inputs.work.kind == WorkKind::Batch { offer.batch_share.unwrap_or(1.0) } else { 1.0 };
    let usd = dollars(&prices(ground, model, offer), ground) * batch;
    Some(ground.inputs.terms.dollars(usd) * ground.inputs.token_price_factor)
}

/// For each category the cheapest model that is likely good enough; None for one without any.
pub(super) fn cheapest(ground: &Ground) -> [Option<usize>; 7] {
    let costs: Vec<(usize, f64)> =
        (0..ground.market.models.len()).filter_map(|model| Some((model, request_cost(ground, model)?))).collect();
    std::array::from_fn(|at| {
        let good = costs.iter().filter(|(model, _)| {
            judge(ground.inputs, at, *model, &ground.market.models[*model], Runs::AtApi).meets >= Meets::Likely
        });
        good.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(model, _)| *model)
    })
}

/// Ways of renting that are looked at.
pub(super) fn specs(ground: &Ground) -> Vec<Spec> {
    let mut found = Vec::new();
    let cheapest = cheapest(ground);
    let with_share = (0..7).filter(|at| ground.inputs.work.shares[*at] > 0.0);
    let first = with_share.clone().find_map(|at| cheapest[at]);
    if let Some(first) = first.filter(|_| with_share.clone().all(|at| cheapest[at].is_some())) {
        found.push(Spec::Rent { models: std::array::from_fn(|at| cheapest[at].unwrap_or(first)) });
    }
    for (model, entry) in ground.market.models.iter().enumerate() {
        if entry.offer.is_some() && found.iter().all(|spec| *spec != (Spec::Rent { models: [model; 7] })) {
            found.push(Spec::Rent { models: [model; 7] });
        }
    }
    found
}

/// Works one out.
pub(super) fn evaluate(ground: &Ground, models: &[usize; 7]) -> Way {
    let (market, inputs) = (ground.market, ground.inputs);
    let with_share: Vec<usize> = (0..7).filter(|at| inputs.work.shares[*at] > 0.0).collect();
    let mut used: Vec<usize> = Vec::new();
    for at in &with_share {
        if !used.contains(&models[*at]) {
            used.push(models[*at]);
        }
    }
    let (group, name) = match used.as_slice() {
        [one] => (say(&["rent:", &market.models[*one].id]), say(&["Rent ", &market.models[*one].name])),
        several => ("rent:by-category".to_owned(), say(&["Rent ", &names(market, several), " by category"])),
    };
    let mut way = Way::new(Kind::Rent, Spec::Rent { models: *models }, group, name);
    way.quality =
        with_share.iter().map(|at| judge(inputs, *at, models[*at], &market.models[models[*at]], Runs::AtApi)).collect();
    way.meets = least(&way.quality);
    for model in &used {
        let entry = &market.models[*model];
        let share: f64 = with_share.iter().filter(|at| models[**at] == *model).map(|at| inputs.work.shares[*at]).sum();
        if let Some(window) = entry.window.filter(|window| *window < inputs.work.context_end) {
            let [window, context] = [window, inputs.work.context_end].map(|tokens| grouped(tokens as f64, 0));
            let text = say(&[&entry.name, " takes ", &window, " tokens, and sessions end at ", &context]);
            way.reject(Reason::Window, text);
            continue;
        }
        match request_cost(ground, *model) {
            Some(each) => way.pay(&entry.name, Range::exact(each * share * inputs.work.requests_per_month)),
            None => way.reject(Reason::Unknown, say(&["no price of ", &entry.name])),
        }
        if let Some(offer) = &entry.offer {
            let entered = is_entered(ground, *model) && inputs.entered.api.iter().any(Option::is_some);
            way.sources.push(if entered {
                say(&[&entry.name, ": prices that you entered"])
            } else {
                say(&[&entry.name, " at ", &offer.provider, ", ", &offer.date, ": ", &offer.source])
            });
            if inputs.work.kind == WorkKind::Batch && offer.batch_share.is_some() {
                way.marks.push(say(&["the price of a batch, since nobody waits"]));
            }
        }
    }
    quality_out(ground, &mut way);
    if inputs.constraints.privacy > way.privacy {
        way.reject(Reason::Privacy, "its provider sees the work".to_owned());
    }
    way
}

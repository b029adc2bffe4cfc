//! The rent that owning is compared with: for each kind of work the cheapest model that is good enough for it.

use super::answer::{list, say};
use super::candidates::{Candidate, Quality, routes, shares};
use super::fields::Field;
use super::resolve::Resolved;
use super::state::State;
use crate::category::Category;
use crate::cost::{Dec, Mix, Prices, per_million, percent};
use crate::units::PicoUsd;

const PRICES: [Field; 4] = [Field::PRICE_IN, Field::PRICE_WRITE, Field::PRICE_READ, Field::PRICE_OUT];

/// What the work that a candidate does would cost at the API.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rented {
    /// Dollars per million fresh, written, read and output tokens, over all of this work: prices are linear in the
    /// tokens, and each kind of work has the same mix, so the mean by share gives exactly the sum of the bills.
    pub prices: [f64; 4],
    /// The models by position in the facts, each with its share of the rented work.
    pub models: Vec<(usize, f64)>,
}

impl Rented {
    /// Takes these prices for those of the model that stands in the state.
    pub(super) fn enter(&self, state: &mut State) {
        for (field, price) in PRICES.into_iter().zip(self.prices) {
            state.enter(field, Dec::from_f64(price));
        }
    }

    /// The models in words.
    pub(super) fn names(&self, resolved: &Resolved) -> String {
        let name = |model: usize| resolved.facts.models[model].name.as_str();
        match self.models.as_slice() {
            [(one, _)] => name(*one).to_owned(),
            several => {
                let part = |(model, share): &(usize, f64)| say(&[name(*model), " ", &percent(*share)]);
                list(&several.iter().map(part).collect::<Vec<String>>())
            }
        }
    }
}

/// Finds the cheapest models, whether or not they fit on any machine; None where none of them has a price.
pub(super) fn cheapest(resolved: &Resolved, best: &Candidate) -> Option<Rented> {
    let shares = shares(resolved).ok()?;
    let enough = resolved.value(Field::ENOUGH).to_f64();
    let mix = resolved.mix().ok()?;
    let mut rented = Rented { prices: [0.0; 4], models: Vec::new() };
    for route in best.routes.iter().filter(|route| route.quality == Quality::Passes) {
        let (model, prices) = resolved
            .facts
            .models
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.context_tokens >= resolved.context())
            .filter(|(_, entry)| passes(&routes(entry, &shares, enough), route.category))
            .filter_map(|(model, _)| Some((model, prices_of(resolved, model)?)))
            .min_by(|(_, one), (_, other)| blended(one, mix).total_cmp(&blended(other, mix)))?;
        let part = route.share / best.passes;
        for (sum, price) in rented.prices.iter_mut().zip(prices) {
            *sum += part * price;
        }
        match rented.models.iter_mut().find(|(known, _)| *known == model) {
            Some((_, share)) => *share += part,
            None => rented.models.push((model, part)),
        }
    }
    Some(rented)
}

fn passes(routes: &[super::candidates::Route], category: Category) -> bool {
    routes.iter().any(|route| route.category == category && route.quality == Quality::Passes)
}

/// Dollars per million tokens: what the reader entered for the chosen model, else the catalogue's newest prices.
fn prices_of(resolved: &Resolved, model: usize) -> Option<[f64; 4]> {
    let listed = resolved.facts.models[model].prices.as_ref().map(|(prices, _)| *prices);
    let chosen = model == resolved.state.model.model;
    let entered = |field| {
        let price = if chosen { resolved.state.entered(field) } else { None };
        price.and_then(per_million)
    };
    let of = |field, listed: Option<PicoUsd>| entered(field).or(listed);
    let input = of(Field::PRICE_IN, listed.map(|prices: Prices| prices.input))?;
    let output = of(Field::PRICE_OUT, listed.map(|prices| prices.output))?;
    let write = of(Field::PRICE_WRITE, listed.and_then(|prices| prices.cache_write)).unwrap_or(input);
    let read = of(Field::PRICE_READ, listed.and_then(|prices| prices.cache_read)).unwrap_or(input);
    Some([input, write, read, output].map(|price| price.0 as f64 / 1e6))
}

fn blended(prices: &[f64; 4], mix: Mix) -> f64 {
    let shares = [mix.fresh, mix.write, mix.read, mix.output];
    prices.iter().zip(shares).map(|(price, share)| price * share.to_f64()).sum()
}

//! What the calls of a history cost at listed prices, and which models have none.

use std::collections::BTreeMap;

use analytics::catalog::TokenPrice;
use analytics::units::PicoUsd;
use analytics::work::{ModelPrices, TokenCounts};

use super::History;
use super::history::NameId;
use crate::clock::rfc3339;

/// Costs of a history.
#[derive(Debug, Clone, Default)]
pub struct Costs {
    /// Of each call, in the order of the history; None where no price is known.
    pub calls: Vec<Option<PicoUsd>>,
    /// Models without a listed price, most tokens first: name, calls, tokens. Calls without a model have no name.
    pub unknown: Vec<(Option<String>, u64, u64)>,
    /// The oldest and the newest day of the prices that were used.
    pub price_days: Option<(String, String)>,
}

impl Costs {
    /// Prices every call by its model and day.
    #[must_use]
    pub fn of(history: &History, prices: &[TokenPrice]) -> Self {
        let mut known: BTreeMap<NameId, Option<ModelPrices>> = BTreeMap::new();
        let mut unknown: BTreeMap<Option<NameId>, (u64, u64)> = BTreeMap::new();
        let mut costs = Self { calls: Vec::with_capacity(history.calls.len()), ..Self::default() };
        // Calls of a session follow each other: one look-up serves a model's calls of a day.
        let mut last = None;
        for call in &history.calls {
            let key = (call.model, call.at.map(|at| at.div_euclid(86_400_000)));
            let (_, rates) = last.take_if(|(of, _)| *of == key).unwrap_or_else(|| {
                let found = call.model.and_then(|model| {
                    let name = history.models.get(model).unwrap_or_default();
                    known.entry(model).or_insert_with(|| ModelPrices::of(prices, name)).as_ref()
                });
                let day = call.at.map(rfc3339);
                (key, found.map(|found| found.on(day.as_deref().map(|day| &day[..10])).clone()))
            });
            let cost = rates.as_ref().and_then(|rates| rates.cost(&call.tokens));
            match (&cost, &rates) {
                (Some(_), Some(rates)) => costs.saw(&rates.date),
                _ => {
                    let (calls, tokens) = unknown.entry(call.model).or_default();
                    *calls += 1;
                    *tokens = tokens.saturating_add(call.tokens.total());
                }
            }
            costs.calls.push(cost);
            last = Some((key, rates));
        }
        costs.unknown = unknown
            .into_iter()
            .map(|(model, (calls, tokens))| {
                (model.and_then(|id| history.models.get(id)).map(str::to_owned), calls, tokens)
            })
            .collect();
        costs.unknown.sort_by_key(|(_, _, tokens)| std::cmp::Reverse(*tokens));
        costs
    }

    fn saw(&mut self, date: &str) {
        match &mut self.price_days {
            None => self.price_days = Some((date.to_owned(), date.to_owned())),
            Some((oldest, newest)) => {
                if date < oldest.as_str() {
                    date.clone_into(oldest);
                }
                if date > newest.as_str() {
                    date.clone_into(newest);
                }
            }
        }
    }

    /// What these calls cost, and the tokens among them without a price.
    #[must_use]
    pub fn sum(&self, history: &History, calls: &[u32]) -> (f64, u64) {
        let (mut usd, mut unpriced) = (0.0, TokenCounts::default());
        for at in calls {
            let at = *at as usize;
            match self.calls.get(at).copied().flatten() {
                Some(cost) => usd += dollars(cost),
                None => unpriced.add(&history.calls[at].tokens),
            }
        }
        (usd, unpriced.total())
    }

    /// Tokens of all calls without a price.
    #[must_use]
    pub fn tokens_without_price(&self) -> u64 {
        self.unknown.iter().fold(0, |sum, (_, _, tokens)| sum.saturating_add(*tokens))
    }

    /// Sentences for a reader: which models have no price, and from when the prices are.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some((oldest, newest)) = &self.price_days {
            notes.push(format!(
                "money is tokens at the catalogue's listed prices of {oldest} to {newest}; a subscription is billed otherwise"
            ));
        }
        for (model, calls, tokens) in self.unknown.iter().take(5) {
            let model =
                model.as_deref().map_or_else(|| "calls without a model".to_owned(), |model| format!("{model:?}"));
            notes.push(format!("no price is known of {model}: {calls} calls, {tokens} tokens are not in the money"));
        }
        if self.unknown.len() > 5 {
            notes.push(format!("{} further models have no known price", self.unknown.len() - 5));
        }
        notes
    }
}

/// Dollars as a number, for sums that are shown.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "sums are shown with cents")]
pub fn dollars(cost: PicoUsd) -> f64 {
    cost.0 as f64 / 1e12
}

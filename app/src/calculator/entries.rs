//! What a reader entered into a calculator, and its form in the address.

use analytics::decision::{Facts, State};
use analytics::ways::{Buyer, Extra, Market};

/// Names in addresses of what ways are compared by beside the fields.
const EXTRA: [&str; 6] = ["rq", "wait", "buy", "plan", "pt", "bill"];

/// The inputs of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Entries {
    /// Fields, and what is chosen from lists.
    pub state: State,
    /// The rest of what ways are compared by.
    pub extra: Extra,
}

impl Entries {
    /// Nothing entered; of work where the page is about a month of it.
    #[must_use]
    pub fn new(facts: &Facts, of_work: bool) -> Self {
        let state = State::new(facts);
        Self { state: if of_work { state.of_work() } else { state }, extra: Extra::default() }
    }

    /// Reads the query string of an address; what is unknown changes nothing.
    #[must_use]
    pub fn parse(market: &Market, query: &str, of_work: bool) -> Self {
        let state = State::parse(&market.facts, query);
        let mut extra = Extra::default().named_in(query);
        for (name, value) in pairs(query) {
            let number = value.parse::<f64>().ok().filter(|number| number.is_finite() && *number > 0.0);
            match name {
                "rq" => extra.requests = number,
                "wait" => extra.waiting_limit_s = number,
                "buy" => extra.buyer = buyer(value),
                "plan" => extra.plan = market.plan(value),
                "pt" => extra.plan_million_tokens = number,
                "bill" => extra.api_bill = number,
                _ => {}
            }
        }
        Self { state: if of_work { state.of_work() } else { state }, extra }
    }

    /// What an address names that no page knows, as it stands there.
    #[must_use]
    pub fn unknown(market: &Market, query: &str) -> Vec<String> {
        let mut unknown = State::unknown(&market.facts, query, &EXTRA);
        for (name, value) in pairs(query).filter(|(_, value)| !value.is_empty()) {
            let is_known = match name {
                "buy" => buyer(value).is_some(),
                "plan" => market.plan(value).is_some(),
                "rq" | "wait" | "pt" | "bill" => value.parse::<f64>().is_ok_and(|number| number > 0.0),
                _ => true,
            };
            if !is_known {
                unknown.push([name, "=", value].concat());
            }
        }
        unknown
    }

    /// The query string with its question mark; empty when nothing was entered.
    #[must_use]
    pub fn query(&self, market: &Market) -> String {
        let mut query = self.state.print(&market.facts);
        let mut add = |name: &str, value: &str| {
            query.push(if query.is_empty() { '?' } else { '&' });
            for part in [name, "=", value] {
                query.push_str(part);
            }
        };
        // A machine or model that is named counts even where it is the one that pages begin with.
        let printed = self.state.print(&market.facts);
        let is_printed = |key: &str| pairs(&printed).any(|(name, _)| name == key);
        for (key, named) in [("k", self.extra.machine_named), ("m", self.extra.model_named)] {
            if named && !is_printed(key) {
                add(key, &self.state.choice(&market.facts, key));
            }
        }
        if let Some(buyer) = self.extra.buyer {
            add("buy", slug(buyer));
        }
        if let Some(plan) = self.extra.plan.and_then(|at| market.plans.get(at)) {
            add("plan", &plan.id);
        }
        let numbers = [
            ("rq", self.extra.requests),
            ("wait", self.extra.waiting_limit_s),
            ("pt", self.extra.plan_million_tokens),
            ("bill", self.extra.api_bill),
        ];
        for (name, number) in numbers {
            if let Some(number) = number {
                add(name, &number.to_string());
            }
        }
        query
    }
}

fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='))
}

/// Buyers with their names in addresses and on pages.
pub const BUYERS: [(Buyer, &str, &str); 3] = [
    (Buyer::Private, "private", "A household: tax is on everything"),
    (Buyer::Business, "business", "A business: no tax on anything"),
    (Buyer::AsListed, "as-listed", "Prices as they are listed"),
];

fn slug(buyer: Buyer) -> &'static str {
    BUYERS.into_iter().find(|(of, ..)| *of == buyer).map_or("", |(_, slug, _)| slug)
}

/// The buyer of this name in addresses.
#[must_use]
pub fn buyer(slug: &str) -> Option<Buyer> {
    BUYERS.into_iter().find(|(_, of, _)| *of == slug).map(|(buyer, ..)| buyer)
}

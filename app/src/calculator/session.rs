//! The state of a calculator's page: one for all of its components, which find it in the context.

use std::collections::BTreeMap;
use std::sync::Arc;

use analytics::cost::{Currency, Dec};
use analytics::decision::{CLASSES, Field, Resolved, SHARES, entry, resolve};
use analytics::ways::Market;
use leptos::prelude::*;

use super::Page;
use super::entries::Entries;
use crate::url_state::{self, History};

/// What a page's components share.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    /// Which page.
    pub page: Page,
    market: StoredValue<Arc<Market>>,
    base: StoredValue<String>,
    /// What was entered.
    pub entries: RwSignal<Entries>,
    /// The value of every field: entered, or following from a choice.
    values: Memo<Vec<Option<Dec>>>,
    /// What is wrong in a field, by its key.
    faults: RwSignal<BTreeMap<&'static str, String>>,
    /// The field that the reader has in hand: nothing else writes into it.
    pub in_hand: RwSignal<Option<(Field, Control)>>,
    /// What the address named and no page knows.
    pub unknown: RwSignal<Vec<String>>,
    /// The address with the inputs, once the page is alive.
    pub address: RwSignal<String>,
}

/// The two controls of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// The text.
    Text,
    /// The slider.
    Slider,
}

/// What a calculator is made from.
#[derive(Debug, Clone)]
pub struct CalculatorInput {
    /// Everything that can be had.
    pub market: Arc<Market>,
    /// Path under which the site is served: begins and ends with a slash.
    pub base: String,
}

impl Session {
    /// Begins with nothing entered, and in the browser with what the address says.
    #[must_use]
    pub fn new(page: Page, input: CalculatorInput) -> Self {
        let of_work = page.is_of_work();
        let market = StoredValue::new(input.market);
        let entries = RwSignal::new(market.with_value(|market| Entries::new(&market.facts, of_work)));
        let values = Memo::new(move |_| {
            market.with_value(|market| entries.with(|entries| resolve(&market.facts, &entries.state).into_values()))
        });
        let session = Self {
            page,
            market,
            base: StoredValue::new(input.base),
            entries,
            values,
            faults: RwSignal::default(),
            in_hand: RwSignal::new(None),
            unknown: RwSignal::default(),
            address: RwSignal::default(),
        };
        url_state::follow_query(move |query| {
            session.in_hand.set(None);
            session.faults.update(BTreeMap::clear);
            session.unknown.set(market.with_value(|market| Entries::unknown(market, &query)));
            let read = market.with_value(|market| Entries::parse(market, &query, of_work));
            if entries.with_untracked(|now| *now != read) {
                entries.set(read);
            }
            session.address.set(window().location().href().unwrap_or_default());
        });
        session
    }

    /// The catalogue.
    #[must_use]
    pub fn market(self) -> Arc<Market> {
        self.market.get_value()
    }

    /// An address of the site that carries the inputs.
    #[must_use]
    pub fn link(self, route: &str) -> String {
        let query = self.market.with_value(|market| self.entries.with(|entries| entries.query(market)));
        self.base.with_value(|base| [base, route, &query].concat())
    }

    /// Computes from the inputs with everything that follows from them; follows changes.
    pub fn resolved<T>(self, compute: impl FnOnce(&Resolved) -> T) -> T {
        self.market.with_value(|market| self.entries.with(|entries| compute(&resolve(&market.facts, &entries.state))))
    }

    /// The value of a field.
    #[must_use]
    pub fn value(self, field: Field) -> Option<Dec> {
        self.values.with(|values| values.get(usize::from(field.0)).copied().flatten())
    }

    /// The currency of all amounts.
    #[must_use]
    pub fn currency(self) -> Currency {
        self.entries.with(|entries| entries.state.currency)
    }

    /// What is wrong in a field; empty where nothing is.
    #[must_use]
    pub fn fault(self, key: &'static str) -> String {
        self.faults.with(|faults| faults.get(key).cloned().unwrap_or_default())
    }

    /// Whether something that was typed does not count.
    #[must_use]
    pub fn has_fault(self) -> bool {
        self.faults.with(|faults| !faults.is_empty())
    }

    /// Says what is wrong in a field, or that nothing is.
    pub fn set_fault(self, key: &'static str, fault: Option<String>) {
        let before = self.faults.with_untracked(|faults| faults.get(key).cloned());
        if before != fault {
            self.faults.update(|faults| match fault {
                Some(fault) => drop(faults.insert(key, fault)),
                None => drop(faults.remove(key)),
            });
        }
    }

    /// Changes the inputs, and the address with them.
    pub fn change(self, history: History, change: impl FnOnce(&Market, &mut Entries)) {
        self.market.with_value(|market| self.entries.update(|entries| change(market, entries)));
        self.write_address(history);
    }

    /// Takes what was typed into a field, or says beside it what is wrong; the last good value still counts then.
    pub fn type_into(self, field: Field, text: &str) {
        match entry::read(field, text) {
            Ok(value) => self.enter(field, value),
            Err(fault) => self.set_fault(field.def().key, Some(fault)),
        }
    }

    /// Enters a value; of shares that add to 100 % the others yield.
    pub fn enter(self, field: Field, value: Option<Dec>) {
        self.set_fault(field.def().key, None);
        self.change(History::Replace, |market, entries| {
            let group = [&SHARES[..], &CLASSES[..]].into_iter().find(|group| group.contains(&field));
            match (group, value) {
                (Some(group), Some(value)) => entries.state.enter_share(&market.facts, group, field, value),
                _ => entries.state.enter(field, value),
            }
        });
    }

    /// Begins again with what a query string says; of the inputs that it does not name nothing stays.
    pub fn begin_with(self, query: &str) {
        self.faults.update(BTreeMap::clear);
        self.unknown.set(Vec::new());
        let of_work = self.page.is_of_work();
        self.change(History::Push, |market, entries| *entries = Entries::parse(market, query, of_work));
    }

    fn write_address(self, history: History) {
        let query = self.market.with_value(|market| self.entries.with_untracked(|entries| entries.query(market)));
        url_state::write_query_soon(query, history, move |address| self.address.set(address));
    }
}

/// The session of the page that the component is on.
///
/// # Panics
/// Outside of a calculator, which is a fault of the program.
#[must_use]
pub fn session() -> Session {
    expect_context()
}

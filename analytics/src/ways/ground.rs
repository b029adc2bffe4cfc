//! The ground that ways are worked out on: market and inputs, with what many ways share worked out once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::host::Host;
use super::inputs::{Chosen, Inputs};
use super::market::Market;
use super::timing::{Timing, timing};

/// Timings by host, model, file and streams. They follow from the requests and not from prices, volume or marks.
pub(super) type Timings = Rc<RefCell<BTreeMap<(usize, usize, usize, u32), Option<Timing>>>>;

/// Market and inputs.
#[derive(Debug, Clone)]
pub(super) struct Ground<'a> {
    pub market: &'a Market,
    pub inputs: &'a Inputs,
    timings: Timings,
}

impl<'a> Ground<'a> {
    pub(super) fn new(market: &'a Market, inputs: &'a Inputs) -> Self {
        Self { market, inputs, timings: Timings::default() }
    }

    /// The same ground under inputs that leave the requests, the streams and what was entered as they are.
    pub(super) fn with<'b>(&self, inputs: &'b Inputs) -> Ground<'b>
    where
        'a: 'b,
    {
        Ground { market: self.market, inputs, timings: Rc::clone(&self.timings) }
    }

    pub(super) fn timing(&self, host: &Host, chosen: Chosen, at_once: u32) -> Option<Timing> {
        let key = (host.at, chosen.model, chosen.file, at_once);
        if let Some(known) = self.timings.borrow().get(&key) {
            return *known;
        }
        let found = timing(self.market, self.inputs, host, chosen, at_once);
        self.timings.borrow_mut().insert(key, found);
        found
    }
}

//! What the machine's months of use cost on both sides, and what that says about buying it.

use super::{Amount, Case, Outcome, cumulative};

/// Money of the whole time of use, in the currency of the case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Life {
    /// Whole months that were counted: 1 at least, 240 at most.
    pub months: usize,
    /// All tokens at the API.
    pub rent: f64,
    /// The purchase, running the machine, and what it cannot serve at the API.
    pub own: f64,
    /// What the machine brings when it is sold at the end.
    pub resale: f64,
}

impl Life {
    /// What owning saves, the resale included; negative when it costs more.
    #[must_use]
    pub const fn saved(&self) -> f64 {
        self.rent - self.own + self.resale
    }
}

/// Adds up the months of use.
#[must_use]
pub fn life(case: &Case, outcome: &Outcome) -> Life {
    let months = case.months.to_f64().round().clamp(1.0, 240.0) as usize;
    let curve = cumulative(case, outcome, months);
    let end = |curve: &[f64]| curve.last().copied().unwrap_or(0.0);
    Life {
        months,
        rent: end(&curve.rent),
        own: end(&curve.own),
        resale: outcome.price.times(case.residual).unwrap_or(Amount::ZERO).to_f64(),
    }
}

/// What the money alone says about a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Buying {
    /// The cash is back within the months of use, and nothing is lost again by their end.
    Pays,
    /// The cash is not back by then, and yet owning was cheaper once the machine is sold.
    PaysWhenSold,
    /// Renting is cheaper.
    Loses,
}

/// Whether to buy, by the money alone.
#[must_use]
pub fn buying(case: &Case, outcome: &Outcome) -> Buying {
    let saved = life(case, outcome).saved();
    if saved >= 0.0 && outcome.payback.within(case.months.to_f64()) {
        Buying::Pays
    } else if saved > 0.0 {
        Buying::PaysWhenSold
    } else {
        Buying::Loses
    }
}

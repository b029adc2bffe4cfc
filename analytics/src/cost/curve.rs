//! Money over time and over volume: cumulative cost with its crossing, and the staircase of machines.

use super::{Amount, Case, Outcome, Payback};

/// Cumulative cost at the end of each month, from month 0, in the currency of the case.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// All tokens at the API.
    pub rent: Vec<f64>,
    /// The purchase, running the machine, and what it cannot serve at the API.
    pub own: Vec<f64>,
}

/// Value of a yearly rate of change after a number of months: compounded by the year, straight within a year.
fn compounded(yearly: f64, months: usize) -> f64 {
    let mut factor = 1.0;
    for _ in 0..months / 12 {
        factor *= 1.0 + yearly;
    }
    factor * (1.0 + yearly * (months % 12) as f64 / 12.0)
}

/// One month's bills at the API and with the machine, with growth and falling prices.
pub(super) struct Months {
    /// All tokens of the first month at the API.
    pub api: f64,
    /// Running cost of a machine that only waits.
    pub waiting: f64,
    /// Electricity that the work of the first month adds.
    pub work: f64,
    /// Utilisation in the first month.
    pub utilisation: f64,
    /// Growth of the volume a year.
    pub growth: f64,
    /// Fall of API prices a year.
    pub decline: f64,
}

impl Months {
    /// The API bill and the machine's running cost with overflow in month `at`, counted from 0.
    fn at(&self, at: usize) -> (f64, f64) {
        let volume = compounded(self.growth, at);
        let rent = self.api * volume * compounded(-self.decline, at);
        let utilisation = self.utilisation * volume;
        let served = if utilisation > 1.0 { 1.0 / utilisation } else { 1.0 };
        let busy = self.utilisation.min(1.0);
        let work = if busy > 0.0 { self.work * utilisation.min(1.0) / busy } else { 0.0 };
        (rent, self.waiting + work + rent * (1.0 - served))
    }
}

/// Longest time that a pay-back is looked for, in months.
const HORIZON: usize = 240;

/// The crossing of the two curves where volume or prices change; [`Payback::Never`] beyond 20 years.
pub(super) fn payback_of_curve(price: Amount, months: &Months) -> Payback {
    let mut gap = price.to_f64();
    if gap <= 0.0 {
        return Payback::Months(0.0);
    }
    for at in 0..HORIZON {
        let (rent, own) = months.at(at);
        let next = gap + own - rent;
        if next <= 0.0 {
            return Payback::Months(at as f64 + gap / (gap - next));
        }
        gap = next;
    }
    Payback::Never
}

/// Cumulative cost over a number of months.
#[must_use]
pub fn cumulative(case: &Case, outcome: &Outcome, months: usize) -> Curve {
    let steps = outcome.months(case);
    let mut curve = Curve { rent: vec![0.0], own: vec![outcome.price.to_f64()] };
    let (mut rent_sum, mut own_sum) = (0.0, outcome.price.to_f64());
    for at in 0..months {
        let (rent, own) = steps.at(at);
        rent_sum += rent;
        own_sum += own;
        curve.rent.push(rent_sum);
        curve.own.push(own_sum);
    }
    curve
}

/// Cost a month over volume, with as many machines as it takes: the staircase `ceil(demand/capacity)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stairs {
    /// Million tokens a month at which one machine is busy all the time.
    pub full: f64,
    /// What a machine costs that only waits.
    waiting: f64,
    /// What its work adds when it is busy all the time.
    work: f64,
    /// A million tokens at the API.
    api: f64,
}

impl Stairs {
    /// The staircase of a case; None without tokens.
    #[must_use]
    pub fn new(case: &Case, outcome: &Outcome) -> Option<Self> {
        let volume = case.million_tokens.to_f64();
        let full = outcome.capacity.full_million_tokens.filter(|full| *full > 0.0 && volume > 0.0)?;
        let busy = outcome.capacity.utilisation.min(1.0);
        Some(Self {
            full,
            waiting: outcome.own.minus(outcome.energy).plus(outcome.idle_energy).to_f64(),
            work: if busy > 0.0 { outcome.energy.minus(outcome.idle_energy).to_f64() / busy } else { 0.0 },
            api: outcome.api.to_f64() / volume,
        })
    }

    /// Machines that serve so many million tokens: 1 at least.
    #[must_use]
    pub fn machines(&self, million_tokens: f64) -> f64 {
        (million_tokens / self.full).ceil().max(1.0)
    }

    /// What so many machines cost a month while they serve so many million tokens.
    #[must_use]
    pub fn own(&self, machines: f64, million_tokens: f64) -> f64 {
        machines * self.waiting + self.work * million_tokens / self.full
    }

    /// What so many million tokens cost at the API.
    #[must_use]
    pub const fn api(&self, million_tokens: f64) -> f64 {
        self.api * million_tokens
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_compounds_by_the_year() {
        assert_eq!(compounded(0.1, 0), 1.0);
        assert!((compounded(0.1, 6) - 1.05).abs() < 1e-12);
        assert!((compounded(0.1, 24) - 1.21).abs() < 1e-12);
        assert!((compounded(-0.5, 12) - 0.5).abs() < 1e-12);
    }
}

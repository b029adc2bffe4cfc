//! One case: all inputs of the cost calculator, checked and with units.

use super::capacity::Speed;
use super::{Amount, Dec, Mix, Prices};

/// How value-added tax is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vat {
    /// Every price as it is listed.
    AsListed,
    /// A private person: API and subscription prices are listed without it and cost this share more.
    AddToServices(Dec),
    /// A business: the machine and electricity are listed with it, and it comes back.
    DeductFromMachine(Dec),
}

/// A subscription as a capped good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subscription {
    /// Price of a month.
    pub per_month: Amount,
    /// Million tokens that a month allows; None where nobody states it.
    pub million_tokens: Option<Dec>,
}

/// All inputs. Shares and rates are fractions of 1, amounts are in the currency of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// Million tokens a month, all classes together.
    pub million_tokens: Dec,
    /// Shares of the token classes.
    pub mix: Mix,
    /// API prices of the same model.
    pub prices: Prices,
    /// API prices of a frontier model, where one is to be compared.
    pub frontier: Option<Prices>,
    /// Currency units per US dollar.
    pub rate: Dec,
    /// What the machine costs.
    pub machine: Amount,
    /// What of that it is worth at the end.
    pub residual: Dec,
    /// Months of use.
    pub months: Dec,
    /// Watts at the wall while it works.
    pub load_w: Dec,
    /// Watts at the wall while it waits; None where nobody measured it: then the load counts all the time.
    pub idle_w: Option<Dec>,
    /// Hours a day during which it is on.
    pub hours_per_day: Dec,
    /// Days of a month: 30.4375 on average, 30 in the published page's figures.
    pub days: Dec,
    /// Price of a kilowatt-hour.
    pub kwh: Dec,
    /// Looking after the machine, a month.
    pub admin: Amount,
    /// Interest a year.
    pub interest: Dec,
    /// How fast the machine is.
    pub speed: Speed,
    /// Whether cached prefixes stay in its memory.
    pub keeps_cache: bool,
    /// A subscription to compare with.
    pub subscription: Option<Subscription>,
    /// Growth of the volume a year.
    pub growth: Dec,
    /// Fall of API prices a year.
    pub decline: Dec,
    /// Value-added tax.
    pub vat: Vat,
}

impl Case {
    /// Factors on services and on the machine with its electricity.
    #[must_use]
    pub(super) fn vat_factors(&self) -> (Dec, Dec) {
        match self.vat {
            Vat::AsListed => (Dec::ONE, Dec::ONE),
            Vat::AddToServices(share) => (Dec::micro(Dec::ONE.millionths() + share.millionths()), Dec::ONE),
            Vat::DeductFromMachine(share) => {
                let one = Dec::ONE.millionths();
                let with = i128::from(one) + i128::from(share.millionths());
                let factor = i128::from(one) * i128::from(one) / with.max(1);
                (Dec::ONE, Dec::micro(i64::try_from(factor).unwrap_or(one)))
            }
        }
    }
}

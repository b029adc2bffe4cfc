//! What a reader states: the work, what it must be like, how money counts, and what they know better than the catalogue.

use serde::{Deserialize, Serialize};

use super::workload::Workload;
use crate::cost::Currency;
use crate::memory::KvPrecision;

/// Who may see the work, from the most to the least that is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Privacy {
    /// Anything may go to an API.
    #[default]
    Anything,
    /// Rented hardware that only oneself uses is allowed, an API is not.
    RentedHardware,
    /// Nothing may leave the house.
    House,
}

impl Privacy {
    /// All, the loosest first.
    pub const ALL: [Self; 3] = [Self::Anything, Self::RentedHardware, Self::House];

    /// What it allows, in words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Anything => "anything may go to an API",
            Self::RentedHardware => "only hardware that nobody else uses",
            Self::House => "nothing may leave the house",
        }
    }

    /// What a way of this privacy keeps, in words.
    #[must_use]
    pub const fn keeps(self) -> &'static str {
        match self {
            Self::Anything => "a provider sees the work",
            Self::RentedHardware => "hardware that nobody else uses",
            Self::House => "nothing leaves the house",
        }
    }
}

/// How value-added tax counts: every price is brought to what this buyer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Buyer {
    /// A household pays the tax on everything.
    #[default]
    Private,
    /// A business gets it back on everything.
    Business,
    /// Prices as they are listed, with tax or without.
    AsListed,
}

/// How money counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Currency of every amount.
    pub currency: Currency,
    /// Its units for one US dollar.
    pub rate: f64,
    /// Who buys.
    pub buyer: Buyer,
    /// Rate of the tax, as a part of 1.
    pub tax: f64,
    /// Months for which a machine is used.
    pub months: f64,
    /// What of its price it brings at the end, as a part of 1.
    pub residual: f64,
    /// Interest a year, as a part of 1.
    pub interest: f64,
    /// Looking after a machine, a month.
    pub admin: f64,
    /// A kilowatt-hour, with tax.
    pub kwh: f64,
    /// Hours a day in which work is done and machines are on.
    pub hours_per_day: f64,
    /// Days of a month.
    pub days: f64,
}

impl Terms {
    /// An amount as this buyer pays it.
    #[must_use]
    pub fn paid(&self, amount: f64, tax_included: bool) -> f64 {
        match (self.buyer, tax_included) {
            (Buyer::Private, false) => amount * (1.0 + self.tax),
            (Buyer::Business, true) => amount / (1.0 + self.tax),
            _ => amount,
        }
    }

    /// US dollars without tax, as this buyer pays them.
    #[must_use]
    pub fn dollars(&self, usd: f64) -> f64 {
        self.paid(usd * self.rate, false)
    }

    /// Hours of a month in which work is done.
    #[must_use]
    pub fn hours(&self) -> f64 {
        self.hours_per_day * self.days
    }
}

/// What the work must be like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constraints {
    /// The mean mark that each category needs, 0 to 2.
    pub enough: [f64; 7],
    /// Who may see the work.
    pub privacy: Privacy,
    /// People who share it.
    pub people: u32,
    /// Longest time for a whole answer at the peak, in seconds.
    pub waiting_limit_s: Option<f64>,
}

/// A model with one of its files, as the reader chose it for a machine of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// Position among the market's models.
    pub model: usize,
    /// Position among its files.
    pub file: usize,
}

/// A plan that the reader describes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OwnPlan {
    /// Price of a month for one person, as they pay it.
    pub per_month: f64,
    /// Million tokens that it allows a month; None where they do not know.
    pub million_tokens: Option<f64>,
}

/// What the reader knows better than the catalogue; None where they said nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entered {
    /// The one machine to look at, by position among the machines.
    pub machine: Option<usize>,
    /// What it costs, as they pay it.
    pub machine_price: Option<f64>,
    /// Watts while it works.
    pub load_w: Option<f64>,
    /// Watts while it waits.
    pub idle_w: Option<f64>,
    /// Memory in GiB.
    pub memory_gib: Option<f64>,
    /// Bandwidth in GB/s.
    pub bandwidth: Option<f64>,
    /// The only models that are to run on hardware of one's own; none means any.
    pub models: Vec<Chosen>,
    /// Output tokens per second of one stream, of the first of these models on this machine.
    pub decode: Option<f64>,
    /// Prompt tokens per second of the same.
    pub prefill: Option<f64>,
    /// What several streams write over what one does.
    pub gain: Option<f64>,
    /// Price per million fresh, written, read and output tokens; of the first of these models, else of an API that
    /// the reader describes.
    pub api: [Option<f64>; 4],
    /// Precision of the cache.
    pub kv: Option<KvPrecision>,
    /// Whether the memory limit of the GPU is raised.
    pub raised: bool,
    /// Whether prefixes are processed again instead of being kept in memory.
    pub forgets_cache: bool,
    /// The plan that is paid now, by position.
    pub plan: Option<usize>,
    /// Million tokens a month that this plan gives one person.
    pub plan_million_tokens: Option<f64>,
    /// A plan of the reader's own.
    pub own_plan: Option<OwnPlan>,
    /// What is paid now at an API, a month.
    pub api_bill: Option<f64>,
    /// Models that the reader tested on their own work and found good enough.
    pub proven: Vec<usize>,
}

/// Everything that an answer follows from, beside the market.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// The work.
    pub work: Workload,
    /// What it must be like.
    pub constraints: Constraints,
    /// How money counts.
    pub terms: Terms,
    /// What the reader knows better.
    pub entered: Entered,
    /// Factor on every price per token, to see what would change the answer.
    pub token_price_factor: f64,
    /// Factor on every price of a machine.
    pub machine_price_factor: f64,
}

impl Inputs {
    /// What makes no sense, in one sentence.
    ///
    /// # Errors
    /// As [`Workload::check`]; a mark outside of 0 to 2, months, hours, days or rates that are none.
    pub fn check(&self) -> Result<(), String> {
        self.work.check()?;
        let terms = &self.terms;
        if self.constraints.enough.iter().any(|mark| !(0.0..=2.0).contains(mark)) {
            return Err("Set what is good enough between 0 and 2 to get an answer.".to_owned());
        }
        if !(terms.months > 0.0 && terms.days > 0.0 && terms.hours_per_day > 0.0 && terms.hours_per_day <= 24.0) {
            return Err("Set the months and days above 0 and the hours a day above 0 and to 24 at most.".to_owned());
        }
        if !(terms.rate > 0.0 && terms.rate.is_finite()) {
            return Err("Set the exchange rate above 0 to get an answer.".to_owned());
        }
        let amounts = [terms.kwh, terms.admin, terms.interest, terms.tax, terms.residual];
        if amounts.iter().any(|amount| *amount < 0.0 || amount.is_nan()) || terms.residual > 1.0 {
            return Err("Set electricity, upkeep, interest, tax and residual value to 0 or more.".to_owned());
        }
        let positive = [self.entered.decode, self.entered.prefill, self.entered.gain, self.entered.bandwidth];
        if positive.into_iter().flatten().any(|speed| speed <= 0.0 || speed.is_nan()) {
            return Err("Set the speeds that you enter above 0 to get an answer.".to_owned());
        }
        Ok(())
    }
}

//! What tokens, subscriptions and currencies cost, with dates.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Fact, Status, WorkKind};

/// A listed price per token.
///
/// Amounts are decimal texts in US dollars per million tokens, so that no digit is lost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenPrice {
    /// The model: an id of the catalogue.
    pub model: String,
    /// Set for a model that the catalogue does not hold, such as a judge.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_in_catalog: bool,
    /// Who asks this price.
    pub provider: String,
    /// The provider's own id of the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_model: Option<String>,
    /// Fresh input tokens.
    pub input_usd_per_m: String,
    /// Output tokens, thinking included.
    pub output_usd_per_m: String,
    /// Input tokens read from the provider's cache; None when not listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_read_usd_per_m: Option<String>,
    /// Input tokens written to the provider's cache, for five minutes where it has several times; None when not listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_usd_per_m: Option<String>,
    /// Input tokens written to the provider's cache for one hour; None when not listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_1h_usd_per_m: Option<String>,
    /// What a long prompt costs; None where it costs the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub long_context: Option<LongContext>,
    /// Share of the price that a batch with delayed answers costs, such as `0.5`; None when not listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_share: Option<String>,
    /// Key into `sources.toml`.
    pub source: String,
    /// Day of the price, YYYY-MM-DD or YYYY-MM.
    pub date: String,
    /// How far it can be believed.
    pub status: Status,
    /// What a reader must know beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl TokenPrice {
    /// Every amount of this price.
    pub fn amounts(&self) -> impl Iterator<Item = &String> {
        let long = self.long_context.iter().flat_map(|long| {
            [&long.input_usd_per_m, &long.output_usd_per_m].into_iter().chain(&long.cache_read_usd_per_m)
        });
        let caches = [&self.cache_read_usd_per_m, &self.cache_write_usd_per_m, &self.cache_write_1h_usd_per_m];
        [&self.input_usd_per_m, &self.output_usd_per_m].into_iter().chain(caches.into_iter().flatten()).chain(long)
    }
}

/// The tier of a price for long prompts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LongContext {
    /// Prompts of more tokens than this pay these prices for the whole request; None where the source names no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above_tokens: Option<u64>,
    /// Fresh input tokens.
    pub input_usd_per_m: String,
    /// Output tokens.
    pub output_usd_per_m: String,
    /// Input tokens read from the cache; None when not listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_read_usd_per_m: Option<String>,
}

/// The time that a limit of a plan covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// Five hours.
    FiveHours,
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
}

/// What a limit of a plan counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitUnit {
    /// Tokens of every kind.
    Tokens,
    /// Requests.
    Requests,
    /// The plan's own credits.
    Credits,
    /// US dollars at API prices.
    UsdOfApi,
}

/// A limit of a plan: so much in so much time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanLimit {
    /// The time.
    pub window: Window,
    /// What is counted.
    pub unit: LimitUnit,
    /// The amount; a second, higher one where sources differ or the plan gives a range.
    pub amount: Fact<Vec<f64>>,
}

/// What lies beyond the limits of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beyond {
    /// More at the prices of the API.
    ApiRates,
    /// Nothing until the window ends.
    Stop,
}

/// A graphics card rented by the hour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GpuRental {
    /// The card, as the catalogue's machines name their chip where they have it.
    pub gpu: String,
    /// Its memory in GiB; None where the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_gib: Option<f64>,
    /// Who rents it out.
    pub provider: String,
    /// US dollars per card and hour, without tax.
    pub usd_per_gpu_hour: Fact<f64>,
    /// Cards that have to be taken together; None means one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gpus: Option<u32>,
    /// How its time is billed: `second`, `minute`, `hour`, `month`; None where the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billed_per: Option<String>,
    /// Cheaper and may be taken away at any time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spot: bool,
}

/// A subscription.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// Id within the project.
    pub id: String,
    /// Name on pages.
    pub name: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Price per month in that currency.
    pub per_month: Fact<f64>,
    /// Whether tax is in the price; None where the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_included: Option<bool>,
    /// Who sells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// Kinds of work that it is meant for: one person's own, never a service or a batch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<WorkKind>,
    /// Id of the model that it serves at its best: its price at the API stands for what lies beyond the limits and for
    /// what credits buy; None where the catalogue holds none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_model: Option<String>,
    /// Limits that the seller states; none where they are not published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<PlanLimit>,
    /// What lies beyond the limits; None where it was not found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beyond: Option<Fact<Beyond>>,
    /// Tokens of every kind that users got out of a month, least and most; None where the limit is not published and
    /// nobody measured it: then only the reader's own figure helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens_per_month: Option<Fact<[u64; 2]>>,
    /// What users got out of a month at API prices, in US dollars, least and most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_value_usd_per_month: Option<Fact<[f64; 2]>>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An exchange rate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeRate {
    /// ISO 4217 code.
    pub currency: String,
    /// Units of the currency per US dollar; its date is the month of the mean.
    pub per_usd: Fact<f64>,
}

impl Subscription {
    pub(super) fn collect_sources<'a>(&'a self, into: &mut BTreeSet<&'a str>) {
        into.insert(self.per_month.source.as_str());
        into.extend(self.limits.iter().map(|limit| limit.amount.source.as_str()));
        into.extend(self.beyond.iter().map(|fact| fact.source.as_str()));
        into.extend(self.tokens_per_month.iter().map(|fact| fact.source.as_str()));
        into.extend(self.api_value_usd_per_month.iter().map(|fact| fact.source.as_str()));
    }
}

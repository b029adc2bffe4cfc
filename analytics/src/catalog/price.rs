//! What tokens, subscriptions and currencies cost, with dates.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Fact, Status};

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
    /// Input tokens written to the provider's cache; None when not listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_usd_per_m: Option<String>,
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
    /// Tokens that a month allows; None where nobody states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens_per_month: Option<Fact<u64>>,
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
        into.extend(self.tokens_per_month.iter().map(|fact| fact.source.as_str()));
    }
}

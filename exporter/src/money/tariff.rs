//! A price per token with its date, and what tokens cost at it.

use analytics::catalog::{Status, TokenPrice};
use analytics::snapshot::v1::Usage;
use analytics::units::{NotMoney, PicoUsd};

/// Prices are listed for so many tokens.
const MILLION: u128 = 1_000_000;

/// What a provider asks for a model. The four amounts are for a million tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct Tariff {
    /// Fresh input tokens.
    pub input: PicoUsd,
    /// Output tokens, thinking included.
    pub output: PicoUsd,
    /// Input tokens read from a cache; None when not listed.
    pub cache_read: Option<PicoUsd>,
    /// Input tokens written to a cache; None when not listed.
    pub cache_write: Option<PicoUsd>,
    /// The most that the request itself allows (OpenRouter's `max_price`), for input and output.
    pub allowed: Option<(PicoUsd, PicoUsd)>,
    /// Day of the price, YYYY-MM-DD or YYYY-MM.
    pub date: String,
    /// Where it was read.
    pub source: String,
    /// How far it can be believed.
    pub status: Status,
}

impl Tariff {
    /// The tariff of an entry of a price list; `source` is what its key means.
    ///
    /// # Errors
    /// When an amount is none.
    pub fn new(price: &TokenPrice, source: String) -> Result<Self, NotMoney> {
        let optional = |text: &Option<String>| text.as_deref().map(PicoUsd::from_usd).transpose();
        Ok(Self {
            input: PicoUsd::from_usd(&price.input_usd_per_m)?,
            output: PicoUsd::from_usd(&price.output_usd_per_m)?,
            cache_read: optional(&price.cache_read_usd_per_m)?,
            cache_write: optional(&price.cache_write_usd_per_m)?,
            allowed: None,
            date: price.date.clone(),
            source,
            status: price.status,
        })
    }

    /// What so many fresh input tokens and output tokens cost; None beyond the largest amount.
    #[must_use]
    pub fn plain(&self, prompt: u64, output: u64) -> Option<PicoUsd> {
        sum([(prompt, self.input), (output, self.output)])
    }

    /// The most that a call can cost with so many tokens: the dearest class of input, and no less than the request itself
    /// allows the provider to ask.
    #[must_use]
    pub fn most(&self, prompt: u64, output: u64) -> Option<PicoUsd> {
        let input = self.input.max(self.cache_write.unwrap_or_default());
        let (allowed_input, allowed_output) = self.allowed.unwrap_or_default();
        sum([(prompt, input.max(allowed_input)), (output, self.output.max(allowed_output))])
    }

    /// What the counted tokens cost; None when the provider did not count them. A class without a price of its own is
    /// taken as fresh input.
    #[must_use]
    pub fn of_usage(&self, usage: &Usage) -> Option<PicoUsd> {
        let (prompt, output) = (usage.prompt_tokens?, usage.completion_tokens?);
        let read = usage.cached_tokens.unwrap_or(0).min(prompt);
        let written = usage.cache_write_tokens.unwrap_or(0).min(prompt - read);
        sum([
            (prompt - read - written, self.input),
            (read, self.cache_read.unwrap_or(self.input)),
            (written, self.cache_write.unwrap_or(self.input)),
            (output, self.output),
        ])
    }
}

/// The cost of tokens at prices for a million of them, rounded up to a whole 10⁻¹² dollar.
fn sum<const N: usize>(parts: [(u64, PicoUsd); N]) -> Option<PicoUsd> {
    let total = parts.iter().try_fold(0u128, |total, (tokens, price)| {
        total.checked_add(u128::from(*tokens).checked_mul(u128::from(price.0))?)
    })?;
    u64::try_from(total.div_ceil(MILLION)).ok().map(PicoUsd)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(text: &str) -> PicoUsd {
        PicoUsd::from_usd(text).unwrap()
    }

    fn tariff() -> Tariff {
        Tariff {
            input: usd("5.00"),
            output: usd("25.00"),
            cache_read: Some(usd("0.50")),
            cache_write: Some(usd("6.25")),
            allowed: None,
            date: "2026-07-02".to_owned(),
            source: "a list".to_owned(),
            status: Status::Secondary,
        }
    }

    #[test]
    fn each_class_of_tokens_has_its_price() {
        let usage = Usage {
            prompt_tokens: Some(10_000),
            completion_tokens: Some(1_000),
            thinking_tokens: Some(400),
            cached_tokens: Some(6_000),
            cache_write_tokens: Some(1_000),
        };
        // By hand: 3,000 × $5 + 6,000 × $0.50 + 1,000 × $6.25 + 1,000 × $25, per million.
        assert_eq!(tariff().of_usage(&usage), Some(usd("0.04925")));
        assert_eq!(tariff().of_usage(&Usage { completion_tokens: None, ..usage }), None);
    }

    #[test]
    fn the_example_of_openrouter_comes_to_what_it_billed() {
        // provider-apis.md, section 1.2: 412 and 981 tokens at $0.03 and $0.15 per million were billed as 0.00015951.
        let tariff =
            Tariff { input: usd("0.03"), output: usd("0.15"), cache_read: None, cache_write: None, ..tariff() };
        let usage = Usage { prompt_tokens: Some(412), completion_tokens: Some(981), ..Usage::default() };
        assert_eq!(tariff.of_usage(&usage), Some(usd("0.00015951")));
    }

    #[test]
    fn the_most_is_the_dearest_class_and_what_the_request_allows() {
        assert_eq!(tariff().most(1_000_000, 1_000_000), Some(usd("31.25")));
        let allowed = Tariff { allowed: Some((usd("7"), usd("20"))), ..tariff() };
        assert_eq!(allowed.most(1_000_000, 1_000_000), Some(usd("32")));
        assert_eq!(tariff().most(u64::MAX, u64::MAX), None, "beyond all money");
        let dust = Tariff { input: PicoUsd(1), output: PicoUsd(0), cache_write: None, ..tariff() };
        assert_eq!(dust.most(1, 0), Some(PicoUsd(1)), "rounded up, never down");
    }
}

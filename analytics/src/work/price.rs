//! What counted tokens cost at listed prices, by the name of the model and the day of the call.

use super::TokenCounts;
use crate::catalog::{Status, TokenPrice};
use crate::units::PicoUsd;

/// Prices are listed for so many tokens.
const MILLION: u128 = 1_000_000;

/// What one provider asked for a model from one day on; amounts are for a million tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rates {
    /// Day of the price, YYYY-MM-DD or YYYY-MM.
    pub date: String,
    /// Who asks it.
    pub provider: String,
    input: PicoUsd,
    output: PicoUsd,
    read: Option<PicoUsd>,
    write_5m: Option<PicoUsd>,
    write_1h: Option<PicoUsd>,
    long: Option<Long>,
}

/// Prices of calls with a long prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Long {
    above: u64,
    input: PicoUsd,
    output: PicoUsd,
    read: Option<PicoUsd>,
}

/// The prices of one model, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelPrices(Vec<Rates>);

impl ModelPrices {
    /// The prices of the model with this name, as an agent wrote it down: `claude-opus-4-5-20251101` is the catalogue's
    /// `claude-opus-4.5`, `openai/gpt-oss-120b:free` its `gpt-oss-120b`. None where no price is listed; a price that
    /// nobody verified counts only where there is no other. An amount that cannot be read leaves its entry out.
    #[must_use]
    pub fn of(prices: &[TokenPrice], name: &str) -> Option<Self> {
        let asked = words(name);
        let means = |known: &str| !asked.is_empty() && words(known) == asked;
        let found: Vec<&TokenPrice> = prices
            .iter()
            .filter(|price| match &price.provider_model {
                Some(known) => means(known) || (!price.not_in_catalog && means(&price.model)),
                None => means(&price.model),
            })
            .collect();
        let trusted = found.iter().any(|price| price.status != Status::Unverified);
        let mut all: Vec<Rates> = found
            .into_iter()
            .filter(|price| !trusted || price.status != Status::Unverified)
            .filter_map(Rates::read)
            .collect();
        // Of one day the maker's own price comes last and counts, not that of a broker.
        all.sort_by(|one, other| {
            (&one.date, one.provider != "openrouter").cmp(&(&other.date, other.provider != "openrouter"))
        });
        (!all.is_empty()).then_some(Self(all))
    }

    /// The newest price that was asked on a day (YYYY-MM-DD), or the oldest known one for a day before it; the newest
    /// for a call without a day.
    #[must_use]
    pub fn on(&self, day: Option<&str>) -> &Rates {
        let newest = match day {
            Some(day) => self.0.iter().rfind(|rates| rates.date.as_str() <= day),
            None => self.0.last(),
        };
        newest.unwrap_or(&self.0[0])
    }
}

impl Rates {
    fn read(price: &TokenPrice) -> Option<Self> {
        let amount = |text: &str| PicoUsd::from_usd(text).ok();
        let maybe = |text: &Option<String>| text.as_deref().and_then(amount);
        let long = price.long_context.as_ref().and_then(|long| {
            Some(Long {
                above: long.above_tokens?,
                input: amount(&long.input_usd_per_m)?,
                output: amount(&long.output_usd_per_m)?,
                read: maybe(&long.cache_read_usd_per_m),
            })
        });
        Some(Self {
            date: price.date.clone(),
            provider: price.provider.clone(),
            input: amount(&price.input_usd_per_m)?,
            output: amount(&price.output_usd_per_m)?,
            read: maybe(&price.cache_read_usd_per_m),
            write_5m: maybe(&price.cache_write_usd_per_m),
            write_1h: maybe(&price.cache_write_1h_usd_per_m),
            long,
        })
    }

    /// What one call costs; a class without a price of its own is taken as fresh input, and a write for an hour as one
    /// for five minutes. None beyond the largest amount.
    #[must_use]
    pub fn cost(&self, tokens: &TokenCounts) -> Option<PicoUsd> {
        let long = self.long.as_ref().filter(|long| tokens.prompt() > long.above);
        let (input, output, read) = match long {
            Some(long) => (long.input, long.output, long.read.or(self.read)),
            None => (self.input, self.output, self.read),
        };
        let write_5m = self.write_5m.unwrap_or(input).max(if long.is_some() { input } else { PicoUsd(0) });
        let parts = [
            (tokens.fresh, input),
            (tokens.cache_write_5m, write_5m),
            (tokens.cache_write_1h, self.write_1h.unwrap_or(write_5m)),
            (tokens.cache_read, read.unwrap_or(input)),
            (tokens.output, output),
        ];
        let total = parts.iter().map(|(count, price)| u128::from(*count) * u128::from(price.0)).sum::<u128>();
        u64::try_from(total.div_ceil(MILLION)).ok().map(PicoUsd)
    }
}

/// A model's name as words: without its maker, how it is served, and the day of its version.
fn words(name: &str) -> Vec<String> {
    const SERVED: [&str; 7] = ["latest", "free", "nitro", "floor", "extended", "exacto", "online"];
    let last = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    let mut words: Vec<String> =
        last.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let digits = |word: &str, length: usize| word.len() == length && word.bytes().all(|byte| byte.is_ascii_digit());
    loop {
        match words.as_slice() {
            [_, .., last] if SERVED.contains(&last.as_str()) || (digits(last, 8) && last.starts_with("20")) => {
                words.pop();
            }
            [_, .., year, month, day]
                if digits(year, 4) && year.starts_with("20") && digits(month, 2) && digits(day, 2) =>
            {
                words.truncate(words.len() - 3);
            }
            _ => return words,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(model: &str, date: &str, input: &str) -> TokenPrice {
        TokenPrice {
            model: model.to_owned(),
            not_in_catalog: false,
            provider: "anthropic".to_owned(),
            provider_model: None,
            input_usd_per_m: input.to_owned(),
            output_usd_per_m: "25.00".to_owned(),
            cache_read_usd_per_m: Some("0.50".to_owned()),
            cache_write_usd_per_m: Some("6.25".to_owned()),
            cache_write_1h_usd_per_m: Some("10.00".to_owned()),
            long_context: None,
            batch_share: None,
            source: "s".to_owned(),
            date: date.to_owned(),
            status: Status::Verified,
            note: None,
        }
    }

    #[test]
    fn a_call_costs_what_the_price_of_its_day_says() {
        let prices = [price("claude-opus-4.5", "2026-07-02", "5.00"), price("claude-opus-4.5", "2026-10", "4.00")];
        let found = ModelPrices::of(&prices, "claude-opus-4-5-20251101").unwrap();
        let tokens = TokenCounts {
            fresh: 3_000,
            cache_write_5m: 400,
            cache_write_1h: 600,
            cache_read: 6_000,
            output: 1_000,
            reasoning: 9,
        };
        // By hand, per million: 3,000 × 5 + 400 × 6.25 + 600 × 10 + 6,000 × 0.5 + 1,000 × 25.
        let dollars = |day| found.on(Some(day)).cost(&tokens).unwrap();
        assert_eq!(dollars("2026-08-01"), PicoUsd::from_usd("0.0515").unwrap());
        assert_eq!(dollars("2026-10-02"), PicoUsd::from_usd("0.0485").unwrap());
        // Before the first day that is known, the oldest price.
        assert_eq!(dollars("2025-01-01"), dollars("2026-08-01"));
        assert_eq!(found.on(None).date, "2026-10");
    }

    #[test]
    fn a_long_prompt_has_its_own_price() {
        let long = crate::catalog::LongContext {
            above_tokens: Some(200_000),
            input_usd_per_m: "10.00".to_owned(),
            output_usd_per_m: "45.00".to_owned(),
            cache_read_usd_per_m: Some("1.00".to_owned()),
        };
        let prices = [TokenPrice { long_context: Some(long), ..price("gpt-5.5", "2026-07-02", "5.00") }];
        let rates = ModelPrices::of(&prices, "gpt-5.5").unwrap();
        let call = |read| TokenCounts { fresh: 1_000, cache_read: read, output: 100, ..TokenCounts::default() };
        // 1,000 × 5 + 199,000 × 0.5 + 100 × 25; with one token more, 1,000 × 10 + 199,001 × 1 + 100 × 45.
        assert_eq!(rates.on(None).cost(&call(199_000)), Some(PicoUsd::from_usd("0.107").unwrap()));
        assert_eq!(rates.on(None).cost(&call(199_001)), Some(PicoUsd::from_usd("0.213501").unwrap()));
    }

    #[test]
    fn names_of_another_model_find_no_price() {
        let prices = [price("claude-opus-4.5", "2026-07-02", "5.00"), price("gpt-oss-120b", "2026-07-02", "0.03")];
        for known in
            ["Claude-Opus-4.5", "anthropic/claude-opus-4.5", "claude-opus-4-5-latest", "openai/gpt-oss-120b:free"]
        {
            assert!(ModelPrices::of(&prices, known).is_some(), "{known}");
        }
        for other in ["claude-opus-4", "claude-opus-4.5-thinking", "claude-opus", "gpt-oss-20b", "", "latest"] {
            assert!(ModelPrices::of(&prices, other).is_none(), "{other}");
        }
    }

    #[test]
    fn an_unverified_price_counts_only_alone() {
        let doubtful = TokenPrice { status: Status::Unverified, ..price("m", "2026-11-01", "9.00") };
        let both = [price("m", "2026-07-02", "5.00"), doubtful.clone()];
        assert_eq!(ModelPrices::of(&both, "m").unwrap().on(None).date, "2026-07-02");
        assert_eq!(ModelPrices::of(&[doubtful], "m").unwrap().on(None).date, "2026-11-01");
    }
}

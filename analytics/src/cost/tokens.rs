//! What tokens cost at an API: four token classes, each with its own price.

use super::{Amount, Dec, Fault};
use crate::units::PicoUsd;

/// Shares of the four token classes; they add to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mix {
    /// Input that no cache knows.
    pub fresh: Dec,
    /// Input written to the cache.
    pub write: Dec,
    /// Input read from the cache.
    pub read: Dec,
    /// Output, thinking included.
    pub output: Dec,
}

/// How far four rounded shares may be from 1 and still be taken as they are: a ten-thousandth.
const TOLERANCE: i64 = 100;

impl Mix {
    /// Checks four shares.
    ///
    /// # Errors
    /// A negative share, or shares that do not add to 1 within a ten-thousandth: then nothing is scaled silently.
    pub fn new(fresh: Dec, write: Dec, read: Dec, output: Dec) -> Result<Self, Fault> {
        let parts = [fresh, write, read, output];
        if parts.iter().any(|part| part.millionths() < 0 || *part > Dec::ONE) {
            return Err(Fault::OutOfRange("each share of tokens between 0 and 100 %"));
        }
        let sum: i64 = parts.iter().map(|part| part.millionths()).sum();
        if (sum - Dec::ONE.millionths()).abs() > TOLERANCE {
            return Err(Fault::SharesSum(Dec::micro(sum)));
        }
        Ok(Self { fresh, write, read, output })
    }
}

/// Prices per token in US dollars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Prices {
    /// Fresh input.
    pub input: PicoUsd,
    /// Cache write; where none is listed, fresh input's price is taken.
    pub cache_write: Option<PicoUsd>,
    /// Cache read; where none is listed, fresh input's price is taken.
    pub cache_read: Option<PicoUsd>,
    /// Output.
    pub output: PicoUsd,
}

/// Price per token of so many dollars per million tokens; None for a negative number.
#[must_use]
pub fn per_million(usd: Dec) -> Option<PicoUsd> {
    u64::try_from(usd.millionths()).ok().map(PicoUsd)
}

/// What a month's tokens cost.
///
/// `N·(f·p_in + w·p_write + r·p_read + o·p_out)·rate` (cost and speed models, "Cost"). Exact up to the last rounding to
/// 10⁻¹² of the currency.
///
/// # Errors
/// Amounts beyond the range.
pub fn api(million_tokens: Dec, mix: Mix, prices: Prices, rate: Dec) -> Result<Amount, Fault> {
    let tokens = i128::from(million_tokens.millionths());
    let classes = [
        (mix.fresh, prices.input),
        (mix.write, prices.cache_write.unwrap_or(prices.input)),
        (mix.read, prices.cache_read.unwrap_or(prices.input)),
        (mix.output, prices.output),
    ];
    let mut atto = 0_i128;
    for (share, price) in classes {
        // Tokens times millionths of a share times 10⁻¹² dollars.
        let part =
            tokens.checked_mul(i128::from(share.millionths())).and_then(|part| part.checked_mul(i128::from(price.0)));
        atto = part.and_then(|part| atto.checked_add(part)).ok_or(Fault::TooLarge("the API bill"))?;
    }
    Amount::from_atto_usd(atto, rate).ok_or(Fault::TooLarge("the API bill"))
}

/// A token mix that somebody published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedMix {
    /// Name.
    pub name: &'static str,
    /// Fresh input, cache write, cache read, output, in millionths.
    pub shares: [i64; 4],
    /// Where it comes from.
    pub source: &'static str,
}

/// The mixes of the scenario chips.
pub const MIXES: [PublishedMix; 4] = [
    PublishedMix {
        name: "Bulk generation",
        shares: [300_000, 0, 0, 700_000],
        source: "The published page's own split: 30 % input, 70 % output, no cache.",
    },
    PublishedMix {
        name: "Agentic coding",
        // 54.3 K, 3.2 M, 87.1 M and 9.7 K of 90.364 M tokens.
        shares: [601, 35_412, 963_880, 107],
        source: "One ccusage day, 2026-02-05: 54.3 K fresh input, 3.2 M cache write, 87.1 M cache read, 9.7 K output.",
    },
    PublishedMix {
        name: "Batch agents",
        shares: [1_000, 66_000, 907_000, 26_000],
        source: "A batch agent run: 2.6 % output, 6.6 % cache write, 90.7 % cache read; the rest counts as fresh input.",
    },
    PublishedMix {
        name: "Chat",
        // 22,361,870 tokens in and 4,088,665 out of 26,450,535.
        shares: [845_422, 0, 0, 154_578],
        source: "A conversation service at Azure, 11 November 2023: 19,366 requests, 22.4 M tokens in, 4.1 M out, caches not recorded (trace of “Splitwise”, ISCA 2024).",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn prices(input: i64, output: i64) -> Prices {
        Prices { input: PicoUsd(input as u64), cache_write: None, cache_read: None, output: PicoUsd(output as u64) }
    }

    fn bulk() -> Mix {
        let [f, w, r, o] = MIXES[0].shares.map(Dec::micro);
        Mix::new(f, w, r, o).unwrap()
    }

    /// cost-and-speed-models, "Exact vectors".
    #[test]
    fn the_published_volume() {
        let usd = |input, output| api(Dec::whole(1900), bulk(), prices(input, output), Dec::ONE).unwrap().cents();
        assert_eq!(usd(100_000, 300_000), 45_600);
        assert_eq!(usd(60_000, 400_000), 56_620);
        // claims audit, rows 2 and 3
        assert_eq!(usd(300_000, 1_200_000), 176_700);
        assert_eq!(usd(140_000, 560_000), 82_460);
    }

    #[test]
    fn classes_have_their_own_prices() {
        let mix = Mix::new(Dec::micro(250_000), Dec::micro(250_000), Dec::micro(250_000), Dec::micro(250_000)).unwrap();
        let all = Prices {
            input: PicoUsd(1_000_000),
            cache_write: Some(PicoUsd(2_000_000)),
            cache_read: Some(PicoUsd(0)),
            output: PicoUsd(5_000_000),
        };
        // 1 M tokens of each class: 1 + 2 + 0 + 5 dollars.
        assert_eq!(api(Dec::whole(4), mix, all, Dec::ONE).unwrap().cents(), 800);
        let unlisted = Prices { cache_write: None, cache_read: None, ..all };
        assert_eq!(api(Dec::whole(4), mix, unlisted, Dec::ONE).unwrap().cents(), 800);
    }

    #[test]
    fn shares_must_add_to_one() {
        let half = Dec::micro(500_000);
        assert_eq!(Mix::new(half, half, half, Dec::ZERO), Err(Fault::SharesSum(Dec::micro(1_500_000))));
        assert_eq!(
            Mix::new(Dec::micro(-1), Dec::ONE, Dec::ZERO, Dec::ZERO),
            Err(Fault::OutOfRange("each share of tokens between 0 and 100 %"))
        );
        for published in MIXES {
            let [f, w, r, o] = published.shares.map(Dec::micro);
            assert!(Mix::new(f, w, r, o).is_ok(), "{}", published.name);
            assert_eq!(published.shares.iter().sum::<i64>(), 1_000_000, "{}", published.name);
        }
    }

    #[test]
    fn a_quadrillion_tokens_has_an_answer_or_a_fault() {
        let mix = bulk();
        let huge = Dec::whole(1_000_000_000);
        // 1e15 tokens, 70 % at $25 and 30 % at $5 per million: 19 billion dollars.
        assert_eq!(api(huge, mix, prices(5_000_000, 25_000_000), Dec::ONE).unwrap().cents(), 1_900_000_000_000);
        let dear = Prices { output: PicoUsd(u64::MAX), ..prices(1, 1) };
        assert_eq!(api(huge, mix, dear, Dec::whole(10_000)), Err(Fault::TooLarge("the API bill")));
    }
}

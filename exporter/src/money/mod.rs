//! Money: what a call costs, what a plan will cost, and the cap that is never exceeded.
//!
//! Every amount is a whole number of 10⁻¹² dollars ([`PicoUsd`]); what is not known is never taken for nothing.

pub mod day;
pub mod estimate;
pub mod prices;
pub mod pricing;
pub mod range;
pub mod show;
pub mod tariff;
pub mod till;
pub mod tokens;

use analytics::units::PicoUsd;

pub use prices::PriceBook;
pub use pricing::{Pricing, Subject};
pub use range::Range;
pub use tariff::Tariff;
pub use till::{Hold, Till};

/// An amount for people: cents from a dollar on, four decimals below, rounded half up; what is there is never shown as
/// nothing.
#[must_use]
pub fn brief(amount: PicoUsd) -> String {
    let (unit, decimals) = if amount.0 >= 1_000_000_000_000 { (10_000_000_000, 2) } else { (100_000_000, 4) };
    let rounded = amount.0.saturating_add(unit / 2) / unit;
    if rounded == 0 && amount.0 > 0 {
        return "<$0.0001".to_owned();
    }
    let scale = 10u64.pow(decimals);
    format!("${}.{:0width$}", rounded / scale, rounded % scale, width = decimals as usize)
}

/// What calls cost, in words; bills and computed costs are different things and stand apart, and what nobody knows is no
/// nothing.
#[must_use]
pub fn cost_words(billed: PicoUsd, computed: PicoUsd, unknown_calls: usize) -> String {
    let mut parts = Vec::new();
    if billed.0 > 0 {
        parts.push(format!("{} billed", brief(billed)));
    }
    if computed.0 > 0 {
        parts.push(format!("{} computed", brief(computed)));
    }
    if unknown_calls > 0 {
        parts.push(format!("{} of unknown cost", crate::tasks::text::count(unknown_calls, "call", "calls")));
    }
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(" + ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_short_and_never_wrongly_nothing() {
        for (usd, shown) in [
            ("0", "$0.0000"),
            ("0.00000001", "<$0.0001"),
            ("0.00005", "$0.0001"),
            ("0.01234", "$0.0123"),
            ("0.99999", "$1.0000"),
            ("1", "$1.00"),
            ("12.345", "$12.35"),
            ("1234.5", "$1234.50"),
        ] {
            assert_eq!(brief(PicoUsd::from_usd(usd).unwrap()), shown, "{usd}");
        }
    }
}

//! Which models are shown.

use analytics::memory::FitVerdict;

use super::data::Row;
use super::state::{Bounds, Filters};

/// Memory of Macs that are sold with unified memory, in GB: the choices of the memory filter.
pub const TIERS_GB: [u32; 9] = [16, 24, 32, 48, 64, 96, 128, 256, 512];

/// Steps of the sliders over numbers of parameters, in billions.
pub const SIZES_B: [u32; 14] = [0, 1, 2, 4, 8, 14, 20, 32, 50, 70, 100, 150, 250, 500];

/// Whether a model fits into a machine with this much unified memory.
#[must_use]
pub fn fits(row: &Row, memory_gb: u32) -> bool {
    let verdict = row.card.and_then(|card| card.fits(f64::from(memory_gb)));
    verdict.is_some_and(|verdict| verdict != FitVerdict::DoesNotFit)
}

/// Whether a row passes every filter.
#[must_use]
pub fn matches(row: &Row, filters: &Filters) -> bool {
    let is = |wanted: &str, value: &str| wanted.is_empty() || wanted == value;
    let card = |wanted: Option<bool>, value: fn(&crate::data::Card) -> bool| {
        wanted.is_none_or(|wanted| row.card.is_some_and(|card| value(card) == wanted))
    };
    finds(row, &filters.search)
        && card(filters.open_weights, |card| card.open)
        && card(filters.mixture_of_experts, |card| card.moe)
        && is(&filters.licence, row.card.map_or("", |card| &card.licence))
        && is(&filters.family, &row.model.family)
        && is(&filters.provider, &row.model.provider)
        && filters.fits_gb.is_none_or(|memory| fits(row, memory))
        && filters.total.contain(row.card.map(|card| card.total))
        && filters.active.contain(row.card.map(|card| card.active))
        && !(filters.without_baselines && row.model.baseline)
}

/// Whether name, family and provider together contain every word.
fn finds(row: &Row, words: &str) -> bool {
    let text = format!("{} {} {}", row.model.name, row.model.family, row.model.provider).to_lowercase();
    words.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

impl Bounds {
    /// Whether a value lies within; an unknown one only where there is no bound.
    fn contain(self, value: Option<f64>) -> bool {
        self.from.is_none_or(|from| value.is_some_and(|value| value >= f64::from(from)))
            && self.to.is_none_or(|to| value.is_some_and(|value| value <= f64::from(to)))
    }

    /// The bounds in words.
    #[must_use]
    pub fn text(self) -> String {
        match (self.from, self.to) {
            (None, None) => "any".to_owned(),
            (Some(from), None) => format!("{from} or more"),
            (None, Some(to)) => format!("{to} or less"),
            (Some(from), Some(to)) => format!("{from} to {to}"),
        }
    }
}

/// The filters that are set, in words.
#[must_use]
pub fn reasons(filters: &Filters) -> Vec<String> {
    let text = |words: &str, value: &str| (!value.is_empty()).then(|| format!("{words} {value}"));
    let number = |words: &str, value: Option<u32>| value.map(|value| format!("{words} {value}"));
    let word = |words: &str, value: Option<bool>, [yes, no]: [&str; 2]| {
        value.map(|value| format!("{words} {}", if value { yes } else { no }))
    };
    let all = [
        text("name or family with", &filters.search),
        word("weights", filters.open_weights, ["open", "closed"]),
        word("shape", filters.mixture_of_experts, ["moe", "dense"]),
        text("licence", &filters.licence),
        text("family", &filters.family),
        text("provider", &filters.provider),
        number("fits into GB", filters.fits_gb),
        number("billions of parameters from", filters.total.from),
        number("billions of parameters up to", filters.total.to),
        number("active billions from", filters.active.from),
        number("active billions up to", filters.active.to),
        filters.without_baselines.then(|| "no baselines".to_owned()),
    ];
    all.into_iter().flatten().collect()
}

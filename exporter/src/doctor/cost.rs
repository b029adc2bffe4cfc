//! What is still open of a plan will cost at each provider, as `run --dry-run` reckons it.

use std::collections::BTreeMap;
use std::path::Path;

use analytics::units::PicoUsd;

use super::Finding;
use crate::config::{Resolved, Selection};
use crate::judge::wanted::Wanted;
use crate::money::{PriceBook, Range};
use crate::run::open::Again;
use crate::run::{Orders, preview};

/// Costs by the provider's id.
pub(super) type Costs = BTreeMap<String, Range<PicoUsd>>;

/// The costs, and what is wrong with the list of prices.
pub(super) async fn of(resolved: &Resolved, database: &Path) -> (Costs, Option<Finding>) {
    let prices = match PriceBook::read(resolved.prices.as_deref()) {
        Ok(prices) => prices,
        Err(failure) => {
            let mend = failure.hint.as_deref().unwrap_or_default();
            return (Costs::new(), Some(Finding::problem("prices", &failure.message, mend)));
        }
    };
    let orders = Orders {
        selection: Selection::default(),
        wanted: Wanted::default(),
        cap: None,
        allow_unknown_prices: true,
        prices,
        wait_for_server: None,
    };
    // A database that cannot be read has a finding of its own.
    let Ok(preview) = preview::run(database, resolved, &orders, Again::MISSING).await else {
        return (Costs::new(), None);
    };
    let mut costs = Costs::new();
    for line in preview.estimate.answers.iter().chain(&preview.estimate.judging) {
        if let Some(cost) = line.cost_pico_usd.filter(|cost| cost.high.0 > 0) {
            let sum = costs.entry(line.provider.clone()).or_default();
            *sum = sum.zip(cost, |a, b| PicoUsd(a.0.saturating_add(b.0)));
        }
    }
    (costs, None)
}

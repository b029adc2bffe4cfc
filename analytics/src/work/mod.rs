//! Somebody's own work: tokens by class and the kind of each request.

mod correct;
mod kind;
mod price;
mod rules;
mod tokens;

pub use correct::{CorrectedShare, FEWEST_PAIRS, Sorted, agreement_with_rules, corrected_shares};
pub use kind::{Kind, Trait};
pub use price::{ModelPrices, Rates};
pub use rules::{Evidence, Tool, classify, language_of};
pub use tokens::TokenCounts;

//! Somebody's own work: tokens by class and the kind of each request.

mod correct;
mod kind;
mod month;
mod moves;
mod price;
mod profile;
mod rules;
mod tokens;

pub use correct::{CorrectedShare, FEWEST_PAIRS, Sorted, agreement_with_rules, corrected_shares};
pub use kind::{Kind, Trait};
pub use month::CONTEXT_STEPS;
pub use moves::{Amounts, Block, Host, Moves, Place, Work, moves};
pub use price::{ModelPrices, Rates};
#[cfg(feature = "schema")]
pub use profile::profile_schema;
pub use profile::{Cache, Context, Corrected, Need, PROFILE_FORMAT, PROFILE_VERSION, PerRequest, Profile, ProfileKind};
pub use rules::{Evidence, Tool, classify, cue_words, language_of};
pub use tokens::TokenCounts;

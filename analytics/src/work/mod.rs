//! Somebody's own work: tokens by class and the kind of each request.

mod kind;
mod rules;
mod tokens;

pub use kind::{Kind, Trait};
pub use rules::{Evidence, Tool, classify, language_of};
pub use tokens::TokenCounts;

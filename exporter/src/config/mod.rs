//! Configuration: what stands in the TOML file, what was typed, and the plan that both resolve to.

pub mod address;
mod catalogue;
pub mod file;
pub mod judges;
pub mod models;
pub mod params;
pub mod plan;
pub mod providers;
pub mod resolve;
pub mod secret;
pub mod select;
pub mod variants;

pub use file::{ConfigFile, Source};
pub use plan::{Judge, JudgeHow, Model, Plan, PlannedTask, Provider, ProviderKind, Scope, TokenLimitField};
pub use providers::LONGEST_S;
pub use resolve::{Choices, Resolved, resolve};
pub use secret::{Secret, without_keys};
pub use select::{Chosen, Filter, Selection};

/// The configuration that is used when none is named: the built-in baselines and the two built-in judges.
pub const EMBEDDED: &str = include_str!("../../default.toml");

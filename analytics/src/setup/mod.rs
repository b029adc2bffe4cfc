//! What a machine runs: the models that fit, in the order of their evidence, how fast, for how many, with which commands.

mod commands;
mod curves;
mod limit;
mod pair;
mod placement;
mod run;
mod sharing;

pub use commands::{Command, commands, tag};
pub use curves::{measured, over_depth, over_users};
pub use limit::{GpuLimit, gpu_limit};
pub use pair::{Pair, Swap, pair, swap};
pub use placement::{Place, Placement, new_price_usd, placement};
pub use run::{CONTEXTS, MOST_PEOPLE, READABLE_TOK_PER_S, Run, SLOW_TOK_PER_S, Setup, TooLarge, setup};
pub use sharing::{Sharing, group, sharing};

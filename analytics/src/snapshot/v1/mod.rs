//! Version 1 of the snapshot format: plain structs, units in the names of the fields.
//!
//! A snapshot is a folder: `summary.json` with everything that every page needs, and `tasks/<task>.json`
//! with prompts, answers and verdicts. `index.json` beside the folders lists all snapshots.

mod conditions;
mod detail;
mod index;
mod published;
mod published_costs;
mod results;
mod reviews;
mod serving;
mod statistics;
mod summary;

pub use conditions::*;
pub use detail::*;
pub use index::*;
pub use published::*;
pub use published_costs::*;
pub use results::*;
pub use reviews::*;
pub use serving::*;
pub use statistics::*;
pub use summary::*;

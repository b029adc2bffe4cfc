//! What the browser loads: serde types, written by prerender and read by the client as the same types.

mod card;
pub mod fetch;
mod scores;
mod site;
pub mod snapshot_file;
mod standing;
mod view;
#[cfg(feature = "ssr")]
mod write;

pub use card::{Card, usable_gib};
pub use scores::{ScoredModel, ScoredSnapshot, ScoredTask, SnapshotScores};
pub use site::{SiteData, SnapshotLink, day, origin};
pub use snapshot_file::{SnapshotFile, TaskFields};
pub use standing::Standing;
pub use view::{Case, Judge, Model, SnapshotView};

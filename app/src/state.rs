//! What the parts of the explorer share: what is shown, what is chosen, what went wrong.

use std::sync::Arc;

use analytics::ids::SnapshotId;
use leptos::prelude::RwSignal;

use crate::query::{Query, Sort};
use crate::source::{SiteData, View};

/// The explorer's state; reached through the context.
#[derive(Debug, Clone)]
pub struct State {
    /// The site.
    pub site: Arc<SiteData>,
    /// The snapshot that is shown.
    pub shown: RwSignal<Arc<View>>,
    /// The snapshot that the selector names: ahead of `shown` while its data is on the way.
    pub chosen: RwSignal<SnapshotId>,
    /// The order of the rows.
    pub sort: RwSignal<Sort>,
    /// What went wrong while loading another snapshot.
    pub failure: RwSignal<Option<String>>,
    /// The query string as it was last read or written; None before hydration.
    pub query: RwSignal<Option<Query>>,
}

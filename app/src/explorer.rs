//! The interactive part of a page: snapshot selector, leaderboard, chart.
//!
//! Prerendered with the page's own snapshot; in the browser the query string may ask for another one,
//! but only after hydration, since the first render must equal the prerendered HTML.

use std::sync::Arc;

use analytics::ids::SnapshotId;
use leptos::prelude::*;

use crate::components::{Figure, Leaderboard, SnapshotPicker, Warnings};
use crate::query::{Query, Sort};
use crate::source::{SiteData, View};

/// What the parts of the explorer share.
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

/// The interactive part of a page.
#[component]
pub fn Explorer(
    /// The site.
    site: Arc<SiteData>,
    /// The page's own snapshot.
    snapshot: Arc<View>,
) -> impl IntoView {
    let state = State {
        site,
        shown: RwSignal::new(snapshot.clone()),
        chosen: RwSignal::new(snapshot.id.clone()),
        sort: RwSignal::new(Sort::default()),
        failure: RwSignal::new(None),
        query: RwSignal::new(None),
    };
    #[cfg(feature = "hydrate")]
    crate::browser::navigation::follow(state.clone(), snapshot);
    let shown = state.shown;
    let failure = state.failure;
    provide_context(state);
    view! {
        <SnapshotPicker/>
        <p class="failure" role="alert">{move || failure.get()}</p>
        {move || {
            let snapshot = shown.get();
            view! {
                <Provenance snapshot=snapshot.clone()/>
                <Leaderboard snapshot=snapshot.clone()/>
                <Warnings snapshot=snapshot.clone()/>
                <Figure snapshot/>
            }
        }}
    }
}

/// Where the figures of the snapshot come from.
#[component]
fn Provenance(snapshot: Arc<View>) -> impl IntoView {
    view! {
        <p id="provenance">
            <strong>"Where this comes from. "</strong>
            {[&snapshot.statement, " Judges: ", &snapshot.judges.join(", "), "."].concat()}
        </p>
    }
}

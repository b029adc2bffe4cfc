//! The interactive part of a page: snapshot selector, leaderboard, chart.
//!
//! Prerendered with the page's own snapshot; in the browser the query string may ask for another one,
//! but only after hydration, since the first render must equal the prerendered HTML.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::{Figure, Leaderboard, SnapshotPicker, Warnings};
use crate::query::Sort;
use crate::source::{SiteData, View};
use crate::state::State;

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

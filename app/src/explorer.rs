//! The interactive part of a page: snapshot, controls, leaderboard, charts.
//!
//! Prerendered with the page's own snapshot; in the browser the query string may ask for something else, but only
//! after hydration, since the first render must equal the prerendered HTML.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::{Controls, Figure, KeyFigures, Leaderboard, Opened, SnapshotPicker, Warnings};
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
    let state = State::new(site, snapshot);
    #[cfg(feature = "hydrate")]
    crate::browser::begin(&state);
    provide_context(state.clone());
    let failure = state.failure;
    let shown = state.shown;
    let provenance = move || {
        let view = shown.get();
        let judges: Vec<&str> = view.judges.iter().map(|judge| judge.name.as_str()).collect();
        [&view.statement, " Judges: ", &judges.join(", "), "."].concat()
    };
    let figures: Vec<_> = crate::chart::Kind::ALL.into_iter().map(|kind| view! { <Figure kind/> }.into_any()).collect();
    view! {
        <KeyFigures/>
        <div class="bar">
            <SnapshotPicker/>
            <Controls/>
        </div>
        <p class="failure" role="alert">{move || failure.get()}</p>
        <Leaderboard/>
        <p id="provenance"><strong>"Where this comes from. "</strong>{provenance}</p>
        <Warnings/>
        <div class="figures">{figures}</div>
        <Opened/>
    }
}

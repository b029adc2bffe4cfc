//! The interactive part of a page: snapshot, controls, leaderboard, charts.
//!
//! Prerendered with the page's own snapshot; in the browser the query string may ask for something else, but only
//! after hydration, since the first render must equal the prerendered HTML.
//!
//! Its content is one text of HTML, and effects keep its parts (`components`): each element that is a node of a view
//! costs the client some two kilobytes of code for building, hydrating and rebuilding it.

use std::sync::Arc;

use leptos::prelude::*;

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
    #[cfg(feature = "ssr")]
    let content = crate::components::page(&state).done();
    // The content is there already.
    #[cfg(not(feature = "ssr"))]
    let content = String::new();
    #[cfg(feature = "hydrate")]
    crate::browser::begin(&state);
    view! { <div inner_html=content></div> }
}

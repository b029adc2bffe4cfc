//! The leaderboard of a snapshot with its controls and charts, as an interactive part of a page.
//!
//! Prerendered with the page's own snapshot. In the browser the address may ask for something else, but only after
//! hydration, since the first render must equal the prerendered HTML.

mod canvas;
mod cell;
mod chart_data;
mod column;
mod controls;
mod data;
mod details;
mod export;
mod figure;
mod files;
mod filter;
mod page;
mod recompute;
mod standings;
mod state;
mod summary;
mod table;
mod tasks;
#[cfg(test)]
mod tests;

pub use column::Column;
pub use data::LeaderboardData;
pub use export::{csv, json};
use leptos::prelude::*;
pub use page::{LeaderboardInput, LeaderboardPage};
pub use recompute::compute_in_slices;
pub use standings::{AT_ONCE, ComputedStandings, Scoring, at_once};
pub use state::{Excluded, LeaderboardState};

use self::controls::Controls;
use self::details::Details;
use self::figure::ChartFigure;
use self::summary::{KeyFigures, Provenance, Status};
use self::table::LeaderboardTable;
use crate::chart::Kind;

/// The component.
#[component]
pub fn Leaderboard(
    /// The site, and the page's own snapshot with its standings.
    input: LeaderboardInput,
) -> impl IntoView {
    let page = LeaderboardPage::new(input);
    files::take_drops(page);
    view! {
        <KeyFigures view=page.view/>
        <Controls page/>
        // A property, since the element must be empty when there is nothing to say: a rule of the style asks for that.
        <p class="failure" role="alert" prop:textContent=move || page.failure.get()></p>
        <LeaderboardTable page/>
        <Status page/>
        <Provenance view=page.view/>
        <div class="figures">{Kind::ALL.map(|kind| view! { <ChartFigure page kind/> }).into_iter().collect::<Vec<_>>()}</div>
        <Details page/>
    }
}

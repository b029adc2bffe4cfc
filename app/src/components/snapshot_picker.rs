//! Chooses the snapshot. Without JavaScript the same list stands as links on the page of all snapshots.

use analytics::snapshot::v1::ProvenanceKind;
use leptos::prelude::*;

use crate::explorer::State;

/// The selector with its label.
#[component]
pub fn SnapshotPicker() -> impl IntoView {
    let state = expect_context::<State>();
    let shown = state.shown;
    let options: Vec<_> = state
        .site
        .snapshots
        .iter()
        .map(|link| {
            let entry = &link.entry;
            let origin = match entry.provenance {
                ProvenanceKind::PublishedAggregates => "published aggregates",
                ProvenanceKind::Run if entry.baselines == entry.models => "baselines only",
                ProvenanceKind::Run => "run",
            };
            // RFC 3339: the first ten characters are the day.
            let day = entry.created_at.get(..10).unwrap_or_default();
            let text = [&entry.title, " · ", day, " · ", origin].concat();
            let id = entry.id.clone();
            let chosen = move || shown.with(|snapshot| snapshot.summary.id == id);
            view! { <option value=entry.id.to_string() selected=chosen>{text}</option> }
        })
        .collect();
    let choose = move |_event: leptos::ev::Event| {
        #[cfg(feature = "browser")]
        crate::browser::navigation::choose_snapshot(&state, &event_target_value(&_event));
    };
    view! {
        <div class="picker">
            <label for="snapshot">"Snapshot"</label>
            <select id="snapshot" on:change=choose>
                {options}
            </select>
        </div>
    }
}

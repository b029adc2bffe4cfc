//! Chooses the snapshot. Without JavaScript the same list stands as links on the page of all snapshots.

use leptos::prelude::*;

use crate::state::State;

/// The selector with its label.
#[component]
pub fn SnapshotPicker() -> impl IntoView {
    let state = expect_context::<State>();
    let (shown, chosen) = (state.shown, state.chosen);
    let options: Vec<_> = state
        .site
        .snapshots
        .iter()
        .map(|link| {
            let id = link.id.clone();
            let own = shown.with_untracked(|snapshot| snapshot.id == id);
            view! { <option value=link.id.to_string() selected=own>{link.label.clone()}</option> }
        })
        .collect();
    let choose = move |_event: leptos::ev::Event| {
        #[cfg(feature = "hydrate")]
        crate::browser::navigation::choose_snapshot(&state, &event_target_value(&_event));
    };
    view! {
        <div class="picker">
            <label for="snapshot">"Snapshot"</label>
            <select id="snapshot" on:change=choose prop:value=move || chosen.get().to_string()>
                {options}
            </select>
        </div>
    }
}

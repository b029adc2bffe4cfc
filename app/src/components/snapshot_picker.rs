//! Chooses the snapshot. Without JavaScript the same list stands as links on the page of all snapshots.

use leptos::prelude::*;

use crate::state::State;

/// The selector with its label.
#[component]
pub fn SnapshotPicker() -> impl IntoView {
    let state = expect_context::<State>();
    let chosen = state.chosen;
    let options: Vec<_> = state
        .site
        .snapshots
        .iter()
        .map(|link| {
            let own = link.id == state.own.id;
            view! { <option value=link.id.to_string() selected=own>{link.label.clone()}</option> }
        })
        .collect();
    let choose = move |_event: leptos::ev::Event| {
        #[cfg(feature = "hydrate")]
        crate::browser::navigation::choose_snapshot(&state, &event_target_value(&_event));
        let _ = &state;
    };
    view! {
        <div class="picker">
            <label for="snapshot">"Snapshot"</label>
            <select id="snapshot" on:change=choose prop:value=move || chosen.get()>
                {options}
                // Chosen by nobody but a file that the reader opens.
                <option value="" disabled=true hidden=true>"your own file"</option>
            </select>
        </div>
    }
}

//! The controls: one form, one listener for all its fields.

use leptos::prelude::*;

use crate::board::controls;
use crate::state::State;

/// The form; written anew for another snapshot.
#[component]
pub fn Controls() -> impl IntoView {
    let state = expect_context::<State>();
    let content = {
        let state = state.clone();
        Memo::new(move |_| {
            // The form is written for a snapshot, not for each switch.
            state.shown.track();
            let board = untrack(|| state.board());
            controls(&board).done()
        })
    };
    #[cfg(feature = "hydrate")]
    crate::browser::controls::keep_in_step(&state, content);
    let input = {
        let state = state.clone();
        move |_event: leptos::ev::Event| {
            #[cfg(feature = "hydrate")]
            crate::browser::controls::changed(&state, &_event);
            let _ = &state;
        }
    };
    let press = {
        let state = state.clone();
        move |_event: leptos::ev::MouseEvent| {
            #[cfg(feature = "hydrate")]
            crate::browser::controls::pressed(&state, &_event);
            let _ = &state;
        }
    };
    view! {
        <form
            id="controls"
            on:input=input
            on:click=press
            on:submit=|event| event.prevent_default()
            inner_html=move || content.get()
        ></form>
    }
}

//! The dialog with what stands behind a row's figures, filled when it is opened.

use leptos::prelude::*;

use crate::board::explain;
use crate::state::State;

/// The dialog; the browser's own, so that focus, Escape and the ground behind it are as everywhere.
#[component]
pub fn Opened() -> impl IntoView {
    let state = expect_context::<State>();
    let content = {
        let state = state.clone();
        move || match state.opened.get() {
            Some((at, column)) if at < state.shown.with(|view| view.models.len()) => {
                explain(&state.board(), at, column).done()
            }
            _ => String::new(),
        }
    };
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        if let (Some(dialog), true) = (dialog.get(), state.opened.get().is_some()) {
            // The content stands before the dialog opens: both follow the same signal, this one after.
            let _ = dialog.show_modal();
        }
    });
    let closed = {
        let opened = expect_context::<State>().opened;
        move |_| opened.set(None)
    };
    view! {
        <dialog id="why" aria-labelledby="why-title" closedby="any" node_ref=dialog on:close=closed>
            <form method="dialog"><button>"Close"</button></form>
            <div inner_html=content></div>
        </dialog>
    }
}

//! What a reader must know before believing a figure.

use std::sync::Arc;

use leptos::prelude::*;

use crate::source::Loaded;

/// The snapshot's warnings, folded behind their number.
#[component]
pub fn Warnings(snapshot: Arc<Loaded>) -> impl IntoView {
    let warnings = &snapshot.summary.warnings;
    let count = warnings.len();
    let items: Vec<_> = warnings.iter().map(|warning| view! { <li>{warning.text.clone()}</li> }).collect();
    (count > 0).then(|| {
        view! {
            <details id="warnings">
                <summary>{if count == 1 { "One warning about this snapshot".to_owned() } else { [&count.to_string(), " warnings about this snapshot"].concat() }}</summary>
                <ul>{items}</ul>
            </details>
        }
    })
}

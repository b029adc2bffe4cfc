//! What a reader must know before believing a figure.

use std::sync::Arc;

use leptos::prelude::*;

use crate::source::View;

/// The snapshot's warnings, folded behind their number.
#[component]
pub fn Warnings(snapshot: Arc<View>) -> impl IntoView {
    let count = snapshot.warnings.len();
    let items: Vec<_> = snapshot.warnings.iter().map(|text| view! { <li>{text.clone()}</li> }).collect();
    (count > 0).then(|| {
        view! {
            <details id="warnings">
                <summary>{if count == 1 { "One warning about this snapshot".to_owned() } else { [&count.to_string(), " warnings about this snapshot"].concat() }}</summary>
                <ul>{items}</ul>
            </details>
        }
    })
}

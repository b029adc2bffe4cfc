//! What a reader must know before believing a figure.

use leptos::prelude::*;

use crate::html::Html;
use crate::state::State;

/// The snapshot's warnings, folded behind their number.
#[component]
pub fn Warnings() -> impl IntoView {
    let shown = expect_context::<State>().shown;
    let content = move || {
        let view = shown.get();
        let mut html = Html::default();
        if !view.warnings.is_empty() {
            html.tag("<details id=\"warnings\"><summary>").count(view.warnings.len());
            html.tag(if view.warnings.len() == 1 { " warning" } else { " warnings" });
            html.tag(" about this snapshot</summary><ul>");
            for text in &view.warnings {
                html.tag("<li>").text(text).tag("</li>");
            }
            html.tag("</ul></details>");
        }
        html.done()
    };
    view! { <div inner_html=content></div> }
}

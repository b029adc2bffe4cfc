//! Sentences around the leaderboard: what went wrong, where the figures come from, what to know before believing them.

use leptos::prelude::*;

use crate::html::Html;
use crate::state::State;

/// What went wrong, or what the reader should know of the address.
pub(super) fn failure(state: &State) -> Html {
    let mut html = Html::default();
    state.failure.with(|failure| html.text(failure));
    html
}

/// Where the figures come from, and who marked them.
pub(super) fn provenance(state: &State) -> Html {
    let view = state.shown.get();
    let judges: Vec<&str> = view.judges.iter().map(|judge| judge.name.as_str()).collect();
    let mut html = Html::default();
    html.tag("<strong>Where this comes from. </strong>").text(&view.statement);
    html.tag(" Judges: ").text(&judges.join(", ")).tag(".");
    html
}

/// The snapshot's warnings, folded behind their number.
pub(super) fn warnings(state: &State) -> Html {
    let view = state.shown.get();
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
    html
}

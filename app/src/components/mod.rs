//! What the explorer shows, as HTML: part by part for the browser, and as a whole for the prerendered page.
//!
//! A part is a function from the state to its content. The whole is written around the very same functions, so that
//! the browser finds each part as it would write it.

mod figure;
mod key_figures;
mod leaderboard;
#[cfg(feature = "ssr")]
mod page;
mod scored_page;
mod select;
mod slider;
mod table;
mod text;

use leptos::prelude::*;
#[cfg(feature = "ssr")]
pub use page::page;

pub use figure::table as chart_table;
pub use scored_page::{ScoredFrame, ScoredPage, ScoresInput, ScoresState};
pub use select::{Choice, Select};
pub use slider::Slider;
pub use table::{NumberTable, number_cell};

use crate::board::{controls, explain};
use crate::html::Html;
use crate::state::State;

/// Writes a part's content. It reads the state through its signals, so that whoever calls is told of changes.
pub type Write = fn(&State) -> Html;

/// The parts that follow the state: where each stands (a CSS selector), and what it holds.
pub const PARTS: [(&str, Write); 11] = [
    (".failure", text::failure),
    ("#key-figures", key_figures::key_figures),
    ("#controls", form),
    ("#leaderboard caption", leaderboard::caption),
    ("#leaderboard thead", leaderboard::head),
    ("#leaderboard tbody", leaderboard::body),
    ("#standing", leaderboard::status),
    ("#provenance", text::provenance),
    ("#warned", text::warnings),
    (".axis select", figure::axes),
    ("#why > div", opened),
];

/// The form is written for a snapshot, not for each switch: a field in use is never replaced.
fn form(state: &State) -> Html {
    state.shown.track();
    controls(&untrack(|| state.board()))
}

/// What stands behind the row that is open.
fn opened(state: &State) -> Html {
    match state.opened.get() {
        Some((at, column)) if at < state.shown.with(|view| view.models.len()) => explain(&state.board(), at, column),
        _ => Html::default(),
    }
}

//! The leaderboard's buttons: sorting, and opening what stands behind a row.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement, HtmlTableCellElement};

use super::controls::{all, reset};
use super::parts::follow;
use super::{navigation, on_page};
use crate::board::{Column, press, shown, sort};
use crate::query::Key;
use crate::state::State;

/// Says in the header which column sorts. The header itself is not written anew for that, so the button that was
/// pressed keeps its focus.
pub fn keep_in_step(state: &State) {
    let opened = state.opened;
    let state = state.clone();
    follow(Box::new(move || {
        let dense = state.query.with(|query| query.is_set(Key::Compact));
        on_page("#leaderboard", |table| table.set_class_name(if dense { "compact" } else { "" }));
        // The head may be written anew for another snapshot or other columns.
        state.shown.track();
        state.computed.track();
        let (column, descending) = state.query.with(sort);
        request_animation_frame(move || {
            for header in all("#leaderboard th[data-column]") {
                let own = header.get_attribute("data-column").is_some_and(|slug| slug == column.slug());
                let how = if !own {
                    "none"
                } else if descending {
                    "descending"
                } else {
                    "ascending"
                };
                let _ = header.set_attribute("aria-sort", how);
            }
        });
    }));
    follow(Box::new(move || {
        if opened.get().is_some() {
            // The content stands before the dialog opens: both follow the same signal, this one after.
            on_page("#why", |dialog| {
                let _ = dialog.dyn_ref::<HtmlDialogElement>().map(HtmlDialogElement::show_modal);
            });
        }
    }));
}

/// Something in the table was pressed.
pub fn pressed(state: &State, element: &HtmlElement) {
    let within = |selector: &str| element.closest(selector).ok().flatten();
    if within("[data-do=reset]").is_some() {
        reset(state);
    } else if within("[data-do=rows]").is_some() {
        navigation::change(state, true, |query| query.set(Key::Rows, "1"));
    } else if let Some(header) = within("th[data-column]") {
        let column = header.get_attribute("data-column").and_then(|slug| Column::from_slug(&slug));
        if let Some(column) = column.filter(|_| within("button").is_some()) {
            navigation::change(state, true, |query| press(query, column));
        }
    } else if let Some(row) = within("tr[data-at]").filter(|_| within("a").is_none()) {
        let at = row.get_attribute("data-at").and_then(|at| at.parse().ok());
        let cell = within("td").and_then(|cell| cell.dyn_into::<HtmlTableCellElement>().ok());
        let columns = state.query.with_untracked(|query| shown(&untrack(|| state.board()), query));
        let column = cell.and_then(|cell| columns.get(cell.cell_index() as usize).copied());
        state.opened.set(at.map(|at| (at, column.unwrap_or(Column::Name))));
    }
}

//! Keeps the explorer's parts as the state says: one effect for each, which writes when the content has changed.

use std::cell::RefCell;

use leptos::prelude::*;

use super::on_page;
use crate::components::{PARTS, Write};
use crate::state::State;

/// Runs now, and again whenever something that it read has changed. One kind of closure for all effects: each kind
/// would cost the client a kilobyte.
pub fn follow(run: Box<dyn Fn()>) {
    Effect::new(move |_| run());
}

/// Keeps all parts.
pub fn keep(state: &State) {
    for (place, write) in PARTS {
        keep_part(state.clone(), place, write);
    }
}

fn keep_part(state: State, place: &'static str, write: Write) {
    // As prerendered: nothing has been read from the address yet.
    let there = RefCell::new(untrack(|| write(&state).done()));
    follow(Box::new(move || {
        let content = write(&state).done();
        if *there.borrow() != content {
            on_page(place, |element| element.set_inner_html(&content));
            there.replace(content);
        }
    }));
}

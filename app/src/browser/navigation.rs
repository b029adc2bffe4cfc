//! The address and the view follow each other: the only place that reads or writes the query string.

use std::sync::Arc;
use std::time::Duration;

use gloo::events::EventListener;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::{load, recompute};
use crate::board::read_tasks;
use crate::query::{Key, Query};
use crate::source::View;
use crate::state::State;

/// What changes scores, and not only which rows are shown.
const SWITCHES: [Key; 5] = [Key::Tasks, Key::Categories, Key::Dimensions, Key::Judges, Key::OwnFamily];

/// Applies the query string, and again whenever the reader goes back or forward.
pub fn follow(state: State) {
    apply(&state);
    // The listener lives as long as the page.
    EventListener::new(&window(), "popstate", move |_| apply(&state)).forget();
}

fn apply(state: &State) {
    let query = Query::parse(&window().location().search().unwrap_or_default());
    let wanted = if query.is_set(Key::Snapshot) { query.get(Key::Snapshot) } else { state.own.id.as_str() }.to_owned();
    let other = state.chosen.with_untracked(|chosen| *chosen != wanted);
    if !other && state.query.with_untracked(|known| *known == query) {
        return;
    }
    state.query.set(query);
    state.failure.set(String::new());
    if other {
        show(state, wanted);
    } else {
        recompute::now(state);
    }
    note_stale_tasks(state);
}

/// Shows a snapshot; a view that is not the page's own is loaded first.
fn show(state: &State, id: String) {
    if id == state.own.id.as_str() {
        state.chosen.set(id);
        put(state, state.own.clone());
        return;
    }
    let Some(url) = state.site.snapshots.iter().find(|link| link.id.as_str() == id).map(|link| link.url.clone()) else {
        refuse(state, ["This site has no snapshot named ", &id].concat());
        return;
    };
    state.chosen.set(id.clone());
    let state = state.clone();
    wasm_bindgen_futures::spawn_local(async move {
        let loaded = load::text(&[state.site.base.as_str(), &url].concat()).await;
        // The reader may have chosen another one in the meantime; the last choice wins.
        if state.chosen.with_untracked(|chosen| *chosen != id) {
            return;
        }
        let wrong = |fault: String| ["The data of this snapshot is not as it should be: ", &fault].concat();
        match loaded.and_then(|text| View::from_json(&text).map_err(wrong)) {
            Ok(view) => {
                put(&state, view);
                note_stale_tasks(&state);
            }
            Err(fault) => refuse(&state, fault),
        }
    });
}

/// Says what is wrong and what is shown instead: what was shown before.
fn refuse(state: &State, fault: String) {
    let (id, title) = state.shown.with_untracked(|view| (view.id.to_string(), view.title.clone()));
    state.chosen.set(id);
    state.failure.set([&fault, "; what is shown is \u{201c}", &title, "\u{201d}."].concat());
    recompute::now(state);
}

/// Puts a snapshot onto the page.
pub fn put(state: &State, view: Arc<View>) {
    state.opened.set(None);
    state.shown.set(view);
    recompute::now(state);
}

fn note_stale_tasks(state: &State) {
    let stale = state.query.with_untracked(|query| {
        state.shown.with_untracked(|view| read_tasks(&view.tasks, query.get(Key::Tasks)).is_none())
    });
    if stale {
        let note = "The link switches tasks off in a list that this snapshot does not have; all of its tasks count.";
        state.failure.set(note.to_owned());
    }
}

/// The reader chose another snapshot: into the address, then onto the page.
pub fn choose_snapshot(state: &State, id: &str) {
    state.failure.set(String::new());
    let own = id == state.own.id.as_str();
    write(state, true, |query| {
        query.set(Key::Snapshot, if own { "" } else { id });
        forget_lists(query);
    });
    show(state, id.to_owned());
}

/// Tasks and judges are another snapshot's.
pub fn forget_lists(query: &mut Query) {
    [Key::Tasks, Key::Judges, Key::Categories].into_iter().for_each(|key| query.set(key, ""));
}

/// The reader changed a control. `entry` is whether the step back restores what was before: so for a choice, not
/// for typing and sliding.
pub fn change(state: &State, entry: bool, change: impl FnOnce(&mut Query)) {
    let switches = |query: &Query| SWITCHES.map(|key| query.get(key).to_owned());
    let before = state.query.with_untracked(switches);
    write(state, entry, change);
    if state.query.with_untracked(switches) != before {
        recompute::now(state);
    }
}

fn write(state: &State, entry: bool, change: impl FnOnce(&mut Query)) {
    let mut query = state.query.get_untracked();
    change(&mut query);
    if state.query.with_untracked(|known| *known == query) {
        return;
    }
    let text = query.print();
    // An address without a query is the path alone.
    let address = if text.is_empty() { window().location().pathname().unwrap_or_default() } else { text };
    state.query.set(query);
    // The browser takes some milliseconds for an entry: the reader sees what changed first.
    request_animation_frame(move || {
        set_timeout(
            move || {
                let Ok(history) = window().history() else { return };
                let _ = if entry {
                    history.push_state_with_url(&JsValue::NULL, "", Some(&address))
                } else {
                    history.replace_state_with_url(&JsValue::NULL, "", Some(&address))
                };
            },
            Duration::ZERO,
        );
    });
}

//! The address and the view follow each other: the only place that reads or writes the query string.

use std::sync::Arc;

use analytics::ids::SnapshotId;
use gloo::history::{BrowserHistory, History};
use leptos::prelude::*;

use super::load;
use crate::query::Query;
use crate::source::View;
use crate::state::State;

/// Applies the query string after hydration, and again whenever the reader goes back or forward.
pub fn follow(state: State, own: Arc<View>) {
    Effect::new(move |_| {
        let history = BrowserHistory::new();
        apply(&state, &own);
        let listener = history.listen({
            let (state, own) = (state.clone(), own.clone());
            move || apply(&state, &own)
        });
        // The listener lives as long as the page.
        std::mem::forget(listener);
    });
}

fn apply(state: &State, own: &Arc<View>) {
    let query = Query::parse(BrowserHistory::new().location().query_str());
    if state.query.with_untracked(|known| known.as_ref() == Some(&query)) {
        return;
    }
    state.sort.set(query.sort.unwrap_or_default());
    match &query.snapshot {
        Some(id) if *id != own.id => show(state, id.clone()),
        _ => {
            state.failure.set(None);
            state.chosen.set(own.id.clone());
            if state.shown.with_untracked(|shown| shown.id != own.id) {
                state.shown.set(own.clone());
            }
        }
    }
    state.query.set(Some(query));
}

/// Loads a snapshot and shows it.
fn show(state: &State, id: SnapshotId) {
    let state = state.clone();
    state.chosen.set(id.clone());
    let Some(url) = state.site.snapshots.iter().find(|link| link.id == id).map(|link| absolute(&link.url)) else {
        state.chosen.set(state.shown.with_untracked(|shown| shown.id.clone()));
        state
            .failure
            .set(Some(["This site has no snapshot named ", id.as_str(), "; the page shows its own."].concat()));
        return;
    };
    wasm_bindgen_futures::spawn_local(async move {
        let loaded = match load::text(&url).await {
            Ok(text) => {
                View::from_json(&text).map_err(|_| "The data of this snapshot is not as it should be.".to_owned())
            }
            Err(error) => Err(error),
        };
        // The reader may have chosen another one in the meantime; the last choice wins.
        if state.chosen.with_untracked(|chosen| *chosen != id) {
            return;
        }
        match loaded {
            Ok(snapshot) => {
                state.failure.set(None);
                state.shown.set(snapshot);
            }
            Err(error) => {
                state.chosen.set(state.shown.with_untracked(|shown| shown.id.clone()));
                state.failure.set(Some(error));
            }
        }
    });
}

/// The reader chose another snapshot: into the address, then onto the page.
pub fn choose_snapshot(state: &State, id: &str) {
    let Ok(id) = SnapshotId::new(id) else { return };
    write(state, |query| query.snapshot = Some(id.clone()));
    show(state, id);
}

/// The reader sorted: into the address, without an entry of its own in the history.
pub fn remember_sort(state: &State) {
    let sort = state.sort.get_untracked();
    let mut query = state.query.get_untracked().unwrap_or_default();
    query.sort = Some(sort);
    let history = BrowserHistory::new();
    history.replace([history.location().path(), &query.print()].concat());
    state.query.set(Some(Query::parse(&query.print())));
}

fn write(state: &State, change: impl FnOnce(&mut Query)) {
    let mut query = state.query.get_untracked().unwrap_or_default();
    change(&mut query);
    let history = BrowserHistory::new();
    state.query.set(Some(query.clone()));
    history.push([history.location().path(), &query.print()].concat());
}

/// An address relative to the site's base, made usable from any page.
fn absolute(url: &str) -> String {
    let base = document().document_element().and_then(|root| root.get_attribute("data-base"));
    [&base.unwrap_or_else(|| "/".to_owned()), url].concat()
}

//! Computes standings again: at once where that is quick, else scores first and resamples in slices after them, so
//! that the page never stands still.

use std::sync::Arc;
use std::time::Duration;

use analytics::standings::Replicates;
use leptos::prelude::*;

use crate::board::{AT_ONCE, Computed, Marking, at_once};
use crate::source::View;
use crate::state::State;

/// Sums of one slice.
const SLICE: usize = 2_000_000;

/// Computes what is shown under what is switched on.
pub fn now(state: &State) {
    let view = state.shown.get_untracked();
    match state.query.with_untracked(|query| Marking::new(&view, query)) {
        Some(marking) if marking.work() > AT_ONCE => {
            let pending = Arc::new(marking.standings(&view, None));
            state.computed.set(pending.clone());
            let width = (SLICE as u64 * u64::from(marking.resamples()) / marking.work() as u64).clamp(1, 2_000) as u32;
            let state = state.clone();
            slice(Job { state, view, marking, pending, width, parts: Vec::new(), next: 0 });
        }
        marking => state.computed.set(Arc::new(at_once(&view, marking))),
    }
}

struct Job {
    state: State,
    view: Arc<View>,
    marking: Marking,
    pending: Arc<Computed>,
    width: u32,
    parts: Vec<Replicates>,
    next: u32,
}

/// One slice, then the next one after the browser had its turn.
fn slice(mut job: Job) {
    set_timeout(
        move || {
            // Something else was switched meanwhile: its own slices are under way.
            if !job.state.computed.with_untracked(|current| Arc::ptr_eq(current, &job.pending)) {
                return;
            }
            let end = job.marking.resamples().min(job.next + job.width);
            job.parts.push(job.marking.run(job.next..end));
            job.next = end;
            if end < job.marking.resamples() {
                return slice(job);
            }
            let joined = Replicates::join(std::mem::take(&mut job.parts));
            job.state.computed.set(Arc::new(job.marking.standings(&job.view, joined)));
        },
        Duration::ZERO,
    );
}

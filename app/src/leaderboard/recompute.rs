//! Resamples in slices, so that the page stays responsive while intervals and rank ranges are computed.

use std::time::Duration;

use analytics::standings::Replicates;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::Promise;

use super::standings::{ComputedStandings, Scoring};
use crate::data::SnapshotView;

/// Sums of one slice: some milliseconds.
const SLICE: u64 = 2_000_000;

/// Computes the standings; None as soon as they are not wanted any more.
pub async fn compute_in_slices(
    view: &SnapshotView,
    scoring: &Scoring,
    is_wanted: impl Fn() -> bool,
) -> Option<ComputedStandings> {
    let resamples = scoring.resamples();
    let width = (SLICE * u64::from(resamples) / (scoring.work() as u64).max(1)).clamp(1, 2_000) as u32;
    let mut parts = Vec::new();
    let mut next = 0;
    while next < resamples {
        next_task().await;
        if !is_wanted() {
            return None;
        }
        let end = resamples.min(next + width);
        parts.push(scoring.run(next..end));
        next = end;
    }
    Some(scoring.standings(view, Replicates::join(parts)))
}

/// Lets the browser handle input and paint.
async fn next_task() {
    let promise = Promise::new(&mut |resolve, _| {
        set_timeout(move || drop(resolve.call0(&JsValue::NULL)), Duration::ZERO);
    });
    // A promise that is only resolved.
    let _ = JsFuture::from(promise).await;
}

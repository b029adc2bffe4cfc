//! The entries of WebAssembly: each finds the interactive parts of the page that its program knows, and hydrates them.
//!
//! A page that is to be interactive writes `document::interactive(site, id, files, html)` and names the same files and
//! the entry in its `document::Client`. What hydrates the part is one line in the list of its entry: it gets the element
//! and the texts of these files, in their order, and mounts what prerendered the element's content. A program links only
//! what its own list names, so no page loads another page's code.

use std::sync::Arc;

use analytics::decision::Facts;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::browser::{self, calculator as calculators, load};
use crate::calculators::Page;
use crate::co_op::CoOp;
use crate::compare::Compare;
use crate::components::ScoresInput;
use crate::explorer::Explorer;
use crate::routing::Routing;
use crate::source::{SiteData, View};

/// Hydrates an element from the texts of its files; None when a text is not what it should be.
type Hydrate = fn(HtmlElement, &[String]) -> Option<()>;

/// Hydrates the leaderboard of a snapshot.
pub fn leaderboard() {
    hydrate_roots(&[("explorer", explorer)]);
}

/// Hydrates a calculator.
pub fn calculator() {
    hydrate_roots(&[
        ("cost-calculator", |root, texts| calculators::start(Page::Cost, root, texts)),
        ("memory-planner", |root, texts| calculators::start(Page::Memory, root, texts)),
        ("decision", |root, texts| calculators::start(Page::Decide, root, texts)),
        ("co-op", co_op),
    ]);
}

/// Hydrates the comparison of models, or the routing between a local and a rented one.
pub fn compare() {
    hydrate_roots(&[
        ("compare", |root, texts| {
            let input = scores(texts)?;
            leptos::mount::hydrate_from(root, move || view! { <Compare input/> }).forget();
            Some(())
        }),
        ("local", |root, texts| {
            let input = scores(texts)?;
            leptos::mount::hydrate_from(root, move || view! { <Routing input/> }).forget();
            Some(())
        }),
    ]);
}

/// Hydrates the parts whose element, named by its id, is in the page.
fn hydrate_roots(roots: &[(&str, Hydrate)]) {
    for &(id, hydrate) in roots {
        let root = document().get_element_by_id(id).and_then(|root| root.dyn_into::<HtmlElement>().ok());
        if let Some(root) = root {
            // A part whose data cannot be loaded stays the complete document that it already is.
            wasm_bindgen_futures::spawn_local(async move {
                let _ = load_and(root, hydrate).await;
            });
        }
    }
}

async fn load_and(root: HtmlElement, hydrate: Hydrate) -> Option<()> {
    let mut texts = Vec::new();
    for url in root.get_attribute("data-load")?.split_ascii_whitespace() {
        // The page preloads them all at once, so waiting for one after the other costs nothing.
        texts.push(load::text(url).await.ok()?);
    }
    hydrate(root, &texts)?;
    document().document_element()?.set_attribute("data-hydrated", "true").ok()
}

fn co_op(root: HtmlElement, texts: &[String]) -> Option<()> {
    let facts = Arc::new(Facts::from_json(texts.first()?)?);
    leptos::mount::hydrate_from(root, move || view! { <CoOp facts/> }).forget();
    Some(())
}

fn explorer(root: HtmlElement, texts: &[String]) -> Option<()> {
    let site = Arc::new(SiteData::from_json(texts.first()?).ok()?);
    let snapshot = View::from_json(texts.get(1)?).ok()?;
    leptos::mount::hydrate_from(root, move || view! { <Explorer site snapshot/> }).forget();
    Some(())
}

/// The list of snapshots, and the scores of the page's own one.
fn scores(texts: &[String]) -> Option<ScoresInput> {
    let snapshots = serde_json::from_str(texts.first()?).ok()?;
    let own = serde_json::from_str(texts.get(1)?).ok()?;
    Some(ScoresInput { base: browser::base(), snapshots, own })
}

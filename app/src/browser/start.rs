//! Finds the interactive part of the page that the browser has loaded, and hydrates it.
//!
//! A page that is to be alive writes `document::interactive(site, id, files, html)` and lists the same files in its
//! `Document::preload`. What hydrates it is one line in [`ROOTS`]: it gets the element and the texts of these
//! files, in their order, and mounts the very component that prerendered the element's content.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

use super::{calculator, load, panel};
use crate::calculators::Page;
use crate::explorer::Explorer;
use crate::source::{SiteData, View};

/// Hydrates an element from the texts of its files; None when a text is not what it should be.
type Hydrate = fn(HtmlElement, &[String]) -> Option<()>;

/// The interactive parts by the id of their element. A page has at most one of each.
const ROOTS: &[(&str, Hydrate)] = &[
    ("explorer", explorer),
    ("cost-calculator", |root, texts| calculator::start(Page::Cost, root, texts)),
    ("memory-planner", |root, texts| calculator::start(Page::Memory, root, texts)),
    ("decision", |root, texts| calculator::start(Page::Decide, root, texts)),
    ("compare", |root, texts| panel::hydrate(&crate::compare::PANEL, root, texts)),
    ("local", |root, texts| panel::hydrate(&crate::local::PANEL, root, texts)),
];

/// Runs when the module is loaded. A page without an interactive part is left as it is.
#[wasm_bindgen(start)]
pub fn start() {
    for (id, hydrate) in ROOTS {
        let root = document().get_element_by_id(id).and_then(|root| root.dyn_into::<HtmlElement>().ok());
        if let Some(root) = root {
            // A part whose data cannot be loaded stays the complete document that it already is.
            wasm_bindgen_futures::spawn_local(async move {
                let _ = load_and(root, *hydrate).await;
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

fn explorer(root: HtmlElement, texts: &[String]) -> Option<()> {
    let site = Arc::new(SiteData::from_json(texts.first()?).ok()?);
    let snapshot = View::from_json(texts.get(1)?).ok()?;
    leptos::mount::hydrate_from(root, move || view! { <Explorer site snapshot/> }).forget();
    Some(())
}

//! Hydrates the interactive part of the page that the browser has loaded.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

use super::load;
use crate::explorer::Explorer;
use crate::source::{SiteData, View};

/// Runs when the module is loaded. A page without an interactive part is left as it is.
#[wasm_bindgen(start)]
pub fn start() {
    wasm_bindgen_futures::spawn_local(async {
        // A page whose data cannot be loaded stays the complete document that it already is.
        let _ = hydrate().await;
    });
}

async fn hydrate() -> Option<()> {
    let document = web_sys::window()?.document()?;
    let root: HtmlElement = document.get_element_by_id("explorer")?.dyn_into().ok()?;
    let site: SiteData = serde_json::from_str(&load::text(&root.get_attribute("data-site")?).await.ok()?).ok()?;
    let text = load::text(&root.get_attribute("data-snapshot")?).await.ok()?;
    let snapshot = View::from_json(&text).ok()?;
    let site = Arc::new(site);
    leptos::mount::hydrate_from(root, move || view! { <Explorer site snapshot/> }).forget();
    document.document_element()?.set_attribute("data-hydrated", "true").ok()
}

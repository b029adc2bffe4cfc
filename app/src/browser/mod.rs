//! What only a browser can do for a calculator: listen, write what changed, follow the address.

pub mod calculator;
mod patch;

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Path under which the site is served: begins and ends with a slash.
pub fn base() -> String {
    document().document_element().and_then(|root| root.get_attribute("data-base")).unwrap_or_else(|| "/".to_owned())
}

/// All elements of the page that a selector finds.
fn all(selector: &str) -> Vec<Element> {
    let Ok(found) = document().query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

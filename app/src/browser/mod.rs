//! What only a browser can do: start, load data, follow the address, draw on a canvas.

pub mod canvas;
mod load;
pub mod navigation;
mod panel;
mod start;

/// Path under which the site is served: begins and ends with a slash.
fn base() -> String {
    let root = leptos::prelude::document().document_element();
    root.and_then(|root| root.get_attribute("data-base")).unwrap_or_else(|| "/".to_owned())
}

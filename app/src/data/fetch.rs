//! Loads files of the site itself.
//!
//! Directly through `fetch`: a request without options needs nothing of what a library would add to the client.

use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// The text at an address.
///
/// # Errors
/// What could not be loaded, and why, without a full stop: the caller adds what is shown instead.
pub async fn text(url: &str) -> Result<String, String> {
    let failed = |why: &str| format!("This data could not be loaded: {url} ({why})");
    let response = fetch(url).await.map_err(|_| failed("no connection"))?;
    if !response.ok() {
        return Err(failed(&response.status().to_string()));
    }
    body(&response).await.map_err(|_| failed("the answer broke off"))
}

/// The value that a file of JSON at an address holds.
///
/// # Errors
/// As [`text`], and what is wrong with the file, with its line and column.
pub async fn json<T: DeserializeOwned>(url: &str) -> Result<T, String> {
    let text = text(url).await?;
    serde_json::from_str(&text).map_err(|fault| format!("This data could not be read: {url} ({fault})"))
}

async fn fetch(url: &str) -> Result<Response, JsValue> {
    JsFuture::from(leptos::prelude::window().fetch_with_str(url)).await?.dyn_into()
}

async fn body(response: &Response) -> Result<String, JsValue> {
    JsFuture::from(response.text()?).await?.as_string().ok_or(JsValue::NULL)
}

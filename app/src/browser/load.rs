//! Loads JSON text of the site itself.

use gloo::net::http::Request;

/// The text at an address.
///
/// # Errors
/// One sentence for the reader: what could not be loaded, and what to do.
pub async fn text(url: &str) -> Result<String, String> {
    let failed = |why: &str| ["This data could not be loaded: ", url, " (", why, "). Reload the page to try again."].concat();
    let response = Request::get(url).send().await.map_err(|_| failed("no connection"))?;
    if !response.ok() {
        return Err(failed(&response.status().to_string()));
    }
    response.text().await.map_err(|_| failed("the answer broke off"))
}

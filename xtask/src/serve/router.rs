//! Which file answers a request: as a plain static host would do it, with 404.html for the rest.

use std::path::Path;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::middleware::map_response;
use axum::response::{Redirect, Response};
use axum::routing::get;
use tower_http::services::{ServeDir, ServeFile};

use crate::site::BasePath;

/// Serves `dist` below `base`; anything else is 404.html with status 404.
pub fn router(dist: &Path, base: &BasePath) -> Router {
    let not_found = ServeFile::new(dist.join("404.html"));
    let files = ServeDir::new(dist).redirect_path_prefix(base.prefix()).not_found_service(not_found.clone());
    let router = if base.prefix().is_empty() {
        Router::new().fallback_service(files)
    } else {
        let home = base.as_str().to_owned();
        let to_home = get(move || {
            let home = home.clone();
            async move { Redirect::temporary(&home) }
        });
        let elsewhere = ServeDir::new(dist.join("no-such-folder")).not_found_service(not_found);
        Router::new()
            .route("/", to_home.clone())
            .route(base.prefix(), to_home)
            .nest_service(base.as_str(), files)
            .fallback_service(elsewhere)
    };
    router.layer(map_response(ask_again))
}

/// A site built again a minute later must not come from the browser's cache.
async fn ask_again(mut response: Response) -> Response {
    let value = HeaderValue::from_static("no-cache");
    response.headers_mut().insert(header::CACHE_CONTROL, value);
    response
}

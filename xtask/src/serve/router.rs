//! Which file answers a request: as a plain static host would do it, with 404.html for the rest.

use std::path::Path;

use anyhow::Result;
use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use tower_http::services::{ServeDir, ServeFile};

use super::headers::Headers;
use crate::site::BasePath;

/// Serves `dist` below `base` with the headers of the site's own `_headers` file; anything else is 404.html with
/// status 404. Files that lie beside their compressed forms are sent compressed to those who accept it.
pub fn router(dist: &Path, base: &BasePath) -> Result<Router> {
    let headers = Headers::of(dist)?;
    let not_found = ServeFile::new(dist.join("404.html"));
    let files = ServeDir::new(dist)
        .precompressed_br()
        .precompressed_gzip()
        .redirect_path_prefix(base.prefix())
        .not_found_service(not_found.clone());
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
    Ok(router.layer(from_fn(move |request: Request, next: Next| {
        let headers = headers.clone();
        async move { answered(&headers, request, next).await }
    })))
}

async fn answered(headers: &Headers, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    // A redirection to //models/ would lead to a host of that name.
    if path.starts_with("//") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = next.run(request).await;
    headers.apply(&path, response.headers_mut());
    response
}

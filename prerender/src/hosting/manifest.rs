//! `manifest.webmanifest` and `robots.txt`.

use app::document::Site;
use serde_json::json;

/// The web application manifest: name, colours and icons for a telephone's home screen.
pub fn manifest(site: &Site) -> String {
    let icon = |name: &str, sizes: &str, kind: &str| json!({ "src": site.link(name), "sizes": sizes, "type": kind });
    let manifest = json!({
        "name": site.info.name,
        "short_name": site.info.short_name,
        "description": site.info.description,
        "start_url": site.base,
        "scope": site.base,
        "display": "minimal-ui",
        "background_color": "#fbfaf6",
        "theme_color": "#fbfaf6",
        "icons": [
            icon("favicon.svg", "any", "image/svg+xml"),
            icon("icon-192.png", "192x192", "image/png"),
            icon("icon-512.png", "512x512", "image/png"),
        ],
    });
    [&manifest.to_string(), "\n"].concat()
}

/// Every page may be read by anybody; the sitemap is named where there is one.
pub fn robots(site: &Site) -> String {
    let mut text = "User-agent: *\nAllow: /\n".to_owned();
    if !site.info.url.is_empty() {
        text.push_str(&["Sitemap: ", &site.info.url, "sitemap.xml\n"].concat());
    }
    text
}

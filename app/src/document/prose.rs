//! A page of prose, from Markdown that the prerenderer has turned into HTML.

use super::{Document, Site, body};

/// A page whose content is HTML from `data/content/`.
#[must_use]
pub fn prose(site: &Site, route: &str, title: &str, description: &str, content: &str) -> Document {
    let main = ["<article class=\"prose\">", content, "</article>"].concat();
    Document {
        route: route.to_owned(),
        title: title.to_owned(),
        description: description.to_owned(),
        body: body(site, route, main),
        preload: Vec::new(),
    }
}

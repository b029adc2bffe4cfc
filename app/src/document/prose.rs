//! A page of prose, from Markdown that the prerenderer has turned into HTML.

use leptos::prelude::*;

use super::{Document, Site, body, html};

/// What a page of prose is made of.
#[derive(Debug, Clone, Copy)]
pub struct Prose<'a> {
    /// Route.
    pub route: &'a str,
    /// Title.
    pub title: &'a str,
    /// Description.
    pub description: &'a str,
    /// The day on which the text was last compared with its sources, such as `2026-11-23`.
    pub checked: &'a str,
    /// Id and title of each section; empty for a short page.
    pub sections: &'a [(String, String)],
    /// HTML from `data/content/`, its title included.
    pub content: &'a str,
}

/// A page whose content is HTML from `data/content/`: the title, the list of its sections, the text.
#[must_use]
pub fn prose(site: &Site, page: &Prose<'_>) -> Document {
    let (title, text) = page.content.split_once("</h1>").unwrap_or(("", page.content));
    let title = if title.is_empty() { String::new() } else { [title, "</h1>"].concat() };
    let checked = page.checked.to_owned();
    let parts = [
        "<article class=\"prose\">",
        &title,
        &sections(page.sections),
        "<div class=\"text\">",
        text,
        &html(|| view! { <p class="checked">"Last compared with its sources on " <time>{checked}</time> "."</p> }),
        "</div></article>",
    ];
    Document {
        route: page.route.to_owned(),
        title: page.title.to_owned(),
        description: page.description.to_owned(),
        body: body(site, page.route, parts.concat()),
        client: None,
    }
}

fn sections(sections: &[(String, String)]) -> String {
    if sections.is_empty() {
        return String::new();
    }
    let entries: Vec<_> =
        sections.iter().map(|(id, title)| view! { <li><a href=["#", id].concat()>{title.clone()}</a></li> }).collect();
    html(|| view! { <nav class="toc" aria-label="On this page"><ol>{entries}</ol></nav> })
}

//! Header, navigation and footer around a page's content.
//!
//! Navigation links only to pages that this build has, so it is put around a page when all of them are known.

use leptos::prelude::*;

use super::home::{WAYS, ways};
use super::{Document, Site, html};

/// An entry of the navigation: route, text.
type Entry = (&'static str, &'static str);

/// What the header offers, in three groups: what a reader wants to decide, which models there are, how it came about.
const MAIN: [&[Entry]; 3] = [
    &[
        ("decide/", "Own or rent?"),
        ("setup/", "My machine"),
        ("cost/", "Cost"),
        ("memory/", "Memory"),
        ("speed/", "Speed"),
    ],
    &[("", "Leaderboard"), ("models/", "Models"), ("compare/", "Compare"), ("local/", "What moves local?")],
    &[("methodology/", "Methodology"), ("faq/", "FAQ")],
];

/// What the footer offers.
const MORE: [Entry; 8] = [
    ("co-op/", "Share a machine"),
    ("glossary/", "Glossary"),
    ("snapshots/", "Snapshots"),
    ("contribute/", "Contribute a task"),
    ("timeline/", "Timeline"),
    ("changelog/", "Changelog"),
    ("data/", "Data"),
    ("about-the-numbers/", "About the numbers"),
];

/// The content of a page in its landmark.
#[must_use]
pub fn body(_site: &Site, _route: &str, main: String) -> String {
    ["<main id=\"content\" tabindex=\"-1\">", &main, "</main>"].concat()
}

/// The whole body of a page: header and footer around its content. `routes` are those of all pages of this build.
#[must_use]
pub fn around(site: &Site, routes: &[&str], document: &Document) -> String {
    let main: Vec<_> = MAIN
        .iter()
        .map(|group| links(site, routes, &document.route, group))
        .filter(|group| !group.is_empty())
        .map(|group| view! { <ul>{group}</ul> })
        .collect();
    let more = links(site, routes, &document.route, &MORE);
    let more = (!more.is_empty()).then(|| view! { <nav aria-label="More"><ul>{more}</ul></nav> });
    let feed = view! { <li><a href=site.link("feed.xml")>"Feed of snapshots"</a></li> };
    let source = (!site.info.repository.is_empty()).then(|| {
        view! { <li><a href=site.info.repository.clone()>"Source code"</a></li> }
    });
    let contact = (!site.info.owner.email.is_empty()).then(|| {
        let address = ["mailto:", &site.info.owner.email].concat();
        view! { <li><a href=address>"Contact"</a></li> }
    });
    let outside = view! { <ul>{feed}{source}{contact}</ul> };
    let owner = (!site.info.owner.name.is_empty()).then(|| owner(site));
    let header = html(|| {
        view! {
            <a class="skip" href="#content">"Skip to the content"</a>
            <header class="site">
                <a class="brand" href=site.link("")>{site.info.name.clone()}</a>
                <nav aria-label="Main">
                    <details class="menu">
                        <summary>"Menu"</summary>
                        <div class="groups">{main}</div>
                    </details>
                </nav>
                <button type="button" id="theme" aria-label="Light / dark: switch the colours">
                    <span aria-hidden="true">"◐"</span>
                    <span class="words">" Light / dark"</span>
                </button>
            </header>
        }
    });
    let footer = html(|| {
        view! {
            <footer class="site">
                {more}
                {outside}
                <p>
                    {site.info.name.clone()}
                    ": should you own the machine that runs your language models, or rent tokens? Tested on real tasks, "
                    "with dated prices. Every figure is computed from a snapshot or carries its source. "
                    "No cookies, no requests to other servers. "
                    {owner}
                    "Licence of code and data: "
                    {site.info.licence.spdx.clone()}
                    "."
                </p>
            </footer>
        }
    });
    let content = document.body.replacen(WAYS, &ways(site, routes), 1);
    [header.as_str(), &content, &footer].concat()
}

fn owner(site: &Site) -> AnyView {
    let name = site.info.owner.name.clone();
    if site.info.owner.url.is_empty() {
        return view! { "Published by " {name} ". " }.into_any();
    }
    view! { "Published by " <a href=site.info.owner.url.clone()>{name}</a> ". " }.into_any()
}

/// The entries whose pages exist; the page itself and the section that it belongs to are marked.
fn links(site: &Site, routes: &[&str], here: &str, entries: &[Entry]) -> Vec<AnyView> {
    entries
        .iter()
        .filter(|(route, _)| routes.contains(route))
        .map(|(route, text)| {
            let current = current(route, here);
            view! { <li><a href=site.link(route) aria-current=current>{*text}</a></li> }.into_any()
        })
        .collect()
}

fn current(route: &str, here: &str) -> Option<&'static str> {
    if route == here {
        Some("page")
    } else if !route.is_empty() && here.starts_with(route) {
        Some("true")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(route: &str, routes: &[&str]) -> String {
        let site = Site {
            info: super::super::SiteInfo { name: "Name".into(), ..Default::default() },
            base: "/x/".into(),
            data: std::sync::Arc::new(crate::data::SiteData::default()),
            data_url: String::new(),
        };
        let document = Document {
            route: route.to_owned(),
            title: String::new(),
            description: String::new(),
            body: body(&site, route, "content".to_owned()),
            client: None,
        };
        around(&site, routes, &document)
    }

    #[test]
    fn only_pages_that_exist_are_linked() {
        let text = page("", &["", "methodology/", "faq/"]);
        assert!(text.contains("href=\"/x/methodology/\"") && text.contains("href=\"/x/faq/\""), "{text}");
        assert!(!text.contains("/x/compare/") && !text.contains("mailto:"), "{text}");
    }

    #[test]
    fn the_page_and_its_section_are_marked() {
        assert_eq!(current("models/", "models/"), Some("page"));
        assert_eq!(current("models/", "models/glm/"), Some("true"));
        assert_eq!(current("", "models/"), None);
        assert_eq!(current("", ""), Some("page"));
    }
}

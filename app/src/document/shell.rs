//! Header, navigation and footer around a page's content.

use leptos::prelude::*;

use super::{Site, html};

/// The body of a page.
#[must_use]
pub fn body(site: &Site, route: &str, main: String) -> String {
    let entries = [("", "Leaderboard"), ("snapshots/", "Snapshots"), ("methodology/", "Methodology")];
    let navigation: Vec<_> = entries
        .into_iter()
        .map(|(path, text)| {
            let current = (path == route || (!path.is_empty() && route.starts_with(path))).then_some("page");
            view! { <li><a href=site.link(path) aria-current=current>{text}</a></li> }
        })
        .collect();
    let source = (!site.info.repository.is_empty()).then(|| {
        view! { " · " <a href=site.info.repository.clone()>"Source code"</a> }
    });
    let header = html(|| {
        view! {
            <a class="skip" href="#content">"Skip to the content"</a>
            <header class="site">
                <a class="brand" href=site.link("")>{site.info.name.clone()}</a>
                <nav aria-label="Main"><ul>{navigation}</ul></nav>
                <button type="button" id="theme" aria-label="Switch between light and dark">"Light / dark"</button>
            </header>
        }
    });
    let footer = html(|| {
        view! {
            <footer class="site">
                <p>
                    "Every figure is computed from a snapshot or carries its source. "
                    "No cookies, no requests to other servers."
                    {source}
                </p>
            </footer>
        }
    });
    [&header, "<main id=\"content\">", &main, "</main>", &footer].concat()
}

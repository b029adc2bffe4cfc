//! The page that the service worker shows for an address that was never visited, when there is no network.

use leptos::prelude::*;

use super::{Document, Site, body, html};

/// `offline.html`.
#[must_use]
pub fn offline(site: &Site) -> Document {
    let main = html(|| {
        view! {
            <section class="prose">
                <h1>"This page needs a network"</h1>
                <p>
                    "There is no connection, and this browser has not kept the page: it keeps the pages that you "
                    "have visited, and "
                    <a href=site.link("")>"the leaderboard"</a>
                    ". Load this address again when you are connected."
                </p>
            </section>
        }
    });
    Document {
        route: "offline.html".to_owned(),
        title: "No network".to_owned(),
        description: "There is no network, and this page was not kept.".to_owned(),
        body: body(site, "offline.html", main),
        client: None,
    }
}

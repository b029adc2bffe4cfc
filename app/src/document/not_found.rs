//! The page for an address that does not exist.

use leptos::prelude::*;

use super::{Document, Site, body, html};

/// `404.html`.
#[must_use]
pub fn not_found(site: &Site) -> Document {
    let main = html(|| {
        view! {
            <section class="prose">
                <h1>"There is no such page"</h1>
                <p>
                    "The address may be mistyped, or the page may have moved. "
                    "Try " <a href=site.link("")>"the leaderboard"</a> ", " <a href=site.link("decide/")>"own or rent"</a> " or "
                    <a href=site.link("setup/")>"your machine"</a> "."
                </p>
            </section>
        }
    });
    Document {
        route: "404.html".to_owned(),
        title: "No such page".to_owned(),
        description: "There is no page at this address.".to_owned(),
        body: body(site, "404.html", main),
        client: None,
    }
}

//! The page that holds models against each other.

use leptos::prelude::*;

use super::{Client, Document, Entry, Site, body, html, interactive};
use crate::compare::Compare;
use crate::components::ScoresInput;

/// `compare/`. `files` are the list of snapshots and the scores of the first one, relative to the base.
#[must_use]
pub fn compare(site: &Site, input: &ScoresInput, files: [&str; 2]) -> Document {
    let head = html(|| {
        view! {
            <section class="intro">
                <h1>"Compare models"</h1>
                <p class="claim">
                    "Two to four models of one snapshot, task by task. The question is rarely which one is best: it is "
                    "whether the cheaper or the local one is good enough in place of the other. Say how much of a loss "
                    "you would accept; the tasks say whether they can promise that."
                </p>
            </section>
        }
    });
    let content = html(|| view! { <Compare input=input.clone()/> });
    scored(
        site,
        ("compare", content),
        files,
        [head, String::new()],
        "compare/",
        [
            "Compare models",
            "Paired differences of two to four models on the same tasks, with intervals, and whether one is good enough in place of another.",
        ],
    )
}

/// A page with a part that is computed from scores: the part has an id and a content, and HTML before and after it.
pub(super) fn scored(
    site: &Site,
    (id, content): (&'static str, String),
    files: [&str; 2],
    [before, after]: [String; 2],
    route: &str,
    [title, description]: [&str; 2],
) -> Document {
    let content = interactive(site, id, &files, content);
    Document {
        route: route.to_owned(),
        title: title.to_owned(),
        description: description.to_owned(),
        body: body(site, route, [before, content, after].concat()),
        client: Some(Client { entry: Entry::Compare, files: files.map(str::to_owned).to_vec() }),
    }
}

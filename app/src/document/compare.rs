//! The page that holds models against each other.

use leptos::prelude::*;

use super::{Client, Document, Entry, Site, WITHOUT_SCRIPTS, body, html, interactive};
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
                    "Is the cheaper or the local model good enough in place of the other one? Choose two to four models "
                    "and the loss that you would accept. They are compared on the same tasks, and the answer says what is "
                    "more than chance."
                </p>
                {no_evidence(site, input)}
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
            "Compare language models on the same tasks: is one good enough in place of another, and which differences are more than chance?",
        ],
    )
}

/// That no language model was run on the tasks that the page opens with, and how to make such evidence.
pub(super) fn no_evidence(site: &Site, input: &ScoresInput) -> Option<AnyView> {
    (!input.own.has_evidence()).then(|| {
        view! {
            <p class="note" id="no-evidence">
                "No language model has been run on these tasks yet: what you see are "
                <a href=site.link("glossary/#baseline")>"baselines"</a> ". Run your own with " <code>"exporter run"</code> ", "
                <code>"exporter judge"</code> " and " <code>"exporter export"</code> "; the "
                <a href=site.link("methodology/")>"methodology"</a> " explains the scores."
            </p>
        }
        .into_any()
    })
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
    let content = interactive(site, id, &files, content) + WITHOUT_SCRIPTS;
    Document {
        route: route.to_owned(),
        title: title.to_owned(),
        description: description.to_owned(),
        body: body(site, route, [before, content, after].concat()),
        client: Some(Client { entry: Entry::Compare, files: files.map(str::to_owned).to_vec() }),
    }
}

//! The page that holds models against each other.

use leptos::prelude::*;

use super::{Client, Document, Entry, Site, body, html, interactive};
use crate::compare::PANEL;
use crate::panel::{Context, Panel};

/// `compare/`. `files` are the list of snapshots and the scores of the first one, relative to the base.
#[must_use]
pub fn compare(site: &Site, context: &Context, files: [&str; 2]) -> Document {
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
    panel(
        site,
        &PANEL,
        context,
        files,
        head,
        "compare/",
        [
            "Compare models",
            "Paired differences of two to four models on the same tasks, with intervals, and whether one is good enough in place of another.",
        ],
    )
}

/// A page around a panel.
pub(super) fn panel(
    site: &Site,
    panel: &Panel,
    context: &Context,
    files: [&str; 2],
    around: String,
    route: &str,
    [title, description]: [&str; 2],
) -> Document {
    let content = interactive(site, panel.id, &files, panel.content(context));
    let (before, after) = around.split_once("<!--panel-->").unwrap_or((&around, ""));
    Document {
        route: route.to_owned(),
        title: title.to_owned(),
        description: description.to_owned(),
        body: body(site, route, [before, &content, after].concat()),
        client: Some(Client { entry: Entry::Compare, files: files.map(str::to_owned).to_vec() }),
    }
}

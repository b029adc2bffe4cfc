//! The home page: the question, the evidence, ways onward.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Client, Document, Entry, Site, body, explorer, html};
use crate::source::{SnapshotLink, View};

/// Ways onward: address, name, what it answers.
const ONWARD: [(&str, &str, &str); 7] = [
    ("decide/", "Own or rent?", "the answer for your own workload, and what would change it"),
    ("cost/", "Cost", "what a machine costs in a month against the tokens that it replaces"),
    ("memory/", "Memory", "which models fit into which machine, with how much context"),
    ("speed/", "Speed", "how fast machines answer, as a race in real time"),
    ("local/", "What moves local?", "which kinds of work a local model does well enough"),
    ("compare/", "Compare", "two to four models on the same tasks, with what is chance and what is not"),
    ("methodology/", "Methodology", "how tasks, judges and scores work"),
];

/// The home page with the snapshot that it shows first.
#[must_use]
pub fn home(site: &Site, link: &SnapshotLink, snapshot: &Arc<View>) -> Document {
    let intro = html(|| {
        view! {
            <section class="intro">
                <h1>{site.info.question.clone()}</h1>
                <p class="claim">
                    "A model that runs on your own desk is worth its price only if it does your work well enough, "
                    "fast enough, and for less than the tokens would cost. This site puts real tasks to models, has at "
                    "least two judges of different families mark every answer, and publishes the marks with everything "
                    "behind them."
                </p>
            </section>
        }
    });
    let onward = html(|| {
        view! {
            <section class="onward">
                <h2>"What stands behind a score"</h2>
                <p>
                    "Each answer gets a mark of 0, 1 or 2 for correctness, completeness and quality from every judge. "
                    "A score is the mean over judges, dimensions and tasks. A case on which judges differ by more than "
                    "1.5, or that a judge could not mark, has no score until a person decides; it is counted as unscored, "
                    "never as zero. The button beside a model’s name opens the formula, the inputs and the source of every "
                    "figure in its row."
                </p>
            </section>
        }
    });
    let main = [&intro, &explorer(site, link, snapshot), &onward, WAYS].concat();
    Document {
        route: String::new(),
        title: String::new(),
        description: site.info.description.clone(),
        body: body(site, "", main),
        client: Some(Client { entry: Entry::Leaderboard, files: vec![site.data_url.clone(), link.url.clone()] }),
    }
}

/// Where the ways onward are put in, once it is known which pages there are.
pub(super) const WAYS: &str = "<!--ways-->";

/// The ways onward whose pages exist.
pub(super) fn ways(site: &Site, routes: &[&str]) -> String {
    let known = ONWARD.into_iter().filter(|(path, _, _)| routes.contains(path));
    let ways: Vec<_> =
        known.map(|(path, name, what)| view! { <li><a href=site.link(path)>{name}</a>": "{what}</li> }).collect();
    html(|| {
        view! {
            <section class="onward">
                <h2>"Ways onward"</h2>
                <ul class="ways">{ways}</ul>
            </section>
        }
    })
}

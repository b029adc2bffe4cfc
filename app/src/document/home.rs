//! The home page: the question, the evidence, ways onward.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Client, Document, Entry, Site, body, html, leaderboard};
use crate::data::{SnapshotLink, SnapshotView};

/// What a reader may come with: address, the situation, what the page gives.
const SITUATIONS: [(&str, &str, &str); 4] = [
    ("decide/", "I pay for a subscription or an API", "Should I own a machine instead? Your numbers, one answer."),
    ("setup/", "I have a machine", "The best models that fit, how fast they are, and the commands."),
    ("models/", "I have a model in mind", "Which machine it needs, and what it costs to rent."),
    ("co-op/", "We want to share one", "What each pays, what happens when one leaves, how fast it is."),
];

/// Next steps: address, name, what it answers.
const ONWARD: [(&str, &str, &str); 6] = [
    ("cost/", "Cost", "what a machine costs in a month against the tokens that it replaces"),
    ("memory/", "Memory", "which models fit into which machine, with how much context"),
    ("speed/", "Speed", "the best and the fastest model on each machine"),
    ("local/", "What moves local?", "which kinds of work a local model does well enough"),
    ("compare/", "Compare", "two to four models on the same tasks, and which differences are real"),
    ("methodology/", "Methodology", "how tasks, judges and scores work"),
];

/// The home page with the snapshot that it shows first; `verdict` is HTML with the answer for some amounts of use.
#[must_use]
pub fn home(site: &Site, link: &SnapshotLink, snapshot: &Arc<SnapshotView>, verdict: &str) -> Document {
    let situations: Vec<_> = SITUATIONS
        .into_iter()
        .map(|(path, who, what)| {
            view! { <p class="card"><a href=site.link(path)>{who}</a> <br/> {what}</p> }
        })
        .collect();
    let intro = html(|| {
        view! {
            <section class="intro">
                <h1>{site.info.question.clone()}</h1>
                <p class="claim">
                    "Your own machine is worth its price if an open model does your work well enough, fast enough and for "
                    "less than the tokens cost. Here is the evidence: real tasks, marked by at least two judges, and dated "
                    "prices."
                </p>
            </section>
        }
    });
    let start = html(|| view! { <nav class="cards" aria-label="Where to start">{situations}</nav> });
    let onward = html(|| {
        view! {
            <section class="onward">
                <h2>"What is a score?"</h2>
                <p>
                    "Each judge marks each answer 0, 1 or 2 for correctness, completeness and quality. The score is the mean. "
                    "Where judges differ by more than 1.5, the answer has no score until a person decides. Select ? next to a "
                    "model to see where its numbers come from."
                </p>
                {began(site)}
            </section>
        }
    });
    let main = [&intro, verdict, &start, &leaderboard(site, link, snapshot), &onward, WAYS].concat();
    Document {
        route: String::new(),
        title: String::new(),
        description: site.info.description.clone(),
        body: body(site, "", main),
        client: Some(Client { entry: Entry::Leaderboard, files: vec![site.data_url.clone(), link.url.clone()] }),
    }
}

/// The evaluation that the project began with, where this copy of the site has it.
fn began(site: &Site) -> AnyView {
    const PUBLISHED: &str = "2026-04-published";
    if !site.data.snapshots.iter().any(|snapshot| snapshot.id == PUBLISHED) {
        return ().into_any();
    }
    let (snapshot, audit) = (site.link(&["snapshots/", PUBLISHED, "/"].concat()), site.link("about-the-numbers/"));
    view! {
        <p class="note">
            "This project began by checking " <a href=snapshot>"an evaluation published in spring 2026"</a> ". "
            <a href=audit>"Which of its figures hold"</a> "."
        </p>
    }
    .into_any()
}

/// Where the next steps are put in, once it is known which pages there are.
pub(super) const WAYS: &str = "<!--ways-->";

/// The ways onward whose pages exist.
pub(super) fn ways(site: &Site, routes: &[&str]) -> String {
    let known = ONWARD.into_iter().filter(|(path, _, _)| routes.contains(path));
    let ways: Vec<_> =
        known.map(|(path, name, what)| view! { <li><a href=site.link(path)>{name}</a>": "{what}</li> }).collect();
    html(|| {
        view! {
            <section class="onward">
                <h2>"Next steps"</h2>
                <ul class="ways">{ways}</ul>
            </section>
        }
    })
}

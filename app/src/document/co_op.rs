//! `co-op/`: the calculator of a group, and what to agree on before.

use std::sync::Arc;

use analytics::decision::Facts;
use leptos::prelude::*;

use super::{Client, Document, Entry, Site, body, html, interactive};
use crate::co_op::CoOp;

/// The page; `prose` is HTML for below the calculator, `url` where the browser loads the facts.
#[must_use]
pub fn co_op(site: &Site, facts: &Facts, url: &str, prose: &str) -> Document {
    let date = facts.as_of.clone();
    let intro = html(|| {
        view! {
            <section class="intro">
                <h1>"Share a machine: who pays what?"</h1>
                <p class="claim">
                    "Several people buy one machine. What does each pay, what happens when one leaves, and how fast is it "
                    "when all ask at once? Prices as known on " <time>{date}</time> ", without tax. It begins with an ordinary day "
                    "of agentic coding for each: 174 million tokens a month, nearly all of them read from a cache."
                </p>
                <noscript><p class="note">"Without JavaScript the inputs do nothing; the figures are those of the example."</p></noscript>
            </section>
        }
    });
    let facts = Arc::new(facts.clone());
    let content = html(|| view! { <CoOp facts/> });
    let parts = [
        intro,
        "<section class=\"calc\">".to_owned(),
        interactive(site, "co-op", &[url], content),
        "</section><article class=\"prose\"><div class=\"text\">".to_owned(),
        prose.to_owned(),
        "</div></article>".to_owned(),
    ];
    Document {
        route: "co-op/".to_owned(),
        title: "Share a machine: who pays what".to_owned(),
        description:
            "Four friends, one machine: what each pays, what happens when one leaves, how fast it is when all ask \
            at once, and what to agree on before."
                .to_owned(),
        body: body(site, "co-op/", parts.concat()),
        client: Some(Client { entry: Entry::Calculator, files: vec![url.to_owned()] }),
    }
}

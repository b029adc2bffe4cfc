//! What moves local: the reader's threshold on the evidence, beside what was published.

use analytics::snapshot::v1::{Published, PublishedLocalScore, Summary};
use leptos::prelude::*;

use super::compare::{no_evidence, scored};
use super::table::table;
use super::{Document, Site, cell, html, place};
use crate::components::ScoresInput;
use crate::fixed::fixed;
use crate::routing::Routing;

/// `local/`. `published` is the snapshot of a published evaluation, if there is one.
#[must_use]
pub fn local(site: &Site, input: &ScoresInput, files: [&str; 2], published: Option<&Summary>) -> Document {
    let head = html(|| {
        view! {
            <section class="intro">
                <h1>"What moves local?"</h1>
                <p class="claim">
                    "Which kinds of work can run on a machine of your own? Choose a model and the score that is good "
                    "enough for you. Work can move when the whole 95 % interval reaches that score. It stays in the cloud "
                    "when the whole interval is below."
                </p>
                {no_evidence(site, input)}
            </section>
        }
    });
    let notes = html(|| {
        view! {
            <p class="note">
                "Intervals are t intervals over tasks, within the scale. Where all scores of a category are equal, they "
                "follow from the exact interval of a share. Scores are those of the provider in the snapshot: a smaller "
                "quantisation on your own machine can score lower."
            </p>
        }
    });
    let tables = published.map(|full| html(|| published_part(site, full))).unwrap_or_default();
    let content = html(|| view! { <Routing input=input.clone()/> });
    scored(
        site,
        ("local", content),
        files,
        [head, notes + &tables],
        "local/",
        [
            "What moves local?",
            "Which kinds of work can a local model do well enough? The evidence by category against your own threshold.",
        ],
    )
}

fn published_part(site: &Site, full: &Summary) -> impl IntoView + use<> {
    let tables = full.published.as_deref().map(|published| tables(site, full, published));
    let link = site.link(&place::snapshot(&full.id));
    view! {
        <section>
            <h2>"As it was published in spring 2026"</h2>
            <p class="note">
                "From the snapshot " <a href=link>{full.title.clone()}</a>
                ". It gives no tasks, counts or intervals behind these figures, so nothing above can use them; its shares of prompts stand beside yours."
            </p>
            {tables}
        </section>
    }
}

fn tables(site: &Site, full: &Summary, published: &Published) -> AnyView {
    let routes = published.routing.iter().map(|route| {
        let score = route.score.map(|score| fixed(score, 1)).or_else(|| route.remark.clone());
        cell::row(vec![
            cell::head(route.work.clone()),
            cell::text(if route.local { "local" } else { "cloud" }),
            cell::number(score),
        ])
    });
    let mining = &published.prompt_mining;
    let sum: f64 = mining.shares.iter().map(|share| share.percent).sum();
    let percent = |value: f64| [&cell::short(value, 1), " %"].concat();
    let mut shares: Vec<_> = mining
        .shares
        .iter()
        .map(|share| cell::row(vec![cell::head(share.kind.clone()), cell::number(Some(percent(share.percent)))]))
        .collect();
    shares.push(cell::row(vec![cell::head("Sum of the listed shares"), cell::number(Some(percent(sum)))]));
    shares.push(cell::row(vec![
        cell::head("Published as local"),
        cell::number(Some(["about ", &percent(mining.local_percent)].concat())),
    ]));
    let remark = [
        "The page counts ",
        &cell::grouped(mining.prompts.into()),
        " prompts and says that about ",
        &percent(mining.local_percent),
        " of the work can run locally. The shares that it lists add up to ",
        &percent(sum),
        ", and prompts are not work: a share of prompts says nothing of tokens or time. The larger figure cannot be \
         derived from what is published (",
    ]
    .concat();
    let audit = site.link("about-the-numbers/#row-21");
    let name = |row: &PublishedLocalScore| {
        let model = full.models.iter().find(|model| model.id == row.model);
        model.map_or_else(|| row.model.to_string(), |model| model.name.clone())
    };
    let local = published.local_scores.iter().map(|row| {
        cell::row(vec![
            cell::head(name(row)),
            cell::number(Some(fixed(row.cloud, 2))),
            cell::number(Some(fixed(row.local, 2))),
            cell::number(Some(fixed(row.local - row.cloud, 2))),
        ])
    });
    view! {
        <h3>"Routing"</h3>
        {table("Published routing", &[("Work", false), ("Goes", false), ("Score", true)], routes.collect())}
        <h3 id="published-shares">"Shares of prompts"</h3>
        <p class="note">{remark}<a href=audit>"audit, row 21"</a>")."</p>
        {table("Shares of prompts", &[("Kind of prompt", false), ("Share", true)], shares)}
        <h3>"The same model in the cloud and on a machine"</h3>
        {table(
            "Cloud and local scores",
            &[("Model", false), ("Cloud", true), ("Local", true), ("Difference", true)],
            local.collect(),
        )}
        <p class="note">
            "Published without the number of tasks or the quantisation behind them; the cloud scores differ from those "
            "of the same page’s leaderboard."
        </p>
    }
    .into_any()
}

//! About the numbers: every claim of the published page beside what it comes to, computed when the site is built.

use analytics::claims::{Claim, Verdict};
use leptos::prelude::*;

use super::table::{Column, stacked, table};
use super::{Document, Site, body, html};

const OVERVIEW: [Column; 5] =
    [("Row", true), ("Claim", false), ("Published", true), ("Recomputed", true), ("Verdict", false)];

const FIGURES: [Column; 3] = [("Figure", false), ("Published", true), ("Recomputed", true)];

/// `about-the-numbers/`.
#[must_use]
pub fn about(site: &Site, claims: &[Claim]) -> Document {
    let rows = claims.iter().map(|claim| overview(claim).into_any()).collect();
    let details: Vec<_> = claims.iter().map(details).collect();
    let main = html(|| {
        view! {
            <article class="prose">
                <h1>"Which published figures hold?"</h1>
                <div class="text">
                    <p>
                        "The evaluation that this project began with, published in spring 2026, printed many figures. We "
                        "recomputed each claim from its own inputs and from the sources of this site’s catalogue. The column "
                        "“recomputed” is computed whenever this site is built, and a test fails when a verdict changes."
                    </p>
                    <p>{counted(claims)}</p>
                    <p>
                        "The figures as published are in "
                        <a href=site.link("snapshots/2026-04-published/")>"their snapshot"</a>
                        "."
                    </p>
                </div>
                <h2 id="overview">"Overview"</h2>
                {stacked("plain stacked overview", "Overview of all claims", &OVERVIEW, rows)}
                <h2 id="claims">"Claim by claim"</h2>
                {details}
            </article>
        }
    });
    Document {
        route: "about-the-numbers/".to_owned(),
        title: "Which published figures hold?".to_owned(),
        description:
            "Every figure of the evaluation of spring 2026, with inputs, formula, recomputed value and verdict."
                .to_owned(),
        body: body(site, "about-the-numbers/", main),
        client: None,
    }
}

/// How many claims have which verdict, in a sentence.
fn counted(claims: &[Claim]) -> String {
    let mut verdicts: Vec<(Verdict, usize)> = Vec::new();
    for claim in claims {
        match verdicts.iter_mut().find(|(verdict, _)| *verdict == claim.verdict) {
            Some((_, count)) => *count += 1,
            None => verdicts.push((claim.verdict, 1)),
        }
    }
    verdicts.sort();
    let parts: Vec<String> =
        verdicts.into_iter().map(|(verdict, count)| [verdict.label(), " ", &count.to_string()].concat()).collect();
    ["Verdicts on the ", &claims.len().to_string(), " claims: ", &parts.join(", "), "."].concat()
}

/// Where the row of a claim stands on the page.
pub(super) fn place(claim: &Claim) -> String {
    ["row-", &claim.row.to_string()].concat()
}

fn verdict(verdict: Verdict) -> impl IntoView + use<> {
    let class = match verdict {
        Verdict::Reproduces => "verdict good",
        Verdict::Partly | Verdict::LeftUnsaid | Verdict::NotDerivable | Verdict::Overtaken => "verdict fair",
        Verdict::DoesNotReproduce | Verdict::ContradictsItself | Verdict::WrongFact | Verdict::Impossible => {
            "verdict bad"
        }
    };
    view! { <span class=class>{verdict.label()}</span> }
}

/// A row of the overview: the claim's first figure that differs, or its first, and how many it has.
fn overview(claim: &Claim) -> impl IntoView + use<> {
    let first = claim.checks.iter().find(|check| !check.agrees).or(claim.checks.first());
    let (published, recomputed) =
        first.map(|check| (check.published.clone(), check.recomputed.clone())).unwrap_or_default();
    let more = (claim.checks.len() > 1).then(|| {
        view! { " " <small>{["(one of ", &claim.checks.len().to_string(), " figures)"].concat()}</small> }
    });
    view! {
        <tr>
            <td class="number">{claim.row}</td>
            <th scope="row"><a href=["#", &place(claim)].concat()>{claim.topic}</a>{more}</th>
            <td class="number">{published}</td>
            <td class="number">{recomputed}</td>
            <td>{verdict(claim.verdict)}</td>
        </tr>
    }
}

fn details(claim: &Claim) -> AnyView {
    let rows = claim
        .checks
        .iter()
        .map(|check| {
            let class = if check.agrees { "" } else { "differs" };
            view! {
                <tr class=class>
                    <th scope="row">{check.what}</th>
                    <td class="number">{check.published.clone()}</td>
                    <td class="number">{check.recomputed.clone()}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let title = [&claim.row.to_string(), ". ", claim.topic].concat();
    let label = ["Figures of claim ", &claim.row.to_string()].concat();
    view! {
        <section class="claim-row" id=place(claim)>
            <h3>{title}</h3>
            <p>{verdict(claim.verdict)} ". " {claim.why}</p>
            {table(label, &FIGURES, rows)}
            <dl class="how">
                <dt>"Inputs"</dt>
                <dd>{claim.inputs}</dd>
                <dt>"Formula"</dt>
                <dd>{claim.formula}</dd>
            </dl>
        </section>
    }
    .into_any()
}

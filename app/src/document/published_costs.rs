//! The published figures about cost beside the right ones.

use analytics::claims::{Check, Claim};
use leptos::prelude::*;

use super::{Site, html};

/// The section as HTML.
pub fn section(site: &Site, claims: &[Claim]) -> String {
    let about_cost = claims.iter().filter(|claim| claim.row <= 17 || claim.row == 30);
    let rows: Vec<_> = about_cost
        .flat_map(|claim| claim.checks.iter().enumerate().map(move |(at, check)| row(claim, at, check)))
        .collect();
    html(|| {
        view! {
            <section>
                <h2 id="published">"The published figures, recomputed"</h2>
                <p>
                    "The evaluation of spring 2026 used these inputs: a 30-day month, 10.088 SEK per dollar, no residual value. "
                    <a href=site.link("about-the-numbers/")>"All claims with their formulas"</a>
                    "."
                </p>
                <div class="scroll" tabindex="0" role="region" aria-label="Published figures about cost">
                    <table class="plain">
                        <thead>
                            <tr>
                                <th scope="col">"Figure"</th>
                                <th scope="col" class="number">"Published"</th>
                                <th scope="col">"By its own method"</th>
                                <th scope="col" class="number">"Right"</th>
                                <th scope="col">"Why"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

fn row(claim: &Claim, at: usize, check: &Check) -> AnyView {
    let what = (claim.checks.len() > 1).then(|| view! { <small>" " {check.what.to_string()}</small> });
    let by_method = match &check.by_page {
        Some((method, gives)) => view! { {gives.to_string()} <small>" " {method.to_string()}</small> }.into_any(),
        None if check.agrees => "the same".into_any(),
        None => ().into_any(),
    };
    view! {
        <tr>
            <th scope="row">{claim.topic} {what}</th>
            <td class="number">{check.published.to_string()}</td>
            <td>{by_method}</td>
            <td class="number">{check.recomputed.to_string()}</td>
            <td class="why">{if at == 0 { claim.why } else { "" }}</td>
        </tr>
    }
    .into_any()
}

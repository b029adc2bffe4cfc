//! What a published evaluation says of one model besides its score.

use analytics::snapshot::v1::{ModelSummary, PublishedFit, Summary};
use leptos::prelude::*;

use super::super::cell;
use super::super::table::table;
use crate::fixed::fixed;

/// The figures; nothing for a snapshot of a run.
pub fn section(full: &Summary, model: &ModelSummary) -> AnyView {
    let Some(published) = full.published.as_deref() else { return ().into_any() };
    let fit = |fit: PublishedFit| match fit {
        PublishedFit::Yes => "yes",
        PublishedFit::Alone => "only alone",
        PublishedFit::No => "no",
    };
    let mut lines: Vec<(&str, String)> = Vec::new();
    if let Some(row) = published.leaderboard.iter().find(|row| row.model == model.id) {
        lines.extend([
            ("Rank", row.rank.to_string()),
            ("Score", fixed(row.score, 2)),
            ("Fits into 128 GB", fit(row.fits_128_gb).to_owned()),
            ("Fits into 256 GB", fit(row.fits_256_gb).to_owned()),
            ("Active parameters", row.active_params.clone()),
            ("Mean time of an answer", [&cell::short(row.mean_time_s, 1), " s"].concat()),
        ]);
    }
    for row in published.local_scores.iter().filter(|row| row.model == model.id) {
        lines.push(("Score in the cloud, beside the local one", fixed(row.cloud, 2)));
        lines.push(("Score on a machine", fixed(row.local, 2)));
    }
    for row in published.api_costs.iter().filter(|row| row.model == model.id) {
        let prices = [fixed(row.input_usd_per_m, 2), fixed(row.output_usd_per_m, 2)].join(" / ");
        lines.push(("Price in dollars per million tokens, in / out", prices));
        let volume = cell::short(published.cost_assumptions.tokens_per_month / 1e6, 0);
        let cost = cell::short(row.sek_per_month, 0);
        lines.push(("API cost in a month", [&cost, " SEK for ", &volume, " million tokens"].concat()));
    }
    for setup in &published.setups {
        for part in setup.models.iter().filter(|part| part.model == model.id) {
            let speed = part.tok_per_s.map(|rate| [", ", &cell::short(rate, 0), " tokens/s"].concat());
            let text = [&part.role, ": ", &cell::short(part.memory_gb, 0), " GB", &speed.unwrap_or_default()].concat();
            lines.push(("In a setup", [&setup.name, ". ", &text].concat()));
        }
    }
    let rows = lines.into_iter().map(|(name, value)| cell::row(vec![cell::head(name), cell::text(value)])).collect();
    view! {
        <section>
            <h2>"As it was published"</h2>
            {table("As it was published", &[("What", false), ("Figure", false)], rows)}
            <p class="note">
                "These figures stand as the page had them. Some are wrong, and what is known of that stands above; "
                "memory and prices as the catalogue has them stand below."
            </p>
        </section>
    }
    .into_any()
}

//! The calculators' pages, and the file of everything that can be had, which they and the browser read.

use std::path::Path;
use std::sync::Arc;

use analytics::claims::claims;
use analytics::decision::{Facts, scored_snapshot};
use analytics::ways::Market;
use anyhow::Context;
use app::document::{self, Advice, Calculators, Document, SetupPages, Site};

use crate::input::Input;
use crate::output::Output;

/// Everything that can be had as the browser loads it, and the address of its file relative to the base.
///
/// # Errors
/// A catalogue with a price that cannot be counted; a file that cannot be written.
pub fn market(out: &Output, input: &Input) -> anyhow::Result<(Arc<Market>, String)> {
    let summary = scored_snapshot(&input.catalog, input.snapshots.iter().map(|snapshot| &snapshot.summary));
    let market = Market::new(&input.catalog, summary).context("the catalogue holds a price that cannot be counted")?;
    let json = serde_json::to_string(&market)?;
    let url = out.hashed("assets/market", &json)?;
    // Rendered from the very text that the browser will load.
    Ok((Arc::new(serde_json::from_str(&json)?), url))
}

/// All of them.
///
/// # Errors
/// A file that cannot be written.
pub fn documents(
    site: &Site,
    input: &Input,
    advice: &Advice<'_>,
    calculators: &Calculators,
    script: &str,
    data: &Path,
) -> anyhow::Result<Vec<Document>> {
    let published = input.snapshots.iter().find_map(|snapshot| snapshot.summary.published.as_deref());
    let claims = published.map_or_else(Vec::new, |published| claims(&input.catalog, published));
    let pages = SetupPages { catalog: &input.catalog, facts: advice.facts, setups: &advice.setups, script };
    let mut documents = document::setup(site, &pages);
    documents.extend([
        document::cost(site, calculators, &claims),
        document::memory(site, calculators),
        document::decide(site, calculators),
        co_op(site, input, advice.facts, &calculators.url, data)?,
    ]);
    Ok(documents)
}

/// The page of a group that shares a machine, with its prose.
fn co_op(site: &Site, input: &Input, facts: &Facts, url: &str, data: &Path) -> anyhow::Result<Document> {
    let is_snapshot = |target: &str| input.snapshots.iter().any(|of| target == format!("snapshots/{}/", of.entry.id));
    let link =
        |target: &str| (["decide/", "cost/"].contains(&target) || is_snapshot(target)).then(|| site.link(target));
    let prose = crate::content::part(site, &data.join("content/parts/co-op.md"), &link)?;
    Ok(document::co_op(site, facts, url, &prose))
}

//! The calculators' pages, and the file of facts that they and the browser read.

use std::path::Path;

use analytics::claims::claims;
use analytics::decision::{Facts, scored_snapshot};
use analytics::ways::Market;
use anyhow::Context;
use app::document::{self, Advice, Calculators, Document, SetupPages, Site};

use crate::input::Input;
use crate::output::Output;

/// Everything that ways to get work done are compared by; None where the catalogue lacks what they need.
#[must_use]
pub fn market(input: &Input) -> Option<Market> {
    let entries: Vec<_> = input.snapshots.iter().map(|snapshot| snapshot.entry.clone()).collect();
    let scored = scored_snapshot(&entries).map(|entry| entry.id.clone());
    let summary = input.snapshots.iter().find(|snapshot| Some(&snapshot.entry.id) == scored.as_ref());
    Market::new(&input.catalog, summary.map(|snapshot| &snapshot.summary))
}

/// The facts as the browser loads them, and the address of their file relative to the base.
///
/// # Errors
/// A catalogue that cannot be written as facts; a file that cannot be written.
pub fn facts(out: &Output, input: &Input) -> anyhow::Result<(Facts, String)> {
    let entries: Vec<_> = input.snapshots.iter().map(|snapshot| snapshot.entry.clone()).collect();
    let scored = scored_snapshot(&entries).map(|entry| entry.id.clone());
    let summary = input.snapshots.iter().find(|snapshot| Some(&snapshot.entry.id) == scored.as_ref());
    let json = Facts::to_json(&input.catalog, summary.map(|snapshot| &snapshot.summary));
    // Rendered from the very text that the browser will load.
    let facts = Facts::from_json(&json).context("the facts for the calculators cannot be read back")?;
    let url = out.hashed("assets/facts", &json)?;
    Ok((facts, url))
}

/// All of them.
///
/// # Errors
/// A file that cannot be written.
pub fn documents(
    site: &Site,
    input: &Input,
    advice: &Advice<'_>,
    (url, script): (&str, &str),
    data: &Path,
) -> anyhow::Result<Vec<Document>> {
    let calculators = Calculators { facts: advice.facts, url };
    let published = input.snapshots.iter().find_map(|snapshot| snapshot.summary.published.as_deref());
    let claims = published.map_or_else(Vec::new, |published| claims(&input.catalog, published));
    let pages = SetupPages { catalog: &input.catalog, facts: advice.facts, setups: &advice.setups, script };
    let mut documents = document::setup(site, &pages);
    documents.extend([
        document::cost(site, &calculators, &claims),
        document::memory(site, &calculators),
        document::decide(site, &calculators),
        co_op(site, input, advice.facts, url, data)?,
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

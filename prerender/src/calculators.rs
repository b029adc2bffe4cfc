//! The calculators' pages, and the file of facts that they and the browser read.

use analytics::claims::claims;
use analytics::decision::{Facts, scored_snapshot};
use anyhow::Context;
use app::document::{self, Calculators, Document, Site};

use crate::input::Input;
use crate::output::Output;

/// All of them.
///
/// # Errors
/// A catalogue that cannot be written as facts; a file that cannot be written.
pub fn documents(out: &Output, site: &Site, input: &Input) -> anyhow::Result<Vec<Document>> {
    let entries: Vec<_> = input.snapshots.iter().map(|snapshot| snapshot.entry.clone()).collect();
    let scored = scored_snapshot(&entries).map(|entry| entry.id.clone());
    let summary = input.snapshots.iter().find(|snapshot| Some(&snapshot.entry.id) == scored.as_ref());
    let json = Facts::to_json(&input.catalog, summary.map(|snapshot| &snapshot.summary));
    // Rendered from the very text that the browser will load.
    let facts = Facts::from_json(&json).context("the facts for the calculators cannot be read back")?;
    let url = out.hashed("assets/facts", &json)?;
    let calculators = Calculators { facts: &facts, url: &url };
    let published = input.snapshots.iter().find_map(|snapshot| snapshot.summary.published.as_deref());
    let claims = published.map_or_else(Vec::new, |published| claims(&input.catalog, published));
    Ok(vec![
        document::cost(site, &calculators, &claims),
        document::memory(site, &calculators),
        document::decide(site, &calculators),
    ])
}

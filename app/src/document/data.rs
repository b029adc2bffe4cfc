//! Data and downloads: every file of the site's data, and how to check and to cite it.

use analytics::ids::SnapshotId;
use analytics::snapshot::v1::IndexEntry;
use leptos::prelude::*;

use super::table::{Column, table};
use super::{Document, Site, body, html};
use crate::data::day;

/// A table for a spreadsheet that was written when the site was built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// The snapshot that it is made from.
    pub snapshot: SnapshotId,
    /// Path relative to the base.
    pub path: String,
    /// Size in bytes.
    pub bytes: usize,
}

const COLUMNS: [Column; 4] = [("Snapshot", false), ("Newest figure", false), ("JSON", false), ("CSV", false)];

const SCHEMAS: [(&str, &str); 3] = [
    ("snapshot-v1.summary.schema.json", "a summary: every model, task, judge, case and mark"),
    ("snapshot-v1.detail.schema.json", "a task’s prompt, answers and verdicts"),
    ("snapshot-v1.index.schema.json", "the list of all snapshots"),
];

/// `data/`.
#[must_use]
pub fn data(site: &Site, entries: &[IndexEntry], downloads: &[Download]) -> Document {
    let rows = entries.iter().map(|entry| row(site, entry, downloads).into_any()).collect();
    let schemas: Vec<_> = SCHEMAS
        .into_iter()
        .map(|(name, what)| {
            view! { <li><a href=site.link(&["data/schema/", name].concat())>{name}</a>": "{what}"."</li> }
        })
        .collect();
    let main = html(|| {
        view! {
            <article class="prose">
                <h1>"Data and downloads"</h1>
                <div class="text">
                    <p>
                        "Every figure on this site comes from the files below. They are plain JSON and CSV, and may be used "
                        "under the licence "
                        {site.info.licence.spdx.clone()}
                        ". A snapshot never changes after it was published; a corrected evaluation is a new snapshot."
                    </p>
                    <h2 id="snapshots">"Snapshots"</h2>
                    {table("Snapshots", &COLUMNS, rows)}
                    <p>
                        "The summary holds every mark, so that every score can be computed again. The page of each snapshot lists "
                        "its detail files, one for each task, with prompt, answers and the judges’ reasons. "
                        <a href=site.link("data/snapshots/index.json")>"index.json"</a>
                        " lists all snapshots for programs."
                    </p>
                    <h2 id="tables">"What the tables hold"</h2>
                    <p>
                        "A leaderboard has a line for each model: score from 0 to 2, counted tasks, 95 % interval, times in "
                        "milliseconds, cost in 10⁻¹² US dollars. A table of cases has a line for each answer, with its outcome, its "
                        "score and the marks of every judge. An empty cell means that the value is unknown; it never means zero."
                    </p>
                    <h2 id="schema">"Schema"</h2>
                    <p>"The format has a version and a JSON Schema for each kind of file:"</p>
                    <ul>{schemas}</ul>
                    <h2 id="checksums">"Checksums"</h2>
                    <p>
                        <a href=site.link("data/SHA256SUMS")>"SHA256SUMS"</a>
                        " covers every file below "
                        <code>"data/"</code>
                        ". To check a copy of that folder, run "
                        <code>"sha256sum -c SHA256SUMS"</code>
                        " in it. "
                        <code>"exporter check"</code>
                        " goes further: it computes every score of a snapshot again from its marks."
                    </p>
                </div>
            </article>
        }
    });
    Document {
        route: "data/".to_owned(),
        title: "Data and downloads".to_owned(),
        description: "Every snapshot as JSON and CSV, with schema and checksums.".to_owned(),
        body: body(site, "data/", main),
        client: None,
    }
}

fn row(site: &Site, entry: &IndexEntry, downloads: &[Download]) -> impl IntoView + use<> {
    let own = downloads.iter().filter(|download| download.snapshot == entry.id);
    let tables: Vec<_> = own
        .map(|download| {
            let name = download.path.rsplit('/').next().unwrap_or_default();
            let what = if name.ends_with("-cases.csv") { "cases" } else { "leaderboard" };
            view! {
                <li><a href=site.link(&download.path) download>{what}</a>" ("{kilobytes(download.bytes as u64)}")"</li>
            }
        })
        .collect();
    let summary = site.link(&["data/snapshots/", entry.id.as_str(), "/summary.json"].concat());
    let page = site.link(&["snapshots/", entry.id.as_str(), "/"].concat());
    view! {
        <tr>
            <th scope="row"><a href=page>{entry.title.clone()}</a></th>
            <td>{day(&entry.created_at).to_owned()}</td>
            <td><a href=summary download>"summary"</a>" ("{kilobytes(entry.summary_bytes)}")"</td>
            <td><ul class="plain-list">{tables}</ul></td>
        </tr>
    }
}

/// 1 KB is 1000 bytes; rounded up, so that nothing has no size.
fn kilobytes(bytes: u64) -> String {
    [bytes.div_ceil(1000).to_string().as_str(), " KB"].concat()
}

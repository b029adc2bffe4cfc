//! The list of all snapshots, with their origin and their files.

use analytics::snapshot::v1::IndexEntry;
use leptos::prelude::*;

use super::table::{Column, table};
use super::{Document, Site, body, html};
use crate::data::{day, origin};

const COLUMNS: [Column; 7] = [
    ("Snapshot", false),
    ("Newest figure", false),
    ("Origin", false),
    ("Tasks", true),
    ("Models", true),
    ("Judges", true),
    ("Data", false),
];

/// `snapshots/`.
#[must_use]
pub fn snapshots(site: &Site, entries: &[IndexEntry]) -> Document {
    let rows = entries.iter().map(|entry| row(site, entry).into_any()).collect();
    let main = html(|| {
        view! {
            <section>
                <h1>"Snapshots"</h1>
                <p class="claim">
                    "A snapshot is one evaluation, frozen: its tasks, models and judges, every mark, and the files behind "
                    "them with their checksums. Nothing in a snapshot changes after it was published. The "
                    <a href=site.link("changelog/")>"changelog"</a> " sets any two of them side by side."
                </p>
                {table("Snapshots", &COLUMNS, rows)}
            </section>
        }
    });
    Document {
        route: "snapshots/".to_owned(),
        title: "Snapshots".to_owned(),
        description: "All evaluations that this site holds, with their origin and their files.".to_owned(),
        body: body(site, "snapshots/", main),
        client: None,
    }
}

fn row(site: &Site, entry: &IndexEntry) -> impl IntoView + use<> {
    let origin = origin(entry);
    let tasks = if entry.tasks == 0 { "–".to_owned() } else { entry.tasks.to_string() };
    let page = site.link(&["snapshots/", entry.id.as_str(), "/"].concat());
    let data = site.link(&["data/snapshots/", entry.id.as_str(), "/summary.json"].concat());
    let day = day(&entry.created_at).to_owned();
    view! {
        <tr>
            <th scope="row"><a href=page>{entry.title.clone()}</a></th>
            <td>{day}</td>
            <td>{origin}</td>
            <td class="number">{tasks}</td>
            <td class="number">{entry.models}</td>
            <td class="number">{entry.judges}</td>
            <td><a href=data download>"summary.json"</a></td>
        </tr>
    }
}

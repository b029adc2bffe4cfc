//! The page of one snapshot: its leaderboard, and everything else that it holds.

use std::sync::Arc;

use analytics::snapshot::v1::{IndexEntry, Summary};
use leptos::prelude::*;

use super::table::table;
use super::{Client, Document, Entry, Site, body, html, leaderboard, place, published};
use super::{conditions, variants};
use crate::data::{SnapshotLink, SnapshotView, day};

/// `snapshots/<id>/`.
#[must_use]
pub fn snapshot(
    site: &Site,
    entry: &IndexEntry,
    link: &SnapshotLink,
    snapshot: &Arc<SnapshotView>,
    full: &Summary,
) -> Document {
    let published = full.published.as_ref().map(|_| "the tables as they were published, ");
    let listed = (!full.tasks.is_empty()).then_some("the tasks, ");
    let rule = (full.published.is_none()).then(|| view! { <p class="note">{full.scoring.rule.statement()}</p> });
    let head = html(|| {
        view! {
            <section class="intro">
                <h1>{full.title.clone()}</h1>
                <p class="claim">
                    "One snapshot, of "
                    {day(&entry.created_at).to_owned()}
                    ": its leaderboard and charts, "
                    {published}
                    {listed}
                    "and the files with their checksums, from which every score on this page is computed."
                </p>
                {rule}
            </section>
        }
    });
    let mut main = [head, leaderboard(site, link, snapshot)].concat();
    if let Some(tables) = &full.published {
        main.push_str(&html(|| published::tables(tables, &full.models)));
    }
    main.push_str(&variants::sections(full).map_or_else(String::new, |sections| html(|| sections)));
    main.push_str(&conditions::section(&full.models).map_or_else(String::new, |section| html(|| section)));
    if !full.tasks.is_empty() {
        main.push_str(&html(|| tasks(site, full)));
    }
    main.push_str(&html(|| files(site, entry, full)));
    let route = ["snapshots/", full.id.as_str(), "/"].concat();
    Document {
        title: full.title.clone(),
        description: full.provenance.statement.clone(),
        body: body(site, &route, main),
        client: Some(Client { entry: Entry::Leaderboard, files: vec![site.data_url.clone(), link.url.clone()] }),
        route,
    }
}

/// The tasks of the snapshot.
fn tasks(site: &Site, full: &Summary) -> impl IntoView + use<> {
    let rows = full
        .tasks
        .iter()
        .map(|task| {
            let address = site.link(&place::task(&full.id, &task.id));
            view! {
                <tr>
                    <th scope="row"><a href=address>{task.title.clone()}</a></th>
                    <td>{task.id.to_string()}</td>
                    <td>{task.category.label()}</td>
                    <td class="number">{task.difficulty}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let columns = [("Task", false), ("Id", false), ("Category", false), ("Difficulty, 1–5", true)];
    view! {
        <section>
            <h2>"Tasks"</h2>
            {full.suite.as_ref().map(|suite| {
                let text = ["Suite: ", suite, ". Scores of different suites cannot be compared."].concat();
                view! { <p>{text}</p> }
            })}
            <p><a href=site.link(&place::tasks(&full.id))>"By category, with how far the models got"</a></p>
            {table("Tasks", &columns, rows)}
        </section>
    }
}

/// The files of the snapshot, to download and to verify.
fn files(site: &Site, entry: &IndexEntry, full: &Summary) -> impl IntoView + use<> {
    let folder = ["data/snapshots/", full.id.as_str(), "/"].concat();
    let own = [("summary.json", entry.summary_sha256.as_str(), entry.summary_bytes)];
    let others = full.files.iter().map(|file| (file.path.as_str(), file.sha256.as_str(), file.bytes));
    let rows = own
        .into_iter()
        .chain(others)
        .map(|(path, sha256, bytes)| {
            let address = site.link(&[&folder, path].concat());
            view! {
                <tr>
                    <th scope="row"><a href=address>{path.to_owned()}</a></th>
                    <td class="number">{bytes}</td>
                    <td><code>{sha256.to_owned()}</code></td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <section>
            <h2>"Files"</h2>
            {table("Files", &[("File", false), ("Bytes", true), ("SHA-256", false)], rows)}
        </section>
    }
}

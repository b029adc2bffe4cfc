//! Two snapshots side by side: what came, went and changed, and the scores where they can be compared.

use analytics::snapshot::diff::diff;
use analytics::snapshot::v1::{IndexEntry, Summary};
use leptos::prelude::*;

use super::changelog::{compared, obstacle};
use super::{Document, Site, body, html};
use crate::data::day;

/// A snapshot with its entry in the index.
type Known<'a> = (&'a IndexEntry, &'a Summary);

/// The route of the page of two snapshots.
pub(super) fn route(old: &IndexEntry, new: &IndexEntry) -> String {
    ["changelog/", old.id.as_str(), "/", new.id.as_str(), "/"].concat()
}

/// A snapshot stands beside so many earlier ones: pages of all pairs would grow with the square of the snapshots.
const BESIDE: usize = 12;

/// Those of the earlier snapshots, newest first, that a snapshot is set beside.
pub(super) fn beside<T>(earlier: &[T]) -> &[T] {
    &earlier[..earlier.len().min(BESIDE)]
}

/// A page for every snapshot with each of the last twelve before it. The snapshots come newest first.
#[must_use]
pub fn versus(site: &Site, snapshots: &[Known<'_>]) -> Vec<Document> {
    let mut pages = Vec::new();
    for (position, new) in snapshots.iter().enumerate() {
        let earlier = snapshots.get(position + 1..).unwrap_or_default();
        pages.extend(beside(earlier).iter().map(|old| page(site, old, new)));
    }
    pages
}

fn page(site: &Site, (old_entry, old): &Known<'_>, (new_entry, new): &Known<'_>) -> Document {
    let route = route(old_entry, new_entry);
    let title = ["From ", &old_entry.title, " to ", &new_entry.title].concat();
    let obstacle = obstacle(new, old);
    let why = obstacle.map(|why| {
        let text = ["A difference of their scores would say nothing about models: ", why, ". None is shown."].concat();
        view! { <p>{text}</p> }
    });
    let side = |entry: &IndexEntry, full: &Summary| {
        let page = site.link(&["snapshots/", entry.id.as_str(), "/"].concat());
        let rest = [", ", day(&entry.created_at), ". ", &full.provenance.statement].concat();
        view! { <li><a href=page>{entry.title.clone()}</a>{rest}</li> }
    };
    let main = html(|| {
        view! {
            <p class="path"><a href=site.link("changelog/")>"Changelog"</a></p>
            <article class="prose">
                <h1>{title.clone()}</h1>
                <ul>{side(old_entry, old)}{side(new_entry, new)}</ul>
                {why}
                {compared(&diff(old, new), new, old, obstacle.is_none())}
            </article>
        }
    });
    Document {
        description: ["What changed from one snapshot to the other: ", &title, "."].concat(),
        body: body(site, &route, main),
        client: None,
        title,
        route,
    }
}

#[cfg(test)]
mod tests {
    use analytics::snapshot::summary_from_json;

    use super::*;
    use crate::document::SiteInfo;

    #[test]
    fn every_two_snapshots_have_a_page_and_scores_only_where_they_can_be_compared() {
        let read = |text: &str| summary_from_json(text).unwrap();
        let run = read(include_str!("../../../data/snapshots/builtin-baselines/summary.json"));
        let published = read(include_str!("../../../data/snapshots/2026-04-published/summary.json"));
        let index = include_str!("../../../data/snapshots/index.json");
        let index: serde_json::Value = serde_json::from_str(index).unwrap();
        let entry = |id: &str| -> IndexEntry {
            let all = index["snapshots"].as_array().unwrap();
            serde_json::from_value(all.iter().find(|entry| entry["id"] == id).unwrap().clone()).unwrap()
        };
        let (own, other) = (entry("builtin-baselines"), entry("2026-04-published"));
        let mut again = own.clone();
        again.id = analytics::ids::SnapshotId::new("again").unwrap();
        let site = Site {
            info: SiteInfo::default(),
            base: "/x/".to_owned(),
            data: std::sync::Arc::default(),
            data_url: String::new(),
        };
        let pages = versus(&site, &[(&again, &run), (&own, &run), (&other, &published)]);
        let routes: Vec<&str> = pages.iter().map(|page| page.route.as_str()).collect();
        assert_eq!(
            routes,
            [
                "changelog/builtin-baselines/again/",
                "changelog/2026-04-published/again/",
                "changelog/2026-04-published/builtin-baselines/"
            ]
        );
        assert!(pages[0].body.contains("Difference on common tasks"), "{}", pages[0].body);
        assert!(
            pages[2].body.contains("None is shown") && !pages[2].body.contains("Difference on"),
            "{}",
            pages[2].body
        );
        assert!(pages[2].body.contains("New models: "), "{}", pages[2].body);
    }

    #[test]
    fn pages_grow_with_the_snapshots_and_not_with_their_square() {
        let pairs = |count: usize| {
            let all: Vec<usize> = (0..count).collect();
            (0..count).map(|at| beside(&all[at + 1..]).len()).sum::<usize>()
        };
        assert_eq!([1, 2, 4].map(pairs), [0, 1, 6]);
        assert_eq!(pairs(101) - pairs(100), BESIDE);
        assert_eq!(beside(&[5, 4, 3]), [5, 4, 3]);
    }
}

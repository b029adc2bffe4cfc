//! The changelog of snapshots: what came when, and whether it can be set beside the one before it.

use analytics::snapshot::v1::{IndexEntry, ProvenanceKind, Summary};
use leptos::prelude::*;

use super::{Document, Site, body, html};
use crate::source::{day, origin};

/// `changelog/`: the snapshots with their summaries, newest first.
#[must_use]
pub fn changelog(site: &Site, snapshots: &[(&IndexEntry, &Summary)]) -> Document {
    let parts: Vec<_> = snapshots
        .iter()
        .enumerate()
        .map(|(position, (entry, full))| {
            let earlier = snapshots.get(position + 1..).unwrap_or_default();
            part(site, entry, full, earlier)
        })
        .collect();
    let main = html(|| {
        view! {
            <article class="prose">
                <h1>"Changelog of snapshots"</h1>
                <div class="text">
                    <p>
                        "Snapshots from the newest to the oldest. Two of them can be compared when they put the same version of the "
                        "same tasks to their models and were marked by the same judges; otherwise a difference of scores would be "
                        "a difference of tasks or of judges."
                    </p>
                    {parts}
                </div>
            </article>
        }
    });
    Document {
        route: "changelog/".to_owned(),
        title: "Changelog of snapshots".to_owned(),
        description: "Which snapshot came when, and what changed from one to the next that can be compared.".to_owned(),
        body: body(site, "changelog/", main),
        preload: Vec::new(),
    }
}

fn part(site: &Site, entry: &IndexEntry, full: &Summary, earlier: &[(&IndexEntry, &Summary)]) -> AnyView {
    let page = site.link(&["snapshots/", entry.id.as_str(), "/"].concat());
    let date = day(&entry.created_at).to_owned();
    let facts = [
        origin(entry).to_owned(),
        counted(entry.models as usize, "model"),
        counted(entry.tasks as usize, "task"),
        counted(entry.judges as usize, "judge"),
    ];
    let before = earlier.iter().find(|(_, other)| reasons(full, other).is_empty());
    let change = match (before, earlier.first()) {
        (Some((other, before)), _) => changes(other, full, before),
        (None, Some((other, before))) => {
            vec![["It cannot be compared with “", &other.title, "”: ", &reasons(full, before).join("; "), "."].concat()]
        }
        (None, None) => vec!["It is the first snapshot of this site.".to_owned()],
    };
    let change: Vec<_> = change.into_iter().map(|text| view! { <li>{text}</li> }).collect();
    view! {
        <section>
            <h2 id=entry.id.to_string()>
                <time datetime=date.clone()>{date.clone()}</time>
                " · "
                <a href=page>{entry.title.clone()}</a>
            </h2>
            <p>{full.provenance.statement.clone()}</p>
            <ul>
                <li>{[&facts.join(", "), "."].concat()}</li>
                {change}
            </ul>
        </section>
    }
    .into_any()
}

fn counted(number: usize, what: &str) -> String {
    match number {
        0 => ["no ", what, "s"].concat(),
        1 => ["1 ", what].concat(),
        number => [&number.to_string(), " ", what, "s"].concat(),
    }
}

/// Why a snapshot cannot be compared with an earlier one; empty when it can.
fn reasons(new: &Summary, old: &Summary) -> Vec<String> {
    let mut reasons = Vec::new();
    for (snapshot, which) in [(new, "this one"), (old, "that one")] {
        if snapshot.provenance.kind == ProvenanceKind::PublishedAggregates {
            reasons.push([which, " holds published means without the cases behind them"].concat());
        }
    }
    if !reasons.is_empty() {
        return reasons;
    }
    let tasks =
        |summary: &Summary| summary.tasks.iter().map(|task| (task.id.to_string(), task.version)).collect::<Vec<_>>();
    let judges = |summary: &Summary| {
        summary.judges.iter().map(|judge| (judge.id.to_string(), judge.rubric_version.clone())).collect::<Vec<_>>()
    };
    if tasks(new) != tasks(old) {
        reasons.push("their tasks or the versions of their tasks differ".to_owned());
    }
    if judges(new) != judges(old) {
        reasons.push("their judges or the rubrics of their judges differ".to_owned());
    }
    reasons
}

/// What differs from an earlier snapshot that can be compared.
fn changes(entry: &IndexEntry, new: &Summary, old: &Summary) -> Vec<String> {
    let names = |of: &Summary, without: &Summary| {
        let known = |id| without.models.iter().any(|model| model.id == id);
        let names = of.models.iter().filter(|model| !known(model.id.clone())).map(|model| model.name.clone());
        names.collect::<Vec<_>>()
    };
    let mut changes = Vec::new();
    for (list, what) in [(names(new, old), "New models: "), (names(old, new), "Models that are not in it any more: ")] {
        if !list.is_empty() {
            changes.push([what, &list.join(", "), "."].concat());
        }
    }
    if new.results_sha256.is_some() && new.results_sha256 == old.results_sha256 {
        changes.push("Every answer and every mark is the same.".to_owned());
    }
    changes.push(["It can be compared with “", &entry.title, "”."].concat());
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use analytics::snapshot::summary_from_json;

    const BASELINES: &str = include_str!("../../../data/snapshots/builtin-baselines/summary.json");
    const PUBLISHED: &str = include_str!("../../../data/snapshots/2026-04-published/summary.json");

    fn entry(summary: &Summary) -> IndexEntry {
        IndexEntry {
            id: summary.id.clone(),
            title: summary.title.clone(),
            created_at: summary.created_at.clone(),
            provenance: summary.provenance.kind,
            tasks: 30,
            models: 4,
            baselines: 4,
            judges: 2,
            summary_sha256: String::new(),
            summary_bytes: 1,
        }
    }

    #[test]
    fn published_means_are_compared_with_nothing() {
        let (run, published) = (summary_from_json(BASELINES).unwrap(), summary_from_json(PUBLISHED).unwrap());
        assert_eq!(reasons(&run, &published).len(), 1);
        assert!(reasons(&run, &run).is_empty());
    }

    #[test]
    fn another_version_of_a_task_or_rubric_makes_snapshots_differ() {
        let old = summary_from_json(BASELINES).unwrap();
        let mut new = old.clone();
        new.tasks[0].version += 1;
        assert!(reasons(&new, &old)[0].contains("tasks"));
        let mut new = old.clone();
        new.judges[0].rubric_version.push('x');
        assert!(reasons(&new, &old)[0].contains("judges"));
    }

    #[test]
    fn models_that_came_and_went_are_named() {
        let old = summary_from_json(BASELINES).unwrap();
        let mut new = old.clone();
        let gone = new.models.remove(0);
        new.results_sha256 = None;
        let changes = changes(&entry(&old), &new, &old);
        assert!(changes[0].contains("not in it any more") && changes[0].contains(&gone.name), "{changes:?}");
        assert!(changes.iter().all(|text| !text.contains("Every answer")), "{changes:?}");
    }
}

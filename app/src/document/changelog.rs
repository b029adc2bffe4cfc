//! The changelog of snapshots: what came when, and what changed since the snapshot that it can be compared with.

use analytics::catalog::Catalog;
use analytics::ids::ModelId;
use analytics::snapshot::diff::{Changes, Diff, ScoreChange, diff};
use analytics::snapshot::v1::{IndexEntry, ProvenanceKind, Summary};
use leptos::prelude::*;

use super::table::{Column, table};
use super::{Document, Site, body, dated, html, versus};
use crate::data::{day, origin};
use crate::fixed::fixed;

const SCORES: [Column; 6] = [
    ("Model", false),
    ("Before", true),
    ("After", true),
    ("Difference on common tasks", true),
    ("95 % interval", true),
    ("Corrected p", true),
];

/// `changelog/`: the snapshots with their summaries, newest first.
#[must_use]
pub fn changelog(site: &Site, snapshots: &[(&IndexEntry, &Summary)], catalog: &Catalog) -> Document {
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
                <h1>"Changelog: what changed since"</h1>
                <div class="text">
                    <p>
                        "New prices and speeds by day, then the snapshots from the newest to the oldest. Each snapshot is "
                        "compared with the newest earlier one that has tasks of the same version and the same judges. Where "
                        "there is none, no difference is shown: it could come from other tasks or other judges."
                    </p>
                    {dated::section(catalog)}
                    {parts}
                </div>
            </article>
        }
    });
    Document {
        route: "changelog/".to_owned(),
        title: "Changelog: what changed since".to_owned(),
        description: "Which prices, speeds and snapshots came when, and what changed from one snapshot to the next."
            .to_owned(),
        body: body(site, "changelog/", main),
        client: None,
    }
}

fn part(site: &Site, entry: &IndexEntry, full: &Summary, earlier: &[(&IndexEntry, &Summary)]) -> AnyView {
    let page = site.link(&["snapshots/", entry.id.as_str(), "/"].concat());
    let date = day(&entry.created_at).to_owned();
    let facts = [
        capital(origin(entry)),
        counted(entry.models as usize, "model"),
        counted(entry.tasks as usize, "task"),
        counted(entry.judges as usize, "judge"),
    ];
    let before = earlier.iter().find(|(_, other)| obstacle(full, other).is_none());
    let change = match (before, earlier.first()) {
        (Some((_, before)), _) => compared(&diff(before, full), full, before, true),
        (None, Some((other, before))) => {
            let why = obstacle(full, before).unwrap_or_default();
            view! { <p>{["It cannot be compared with “", &other.title, "”: ", why, "."].concat()}</p> }.into_any()
        }
        (None, None) => view! { <p>"It is the first snapshot of this site."</p> }.into_any(),
    };
    let beside = versus::beside(earlier);
    let others: Vec<_> = beside
        .iter()
        .map(|(other, _)| view! { <li><a href=site.link(&versus::route(other, entry))>{other.title.clone()}</a></li> })
        .collect();
    let which = if beside.len() < earlier.len() {
        "Side by side with the last ones before it (exporter diff compares any two):"
    } else {
        "Side by side with each earlier one:"
    };
    let others = (!others.is_empty()).then(|| view! { <p>{which}</p> <ul>{others}</ul> });
    view! {
        <section>
            <h2 id=entry.id.to_string()>
                <time datetime=date.clone()>{date.clone()}</time>
                " · "
                <a href=page>{entry.title.clone()}</a>
            </h2>
            <p>{full.provenance.statement.clone()} " " {[&facts.join(", "), "."].concat()}</p>
            {change}
            {others}
        </section>
    }
    .into_any()
}

/// With a capital at its beginning.
fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

fn counted(number: usize, what: &str) -> String {
    match number {
        0 => ["no ", what, "s"].concat(),
        1 => ["1 ", what].concat(),
        number => [&number.to_string(), " ", what, "s"].concat(),
    }
}

/// Why the scores of two snapshots cannot be compared; None when they can.
pub(super) fn obstacle(new: &Summary, old: &Summary) -> Option<&'static str> {
    let published = |summary: &Summary| summary.provenance.kind == ProvenanceKind::PublishedAggregates;
    if published(old) {
        return Some("that one holds published means without the cases behind them");
    }
    if published(new) {
        return Some("this one holds published means without the cases behind them");
    }
    if let Some((old, new)) = old.suite.as_ref().zip(new.suite.as_ref())
        && old != new
    {
        return Some("their tasks are of different suites");
    }
    let judges = |summary: &Summary| {
        let judges = summary.judges.iter();
        judges
            .map(|judge| (judge.id.clone(), judge.provider_model.clone(), judge.rubric_version.clone()))
            .collect::<Vec<_>>()
    };
    if judges(new) != judges(old) {
        return Some("their judges, or the rubrics of their judges, differ");
    }
    let shared = new
        .tasks
        .iter()
        .any(|task| old.tasks.iter().any(|other| (&other.id, other.version) == (&task.id, task.version)));
    (!shared).then_some("they have no task in the same version")
}

/// What changed, and with `scores` those on the tasks that both have.
pub(super) fn compared(found: &Diff, new: &Summary, old: &Summary, scores: bool) -> AnyView {
    let name = |id: &ModelId| {
        let model = new.models.iter().chain(&old.models).find(|model| model.id == *id);
        model.map_or_else(|| id.to_string(), |model| model.name.clone())
    };
    let mut lines = changed("models", &found.models, &name);
    lines.extend(changed("tasks", &found.tasks, &ToString::to_string));
    lines.extend(changed("judges", &found.judges, &ToString::to_string));
    if new.results_sha256.is_some() && new.results_sha256 == old.results_sha256 {
        lines.push("Every answer and every mark is the same.".to_owned());
    }
    if scores && found.before.rule != found.after.rule {
        lines.push("The rules of scoring differ, so both are compared over complete answers only.".to_owned());
    }
    for change in found.scores.iter().filter(|_| scores) {
        for (what, tasks) in [("Newly scored", &change.newly_scored), ("No longer scored", &change.no_longer_scored)] {
            if !tasks.is_empty() {
                let ids = tasks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                lines.push([what, " for ", &name(&change.model), ": ", &ids, "."].concat());
            }
        }
    }
    let lines: Vec<_> = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect();
    let lines = (!lines.is_empty()).then(|| view! { <ul>{lines}</ul> });
    let changes = if scores { found.scores.as_slice() } else { &[] };
    let rows: Vec<_> = changes.iter().map(|change| row(change, &name)).collect();
    let scores = (!rows.is_empty()).then(|| table("Scores before and after", &SCORES, rows));
    let intro =
        ["Compared with “", &found.before.title, "”, on ", &counted(found.common_tasks as usize, "common task"), ":"]
            .concat();
    view! { <p>{intro}</p> {lines} {scores} }.into_any()
}

/// What came, went and changed, in a line each.
fn changed<Id>(what: &str, changes: &Changes<Id>, name: &dyn Fn(&Id) -> String) -> Vec<String> {
    let list = |ids: &[Id]| ids.iter().map(name).collect::<Vec<_>>().join(", ");
    let mut lines = Vec::new();
    if !changes.added.is_empty() {
        lines.push(["New ", what, ": ", &list(&changes.added), "."].concat());
    }
    if !changes.removed.is_empty() {
        lines.push(["No longer there, ", what, ": ", &list(&changes.removed), "."].concat());
    }
    for change in &changes.changed {
        lines.push(["Changed: ", &name(&change.id), " (", &change.what.join("; "), ")."].concat());
    }
    lines
}

fn row(change: &ScoreChange, name: &dyn Fn(&ModelId) -> String) -> AnyView {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    let signed = |value: f64| if value > 0.0 { ["+", &fixed(value, 2)].concat() } else { fixed(value, 2) };
    // Means over the same tasks: beside the published ones a difference could contradict them.
    let before = or_dash(change.common_before.value().map(|score| fixed(*score, 2)));
    let after = or_dash(change.common_after.value().map(|score| fixed(*score, 2)));
    let difference = change.difference.value().map(|value| {
        let what = if change.changed == 0 { "equal".to_owned() } else { signed(*value) };
        [&what, " (n = ", &change.n.to_string(), ")"].concat()
    });
    let interval = change.ci95.value().map(|[low, high]| [&signed(*low), " to ", &signed(*high)].concat());
    let p = change.p_holm.map(|p| if p < 0.001 { "< 0.001".to_owned() } else { fixed(p, 3) });
    let class = if change.significant { "differs" } else { "" };
    view! {
        <tr class=class>
            <th scope="row">{name(&change.model)}</th>
            <td class="number">{before}</td>
            <td class="number">{after}</td>
            <td class="number">{or_dash(difference)}</td>
            <td class="number">{or_dash(interval)}</td>
            <td class="number">{or_dash(p)}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use analytics::score::{Mark, Marks};
    use analytics::snapshot::summary_from_json;

    const BASELINES: &str = include_str!("../../tests/fixtures/older-rule.json");
    const PUBLISHED: &str = include_str!("../../../data/snapshots/2026-04-published/summary.json");

    fn page(new: &Summary, old: &Summary) -> String {
        html(|| compared(&diff(old, new), new, old, true))
    }

    #[test]
    fn published_means_are_compared_with_nothing() {
        let (run, published) = (summary_from_json(BASELINES).unwrap(), summary_from_json(PUBLISHED).unwrap());
        assert!(obstacle(&run, &published).unwrap().starts_with("that one"));
        assert!(obstacle(&published, &run).unwrap().starts_with("this one"));
        assert!(obstacle(&run, &run).is_none());
    }

    #[test]
    fn other_judges_or_no_common_task_are_an_obstacle() {
        let old = summary_from_json(BASELINES).unwrap();
        let mut new = old.clone();
        new.judges[0].rubric_version.push('x');
        assert!(obstacle(&new, &old).unwrap().contains("judges"));
        let mut new = old.clone();
        new.tasks.iter_mut().for_each(|task| task.version += 1);
        assert!(obstacle(&new, &old).unwrap().contains("no task"));
        new.tasks[0].version -= 1;
        assert!(obstacle(&new, &old).is_none());
    }

    #[test]
    fn models_that_came_and_went_are_named_and_equal_scores_differ_by_nothing() {
        let old = summary_from_json(BASELINES).unwrap();
        let mut new = old.clone();
        new.models[0].id = ModelId::new("another").unwrap();
        new.models[0].name = "Another".to_owned();
        new.results[0].model = ModelId::new("another").unwrap();
        new.results_sha256 = None;
        let text = page(&new, &old);
        assert!(text.contains("New models: Another."), "{text}");
        assert!(text.contains(&["No longer there, models: ", &old.models[0].name].concat()), "{text}");
        assert_eq!(text.matches("<tr").count(), old.models.len(), "a header and the models of both: {text}");
        assert!(text.contains("equal (n = ") && !text.contains("Every answer"), "{text}");
    }

    #[test]
    fn a_change_of_marks_shows_as_a_difference() {
        let old = summary_from_json(BASELINES).unwrap();
        let mut new = old.clone();
        let fail = Marks::new(Mark::FAIL, Mark::FAIL, Mark::FAIL);
        new.verdicts.marks.iter_mut().for_each(|marks| *marks = Some(fail));
        let text = page(&new, &old);
        assert!(text.contains("−"), "every score fell: {text}");
        assert!(text.contains("class=\"differs\""), "and significantly: {text}");
    }
}

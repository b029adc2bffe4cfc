//! Sentences and figures around the leaderboard: key figures, what is shown, provenance.

use std::sync::Arc;

use leptos::prelude::*;

use super::data::LeaderboardData;
use super::filter::reasons;
use super::page::LeaderboardPage;
use super::state::Filters;
use crate::data::SnapshotView;
use crate::fixed::fixed;

/// Counts of the snapshot as terms of a list; those of a published evaluation as it states them.
#[component]
pub fn KeyFigures(
    /// The snapshot.
    #[prop(into)]
    view: Signal<Arc<SnapshotView>>,
) -> impl IntoView {
    let figures = move || {
        let figures = view.with(|view| key_figures(view)).into_iter().filter(|(_, count)| *count > 0);
        figures.map(|(term, count)| view! { <div><dt>{term}</dt><dd>{count.to_string()}</dd></div> }).collect_view()
    };
    view! { <dl class="figures" id="key-figures">{figures}</dl> }
}

fn key_figures(view: &SnapshotView) -> [(&'static str, usize); 5] {
    let baselines = view.models.iter().filter(|model| model.baseline).count();
    let counted =
        [view.models.len() - baselines, view.tasks.len(), view.cases.len(), view.verdicts.iter().flatten().count()];
    let [models, tasks, answers, verdicts] = view.counts.unwrap_or(counted);
    [("models", models), ("baselines", baselines), ("tasks", tasks), ("answers", answers), ("verdicts", verdicts)]
}

/// Where the figures come from and who marked them, and what to know before believing them.
#[component]
pub fn Provenance(
    /// The snapshot.
    #[prop(into)]
    view: Signal<Arc<SnapshotView>>,
) -> impl IntoView {
    let source = move || {
        view.with(|view| {
            let judges: Vec<&str> = view.judges.iter().map(|judge| judge.name.as_str()).collect();
            format!("{} Judges: {}.", view.statement, judges.join(", "))
        })
    };
    let warnings = move || {
        let warnings = view.with(|view| view.warnings.clone());
        let count = warnings.len();
        (count > 0).then(|| {
            let noun = if count == 1 { "warning" } else { "warnings" };
            let items = warnings.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
            view! {
                <details id="warnings">
                    <summary>{format!("{count} {noun} about this snapshot")}</summary>
                    <ul>{items}</ul>
                </details>
            }
        })
    };
    view! {
        <p id="provenance"><strong>"Where this comes from. "</strong>{source}</p>
        <div id="warned">{warnings}</div>
    }
}

/// What the table shows.
pub fn caption(view: &SnapshotView) -> String {
    let models = view.models.len();
    let noun = if models == 1 { "model" } else { "models" };
    format!(
        "{}: {models} {noun}, scores from 0 (fail) to 2 (good). Select ? next to a model to see where its numbers come from.",
        view.title
    )
}

/// In plain words: what is shown, and what the tasks can tell apart.
#[component]
pub fn Status(
    /// The leaderboard.
    page: LeaderboardPage,
) -> impl IntoView {
    let text = Memo::new(move |_| {
        let rows = page.order.with(Vec::len);
        page.data.with(|data| page.state.with(|state| status(data, &state.filters, rows)))
    });
    view! { <p class="status" role="status" id="standing">{move || text.get()}</p> }
}

fn status(data: &LeaderboardData, filters: &Filters, rows: usize) -> String {
    let models = data.view.models.len();
    let mut text = String::new();
    if rows < models {
        text = format!("{rows} of {models} models: {}. ", reasons(filters).join(", "));
    }
    let computed = &data.computed;
    if data.view.aggregates {
        return text + "Only averages were published, so we can’t tell real differences from noise.";
    }
    if computed.partial {
        text += &format!(
            "Computed again from {} of {} tasks and what else is switched on. ",
            computed.tasks,
            data.view.tasks.len()
        );
    }
    text + &match computed.effect {
        _ if computed.pending => "Intervals and places are being computed.".to_owned(),
        Some((effect, n)) => format!(
            "With {n} tasks in common, two neighbouring models must differ by about {} points before the tasks show it \
             (in four of five such evaluations).",
            fixed(effect, 2)
        ),
        None => "Too few scored tasks to say which differences could be seen.".to_owned(),
    }
}

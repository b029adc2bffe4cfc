//! How much stands behind the snapshot that is shown: models, tasks, answers, verdicts.

use leptos::prelude::*;

use crate::html::Html;
use crate::state::State;

/// Counts of the snapshot as terms of a list; those of a published evaluation as it states them.
pub(super) fn key_figures(state: &State) -> Html {
    let view = state.shown.get();
    let mut html = Html::default();
    let mut figure = |value: usize, what: &'static str| {
        if value > 0 {
            html.tag("<div><dt>").tag(what).tag("</dt><dd>").count(value).tag("</dd></div>");
        }
    };
    let baselines = view.models.iter().filter(|model| model.baseline).count();
    let counted =
        [view.models.len() - baselines, view.tasks.len(), view.cases.len(), view.verdicts.iter().flatten().count()];
    let [models, tasks, answers, verdicts] = view.counts.unwrap_or(counted);
    figure(models, "models");
    figure(baselines, "baselines");
    figure(tasks, "tasks");
    figure(answers, "answers");
    figure(verdicts, "verdicts");
    html
}

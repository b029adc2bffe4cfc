//! The home page: the question, the evidence, ways onward.

use std::sync::Arc;

use analytics::snapshot::v1::{ModelKind, Summary};
use leptos::prelude::*;

use super::{Document, Site, body, explorer, html};
use crate::source::{SnapshotLink, View};

/// The home page with the snapshot that it shows first.
#[must_use]
pub fn home(site: &Site, link: &SnapshotLink, snapshot: &Arc<View>, full: &Summary) -> Document {
    let facts: Vec<_> = key_figures(full)
        .into_iter()
        .map(|(value, what)| view! { <div><dt>{what}</dt><dd>{value}</dd></div> })
        .collect();
    let intro = html(|| {
        view! {
            <section class="intro">
                <h1>{site.info.question.clone()}</h1>
                <p class="claim">
                    "A model that runs on your own desk is worth its price only if it does your work well enough, "
                    "fast enough, and for less than the tokens would cost. This site puts real tasks to models, has at "
                    "least two judges of different families mark every answer, and publishes the marks with everything "
                    "behind them."
                </p>
                <dl class="figures">{facts}</dl>
            </section>
        }
    });
    let onward = html(|| {
        view! {
            <section class="onward">
                <h2>"What stands behind a score"</h2>
                <p>
                    "Each answer gets a mark of 0, 1 or 2 for correctness, completeness and quality from every judge. "
                    "A score is the mean over judges, dimensions and tasks. A case on which judges differ by more than "
                    "1.5, or that a judge could not mark, has no score until a person decides; it is counted as unscored, "
                    "never as zero. "
                    <a href=site.link("methodology/")>"How tasks, judges and scores work"</a>
                    "."
                </p>
                <p>
                    "The memory columns hold the usual 4-bit file (or the native format) with 16,384 tokens of context "
                    "for one user, against what macOS gives the GPU by default: 96 of 128 GiB, 192 of 256 GiB. "
                    "Hover over a cell, or open "
                    <a href=site.link("snapshots/")>"a snapshot"</a>
                    ", for its arithmetic and for everything else it holds."
                </p>
            </section>
        }
    });
    let main = [intro, explorer(site, link, snapshot), onward].concat();
    Document {
        route: String::new(),
        title: String::new(),
        description: site.info.description.clone(),
        body: body(site, "", main),
        preload: vec![site.data_url.clone(), link.url.clone()],
    }
}

/// Counts of the snapshot; those of a published evaluation as it states them.
pub(super) fn key_figures(summary: &Summary) -> Vec<(String, &'static str)> {
    if let Some(published) = &summary.published {
        let counts = &published.counts;
        return vec![
            (counts.models.to_string(), "models"),
            (counts.tasks.to_string(), "tasks"),
            (counts.inference_runs.to_string(), "answers"),
            (counts.judge_evaluations.to_string(), "verdicts"),
        ];
    }
    let baselines = summary.models.iter().filter(|model| model.kind == ModelKind::Baseline).count();
    let mut figures = Vec::new();
    if summary.models.len() > baselines {
        figures.push(((summary.models.len() - baselines).to_string(), "models"));
    }
    if baselines > 0 {
        figures.push((baselines.to_string(), "baselines"));
    }
    figures.extend([
        (summary.tasks.len().to_string(), "tasks"),
        (summary.cases.len().to_string(), "answers"),
        (summary.verdicts.case.len().to_string(), "verdicts"),
    ]);
    figures
}

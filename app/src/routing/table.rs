//! The table of the routing page: each category of work with its evidence and where it should go.

use analytics::category::Category;
use analytics::decision::ScoreFacts;
use analytics::routing::{Evidence, Route, decide};
use leptos::prelude::*;

use crate::data::{ScoredModel, SnapshotScores};
use crate::fixed::fixed;

/// A category with tasks, and what a model's scores on them decide.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// The category.
    pub category: Category,
    /// Number of its tasks, scored or not.
    pub tasks: usize,
    /// What the scores decide.
    pub evidence: Evidence,
}

/// The categories that have tasks.
pub fn rows(scores: &SnapshotScores, model: &ScoredModel, threshold: f64) -> Vec<Row> {
    let row = |category: Category| {
        let is_in = |task: usize| scores.tasks[task].category == category;
        let tasks = (0..scores.tasks.len()).filter(|task| is_in(*task)).count();
        (tasks > 0).then(|| Row { category, tasks, evidence: decide(&model.scores_of(is_in), threshold) })
    };
    Category::ALL.into_iter().filter_map(row).collect()
}

/// The scores of all categories with their intervals; a category without an interval has none.
pub fn score_facts(rows: &[Row]) -> Vec<Option<ScoreFacts>> {
    let facts = |category: Category| {
        let evidence = &rows.iter().find(|row| row.category == category)?.evidence;
        let (value, interval) = evidence.mean.zip(evidence.interval)?;
        Some(ScoreFacts { value, low: interval.low, high: interval.high, n: u32::try_from(evidence.n).ok()? })
    };
    Category::ALL.into_iter().map(facts).collect()
}

/// The table.
pub fn table(rows: &[Row], threshold: f64) -> impl IntoView + use<> {
    let rows: Vec<_> = rows.iter().map(|row| table_row(row, threshold)).collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Evidence by category">
            <table class="plain evidence">
                <thead>
                    <tr>
                        <th scope="col">"Category"</th>
                        <th scope="col">"Where to run it"</th>
                        <th scope="col" class="number">"Score"</th>
                        <th scope="col" class="number">"95 % interval"</th>
                        <th scope="col" class="number">"Tasks"</th>
                        <th scope="col">"0 to 2, with your threshold"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn table_row(row: &Row, threshold: f64) -> impl IntoView + use<> {
    let Row { category, tasks, evidence } = *row;
    let dash = || "–".to_owned();
    let mean = evidence.mean.map_or_else(dash, |mean| fixed(mean, 2));
    let interval =
        evidence.interval.map(|interval| format!("{} to {}", fixed(interval.low, 2), fixed(interval.high, 2)));
    let of = (evidence.n < tasks).then(|| view! { <small>" of " {tasks.to_string()}</small> });
    let (class, word) = match evidence.route {
        Route::Local => ("gain", "local"),
        Route::Cloud => ("loss", "cloud"),
        Route::NotEnoughData => ("none", "not enough data"),
    };
    view! {
        <tr>
            <th scope="row">{category.label()}</th>
            <td class=class>{word}</td>
            <td class="number">{mean}</td>
            <td class="number">{interval.unwrap_or_else(dash)}</td>
            <td class="number">{evidence.n.to_string()} {of}</td>
            <td>{scale(&evidence, threshold)}</td>
        </tr>
    }
}

/// The interval on the scale, the mean in it, and the threshold across.
fn scale(evidence: &Evidence, threshold: f64) -> impl IntoView + use<> {
    let x = |value: f64| fixed(2.0 + value * 80.0, 1);
    let interval = evidence.interval.map(|interval| {
        let width = fixed(((interval.high - interval.low) * 80.0).max(1.0), 1);
        view! { <rect class="half" x=x(interval.low) y="6" width=width height="6"></rect> }
    });
    let mean = evidence.mean.map(|mean| view! { <circle class="median" cx=x(mean) cy="9" r="4"></circle> });
    view! {
        <svg class="scale" viewBox="0 0 164 18" width="164" height="18" aria-hidden="true">
            <rect class="rail" x="2" y="8" width="160" height="2"></rect>
            {interval}
            {mean}
            <rect class="threshold" x=x(threshold) y="0" width="1.5" height="18"></rect>
        </svg>
    }
}

//! A summary of any size, made up: for measurements of the page, where only the amount matters.

use serde_json::{Value, json};

const CATEGORIES: [&str; 7] =
    ["simple-coding", "refactoring", "architecture", "debugging", "multi-file", "reasoning", "non-coding"];
const JUDGES: usize = 2;

/// The text of a summary with so many models and tasks, and two judges that have marked every answer.
pub fn summary(models: usize, tasks: usize) -> String {
    let task = |at: usize| json!({ "id": format!("task-{at:03}"), "title": format!("Task number {at}"), "category": CATEGORIES[at % 7] });
    let model = |at: usize| {
        json!({
            "id": format!("model-{at:03}"), "name": format!("Model {at} of some size"), "kind": "language_model",
            "family": format!("family-{}", at % 9), "provider": "server", "catalog_model": null, "note": null,
        })
    };
    let judge = |at: usize| json!({ "id": format!("judge-{at}"), "name": format!("Judge {at}"), "kind": "language_model", "family": format!("judges-{at}") });
    let cases: Vec<(usize, usize)> = (0..models).flat_map(|model| (0..tasks).map(move |task| (model, task))).collect();
    let verdicts: Vec<(usize, usize)> =
        (0..cases.len()).flat_map(|case| (0..JUDGES).map(move |judge| (case, judge))).collect();
    let marks = |case: usize, judge: usize| -> Value {
        let (model, task) = cases[case];
        (0..3).map(|dimension| mark(model, models, task, judge, dimension)).collect()
    };
    let result = json!({ "score": { "scored": 1.0 }, "n": tasks, "unscored": [], "by_category": [] });
    json!({
        "format": "local-inference-machine/summary",
        "version": 1,
        "id": "made-up",
        "title": format!("Made up: {models} models, {tasks} tasks"),
        "created_at": "2026-01-01T00:00:00Z",
        "provenance": { "kind": "run", "statement": "Made up to measure the page." },
        "warnings": [],
        "scoring": { "disagreement_threshold": 1.5 },
        "judges": (0..JUDGES).map(judge).collect::<Vec<_>>(),
        "tasks": (0..tasks).map(task).collect::<Vec<_>>(),
        "models": (0..models).map(model).collect::<Vec<_>>(),
        "cases": {
            "model": cases.iter().map(|(model, _)| model).collect::<Vec<_>>(),
            "task": cases.iter().map(|(_, task)| task).collect::<Vec<_>>(),
            "outcome": vec!["answered"; cases.len()],
            "total_ms": cases.iter().map(|(model, task)| 1_000 + 37 * (model * 31 + task) % 90_000).collect::<Vec<_>>(),
            "completion_tokens": cases.iter().map(|(model, task)| 100 + (model * 7 + task * 13) % 900).collect::<Vec<_>>(),
            "billed_pico_usd": vec![1_000_000_000_u64; cases.len()],
        },
        "verdicts": {
            "case": verdicts.iter().map(|(case, _)| case).collect::<Vec<_>>(),
            "judge": verdicts.iter().map(|(_, judge)| judge).collect::<Vec<_>>(),
            "marks": verdicts.iter().map(|(case, judge)| marks(*case, *judge)).collect::<Vec<_>>(),
        },
        "results": vec![result; models],
    })
    .to_string()
}

/// Better models get better marks more often; what decides is a scrambled counter.
fn mark(model: usize, models: usize, task: usize, judge: usize, dimension: usize) -> u8 {
    let counter = ((model * 1_009 + task) * 31 + judge) * 7 + dimension;
    let scrambled = (counter as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    let chance = (scrambled % 1_000) as usize;
    let good = 300 + 500 * (models - model) / models;
    if chance < good { 2 } else { u8::from(chance < good + 150) }
}

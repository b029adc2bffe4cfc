//! What a report says of speeds and of the conditions that they and the answers were made under.

use analytics::snapshot::v1::{Median, ModelSummary, ServingManifest, Speed, Statistics, Summary};
use serde_json::{Value, json};

use super::table::{Table, escaped};

/// Columns of speeds and conditions, for programs.
pub(super) const COLUMNS: [&str; 15] = [
    "n_first_text",
    "n_tok_per_s",
    "median_server_tok_per_s",
    "n_server_tok_per_s",
    "median_prefill_tok_per_s",
    "n_prefill_tok_per_s",
    "temperature",
    "seed",
    "max_tokens_low",
    "max_tokens_high",
    "concurrency",
    "machine",
    "engine",
    "precision",
    "bits_per_weight",
];

/// The values of these columns for a model.
pub(super) fn values(model: &ModelSummary, speed: Speed) -> Vec<Value> {
    let n = |median: Option<Median>| json!(median.map(|median| median.n));
    let value = |median: Option<Median>| json!(median.map(|median| median.median));
    let serving = model.serving.as_ref();
    let conditions = serving.and_then(|serving| serving.conditions.as_deref());
    let list = |of: fn(&ServingManifest) -> &Vec<String>| json!(serving.map(of).and_then(|list| joined(list, "; ")));
    vec![
        n(speed.first_text_ms),
        n(speed.decode_tok_per_s),
        value(speed.server_decode_tok_per_s),
        n(speed.server_decode_tok_per_s),
        value(speed.server_prefill_tok_per_s),
        n(speed.server_prefill_tok_per_s),
        json!(conditions.and_then(|found| found.temperature)),
        json!(conditions.and_then(|found| found.seed)),
        json!(conditions.map(|found| found.max_tokens_low)),
        json!(conditions.map(|found| found.max_tokens_high)),
        json!(conditions.and_then(|found| joined(&found.concurrency, ", "))),
        json!(conditions.and_then(|found| joined(&found.machines, "; "))),
        list(|serving| &serving.engines),
        list(|serving| &serving.precisions),
        json!(serving.and_then(|serving| joined(&serving.bits_per_weight, ", "))),
    ]
}

fn joined<T: ToString>(list: &[T], between: &str) -> Option<String> {
    let texts: Vec<String> = list.iter().map(ToString::to_string).collect();
    (!texts.is_empty()).then(|| texts.join(between))
}

/// A median with the number of streams behind it; a dash where nobody measured.
#[must_use]
pub fn median(median: Option<Median>, unit: f64) -> String {
    median.map_or_else(|| "–".to_owned(), |found| format!("{:.1} (n = {})", found.median / unit, found.n))
}

/// The sections on speeds and conditions; nothing where nothing is known.
pub(super) fn markdown(summary: &Summary, statistics: Option<&Statistics>) -> Vec<String> {
    let speeds = statistics.map(|found| found.models.iter().map(|model| model.speed).collect::<Vec<_>>());
    let mut lines = speed_lines(summary, &speeds.unwrap_or_default());
    lines.extend(condition_lines(summary));
    lines
}

fn speed_lines(summary: &Summary, speeds: &[Speed]) -> Vec<String> {
    let mut table = Table::new(&[
        "model",
        "first token, s",
        "prompt tokens/s (server)",
        "output tokens/s",
        "output tokens/s (server)",
    ]);
    for (model, speed) in summary.models.iter().zip(speeds).filter(|(_, speed)| **speed != Speed::default()) {
        table.push(vec![
            model.name.clone(),
            median(speed.first_text_ms, 1e3),
            median(speed.server_prefill_tok_per_s, 1.0),
            median(speed.decode_tok_per_s, 1.0),
            median(speed.server_decode_tok_per_s, 1.0),
        ]);
    }
    if table.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), "## Speed".to_owned(), String::new()];
    lines.extend(table.to_markdown());
    lines.extend([
        String::new(),
        "Medians over every good stream, cut or not, with their number; one stream each, at its own depth of context."
            .to_owned(),
    ]);
    lines
}

fn condition_lines(summary: &Summary) -> Vec<String> {
    let told = summary.models.iter().filter_map(|model| {
        let all = model.serving.as_ref()?.lines();
        (!all.is_empty()).then(|| {
            let texts: Vec<String> = all.iter().map(|(name, text)| format!("{name}: {}", escaped(text))).collect();
            format!("- {}: {}", escaped(&model.name), texts.join("; "))
        })
    });
    let lines: Vec<String> = told.collect();
    if lines.is_empty() {
        return Vec::new();
    }
    [vec![String::new(), "## Conditions".to_owned(), String::new()], lines].concat()
}

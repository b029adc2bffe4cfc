//! One row per model, best first.

use analytics::score::Score;
use analytics::snapshot::statistics::statistics;
use analytics::snapshot::v1::{Figure, ModelResult, ModelStatistics, ModelSummary, ProvenanceKind, Summary};
use analytics::stats::bootstrap::Plan;
use serde_json::{Value, json};

use super::Report;
use super::table::{Table, escaped};

const COLUMNS: [&str; 19] = [
    "model",
    "name",
    "kind",
    "score",
    "unscored_reason",
    "n",
    "n_unscored",
    "ci95_low",
    "ci95_high",
    "bootstrap_low",
    "bootstrap_high",
    "place_best",
    "place_worst",
    "score_without_own_family",
    "median_total_ms",
    "median_first_text_ms",
    "median_tok_per_s",
    "mean_completion_tokens",
    "mean_bill_usd",
];

struct Line<'a> {
    model: &'a ModelSummary,
    result: &'a ModelResult,
    statistics: Option<ModelStatistics>,
}

/// The models, best first; those without a score last, by name.
fn lines(summary: &Summary) -> Vec<Line<'_>> {
    let computed = match (&summary.statistics, summary.provenance.kind) {
        (Some(there), _) => there.models.clone(),
        // A snapshot of an older exporter: the marks are there, the figures are not.
        (None, ProvenanceKind::Run) => statistics(summary, None, Plan::default()).models,
        (None, ProvenanceKind::PublishedAggregates) => Vec::new(),
    };
    let mut lines: Vec<Line> = summary
        .models
        .iter()
        .zip(&summary.results)
        .enumerate()
        .map(|(at, (model, result))| Line { model, result, statistics: computed.get(at).cloned() })
        .collect();
    let key = |line: &Line| line.result.score.value().unwrap_or(f64::NEG_INFINITY);
    lines.sort_by(|a, b| key(b).total_cmp(&key(a)).then_with(|| a.model.id.cmp(&b.model.id)));
    lines
}

/// Every figure as a value.
pub(super) fn report(summary: &Summary) -> Report {
    let row = |line: &Line| {
        let statistics = line.statistics.as_ref();
        let ends =
            |interval: Option<[f64; 2]>| interval.map_or([Value::Null, Value::Null], |ends| ends.map(Value::from));
        let [low, high] = ends(line.result.ci95);
        let [boot_low, boot_high] = ends(statistics.and_then(|found| found.percentile95.value().copied()));
        let place = statistics.and_then(|found| found.place);
        let without = statistics.and_then(|found| found.without_own_family?.score.value());
        let speed = statistics.map(|found| found.speed).unwrap_or_default();
        let bill = statistics.and_then(|found| found.mean_bill).map(|bill| bill.pico_usd.to_string());
        vec![
            json!(line.model.id),
            json!(line.model.name),
            json!(line.model.kind),
            json!(line.result.score.value()),
            json!(reason(line.result.score)),
            json!(line.result.n),
            json!(unscored(line.result)),
            low,
            high,
            boot_low,
            boot_high,
            json!(place.map(|place| place.best)),
            json!(place.map(|place| place.worst)),
            json!(without),
            json!(line.result.median_total_ms),
            json!(speed.first_text_ms.map(|median| median.median)),
            json!(speed.decode_tok_per_s.map(|median| median.median)),
            json!(line.result.mean_completion_tokens),
            json!(bill.map(|bill| bill.trim_start_matches('$').to_owned())),
        ]
    };
    Report { columns: COLUMNS.map(str::to_owned).to_vec(), rows: lines(summary).iter().map(row).collect() }
}

fn reason(score: Score) -> Option<&'static str> {
    match score {
        Score::Scored(_) => None,
        Score::Unscored(reason) => Some(reason.label()),
    }
}

fn unscored(result: &ModelResult) -> u32 {
    result.unscored.iter().map(|part| part.count).sum()
}

/// The columns that a person reads.
pub(super) fn table(summary: &Summary) -> Table {
    let mut table = Table::new(&["place", "model", "score", "95 % interval", "tasks", "unscored", "time", "mean bill"]);
    for line in lines(summary) {
        let statistics = line.statistics.as_ref();
        let place = statistics.and_then(|found| found.place).map_or_else(String::new, |place| {
            if place.best == place.worst { place.best.to_string() } else { format!("{}–{}", place.best, place.worst) }
        });
        // The bootstrap's interval where there is one: it stays on the scale.
        let interval = statistics.and_then(|found| match &found.percentile95 {
            Figure::Value(interval) => Some(*interval),
            Figure::Undefined(_) => None,
        });
        let interval = interval.or(line.result.ci95).map(|[low, high]| format!("{low:.2} to {high:.2}"));
        let perfect = statistics.map(|found| found.perfect).filter(|share| share.n > 0 && share.perfect == share.n);
        let score = match line.result.score {
            Score::Scored(score) => format!("{score:.2}"),
            Score::Unscored(reason) => reason.label().to_owned(),
        };
        let seconds = line.result.median_total_ms.or(line.result.mean_total_ms);
        let bill = statistics.and_then(|found| found.mean_bill);
        table.push(vec![
            place,
            line.model.name.clone(),
            score,
            interval.unwrap_or_else(|| match perfect.and_then(|share| share.wilson95.value().copied()) {
                Some([low, _]) => format!("all perfect; share at least {:.0} %", low * 100.0),
                None => String::new(),
            }),
            line.result.n.to_string(),
            unscored(line.result).to_string(),
            seconds.map(|ms| format!("{:.1} s", ms as f64 / 1000.0)).unwrap_or_default(),
            bill.map(|bill| bill.pico_usd.to_string()).unwrap_or_default(),
        ]);
    }
    table
}

/// Title, table, and what a reader must know.
pub(super) fn markdown(summary: &Summary) -> String {
    let mut lines = vec![format!("# {}", escaped(&summary.title)), String::new()];
    lines.push(format!("{} ({})", escaped(&summary.provenance.statement), summary.created_at));
    lines.push(String::new());
    lines.extend(table(summary).to_markdown());
    if let Some(effect) = summary.statistics.as_deref().and_then(|found| found.detectable_effect.value()) {
        lines.push(String::new());
        lines.push(format!(
            "These tasks show a difference of {:.2} points between neighbouring models with 80 % power.",
            effect.effect
        ));
    }
    if !summary.warnings.is_empty() {
        lines.push(String::new());
        lines.extend(summary.warnings.iter().map(|warning| format!("- {}", escaped(&warning.text))));
    }
    lines.join("\n")
}

//! One row per model, best first.

use analytics::score::{LEAST_SCORED_PERCENT, Score};
use analytics::snapshot::statistics::statistics;
use analytics::snapshot::v1::{
    Corrected, Doubt, Figure, ModelResult, ModelStatistics, ModelSummary, ProvenanceKind, Summary,
};
use analytics::stats::bootstrap::Plan;
use serde_json::{Value, json};

use super::table::{Table, escaped};
use super::{Report, judges, served as conditions_of};
use crate::tasks::text::count;

const COLUMNS: [&str; 31] = [
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
    "score_by_reviews",
    "reviews_low",
    "reviews_high",
    "reviewed",
    "served",
    "median_total_ms",
    "median_first_text_ms",
    "median_tok_per_s",
    "mean_completion_tokens",
    "mean_bill_usd",
    "cases",
    "complete",
    "cut",
    "repeating",
    "empty",
    "refused",
    "score_of_complete",
];

struct Line<'a> {
    model: &'a ModelSummary,
    result: &'a ModelResult,
    statistics: Option<ModelStatistics>,
}

/// The models, best first; after them those with too few scored tasks for a place, and those without a score, by name.
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
    let rule = summary.scoring.rule;
    let is_ranked =
        |line: &Line| rule.is_enough(line.result.n as usize, (line.result.n + unscored(line.result)) as usize);
    let key = |line: &Line| line.result.score.value().unwrap_or(f64::NEG_INFINITY);
    lines.sort_by(|a, b| {
        let order = is_ranked(b).cmp(&is_ranked(a)).then_with(|| key(b).total_cmp(&key(a)));
        order.then_with(|| a.model.id.cmp(&b.model.id))
    });
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
        let corrected = corrected(statistics);
        let [reviews_low, reviews_high] = ends(corrected.map(|found| found.ci95));
        let place = statistics.and_then(|found| found.place);
        let without = statistics.and_then(|found| found.without_own_family?.score.value());
        let speed = statistics.map(|found| found.speed).unwrap_or_default();
        let bill = statistics.and_then(|found| found.mean_bill).map(|bill| bill.pico_usd.to_string());
        let mut row = vec![
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
            json!(corrected.map(|found| found.score)),
            reviews_low,
            reviews_high,
            json!(corrected.map(|found| found.reviewed)),
            json!(served(line.model)),
            json!(line.result.median_total_ms),
            json!(speed.first_text_ms.map(|median| median.median)),
            json!(speed.decode_tok_per_s.map(|median| median.median)),
            json!(line.result.mean_completion_tokens),
            json!(bill.map(|bill| bill.trim_start_matches('$').to_owned())),
            json!(line.result.answers.map(|answers| answers.asked)),
            json!(line.result.answers.map(|answers| answers.complete)),
            json!(line.result.answers.map(|answers| answers.cut)),
            json!(line.result.answers.map(|answers| answers.repeating)),
            json!(line.result.answers.map(|answers| answers.empty)),
            json!(line.result.answers.map(|answers| answers.refused)),
            json!(line.result.answers.and_then(|answers| answers.complete_score.value())),
        ];
        row.extend(conditions_of::values(line.model, speed));
        row
    };
    Report {
        columns: COLUMNS.iter().chain(&conditions_of::COLUMNS).map(|name| (*name).to_owned()).collect(),
        rows: lines(summary).iter().map(row).collect(),
    }
}

/// The score by human standard, where reviews of the audit sample give one.
fn corrected(statistics: Option<&ModelStatistics>) -> Option<Corrected> {
    statistics?.corrected?.value().copied()
}

/// Why the answers may not be those of one thing; None where nothing says so.
fn served(model: &ModelSummary) -> Option<String> {
    let doubts: Vec<_> = model.serving.as_ref()?.doubts().into_iter().map(Doubt::label).collect();
    (!doubts.is_empty()).then(|| doubts.join(", "))
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

/// The columns that a person reads; those that say nothing of any model are left out.
fn table(summary: &Summary) -> Table {
    let lines = lines(summary);
    let any = |says: fn(&Line) -> bool| lines.iter().any(says);
    let without = any(|line| line.statistics.as_ref().is_some_and(|found| found.without_own_family.is_some()));
    let by_reviews = any(|line| line.statistics.as_ref().is_some_and(|found| found.corrected.is_some()));
    let doubtful = any(|line| served(line.model).is_some());
    let incomplete = any(|line| line.result.answers.is_some_and(|answers| answers.complete < answers.asked));
    let optional = |shown: bool, name: &'static str| shown.then_some(name);
    let head = [
        Some("place"),
        Some("model"),
        optional(doubtful, "served"),
        Some("score"),
        Some("95 % interval"),
        optional(without, "without own family"),
        optional(by_reviews, "by reviews"),
        Some("tasks"),
        Some("unscored"),
        optional(incomplete, "complete answers"),
        optional(incomplete, "score of complete"),
        Some("time"),
        Some("mean bill"),
    ];
    let mut table = Table::new(&head.into_iter().flatten().collect::<Vec<_>>());
    for line in &lines {
        let statistics = line.statistics.as_ref();
        let optional = |shown: bool, text: &dyn Fn() -> String| shown.then(text);
        let cells = [
            Some(place(statistics)),
            Some(line.model.name.clone()),
            optional(doubtful, &|| served(line.model).unwrap_or_default()),
            Some(score(line.result.score)),
            Some(interval(line)),
            optional(without, &|| {
                statistics
                    .and_then(|found| found.without_own_family)
                    .map(|found| score(found.score))
                    .unwrap_or_default()
            }),
            optional(by_reviews, &|| by_standard_of_people(statistics)),
            Some(line.result.n.to_string()),
            Some(unscored(line.result).to_string()),
            optional(incomplete, &|| complete(line.result)),
            optional(incomplete, &|| {
                line.result.answers.map(|answers| score(answers.complete_score)).unwrap_or_default()
            }),
            Some(seconds(line.result)),
            Some(
                statistics.and_then(|found| found.mean_bill).map(|bill| bill.pico_usd.to_string()).unwrap_or_default(),
            ),
        ];
        table.push(cells.into_iter().flatten().collect());
    }
    table
}

/// Complete answers of all, and how the others ended.
fn complete(result: &ModelResult) -> String {
    let Some(answers) = result.answers else { return String::new() };
    let loops =
        if answers.repeating > 0 { format!(" ({} repeat without end)", answers.repeating) } else { String::new() };
    let parts = [
        (answers.cut, format!("cut{loops}")),
        (answers.empty, "empty".to_owned()),
        (answers.refused, "refused".to_owned()),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("; {count} {word}"));
    format!("{} of {}{}", answers.complete, answers.asked, parts.collect::<String>())
}

fn place(statistics: Option<&ModelStatistics>) -> String {
    statistics.and_then(|found| found.place).map_or_else(String::new, |place| {
        if place.best == place.worst { place.best.to_string() } else { format!("{}–{}", place.best, place.worst) }
    })
}

fn score(score: Score) -> String {
    match score {
        Score::Scored(score) => format!("{score:.2}"),
        Score::Unscored(reason) => reason.label().to_owned(),
    }
}

/// The bootstrap's interval where there is one: it stays on the scale. For nothing but perfect answers, their share.
fn interval(line: &Line<'_>) -> String {
    let statistics = line.statistics.as_ref();
    let interval = statistics.and_then(|found| found.percentile95.value().copied()).or(line.result.ci95);
    let perfect = statistics.map(|found| found.perfect).filter(|share| share.n > 0 && share.perfect == share.n);
    match (interval, perfect.and_then(|share| share.wilson95.value().copied())) {
        (Some([low, high]), _) => format!("{low:.2} to {high:.2}"),
        (None, Some([low, _])) => format!("all perfect; share at least {:.0} %", low * 100.0),
        (None, None) => String::new(),
    }
}

fn by_standard_of_people(statistics: Option<&ModelStatistics>) -> String {
    match statistics.and_then(|found| found.corrected) {
        Some(Figure::Value(found)) => {
            let [low, high] = found.ci95;
            format!("{:.2} ({low:.2} to {high:.2})", found.score)
        }
        Some(Figure::Undefined(undefined)) => undefined.reason.to_string(),
        None => String::new(),
    }
}

fn seconds(result: &ModelResult) -> String {
    let ms = result.median_total_ms.or(result.mean_total_ms);
    ms.map(|ms| format!("{:.1} s", ms as f64 / 1000.0)).unwrap_or_default()
}

/// Which cases count, and who has no place.
fn rule_statement(summary: &Summary) -> String {
    let rule = summary.scoring.rule;
    let few = |result: &&ModelResult| !rule.is_enough(result.n as usize, (result.n + unscored(result)) as usize);
    match summary.results.iter().filter(few).count() {
        0 => rule.statement().to_owned(),
        few => format!(
            "{} Fewer than {LEAST_SCORED_PERCENT} % of the tasks are scored for {}, so there is no place for {}.",
            rule.statement(),
            count(few, "model", "models"),
            if few == 1 { "it" } else { "them" }
        ),
    }
}

/// Title, table, and what a reader must know.
pub(super) fn markdown(summary: &Summary) -> String {
    let mut lines = vec![format!("# {}", escaped(&summary.title)), String::new()];
    lines.push(format!("{} ({})", escaped(&summary.provenance.statement), summary.created_at));
    lines.push(String::new());
    lines.extend(table(summary).to_markdown());
    if summary.provenance.kind == ProvenanceKind::Run {
        lines.extend([String::new(), rule_statement(summary)]);
    }
    if let Some(effect) = summary.statistics.as_deref().and_then(|found| found.detectable_effect.value()) {
        lines.push(String::new());
        lines.push(format!(
            "These tasks show a difference of {:.2} points between neighbouring models with 80 % power.",
            effect.effect
        ));
    }
    lines.extend(conditions_of::markdown(summary, summary.statistics.as_deref()));
    lines.extend(judges::markdown(summary));
    if !summary.warnings.is_empty() {
        lines.extend([String::new(), "## Warnings".to_owned(), String::new()]);
        lines.extend(summary.warnings.iter().map(|warning| format!("- {}", escaped(&warning.text))));
    }
    lines.join("\n")
}

//! One row per case, with every mark of every judge.

use analytics::score::{Dimension, Score};
use analytics::scoring::case_scores;
use analytics::snapshot::v1::Summary;
use analytics::standings::MarkTable;
use serde_json::{Value, json};

use super::Report;

/// The cases in the order of the summary.
pub(super) fn report(summary: &Summary) -> Report {
    let mut columns: Vec<String> =
        ["model", "task", "task_version", "category", "repeat", "outcome", "ended", "score", "unscored_reason"]
            .map(str::to_owned)
            .to_vec();
    for judge in &summary.judges {
        columns.extend(Dimension::ALL.map(|dimension| format!("{}.{}", judge.id, dimension.slug())));
        columns.push(format!("{}.unreadable", judge.id));
    }
    let more = ["reviewed", "total_ms", "first_text_ms", "prompt_tokens", "completion_tokens", "billed_usd"];
    columns.extend(more.map(str::to_owned));
    let table = MarkTable::new(summary);
    let scores = case_scores(summary);
    let cases = &summary.cases;
    let row = |case: usize| -> Option<Vec<Value>> {
        let model = summary.models.get(*cases.model.get(case)? as usize)?;
        let task = summary.tasks.get(*cases.task.get(case)? as usize)?;
        let (score, reason) = match *scores.get(case)? {
            Score::Scored(score) => (Some((score * 1e4).round() / 1e4), None),
            Score::Unscored(reason) => (None, Some(reason.label())),
        };
        let mut row = vec![
            json!(model.id),
            json!(task.id),
            json!(task.version),
            json!(task.category),
            json!(cases.repeat.get(case)),
            json!(cases.outcome.get(case)),
            json!(cases.ending_label(case)),
            json!(score),
            json!(reason),
        ];
        for judge in 0..summary.judges.len() {
            let verdict = table.verdict(case, judge);
            let mark = |dimension| json!(verdict.flatten().map(|marks| marks.get(dimension).value()));
            row.extend(Dimension::ALL.map(mark));
            row.push(json!(verdict.map(|marks| marks.is_none())));
        }
        let reviewed = u32::try_from(case).is_ok_and(|case| summary.reviews.case.binary_search(&case).is_ok());
        let bill = cases.billed_pico_usd.get(case)?.map(|bill| bill.to_string().trim_start_matches('$').to_owned());
        row.extend([
            json!(reviewed),
            json!(cases.total_ms.get(case)?),
            json!(cases.first_text_ms.get(case)?),
            json!(cases.prompt_tokens.get(case)?),
            json!(cases.completion_tokens.get(case)?),
            json!(bill),
        ]);
        Some(row)
    };
    Report { columns, rows: (0..cases.len()).filter_map(row).collect() }
}

//! Snapshots as tables for a spreadsheet: the leaderboard, and every case with every mark (RFC 4180).

use analytics::score::{Dimension, Score};
use analytics::scoring::case_scores;
use analytics::snapshot::v1::{ModelKind, Summary};
use serde::Serialize;

/// The leaderboard: a line for each model, in the order of the summary. Scores from 0 to 2; empty where unknown.
pub fn leaderboard(summary: &Summary) -> String {
    let mut table = Table::new(&[
        "model",
        "name",
        "kind",
        "family",
        "provider",
        "score",
        "tasks_scored",
        "tasks_unscored",
        "ci95_low",
        "ci95_high",
        "mean_total_ms",
        "median_total_ms",
        "mean_completion_tokens",
        "billed_pico_usd",
    ]);
    for (model, result) in summary.models.iter().zip(&summary.results) {
        let kind = match model.kind {
            ModelKind::LanguageModel => "language_model",
            ModelKind::Baseline => "baseline",
        };
        let unscored: u32 = result.unscored.iter().map(|part| part.count).sum();
        table.line(vec![
            text(model.id.as_str()),
            text(&model.name),
            kind.to_owned(),
            text(&model.family),
            text(model.provider.as_str()),
            score(result.score),
            result.n.to_string(),
            unscored.to_string(),
            optional(result.ci95.map(|ci| ci[0])),
            optional(result.ci95.map(|ci| ci[1])),
            optional(result.mean_total_ms),
            optional(result.median_total_ms),
            optional(result.mean_completion_tokens),
            name(&result.billed_pico_usd),
        ]);
    }
    table.text
}

/// Every case with its score and every judge's marks. None for a snapshot that holds no cases.
pub fn cases(summary: &Summary) -> Option<String> {
    if summary.cases.is_empty() {
        return None;
    }
    let mut columns: Vec<String> = [
        "model",
        "task",
        "task_version",
        "category",
        "repeat",
        "outcome",
        "score",
        "unscored",
        "total_ms",
        "first_text_ms",
        "prompt_tokens",
        "completion_tokens",
        "billed_pico_usd",
    ]
    .map(str::to_owned)
    .to_vec();
    for judge in &summary.judges {
        columns.extend(Dimension::ALL.map(|dimension| text(&[judge.id.as_str(), " ", dimension.slug()].concat())));
    }
    let mut table = Table::new(&columns);
    let judges = summary.judges.len();
    let mut marks = vec![None; summary.cases.len() * judges];
    let verdicts = summary.verdicts.case.iter().zip(&summary.verdicts.judge).zip(&summary.verdicts.marks);
    for ((case, judge), given) in verdicts {
        if let Some(place) = marks.get_mut(*case as usize * judges + *judge as usize) {
            *place = *given;
        }
    }
    let cases = &summary.cases;
    for (case, reached) in case_scores(summary).into_iter().enumerate() {
        let model = summary.models.get(cases.model[case] as usize)?;
        let task = summary.tasks.get(cases.task[case] as usize)?;
        let mut line = vec![
            text(model.id.as_str()),
            text(task.id.as_str()),
            task.version.to_string(),
            task.category.slug().to_owned(),
            cases.repeat[case].to_string(),
            name(&cases.outcome[case]),
            score(reached),
            unscored(reached),
            optional(cases.total_ms[case]),
            optional(cases.first_text_ms[case]),
            optional(cases.prompt_tokens[case]),
            optional(cases.completion_tokens[case]),
            name(&cases.billed_pico_usd[case]),
        ];
        for given in &marks[case * judges..(case + 1) * judges] {
            line.extend(Dimension::ALL.map(|dimension| optional(given.map(|marks| marks.get(dimension).value()))));
        }
        table.line(line);
    }
    Some(table.text)
}

struct Table {
    text: String,
}

impl Table {
    fn new(columns: &[impl AsRef<str>]) -> Self {
        let mut table = Self { text: String::new() };
        table.line(columns.iter().map(|column| column.as_ref().to_owned()).collect());
        table
    }

    fn line(&mut self, cells: Vec<String>) {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        self.text.push_str(&cells.join(","));
        self.text.push_str("\r\n");
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        ["\"", &cell.replace('"', "\"\""), "\""].concat()
    } else {
        cell.to_owned()
    }
}

/// Text that somebody contributed. A spreadsheet would run it as a formula if it began like one.
fn text(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { ["'", text].concat() } else { text.to_owned() }
}

fn optional<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn score(score: Score) -> String {
    optional(score.value())
}

fn unscored(score: Score) -> String {
    match score {
        Score::Scored(_) => String::new(),
        Score::Unscored(reason) => name(&reason),
    }
}

/// A value as the JSON files write it; empty for null.
fn name(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(serde_json::Value::Null) | Err(_) => String::new(),
        Ok(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use analytics::snapshot::summary_from_json;

    const BASELINES: &str = include_str!("../../data/snapshots/builtin-baselines/summary.json");
    const PUBLISHED: &str = include_str!("../../data/snapshots/2026-04-published/summary.json");

    #[test]
    fn every_case_has_a_line_and_its_marks_give_its_score() {
        let summary = summary_from_json(BASELINES).unwrap();
        let text = cases(&summary).unwrap();
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        assert_eq!(lines.len(), summary.cases.len() + 1);
        let mut scored = 0;
        for line in &lines[1..] {
            assert_eq!(line.len(), lines[0].len(), "{line:?}");
            let marks: Vec<f64> = line[13..].iter().filter_map(|mark| mark.parse().ok()).collect();
            if let Ok(score) = line[6].parse::<f64>() {
                // The glossary's definition, by hand: the mean over judges and dimensions.
                assert!((marks.iter().sum::<f64>() / marks.len() as f64 - score).abs() < 1e-12, "{line:?}");
                scored += 1;
            } else {
                assert!(!line[7].is_empty(), "unscored without a reason: {line:?}");
            }
        }
        assert!(scored > 60, "{scored}");
    }

    #[test]
    fn published_aggregates_have_a_leaderboard_and_no_cases() {
        let summary = summary_from_json(PUBLISHED).unwrap();
        assert!(cases(&summary).is_none());
        let text = leaderboard(&summary);
        assert_eq!(text.lines().count(), 13);
        assert!(text.contains("gpt-oss-120b,gpt-oss-120b,language_model,openai,openrouter,1.89,"), "{text}");
    }

    #[test]
    fn a_contributed_name_is_neither_a_formula_nor_a_new_column() {
        let mut summary = summary_from_json(PUBLISHED).unwrap();
        summary.models[0].name = "=HYPERLINK(\"https://x\"),b".to_owned();
        let line = leaderboard(&summary).lines().nth(1).unwrap().to_owned();
        assert!(line.contains(",\"'=HYPERLINK(\"\"https://x\"\"),b\","), "{line}");
    }
}

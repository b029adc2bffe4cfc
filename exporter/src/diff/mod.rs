//! `exporter diff`: what changed between two snapshots, in words.

use analytics::score::Score;
use analytics::snapshot::diff::{Changes, Diff, ScoreChange, Side};
use analytics::snapshot::v1::{Figure, Median, Speed};
use analytics::units::PicoUsd;

use crate::report::served::median;
use crate::report::table::{Table, escaped, one_line};
use crate::tasks::text::count;

/// How a difference is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Aligned text.
    Text,
    /// Markdown.
    Markdown,
    /// One JSON document.
    Json,
}

/// The difference as text or Markdown.
#[must_use]
pub fn render(diff: &Diff, markdown: bool) -> String {
    let clean = |text: &str| if markdown { escaped(text) } else { one_line(text) };
    let mut lines = Vec::new();
    let title = format!("{} → {}", diff.before.id, diff.after.id);
    lines.push(if markdown { format!("# {title}") } else { title });
    let side = |side: &Side| {
        let reviews = match side.reviewed {
            0 => String::new(),
            reviewed => format!(", {}", count(reviewed as usize, "review", "reviews")),
        };
        format!("{} ({}{reviews})", clean(&side.title), side.created_at)
    };
    lines.push(format!("{} → {}", side(&diff.before), side(&diff.after)));
    section(&mut lines, markdown, "Models", &diff.models, &clean);
    section(&mut lines, markdown, "Tasks", &diff.tasks, &clean);
    section(&mut lines, markdown, "Judges", &diff.judges, &clean);
    let mut put = |title: &str, table: &Table, note: String| {
        lines.push(String::new());
        lines.push(if markdown { format!("## {title}") } else { title.to_owned() });
        if markdown {
            lines.push(String::new());
        }
        if !table.is_empty() {
            lines.extend(if markdown { table.to_markdown() } else { table.to_text() });
            if markdown {
                lines.push(String::new());
            }
        }
        if !note.is_empty() {
            lines.push(note);
        }
    };
    let (table, note) = scores(diff);
    put("Scores", &table, note);
    let (table, note) = bills(diff);
    put("Mean bill of a case", &table, note);
    if !diff.speeds.is_empty() {
        put("Speed", &speeds(diff), SPEED_NOTE.to_owned());
    }
    lines.join("\n")
}

fn section<Id: std::fmt::Display>(
    lines: &mut Vec<String>,
    markdown: bool,
    title: &str,
    changes: &Changes<Id>,
    clean: &impl Fn(&str) -> String,
) {
    lines.push(String::new());
    lines.push(if markdown { format!("## {title}\n") } else { title.to_owned() });
    let indent = if markdown { "- " } else { "  " };
    if changes.is_empty() {
        lines.push(format!("{indent}no change"));
    }
    let list = |ids: &[Id]| ids.iter().map(|id| clean(&id.to_string())).collect::<Vec<_>>().join(", ");
    for (what, ids) in [("added", &changes.added), ("removed", &changes.removed)] {
        if !ids.is_empty() {
            lines.push(format!("{indent}{what}: {}", list(ids)));
        }
    }
    for change in &changes.changed {
        lines.push(format!("{indent}{}: {}", clean(&change.id.to_string()), clean(&change.what.join("; "))));
    }
}

/// Two decimals, so that two figures and their difference can be added up as they stand.
fn cents(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn signed(value: f64) -> String {
    format!("{:+.2}", cents(value) + 0.0)
}

/// The difference of two means as they are printed; a result of nothing but ties is called by its name.
fn difference(change: &ScoreChange) -> String {
    match (&change.common_before, &change.common_after) {
        _ if change.n > 0 && change.changed == 0 => "equal".to_owned(),
        (Figure::Value(before), Figure::Value(after)) => signed(cents(*after) - cents(*before)),
        (Figure::Undefined(undefined), _) | (_, Figure::Undefined(undefined)) => undefined.reason.to_string(),
    }
}

fn scores(diff: &Diff) -> (Table, String) {
    let mut table = Table::new(&[
        "model",
        "published before",
        "published after",
        "tasks in both",
        "before",
        "after",
        "difference",
        "95 % interval",
        "p (Holm)",
        "significant",
        "newly scored",
        "no longer scored",
    ]);
    let score = |score: Score| match score {
        Score::Scored(value) => format!("{value:.2}"),
        Score::Unscored(reason) => reason.label().to_owned(),
    };
    let mean = |figure: &Figure<f64>| figure.value().map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"));
    for change in &diff.scores {
        table.push(vec![
            change.model.to_string(),
            score(change.before),
            score(change.after),
            change.n.to_string(),
            mean(&change.common_before),
            mean(&change.common_after),
            difference(change),
            match &change.ci95 {
                Figure::Value([low, high]) => format!("{low:+.2} to {high:+.2}"),
                Figure::Undefined(undefined) => undefined.reason.to_string(),
            },
            change.p_holm.map(|p| format!("{p:.3}")).unwrap_or_default(),
            if change.significant { "yes" } else { "no" }.to_owned(),
            change.newly_scored.len().to_string(),
            change.no_longer_scored.len().to_string(),
        ]);
    }
    let mut note = match (diff.scores.is_empty(), diff.common_tasks) {
        (true, _) => "No model is in both.".to_owned(),
        (false, 0) => "No task of the same version is in both, so scores cannot be compared task by task.".to_owned(),
        (false, common) => format!(
            "“before” and “after” are means over the same tasks: of {} of the same version in both, those with a score in both; the published scores hold all others too. p-values are of the sign-flip test, corrected for {}.",
            count(common as usize, "task", "tasks"),
            count(diff.scores.len(), "comparison", "comparisons")
        ),
    };
    if diff.common_tasks > 0 && !diff.judges.is_empty() {
        note.push_str(" The judges are not the same in both, so a difference may be theirs.");
    }
    if let Some((one, other)) = diff.before.suite.as_ref().zip(diff.after.suite.as_ref()).filter(|(a, b)| a != b) {
        note.push_str(&format!(
            " The two were made with different suites, {} and {}: their published scores cannot be compared.",
            one_line(one),
            one_line(other)
        ));
    }
    if diff.before.rule != diff.after.rule {
        note.push_str(
            " The two were scored by different rules: one counts complete answers only. Published scores cannot be compared; “before” and “after” are both over complete answers.",
        );
    }
    for change in &diff.scores {
        for (what, tasks) in [("newly scored", &change.newly_scored), ("no longer scored", &change.no_longer_scored)] {
            if !tasks.is_empty() {
                let ids: Vec<String> = tasks.iter().map(ToString::to_string).collect();
                note.push_str(&format!("\n{}, {what}: {}.", change.model, ids.join(", ")));
            }
        }
    }
    (table, note)
}

const SPEED_NOTE: &str = "Medians over every good stream, cut or not, with their number. The conditions that changed stand with the models above.";

fn speeds(diff: &Diff) -> Table {
    let mut table = Table::new(&[
        "model",
        "first token before, s",
        "after",
        "prompt tokens/s before (server)",
        "after",
        "output tokens/s before",
        "after",
    ]);
    for change in &diff.speeds {
        let mut row = vec![change.model.to_string()];
        for (of, unit) in [
            (|speed: &Speed| speed.first_text_ms, 1e3),
            (|speed: &Speed| speed.server_prefill_tok_per_s, 1.0),
            (|speed: &Speed| speed.decode_tok_per_s, 1.0),
        ] as [(fn(&Speed) -> Option<Median>, f64); 3]
        {
            row.extend([&change.before, &change.after].map(|speed| median(of(speed), unit)));
        }
        table.push(row);
    }
    table
}

fn bills(diff: &Diff) -> (Table, String) {
    let mut table = Table::new(&["model", "before", "after", "change"]);
    let bill = |bill: Option<PicoUsd>| bill.map_or_else(|| "unknown".to_owned(), |bill| bill.to_string());
    for change in diff.bills.iter().filter(|change| change.before != change.after) {
        let percent = change.before.zip(change.after).filter(|(before, _)| before.0 > 0).map(|(before, after)| {
            let part = after.0 as f64 / before.0 as f64 - 1.0;
            format!("{:+.1} %", part * 100.0)
        });
        table.push(vec![
            change.model.to_string(),
            bill(change.before),
            bill(change.after),
            percent.unwrap_or_default(),
        ]);
    }
    let note = match (diff.bills.is_empty(), table.is_empty()) {
        (true, _) => "No bill is known of a model that is in both.",
        (false, true) => "No bill has changed.",
        (false, false) => "",
    };
    (table, note.to_owned())
}

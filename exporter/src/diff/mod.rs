//! `exporter diff`: what changed between two snapshots, in words.

use analytics::score::Score;
use analytics::snapshot::diff::{Changes, Diff, Side};
use analytics::snapshot::v1::Figure;
use analytics::units::PicoUsd;

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

fn scores(diff: &Diff) -> (Table, String) {
    let mut table = Table::new(&[
        "model",
        "before",
        "after",
        "difference",
        "95 % interval",
        "common tasks",
        "p (Holm)",
        "significant",
    ]);
    let score = |score: Score| match score {
        Score::Scored(value) => format!("{value:.2}"),
        Score::Unscored(reason) => reason.label().to_owned(),
    };
    for change in &diff.scores {
        let undefined = |figure: &Figure<f64>| match figure {
            Figure::Value(value) => format!("{value:+.2}"),
            Figure::Undefined(undefined) => undefined.reason.to_string(),
        };
        table.push(vec![
            change.model.to_string(),
            score(change.before),
            score(change.after),
            undefined(&change.difference),
            match &change.ci95 {
                Figure::Value([low, high]) => format!("{low:+.2} to {high:+.2}"),
                Figure::Undefined(undefined) => undefined.reason.to_string(),
            },
            change.n.to_string(),
            change.p_holm.map(|p| format!("{p:.3}")).unwrap_or_default(),
            if change.significant { "yes" } else { "no" }.to_owned(),
        ]);
    }
    let note = match (diff.scores.is_empty(), diff.common_tasks) {
        (true, _) => "No model is in both.".to_owned(),
        (false, 0) => "No task of the same version is in both, so scores cannot be compared task by task.".to_owned(),
        (false, common) => {
            let what = format!(
                "Differences are over {} of the same version in both, as far as both have a score; p-values are of the sign-flip test, corrected for {}.",
                count(common as usize, "task", "tasks"),
                count(diff.scores.len(), "comparison", "comparisons")
            );
            if diff.judges.is_empty() {
                what
            } else {
                format!("{what} The judges are not the same in both, so a difference may be theirs.")
            }
        }
    };
    (table, note)
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

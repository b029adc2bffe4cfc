//! `exporter tasks check`: every fault of every task file, then the reference answers.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use analytics::category::Category;

use super::CheckArgs;
use super::{context, output};
use crate::failure::Failure;
use crate::tasks::text::count;
use crate::tasks::{Fault, Task, TaskErrors, load_file_within, read_dir, reference};

/// Checks a folder of task files, or one task file.
pub fn run(args: &CheckArgs) -> Result<(), Failure> {
    output::must_exist(&args.path)?;
    let single = args.path.is_file();
    let folder = if single { args.path.parent().unwrap_or(Path::new("")) } else { args.path.as_path() };
    let (context_tokens, note) = context::smallest(folder);
    if let Some(note) = note {
        output::note(note);
    }
    let (tasks, mut faults) = if single {
        match load_file_within(&args.path, Some(context_tokens)) {
            Ok(task) => (vec![task], Vec::new()),
            Err(errors) => (Vec::new(), errors.faults().to_vec()),
        }
    } else {
        read_dir(folder, Some(context_tokens))
    };
    let answers = folder.join("answers");
    let graded = answers.is_dir();
    if graded {
        faults.extend(tasks.iter().flat_map(|task| reference::grade(&answers, task)));
        if !single && faults.is_empty() {
            faults.extend(strays(&answers, &tasks));
        }
    } else {
        output::note(format!("note: {} does not exist, so no reference answers were graded", answers.display()));
    }
    match TaskErrors::from_faults(faults) {
        Some(errors) => Err(output::faults(&errors)),
        None => output::data(&summary(&tasks, graded)),
    }
}

/// Answers that belong to no task: most likely the task was renamed.
fn strays(answers: &Path, tasks: &[Task]) -> Vec<Fault> {
    let wanted: BTreeSet<_> = tasks
        .iter()
        .flat_map(|task| {
            [
                reference::pass_file(answers, task),
                reference::middling_file(answers, task),
                reference::fail_file(answers, task),
            ]
        })
        .collect();
    let Ok(entries) = fs::read_dir(answers) else { return Vec::new() };
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.extension().is_some_and(|extension| extension == "md") && !wanted.contains(file))
        .map(|file| {
            Fault::of_file(
                file,
                "belongs to no task; name it <id>.pass.md, <id>.middling.md or <id>.fail.md, or remove it",
            )
        })
        .collect()
}

fn summary(tasks: &[Task], graded: bool) -> String {
    let checks: usize = tasks.iter().map(|task| task.checks.len()).sum();
    let capabilities: usize = tasks.iter().map(|task| task.expected_capabilities.len()).sum();
    let categories =
        Category::ALL.iter().filter(|category| tasks.iter().any(|task| task.category == **category)).count();
    let answers = if graded {
        format!("{} grade as they should", count(2 * tasks.len(), "reference answer", "reference answers"))
    } else {
        "no reference answers graded".to_owned()
    };
    format!(
        "{} in {}, {}, {}, {answers}: no faults\n",
        count(tasks.len(), "task", "tasks"),
        count(categories, "category", "categories"),
        count(checks, "check", "checks"),
        count(capabilities, "expected capability", "expected capabilities"),
    )
}

//! The project's own tasks: every file keeps the rules, and its two reference answers grade as docs/task-format.md says.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use analytics::score::{Dimension, Mark};
use exporter::judge::builtin::Method;
use exporter::provider::builtin::Baseline;
use exporter::tasks::{Task, check, coverage, load_dir};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/tasks")
}

/// Loaded once: compiling some 200 patterns takes a second without optimisation.
fn tasks() -> &'static [Task] {
    static TASKS: LazyLock<Vec<Task>> =
        LazyLock::new(|| load_dir(&folder()).unwrap_or_else(|errors| panic!("\n{errors}")));
    &TASKS
}

fn answer(task: &Task, kind: &str) -> String {
    let file = folder().join(format!("answers/{}.{kind}.md", task.id));
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Collects what is wrong over all tasks, so that one run names every fault.
fn report(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn there_are_thirty_tasks_in_the_promised_mix() {
    use analytics::category::Category;
    use analytics::snapshot::v1::Origin;
    let tasks = tasks();
    assert_eq!(tasks.len(), 30);
    let generic: Vec<&Task> = tasks.iter().filter(|task| task.origin == Origin::Generic).collect();
    assert_eq!(generic.len(), 20);
    let count = |category| generic.iter().filter(|task| task.category == category).count();
    // Issue 2: simple-coding 4, refactoring 3, architecture 2, debugging 3, multi-file 2, reasoning 1, non-coding 5.
    assert_eq!(Category::ALL.map(count), [4, 3, 2, 3, 2, 1, 5]);
}

#[test]
fn every_passing_answer_passes_every_check() {
    let mut faults = Vec::new();
    for task in tasks() {
        let answer = answer(task, "pass");
        for result in check::evaluate(task, &answer) {
            if !result.passed {
                faults.push(format!("{}: {} ({}): {}", task.id, result.id, result.dimension.slug(), result.found));
            }
        }
        let marks = Method::Checks.judge(task, &answer).marks;
        if marks.sum() != 6 {
            faults.push(format!("{}: the checks judge gives {marks:?}", task.id));
        }
    }
    report(&faults);
}

#[test]
fn every_passing_answer_shows_the_capabilities() {
    let mut faults = Vec::new();
    for task in tasks() {
        let answer = answer(task, "pass");
        let sightings = coverage::sightings(task, &answer);
        for sighting in &sightings {
            if sighting.capability.essential && !sighting.is_shown() {
                faults.push(format!("{}: essential and not shown: {}", task.id, sighting.capability.text));
            }
        }
        let shown = sightings.iter().filter(|sighting| sighting.is_shown()).count();
        if shown * 100 < sightings.len() * 85 {
            faults.push(format!("{}: shows only {shown} of {}", task.id, sightings.len()));
        }
        let marks = Method::Coverage.judge(task, &answer).marks;
        for dimension in [Dimension::Correctness, Dimension::Completeness] {
            if marks.get(dimension) != Mark::GOOD {
                faults.push(format!("{}: the coverage judge gives {marks:?}", task.id));
            }
        }
    }
    report(&faults);
}

#[test]
fn every_failing_answer_is_plainly_wrong() {
    let mut faults = Vec::new();
    for task in tasks() {
        let answer = answer(task, "fail");
        if answer.split_whitespace().count() < 3 {
            faults.push(format!("{}: the failing answer is not a plausible one", task.id));
        }
        let marks = Method::Checks.judge(task, &answer).marks;
        if marks.get(Dimension::Correctness) != Mark::FAIL {
            faults.push(format!("{}: the checks judge gives {marks:?}", task.id));
        }
        // An answer that shows everything is not lazy: one of the two judges would be wrong about it.
        let covered = Method::Coverage.judge(task, &answer).marks;
        if covered.get(Dimension::Correctness) == Mark::GOOD && covered.get(Dimension::Completeness) == Mark::GOOD {
            faults.push(format!("{}: the coverage judge gives {covered:?}", task.id));
        }
    }
    report(&faults);
}

#[test]
fn repeating_the_question_is_never_right() {
    let mut faults = Vec::new();
    for task in tasks() {
        let echo = Baseline::Echo.answer(&task.prompt, task.category);
        let marks = Method::Checks.judge(task, &echo).marks;
        if marks.get(Dimension::Correctness) == Mark::GOOD {
            faults.push(format!("{}: the checks judge gives the echo {marks:?}", task.id));
        }
        let covered = Method::Coverage.judge(task, &echo).marks;
        if covered.sum() != 0 {
            faults.push(format!("{}: the coverage judge gives the echo {covered:?}", task.id));
        }
    }
    report(&faults);
}

#[test]
fn no_baseline_solves_a_task() {
    let mut faults = Vec::new();
    for task in tasks() {
        for baseline in Baseline::ALL {
            let answer = baseline.answer(&task.prompt, task.category);
            let sum =
                Method::Checks.judge(task, &answer).marks.sum() + Method::Coverage.judge(task, &answer).marks.sum();
            if sum == 12 {
                faults.push(format!("{}: {} gets every mark", task.id, baseline.name()));
            }
        }
    }
    report(&faults);
}

#[test]
fn ten_middling_answers_stand_strictly_between_the_passing_and_the_failing_ones() {
    let mut faults = Vec::new();
    let mut found = 0;
    for task in tasks() {
        if !folder().join(format!("answers/{}.middling.md", task.id)).is_file() {
            continue;
        }
        found += 1;
        let [pass, middling, fail] = ["pass", "middling", "fail"].map(|kind| answer(task, kind));
        let sum = |methods: &[Method], answer: &str| -> u32 {
            methods.iter().map(|method| method.judge(task, answer).marks.sum()).sum()
        };
        for methods in [&[Method::Checks][..], &Method::ALL] {
            let [pass, middling, fail] = [&pass, &middling, &fail].map(|answer| sum(methods, answer));
            // Half an answer is neither bad nor good: it has some marks, and not all of them.
            if !(fail < middling && middling < pass) || middling == 0 {
                faults.push(format!("{}: {fail} < {middling} < {pass} does not hold by {methods:?}", task.id));
            }
        }
    }
    assert_eq!(found, 10);
    report(&faults);
}

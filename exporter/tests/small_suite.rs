//! The suite for small machines: short tasks that models of 1 to 9 billion parameters can solve, and no baseline can.

use std::fs;
use std::path::{Path, PathBuf};

use analytics::category::Category;
use analytics::score::{Dimension, Mark};
use exporter::judge::builtin::Method;
use exporter::provider::builtin::Baseline;
use exporter::tasks::{Task, load_dir};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/suites/small")
}

fn tasks() -> Vec<Task> {
    load_dir(&folder()).unwrap_or_else(|errors| panic!("\n{errors}"))
}

fn answer(task: &Task, kind: &str) -> String {
    let file = folder().join(format!("answers/{}.{kind}.md", task.id));
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[test]
fn twenty_short_tasks_cover_every_category() {
    let tasks = tasks();
    assert_eq!(tasks.len(), 20);
    for category in Category::ALL {
        assert!(tasks.iter().any(|task| task.category == category), "no task of {}", category.slug());
    }
    for task in &tasks {
        assert!(task.difficulty <= 2, "{}: difficulty {}", task.id, task.difficulty);
        assert!(task.max_tokens <= 500, "{}: {} tokens", task.id, task.max_tokens);
        // Tokenizers give some three characters a token for code and Swedish, more for English.
        assert!(task.prompt.chars().count() <= 3 * 400, "{}: {} characters", task.id, task.prompt.chars().count());
    }
    assert!(tasks.iter().filter(|task| task.tags.iter().any(|tag| tag == "swedish")).count() >= 3);
}

#[test]
fn good_answers_get_every_mark_and_bad_ones_are_wrong() {
    for task in tasks() {
        let good = Method::Checks.judge(&task, &answer(&task, "pass")).marks;
        assert_eq!(good.sum(), 6, "{}: {good:?}", task.id);
        let bad = Method::Checks.judge(&task, &answer(&task, "fail")).marks;
        assert_eq!(bad.get(Dimension::Correctness), Mark::FAIL, "{}: {bad:?}", task.id);
    }
}

#[test]
fn no_baseline_is_right_about_a_task() {
    for task in tasks() {
        for baseline in Baseline::ALL {
            let answer = baseline.answer(&task.prompt, task.category);
            let marks = Method::Checks.judge(&task, &answer).marks;
            assert!(marks.get(Dimension::Correctness) < Mark::GOOD, "{}: {} gets {marks:?}", task.id, baseline.name());
        }
    }
}

//! Task folders: the project's own 30, and small made-up ones.

use std::fs;
use std::path::{Path, PathBuf};

/// A folder with so many small tasks.
pub fn small(folder: &Path, count: usize) -> PathBuf {
    let path = folder.join("tasks");
    fs::create_dir_all(&path).unwrap();
    for number in 1..=count {
        fs::write(path.join(format!("sum-{number:03}.md")), task(number)).unwrap();
    }
    path
}

/// The project's own 30 tasks.
pub fn thirty() -> PathBuf {
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/tasks");
    match exporter::tasks::load_dir(&real) {
        Ok(tasks) => assert_eq!(tasks.len(), 30, "{} holds the project's 30 tasks", real.display()),
        Err(errors) => panic!("{errors}"),
    }
    real
}

fn task(number: usize) -> String {
    format!(
        r#"+++
id = "sum-{number:03}"
version = 1
title = "Sum {number}"
category = "reasoning"
difficulty = 1
max_tokens = 256
tags = ["test"]
origin = "generic"

[[expected_capabilities]]
text = "Gives the result"
essential = true
evidence = ["forty-two"]

[[expected_capabilities]]
text = "Shows the way"
evidence = ["addition"]

[[expected_capabilities]]
text = "Is short"
evidence = ["therefore"]

[[checks]]
id = "result"
dimension = "correctness"
why = "The sum must be there."
kind = "contains_any"
texts = ["42", "forty-two"]

[[checks]]
id = "words"
dimension = "completeness"
why = "A bare number explains nothing."
kind = "words"
min = 2

[[checks]]
id = "short"
dimension = "quality"
why = "It was asked for in few words."
kind = "words"
max = 200
+++

What is 40 plus 2? Explain in one sentence how you found it. This is question {number}.
"#
    )
}

//! A small task that keeps every rule, for unit tests to bend.

use std::path::Path;

use super::definition::Task;
use super::rules::{self, Reading};

/// The text of `window-001.md`.
pub const TEXT: &str = r##"+++
id = "window-001"
version = 2
title = "Mend a sliding window"
category = "debugging"
difficulty = 3
max_tokens = 1000
tags = ["rust", "off-by-one"]
origin = "generic"

[[expected_capabilities]]
text = "Names the fault"
essential = true
evidence = ["fence post", "one too few"]

[[expected_capabilities]]
text = "Repairs the end"
essential = true
evidence = ["len() - size + 1"]

[[expected_capabilities]]
text = "Adds a test"
evidence = ["#[test]"]

[[checks]]
id = "end"
dimension = "correctness"
why = "The last window counts."
kind = "regex"
part = "code"
pattern = 'size\s*\+\s*1'

[[checks]]
id = "sum"
dimension = "correctness"
why = "The sum of the example is 42."
kind = "json"
pointer = "/sum"
equals = 42

[[checks]]
id = "parts"
dimension = "completeness"
why = "Both parts were asked for."
kind = "contains_all"
texts = ["Cause", "Repair"]

[[checks]]
id = "short"
dimension = "quality"
why = "At most 50 words of prose."
kind = "words"
part = "prose"
max = 50
+++

The last window is missing. Give the cause, the repair and the sum as JSON.
"##;

/// Reads a text as `window-001.md`.
pub fn read(text: &str) -> Reading {
    rules::read(Path::new("window-001.md"), text, None)
}

/// The task.
pub fn task() -> Task {
    let reading = read(TEXT);
    assert_eq!(reading.faults, []);
    reading.task.unwrap()
}

/// The faults of the text after one replacement, as `line: reason`.
pub fn faults_after(from: &str, to: &str) -> Vec<String> {
    assert!(TEXT.contains(from), "{from:?} is not in the text");
    let faults = read(&TEXT.replacen(from, to, 1)).faults;
    faults.iter().map(|fault| format!("{}: {}", fault.line.unwrap_or_default(), fault.reason)).collect()
}

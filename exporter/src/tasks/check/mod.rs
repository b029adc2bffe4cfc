//! Checks: facts about an answer that a program can decide.

mod json_document;
mod json_rule;
mod kind;
mod number;
mod part;
mod pattern;
pub(super) mod read;

use analytics::score::Dimension;
use serde::Serialize;

pub use json_rule::{JsonRule, JsonType};
pub use kind::CheckKind;
pub use part::{Part, Sections};
pub use pattern::Pattern;

use super::Task;

/// What a check made of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckResult {
    /// The check's id.
    pub id: String,
    /// What it counts for.
    pub dimension: Dimension,
    /// Whether the answer passes.
    pub passed: bool,
    /// Why a good answer passes it.
    pub why: String,
    /// What was found in the answer.
    pub found: String,
}

/// Puts an answer to every check of its task, in the order of the file.
#[must_use]
pub fn evaluate(task: &Task, answer: &str) -> Vec<CheckResult> {
    let sections = Sections::of(answer);
    task.checks
        .iter()
        .map(|check| {
            let (passed, found) = check.kind.decide(&sections, check.part);
            CheckResult { id: check.id.clone(), dimension: check.dimension, passed, why: check.why.clone(), found }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tasks::fixture::task;

    #[test]
    fn results_come_in_the_order_of_the_file_with_what_was_found() {
        let answer = "Cause: one too few.\n```rust\n0..=len - size + 1\n```\n{\"sum\": 41}";
        let results = evaluate(&task(), answer);
        let seen: Vec<(&str, bool, &str)> =
            results.iter().map(|result| (result.id.as_str(), result.passed, result.found.as_str())).collect();
        assert_eq!(
            seen,
            [
                ("end", true, "1 match"),
                ("sum", false, "41, which is not 42"),
                ("parts", false, "no \"Repair\""),
                ("short", true, "6 words"),
            ]
        );
        assert_eq!(results[1].why, "The sum of the example is 42.");
    }

    #[test]
    fn an_empty_answer_harms_nobody() {
        assert_eq!(evaluate(&task(), "").iter().filter(|result| result.passed).count(), 1, "only the limit on words");
    }
}

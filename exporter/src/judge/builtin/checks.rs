//! The judge that runs the task's own checks.

use analytics::score::{Dimension, Mark, Marks};

use super::BuiltinVerdict;
use crate::tasks::Task;
use crate::tasks::check::{self, CheckResult};
use crate::tasks::text::count;

/// 2 when every check of the dimension passes, 1 when at least half do, else 0.
pub fn judge(task: &Task, answer: &str) -> BuiltinVerdict {
    let results = check::evaluate(task, answer);
    let mark = |dimension: Dimension| {
        let of: Vec<&CheckResult> = results.iter().filter(|result| result.dimension == dimension).collect();
        mark(of.iter().filter(|result| result.passed).count(), of.len())
    };
    let marks = Marks::new(mark(Dimension::Correctness), mark(Dimension::Completeness), mark(Dimension::Quality));
    BuiltinVerdict { marks, rationale: rationale(&results) }
}

fn mark(passed: usize, all: usize) -> Mark {
    // The rules for tasks exclude a dimension without checks; were there one, nothing would speak for the answer.
    if all == 0 || passed * 2 < all {
        Mark::FAIL
    } else if passed < all {
        Mark::ACCEPTABLE
    } else {
        Mark::GOOD
    }
}

fn rationale(results: &[CheckResult]) -> String {
    let passed = results.iter().filter(|result| result.passed).count();
    let mut text = format!("{passed} of {} passed.", count(results.len(), "check", "checks"));
    for result in results.iter().filter(|result| !result.passed) {
        text.push_str(&format!(
            "\nFailed: {} ({}): {} Found: {}.",
            result.id,
            result.dimension.slug(),
            result.why,
            result.found
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tasks::fixture::task;

    #[test]
    fn each_dimension_is_marked_by_its_own_checks() {
        let verdict = judge(&task(), "Cause\n```\nsize + 1\n```\n");
        assert_eq!(verdict.marks, Marks::new(Mark::ACCEPTABLE, Mark::FAIL, Mark::GOOD));
        let lines: Vec<&str> = verdict.rationale.lines().collect();
        assert_eq!(lines[0], "2 of 4 checks passed.");
        assert_eq!(lines[1], "Failed: sum (correctness): The sum of the example is 42. Found: no JSON document.");
        assert!(lines[2].starts_with("Failed: parts (completeness): Both parts were asked for."));
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn marks_follow_the_documented_shares() {
        // (passed, all) → mark, from docs/task-format.md
        for (passed, all, wanted) in
            [(2, 2, 2), (1, 2, 1), (2, 3, 1), (1, 3, 0), (0, 1, 0), (1, 1, 2), (2, 5, 0), (3, 5, 1)]
        {
            assert_eq!(mark(passed, all).value(), wanted, "{passed} of {all}");
        }
        assert_eq!(mark(0, 0), Mark::FAIL);
    }
}

//! The judge that runs the task's own checks.

use analytics::score::{Dimension, Mark, Marks};

use super::{BuiltinVerdict, NOTHING, bounded, own_words};
use crate::tasks::Task;
use crate::tasks::check::{self, CheckResult};
use crate::tasks::coverage::{Sighting, sightings};
use crate::tasks::text::count;

/// For each dimension 2 when every check passes, 1 when at least half do, else 0; then bounded as [`super::bounded`] has
/// it. A check that the empty answer passes too guards against a fault and proves nothing: 0 in all where no other one
/// of correctness and completeness passes, where a wrong answer shows no expected capability, and where most of the
/// answer is the prompt's own text.
pub fn judge(task: &Task, answer: &str) -> BuiltinVerdict {
    let results = check::evaluate(task, answer);
    let free = check::evaluate(task, "");
    let earned = |(result, free): (&CheckResult, &CheckResult)| {
        result.passed && !free.passed && result.dimension != Dimension::Quality
    };
    let mark = |dimension: Dimension| {
        let of: Vec<&CheckResult> = results.iter().filter(|result| result.dimension == dimension).collect();
        mark(of.iter().filter(|result| result.passed).count(), of.len())
    };
    let marks = Marks::new(mark(Dimension::Correctness), mark(Dimension::Completeness), mark(Dimension::Quality));
    let mut text = rationale(&results);
    let shows = || sightings(task, answer).iter().any(Sighting::is_shown);
    let nothing = if own_words::is_echo(&task.prompt, answer) {
        Some("Most of it is the prompt's own text.")
    } else if !results.iter().zip(&free).any(earned) {
        Some("It passes no check of correctness or completeness that an empty answer would fail.")
    } else if marks.get(Dimension::Correctness) == Mark::FAIL && !shows() {
        Some("It is wrong and shows none of the expected capabilities.")
    } else {
        None
    };
    if let Some(nothing) = nothing {
        text.push('\n');
        text.push_str(nothing);
        return BuiltinVerdict { marks: NOTHING, rationale: text };
    }
    BuiltinVerdict { marks: bounded(marks), rationale: text }
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
        // Quality by itself would be 2: the answer is short.
        assert_eq!(verdict.marks, Marks::new(Mark::ACCEPTABLE, Mark::FAIL, Mark::FAIL));
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

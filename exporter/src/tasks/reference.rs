//! Grades the reference answers of tasks: the one that must pass, the one that must fail, and, where a task has one, the
//! one that stands between them.

use std::fs;
use std::path::{Path, PathBuf};

use analytics::score::{Dimension, Mark};

use super::check::evaluate;
use super::coverage::{share, sightings};
use super::definition::Task;
use super::fault::Fault;
use crate::judge::builtin::Method;

/// Share of all capabilities that a passing answer shows at least, in percent.
const SHOWN_PERCENT: usize = 85;

/// The file of a task's passing answer.
#[must_use]
pub fn pass_file(answers: &Path, task: &Task) -> PathBuf {
    answers.join(format!("{}.pass.md", task.id))
}

/// The file of a task's failing answer.
#[must_use]
pub fn fail_file(answers: &Path, task: &Task) -> PathBuf {
    answers.join(format!("{}.fail.md", task.id))
}

/// The file of a task's half-good answer, which not every task has.
#[must_use]
pub fn middling_file(answers: &Path, task: &Task) -> PathBuf {
    answers.join(format!("{}.middling.md", task.id))
}

/// Reads and grades the answers of a task.
#[must_use]
pub fn grade(answers: &Path, task: &Task) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (file, reasons) in
        [(pass_file(answers, task), passing as fn(&Task, &str) -> Vec<String>), (fail_file(answers, task), failing)]
    {
        match fs::read_to_string(&file) {
            Ok(answer) => faults.extend(reasons(task, &answer).into_iter().map(|reason| Fault::of_file(&file, reason))),
            Err(error) => faults.push(Fault::of_file(&file, format!("cannot read this reference answer: {error}"))),
        }
    }
    let read = |file: PathBuf| fs::read_to_string(file).ok();
    let file = middling_file(answers, task);
    if let (Some(pass), Some(middling), Some(fail)) =
        (read(pass_file(answers, task)), read(file.clone()), read(fail_file(answers, task)))
    {
        let reasons = between(task, [&pass, &middling, &fail]);
        faults.extend(reasons.into_iter().map(|reason| Fault::of_file(&file, reason)));
    }
    faults
}

/// Why the middle one of the passing, the middling and the failing answer does not stand strictly between the others, by
/// the checks alone and by both built-in judges together; empty when it does.
#[must_use]
pub fn between(task: &Task, answers: [&str; 3]) -> Vec<String> {
    let sum = |methods: &[Method], answer: &str| -> u32 {
        methods.iter().map(|method| method.judge(task, answer).marks.sum()).sum()
    };
    let by = |name: &str, methods: &[Method]| {
        let [pass, middling, fail] = answers.map(|answer| sum(methods, answer));
        (!(fail < middling && middling < pass)).then(|| {
            format!("the middling answer gets {middling} marks by {name}, which is not between {fail} and {pass}")
        })
    };
    [by("the checks", &[Method::Checks]), by("both built-in judges", &Method::ALL)].into_iter().flatten().collect()
}

/// Why this is not an answer that a demanding reviewer would accept; empty when it is.
#[must_use]
pub fn passing(task: &Task, answer: &str) -> Vec<String> {
    let mut reasons: Vec<String> = evaluate(task, answer)
        .into_iter()
        .filter(|result| !result.passed)
        .map(|result| {
            let dimension = result.dimension.slug();
            format!(
                "the passing answer fails check {:?} ({dimension}): {} Found: {}",
                result.id, result.why, result.found
            )
        })
        .collect();
    let sightings = sightings(task, answer);
    let missed = || sightings.iter().filter(|sighting| !sighting.is_shown());
    for sighting in missed().filter(|sighting| sighting.capability.essential) {
        reasons
            .push(format!("the passing answer does not show the essential capability {:?}", sighting.capability.text));
    }
    let (shown, all) = share(&sightings);
    if shown * 100 < all * SHOWN_PERCENT {
        let texts: Vec<String> = missed().map(|sighting| format!("{:?}", sighting.capability.text)).collect();
        reasons.push(format!(
            "the passing answer shows {shown} of {all} capabilities, fewer than {SHOWN_PERCENT} %; missed: {}",
            texts.join(", ")
        ));
    }
    reasons
}

/// Why this is not an answer that fails; empty when it is one.
#[must_use]
pub fn failing(task: &Task, answer: &str) -> Vec<String> {
    let mark = Method::Checks.judge(task, answer).marks.get(Dimension::Correctness);
    if mark == Mark::FAIL {
        return Vec::new();
    }
    let passed: Vec<String> = evaluate(task, answer)
        .into_iter()
        .filter(|result| result.passed && result.dimension == Dimension::Correctness)
        .map(|result| format!("{:?}", result.id))
        .collect();
    vec![format!(
        "the failing answer gets {} for correctness instead of 0: it passes {} of {} checks: {}",
        mark.value(),
        passed.len(),
        task.checks_of(Dimension::Correctness).count(),
        passed.join(", ")
    )]
}

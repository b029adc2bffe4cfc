//! The sentence that says what a snapshot of a run is: counted from its cases, so that it is true of a part as well.

use std::collections::BTreeSet;

use analytics::outcome::{Outcome, Treatment};
use analytics::score::ScoringRule;
use analytics::snapshot::v1::{ModelKind, Summary};

use crate::tasks::text::count;

/// Counts of planned, asked, complete and marked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Counts {
    tasks: usize,
    tasks_asked: usize,
    language_models: usize,
    baselines: usize,
    models_asked: usize,
    cases: usize,
    cases_asked: usize,
    complete: usize,
    /// Answers with text, complete or cut.
    to_mark: usize,
    /// Of these, how many every judge has marked or tried to.
    marked: usize,
    judges: usize,
}

/// The sentence about the run of a summary.
pub(super) fn of(summary: &Summary) -> String {
    let cases = &summary.cases;
    let all = 0..cases.outcome.len();
    let asked: Vec<usize> = all.clone().filter(|case| cases.outcome[*case] != Outcome::NotRun).collect();
    let distinct = |of: &[u32]| asked.iter().filter_map(|case| of.get(*case)).collect::<BTreeSet<_>>().len();
    let baselines = summary.models.iter().filter(|model| model.kind == ModelKind::Baseline).count();
    let given: BTreeSet<(u32, u32)> =
        summary.verdicts.case.iter().copied().zip(summary.verdicts.judge.iter().copied()).collect();
    let judges = summary.judges.len() as u32;
    let is_marked = |case: &usize| (0..judges).all(|judge| given.contains(&(*case as u32, judge)));
    let has_text = |case: &usize| cases.ending(*case).treatment(ScoringRule::AllAsked) == Treatment::Judged;
    let to_mark: Vec<usize> = all.filter(has_text).collect();
    words(&Counts {
        tasks: summary.tasks.len(),
        tasks_asked: distinct(&cases.task),
        language_models: summary.models.len() - baselines,
        baselines,
        models_asked: distinct(&cases.model),
        cases: cases.outcome.len(),
        cases_asked: asked.len(),
        complete: cases.outcome.iter().filter(|outcome| **outcome == Outcome::Answered).count(),
        marked: to_mark.iter().filter(|case| is_marked(case)).count(),
        to_mark: to_mark.len(),
        judges: summary.judges.len(),
    })
}

fn words(counts: &Counts) -> String {
    let who = match (counts.language_models, counts.baselines) {
        (0, 1) => "1 baseline, which is a program and not a language model".to_owned(),
        (0, baselines) => format!("{baselines} baselines, which are programs and not language models"),
        (models, 0) => count(models, "language model", "language models"),
        (models, baselines) => format!(
            "{} and {}",
            count(models, "language model", "language models"),
            count(baselines, "baseline", "baselines")
        ),
    };
    let models = counts.language_models + counts.baselines;
    let judges = count(counts.judges, "judge", "judges");
    let is_whole = counts.complete == counts.cases && counts.marked == counts.cases;
    if is_whole {
        let tasks = count(counts.tasks, "task", "tasks");
        return format!(
            "Run by this project's exporter: {tasks} on {who}, every answer marked by {judges}; all marks are in the snapshot."
        );
    }
    let part = |some: usize, all: usize, one: &str, many: &str| {
        if some < all { format!("{some} of {}", count(all, one, many)) } else { count(all, one, many) }
    };
    let who = if counts.models_asked < models { part(counts.models_asked, models, "model", "models") } else { who };
    let marks = match counts.to_mark {
        0 => "no answer to mark".to_owned(),
        all if counts.marked == all => format!("every answer with text marked by {judges}"),
        all => format!("{} of {} with text marked by {judges}", counts.marked, count(all, "answer", "answers")),
    };
    format!(
        "Run by this project's exporter: {} asked of {who}, {} of {} asked, {}; {marks}; all marks are in the snapshot.",
        part(counts.tasks_asked, counts.tasks, "task", "tasks"),
        counts.cases_asked,
        count(counts.cases, "planned case", "planned cases"),
        count(counts.complete, "complete answer", "complete answers"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_run_and_parts_of_one() {
        let whole = Counts {
            tasks: 30,
            tasks_asked: 30,
            language_models: 1,
            models_asked: 1,
            cases: 30,
            cases_asked: 30,
            complete: 30,
            to_mark: 30,
            marked: 30,
            judges: 2,
            ..Counts::default()
        };
        let said = |counts: &Counts| {
            let text = words(counts);
            text.strip_prefix("Run by this project's exporter: ")
                .unwrap()
                .replace("; all marks are in the snapshot.", "")
        };
        assert_eq!(said(&whole), "30 tasks on 1 language model, every answer marked by 2 judges");
        // Filters narrowed the start to ten tasks, and one answer was complete.
        let part = Counts { tasks_asked: 10, cases_asked: 10, complete: 1, to_mark: 8, marked: 8, ..whole.clone() };
        assert_eq!(
            said(&part),
            "10 of 30 tasks asked of 1 language model, 10 of 30 planned cases asked, 1 complete answer; every answer with text marked by 2 judges"
        );
        // All complete, and one judge has not been asked about five of them.
        let unmarked = Counts { marked: 25, ..whole.clone() };
        assert_eq!(
            said(&unmarked),
            "30 tasks asked of 1 language model, 30 of 30 planned cases asked, 30 complete answers; 25 of 30 answers with text marked by 2 judges"
        );
        // One of three models was asked.
        let narrowed =
            Counts { language_models: 2, baselines: 1, cases: 90, complete: 0, to_mark: 0, marked: 0, ..whole };
        assert_eq!(
            said(&narrowed),
            "30 tasks asked of 1 of 3 models, 30 of 90 planned cases asked, 0 complete answers; no answer to mark"
        );
    }
}

//! Configuration, tasks and judges.

use std::collections::BTreeSet;

use super::Finding;
use crate::config::{Choices, Resolved};
use crate::failure::Failure;
use crate::tasks::text::{count, short};

/// A list of faults in tasks can be long; the command that it names shows all of it.
const LONGEST_MESSAGE: usize = 400;

pub(super) fn of(choices: &Choices, resolved: &Resolved) -> Vec<Finding> {
    let scope = &resolved.plan.scope;
    let (models, judges) = (scope.models.len(), &scope.judges);
    let mut findings = vec![
        Finding::ok(
            "configuration",
            format!(
                "{} names {} and {}",
                name(choices),
                count(models, "model", "models"),
                count(judges.len(), "judge", "judges")
            ),
        ),
        Finding::ok(
            "tasks",
            format!("{} in {} keep every rule", count(scope.tasks.len(), "task", "tasks"), resolved.folder.display()),
        ),
    ];
    let families: BTreeSet<_> = judges.iter().map(|judge| judge.family.as_str()).collect();
    let families: Vec<_> = families.into_iter().collect();
    findings.push(Finding::ok("judges", format!("they are of different families: {}", families.join(", "))));
    // Whether a context is long enough is looked at with what the servers say.
    for warning in resolved.warnings.iter().filter(|warning| warning.code != "short-context") {
        let mend = if warning.code == "unpinned" {
            "pin it with `only` and `allow_fallbacks = false` in [models.params.openrouter]"
        } else {
            ""
        };
        findings.push(Finding::warning(format!("model {}", warning.subject), warning.text.trim_end_matches('.'), mend));
    }
    findings
}

pub(super) fn fault(choices: &Choices, failure: &Failure) -> Finding {
    let message = short(&failure.message, LONGEST_MESSAGE);
    Finding::problem(
        "configuration",
        format!("{} cannot be used: {message}", name(choices)),
        failure.hint.as_deref().unwrap_or_default(),
    )
}

fn name(choices: &Choices) -> String {
    choices.config.as_ref().map_or_else(|| "the embedded configuration".to_owned(), |path| path.display().to_string())
}

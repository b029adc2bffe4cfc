//! Which of a task's expected capabilities an answer shows.

use super::definition::{Capability, Task};
use super::text::folded;

/// A capability, and the evidence for it in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sighting<'a> {
    /// The capability.
    pub capability: &'a Capability,
    /// The first of its evidence texts that occurs in the answer; None when the answer does not show it.
    pub evidence: Option<&'a str>,
}

impl Sighting<'_> {
    /// Whether the answer shows it.
    #[must_use]
    pub const fn is_shown(&self) -> bool {
        self.evidence.is_some()
    }
}

/// Looks for every capability of the task, in the order of its file. Letter case and runs of white space are ignored.
#[must_use]
pub fn sightings<'a>(task: &'a Task, answer: &str) -> Vec<Sighting<'a>> {
    let answer = folded(answer);
    let occurs = |text: &&String| answer.contains(&folded(text));
    task.expected_capabilities
        .iter()
        .map(|capability| Sighting {
            capability,
            evidence: capability.evidence.iter().find(occurs).map(String::as_str),
        })
        .collect()
}

/// A share as (shown, all).
#[must_use]
pub fn share<'a>(sightings: impl IntoIterator<Item = &'a Sighting<'a>>) -> (usize, usize) {
    sightings.into_iter().fold((0, 0), |(shown, all), sighting| (shown + usize::from(sighting.is_shown()), all + 1))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::task;
    use super::*;

    #[test]
    fn any_evidence_shows_a_capability_whatever_its_case_and_spacing() {
        let task = task();
        let shown = |answer: &str| sightings(&task, answer).iter().map(Sighting::is_shown).collect::<Vec<_>>();
        assert_eq!(shown("A Fence\n  POST error"), [true, false, false]);
        assert_eq!(shown("one too few; len() - size + 1; #[TEST]"), [true, true, true]);
        assert_eq!(shown("fencepost len()-size+1"), [false, false, false]);
        assert_eq!(sightings(&task, "one too few")[0].evidence, Some("one too few"));
        assert_eq!(share(&sightings(&task, "#[test]")), (1, 3));
    }
}

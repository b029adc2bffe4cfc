//! Judges without a language model: the task's own checks, and the coverage of its expected capabilities.

mod checks;
mod coverage;
mod own_words;

use analytics::score::{Dimension, Mark, Marks};

use crate::tasks::Task;

/// A builtin judge's verdict. It always has marks: a program cannot be unreadable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltinVerdict {
    /// The marks.
    pub marks: Marks,
    /// Why.
    pub rationale: String,
}

/// The marks of an answer that shows nothing of what was asked for.
const NOTHING: Marks = Marks::new(Mark::FAIL, Mark::FAIL, Mark::FAIL);

/// Correctness comes first: what is wrong in the main is at most complete in part, and quality is never above the lower
/// one of correctness and completeness. A text in the right form that answers nothing has no quality.
fn bounded(marks: Marks) -> Marks {
    let correctness = marks.get(Dimension::Correctness);
    let most = if correctness == Mark::FAIL { Mark::ACCEPTABLE } else { Mark::GOOD };
    let completeness = marks.get(Dimension::Completeness).min(most);
    let quality = marks.get(Dimension::Quality).min(correctness).min(completeness);
    Marks::new(correctness, completeness, quality)
}

/// How a builtin judge works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// The task's programmatic checks.
    Checks,
    /// The coverage of its expected capabilities, and the share of own words.
    Coverage,
}

impl Method {
    /// Both, in the order in which help and documentation list them.
    pub const ALL: [Self; 2] = [Self::Checks, Self::Coverage];

    /// The method of this name; it is what stands as the judging model in a configuration.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Checks => "checks",
            Self::Coverage => "coverage",
        }
    }

    /// What it does, in one sentence.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Checks => {
                "Runs the task's own checks and marks each dimension by the share that pass; quality is bounded by the other two."
            }
            Self::Coverage => {
                "Looks for evidence of the expected capabilities, and marks quality by the share of words that are not the prompt's, bounded by the other two marks."
            }
        }
    }

    /// Version of the method; it rises whenever an unchanged answer could get another mark.
    #[must_use]
    pub const fn version(&self) -> &'static str {
        match self {
            Self::Checks | Self::Coverage => "2",
        }
    }

    /// Marks an answer.
    #[must_use]
    pub fn judge(&self, task: &Task, answer: &str) -> BuiltinVerdict {
        match self {
            Self::Checks => checks::judge(task, answer),
            Self::Coverage => coverage::judge(task, answer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quality_is_bounded_by_correctness_and_completeness() {
        let marks = |values: [u8; 3]| Marks(values.map(|value| value.try_into().unwrap()));
        for (given, expected) in [
            ([0, 0, 2], [0, 0, 0]),
            ([0, 2, 2], [0, 1, 0]),
            ([1, 2, 2], [1, 2, 1]),
            ([2, 1, 2], [2, 1, 1]),
            ([2, 2, 2], [2, 2, 2]),
            ([2, 2, 0], [2, 2, 0]),
        ] {
            assert_eq!(bounded(marks(given)), marks(expected), "{given:?}");
        }
    }

    #[test]
    fn names_lead_back() {
        for method in Method::ALL {
            assert_eq!(Method::from_name(method.name()), Some(method));
        }
        assert_eq!(Method::from_name("Checks"), None);
    }
}

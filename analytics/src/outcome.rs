//! How an attempt to get an answer ended.

use serde::{Deserialize, Serialize};

use crate::score::{ScoringRule, UnscoredReason};

/// The end of an attempt, or of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Outcome {
    /// A complete answer.
    Answered,
    /// Cut at the token limit.
    Truncated,
    /// Complete, but without text.
    Empty,
    /// The model or its provider refused.
    Refused,
    /// The prompt did not fit into the context window.
    ContextOverflow,
    /// No answer came in time.
    TimedOut,
    /// The provider failed.
    ProviderError,
    /// Nobody has asked yet.
    NotRun,
}

/// What becomes of the score of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Treatment {
    /// Judges mark what is there.
    Judged,
    /// The model gave nothing that could be marked: the score is 0.
    Zero,
    /// It has no score, for this reason.
    Unscored(UnscoredReason),
}

/// How a case ended, as far as its score depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ending {
    /// The outcome.
    pub outcome: Outcome,
    /// Whether the answer holds any text besides white space. It matters for an answer that was cut.
    pub has_text: bool,
}

impl Ending {
    /// Of an outcome with an answer.
    #[must_use]
    pub fn new(outcome: Outcome, answer: &str) -> Self {
        Self { outcome, has_text: !answer.trim().is_empty() }
    }

    /// What becomes of its score.
    ///
    /// What a model did itself counts: a cut answer is judged as it stands, and where there is nothing to judge the
    /// score is 0. What transport, server or budget did leaves a case unscored. A context that is too
    /// short for prompt and answer is the setting of a server of one's own, not the model's answer.
    #[must_use]
    pub const fn treatment(self, rule: ScoringRule) -> Treatment {
        match (rule, self.outcome) {
            (_, Outcome::Answered) => Treatment::Judged,
            (ScoringRule::AllAsked, Outcome::Truncated) if self.has_text => Treatment::Judged,
            (ScoringRule::AllAsked, Outcome::Truncated | Outcome::Empty | Outcome::Refused) => Treatment::Zero,
            (_, outcome) => match outcome.unscored() {
                Some(reason) => Treatment::Unscored(reason),
                None => Treatment::Judged,
            },
        }
    }

    /// Whether the outcome is the model's own, so that a person may mark it.
    #[must_use]
    pub const fn can_be_reviewed(self, rule: ScoringRule) -> bool {
        !matches!(self.treatment(rule), Treatment::Unscored(_))
    }
}

impl Outcome {
    /// Why a case that ended so has no complete answer; None when it has one. By the rule of complete answers that is
    /// why it has no score; [`Ending::treatment`] knows both rules.
    #[must_use]
    pub const fn unscored(self) -> Option<UnscoredReason> {
        match self {
            Self::Answered => None,
            Self::Truncated => Some(UnscoredReason::Truncated),
            Self::Empty => Some(UnscoredReason::Empty),
            Self::Refused => Some(UnscoredReason::Refused),
            Self::ContextOverflow => Some(UnscoredReason::ContextOverflow),
            Self::TimedOut => Some(UnscoredReason::TimedOut),
            Self::ProviderError => Some(UnscoredReason::ProviderError),
            Self::NotRun => Some(UnscoredReason::NotRun),
        }
    }

    /// Whether the text came as a whole stream, so that it has speeds: a complete answer, and by the rule that counts
    /// everything also one that was cut at its limit.
    #[must_use]
    pub const fn is_whole_stream(self, rule: ScoringRule) -> bool {
        match self {
            Self::Answered => true,
            Self::Truncated => !rule.is_older(),
            _ => false,
        }
    }

    /// The one word for it where cases are counted: failed is what transport, server or settings did.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Truncated => "cut",
            Self::Empty => "empty",
            Self::Refused => "refused",
            Self::ContextOverflow | Self::TimedOut | Self::ProviderError => "failed",
            Self::NotRun => "not run",
        }
    }

    /// In words, as a page and the terminal show it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self.unscored() {
            None => "answered",
            Some(reason) => reason.label(),
        }
    }

    /// The name in files and in the database.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Truncated => "truncated",
            Self::Empty => "empty",
            Self::Refused => "refused",
            Self::ContextOverflow => "context_overflow",
            Self::TimedOut => "timed_out",
            Self::ProviderError => "provider_error",
            Self::NotRun => "not_run",
        }
    }

    /// The outcome with this name.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [
            Self::Answered,
            Self::Truncated,
            Self::Empty,
            Self::Refused,
            Self::ContextOverflow,
            Self::TimedOut,
            Self::ProviderError,
            Self::NotRun,
        ]
        .into_iter()
        .find(|outcome| outcome.slug() == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_model_did_itself_counts_and_what_others_did_does_not() {
        use Outcome::{Answered, ContextOverflow, Empty, NotRun, ProviderError, Refused, TimedOut, Truncated};
        let of = |outcome, has_text, rule| Ending { outcome, has_text }.treatment(rule);
        for (outcome, has_text, expected) in [
            (Answered, true, Treatment::Judged),
            (Truncated, true, Treatment::Judged),
            (Truncated, false, Treatment::Zero),
            (Empty, false, Treatment::Zero),
            (Refused, true, Treatment::Zero),
            (ContextOverflow, false, Treatment::Unscored(UnscoredReason::ContextOverflow)),
            (TimedOut, true, Treatment::Unscored(UnscoredReason::TimedOut)),
            (ProviderError, true, Treatment::Unscored(UnscoredReason::ProviderError)),
            (NotRun, false, Treatment::Unscored(UnscoredReason::NotRun)),
        ] {
            assert_eq!(of(outcome, has_text, ScoringRule::AllAsked), expected, "{outcome:?}");
            let before = outcome.unscored().map_or(Treatment::Judged, Treatment::Unscored);
            assert_eq!(of(outcome, has_text, ScoringRule::CompleteOnly), before, "{outcome:?}");
        }
        assert!(!Ending::new(Truncated, " \n\t").has_text && Ending::new(Truncated, " x").has_text);
    }
}

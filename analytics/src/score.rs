//! Marks, as judges give them, and scores, as pages show them.

use serde::{Deserialize, Serialize};

/// The best mark on each dimension.
pub const MARK_MAX: u8 = 2;

/// What a mark is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Dimension {
    /// Is it right?
    Correctness,
    /// Is everything there?
    Completeness,
    /// Is it in the form that was asked for, and fit to use?
    Quality,
}

impl Dimension {
    /// All dimensions, in the order of [`Marks`].
    pub const ALL: [Self; 3] = [Self::Correctness, Self::Completeness, Self::Quality];

    /// The name in files.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Correctness => "correctness",
            Self::Completeness => "completeness",
            Self::Quality => "quality",
        }
    }
}

/// A mark of 0 (fail), 1 (acceptable) or 2 (good).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Mark(u8);

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Mark {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Mark".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "integer",
            "enum": [0, 1, 2],
            "description": "0 fail, 1 acceptable, 2 good",
        })
    }
}

/// A number that is no mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a mark is 0, 1 or 2, not {0}")]
pub struct NotAMark(pub u8);

impl Mark {
    /// Fail.
    pub const FAIL: Self = Self(0);
    /// Acceptable.
    pub const ACCEPTABLE: Self = Self(1);
    /// Good.
    pub const GOOD: Self = Self(2);

    /// The mark as a number.
    #[must_use]
    pub const fn value(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Mark {
    type Error = NotAMark;

    fn try_from(value: u8) -> Result<Self, NotAMark> {
        if value <= MARK_MAX { Ok(Self(value)) } else { Err(NotAMark(value)) }
    }
}

impl From<Mark> for u8 {
    fn from(mark: Mark) -> Self {
        mark.0
    }
}

/// One judge's marks for one answer: correctness, completeness, quality, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Marks(pub [Mark; 3]);

impl Marks {
    /// The marks in the order of [`Dimension::ALL`].
    #[must_use]
    pub const fn new(correctness: Mark, completeness: Mark, quality: Mark) -> Self {
        Self([correctness, completeness, quality])
    }

    /// The mark on a dimension.
    #[must_use]
    pub const fn get(self, dimension: Dimension) -> Mark {
        self.0[dimension as usize]
    }

    /// The sum of the three marks, 0 to 6.
    #[must_use]
    pub fn sum(self) -> u32 {
        self.0.iter().map(|mark| u32::from(mark.value())).sum()
    }
}

/// Which cases count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ScoringRule {
    /// Only complete answers have a score; a cut, empty or refused one is left out. The rule of older exporters.
    #[default]
    CompleteOnly,
    /// Everything that was asked counts: what a model did itself is judged as it stands or is 0, and a model with less
    /// than 80 % of its tasks scored has no place.
    AllAsked,
}

impl ScoringRule {
    /// Whether this is the rule of older exporters, which stands in no file.
    #[must_use]
    pub const fn is_older(&self) -> bool {
        matches!(self, Self::CompleteOnly)
    }

    /// In one sentence, as a page and a report show it.
    #[must_use]
    pub const fn statement(self) -> &'static str {
        match self {
            Self::CompleteOnly => {
                "Scores are means over complete answers only, the rule of older exporters: answers that were cut, empty or refused are left out of them."
            }
            Self::AllAsked => {
                "Every task that was asked counts: a cut answer is judged as it stands, and an empty or refused one is 0."
            }
        }
    }

    /// Whether so many scored tasks are enough for a place and for passing a gate: 80 % by the rule that counts
    /// everything, any by the older one.
    #[must_use]
    pub const fn is_enough(self, scored: usize, tasks: usize) -> bool {
        match self {
            Self::CompleteOnly => true,
            // By multiplication: a quotient would be rounded.
            Self::AllAsked => scored * 100 >= tasks * LEAST_SCORED_PERCENT,
        }
    }
}

/// The share of its tasks that a model needs scored for a place, in percent.
pub const LEAST_SCORED_PERCENT: usize = 80;

/// Why something has no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum UnscoredReason {
    /// The model or its provider refused to answer.
    Refused,
    /// The answer was cut at the token limit.
    Truncated,
    /// The answer was empty.
    Empty,
    /// No answer came in time.
    TimedOut,
    /// The prompt did not fit into the context window.
    ContextOverflow,
    /// The provider failed, after all retries.
    ProviderError,
    /// Not every judge has marked the answer yet.
    NotJudged,
    /// A judge's verdict could not be read.
    JudgeUnreadable,
    /// Judges differ by more than the threshold, and no person has decided.
    JudgesDisagree,
    /// The case was planned and has no answer yet.
    NotRun,
    /// Every judge or every dimension is switched off.
    NoMarks,
    /// There is no case to score.
    NoCases,
    /// Only judges of the model's own family have marked the answer.
    OwnFamilyOnly,
}

impl UnscoredReason {
    /// All reasons, in their order.
    pub const ALL: [Self; 13] = [
        Self::Refused,
        Self::Truncated,
        Self::Empty,
        Self::TimedOut,
        Self::ContextOverflow,
        Self::ProviderError,
        Self::NotJudged,
        Self::JudgeUnreadable,
        Self::JudgesDisagree,
        Self::NotRun,
        Self::NoMarks,
        Self::NoCases,
        Self::OwnFamilyOnly,
    ];

    /// The name in files.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Truncated => "truncated",
            Self::Empty => "empty",
            Self::TimedOut => "timed_out",
            Self::ContextOverflow => "context_overflow",
            Self::ProviderError => "provider_error",
            Self::NotJudged => "not_judged",
            Self::JudgeUnreadable => "judge_unreadable",
            Self::JudgesDisagree => "judges_disagree",
            Self::NotRun => "not_run",
            Self::NoMarks => "no_marks",
            Self::NoCases => "no_cases",
            Self::OwnFamilyOnly => "own_family_only",
        }
    }

    /// The reason with this name.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.slug() == slug)
    }

    /// In words, as a page and the terminal show it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Truncated => "cut at the limit",
            Self::Empty => "empty answer",
            Self::TimedOut => "timed out",
            Self::ContextOverflow => "prompt too long for the context",
            Self::ProviderError => "provider error",
            Self::NotJudged => "not judged yet",
            Self::JudgeUnreadable => "verdict unreadable",
            Self::JudgesDisagree => "judges disagree",
            Self::NotRun => "not run yet",
            Self::NoMarks => "no mark counts",
            Self::NoCases => "no cases",
            Self::OwnFamilyOnly => "judged by its own family only",
        }
    }
}

/// A score from 0 to 2, or the reason why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Score {
    /// There is a score: the mean mark, 0 to 2.
    Scored(f64),
    /// There is none, for this reason.
    Unscored(UnscoredReason),
}

impl Score {
    /// The value, if there is one.
    #[must_use]
    pub const fn value(self) -> Option<f64> {
        match self {
            Self::Scored(value) => Some(value),
            Self::Unscored(_) => None,
        }
    }

    /// Whether judges have spoken and leave it to a person: they disagree, or a verdict cannot be read.
    #[must_use]
    pub const fn is_unresolved(self) -> bool {
        matches!(self, Self::Unscored(UnscoredReason::JudgesDisagree | UnscoredReason::JudgeUnreadable))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_0_1_or_2() {
        assert_eq!(Mark::try_from(3), Err(NotAMark(3)));
        assert!(serde_json::from_str::<Marks>("[0,1,3]").is_err());
        let marks: Marks = serde_json::from_str("[0,1,2]").unwrap();
        assert_eq!(marks.get(Dimension::Quality), Mark::GOOD);
        assert_eq!(marks.sum(), 3);
    }

    #[test]
    fn slug_and_json_agree() {
        for (at, reason) in UnscoredReason::ALL.into_iter().enumerate() {
            assert_eq!(reason as usize, at);
            assert_eq!(serde_json::to_string(&reason).unwrap(), format!("\"{}\"", reason.slug()));
            assert_eq!(UnscoredReason::from_slug(reason.slug()), Some(reason));
        }
    }

    #[test]
    fn an_unscored_value_is_no_number() {
        let score = Score::Unscored(UnscoredReason::JudgesDisagree);
        assert_eq!(serde_json::to_string(&score).unwrap(), r#"{"unscored":"judges_disagree"}"#);
        assert_eq!(score.value(), None);
    }
}

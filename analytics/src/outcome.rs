//! How an attempt to get an answer ended.

use serde::{Deserialize, Serialize};

use crate::score::UnscoredReason;

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

impl Outcome {
    /// Why a case that ended so has no score; None when judges may mark it.
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

//! Which part of the queue is shown.

use analytics::snapshot::v1::Stratum;

use crate::review::queue::Entry;

/// Which entries are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// Without a decision.
    Open,
    /// All.
    All,
    /// What judges could not settle.
    Unresolved,
    /// Drawn by chance.
    Audit,
    /// With a decision.
    Reviewed,
}

impl Filter {
    /// In a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::All => "all",
            Self::Unresolved => "unresolved",
            Self::Audit => "audit sample",
            Self::Reviewed => "reviewed",
        }
    }

    pub(super) const fn next(self) -> Self {
        match self {
            Self::Open => Self::All,
            Self::All => Self::Unresolved,
            Self::Unresolved => Self::Audit,
            Self::Audit => Self::Reviewed,
            Self::Reviewed => Self::Open,
        }
    }

    pub(super) fn shows(self, entry: &Entry) -> bool {
        match self {
            Self::Open => entry.decision().is_none(),
            Self::All => true,
            Self::Unresolved => entry.stratum == Stratum::Unresolved,
            Self::Audit => entry.stratum == Stratum::Audit,
            Self::Reviewed => entry.decision().is_some(),
        }
    }
}

//! People's decisions: which marks count in the place of the judges', and how the answer came to be looked at.

use serde::{Deserialize, Serialize};

use crate::score::Marks;

/// Why an answer was put before a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Stratum {
    /// The judges could not settle it: they disagree, or a verdict cannot be read. Every such answer is in the queue.
    Unresolved,
    /// Drawn by chance from all answers, whatever the judges say.
    Audit,
}

impl Stratum {
    /// The name in files and in the database.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Unresolved => "unresolved",
            Self::Audit => "audit",
        }
    }

    /// The stratum with this name.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Unresolved, Self::Audit].into_iter().find(|stratum| stratum.slug() == slug)
    }
}

/// Columns over reviewed cases, ordered by case: the review of each that counts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reviews {
    /// Position of the case.
    pub case: Vec<u32>,
    /// The person's marks: correctness, completeness, quality. They count in the place of the judges'.
    pub marks: Vec<Marks>,
    /// Why the answer was put before a person.
    pub stratum: Vec<Stratum>,
    /// The probability, fixed before anybody looked, that the answer would be put before a person: above 0, at most 1.
    pub inclusion: Vec<f64>,
}

impl Reviews {
    /// Number of reviewed cases.
    #[must_use]
    pub fn len(&self) -> usize {
        self.case.len()
    }

    /// Whether no case is reviewed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.case.is_empty()
    }
}

/// A review with its history: every row that a person wrote stays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReviewDetail {
    /// Who decided, as the person wants to be called.
    pub author: String,
    /// Correctness, completeness, quality; null when the decision before was taken back.
    pub marks: Option<Marks>,
    /// The person's reasons; may be empty.
    pub reason: String,
    /// Why the answer was put before a person.
    pub stratum: Stratum,
    /// The probability of that, fixed before anybody looked: above 0, at most 1.
    pub inclusion: f64,
    /// When, RFC 3339 in UTC.
    pub reviewed_at: String,
}

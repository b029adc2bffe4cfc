//! The seven categories of tasks.

use serde::{Deserialize, Serialize};

/// What kind of work a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Category {
    /// One function or program with a clear contract.
    SimpleCoding,
    /// Changing the shape of code and keeping its behaviour.
    Refactoring,
    /// Designing a system and weighing its trade-offs.
    Architecture,
    /// Finding the cause of a fault.
    Debugging,
    /// Code that spans several files.
    MultiFile,
    /// A conclusion that follows in several steps.
    Reasoning,
    /// Work with text: summaries, extraction, planning, writing.
    NonCoding,
}

impl Category {
    /// All categories, in the order in which pages show them.
    pub const ALL: [Self; 7] = [
        Self::SimpleCoding,
        Self::Refactoring,
        Self::Architecture,
        Self::Debugging,
        Self::MultiFile,
        Self::Reasoning,
        Self::NonCoding,
    ];

    /// The name in files and URLs.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::SimpleCoding => "simple-coding",
            Self::Refactoring => "refactoring",
            Self::Architecture => "architecture",
            Self::Debugging => "debugging",
            Self::MultiFile => "multi-file",
            Self::Reasoning => "reasoning",
            Self::NonCoding => "non-coding",
        }
    }

    /// The name on a page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::SimpleCoding => "Simple coding",
            Self::Refactoring => "Refactoring",
            Self::Architecture => "Architecture",
            Self::Debugging => "Debugging",
            Self::MultiFile => "Multi-file",
            Self::Reasoning => "Reasoning",
            Self::NonCoding => "Non-coding",
        }
    }

    /// The category with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.slug() == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slug_and_json_agree() {
        for category in Category::ALL {
            assert_eq!(serde_json::to_string(&category).unwrap(), format!("\"{}\"", category.slug()));
            assert_eq!(Category::from_slug(category.slug()), Some(category));
        }
    }
}

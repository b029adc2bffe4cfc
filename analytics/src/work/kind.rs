//! The kinds of request that histories are sorted into.

use serde::{Deserialize, Serialize};

/// What a request was for. The first seven are the categories of the tasks; the others are frequent in agent histories
/// and have no task of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One function, query or command.
    SimpleCoding,
    /// Better code that does the same.
    Refactoring,
    /// A choice of structure, tools or formats.
    Architecture,
    /// Finding and mending a fault.
    Debugging,
    /// A change that spans several files.
    MultiFile,
    /// A question of arithmetic, logic or explanation.
    Reasoning,
    /// Text, data or a summary that is not about code.
    NonCoding,
    /// The message of a commit or pull request.
    CommitMessage,
    /// Comments, READMEs, guides.
    Documentation,
    /// What was done, for somebody else to read.
    StatusReport,
    /// Something to be looked up on the web.
    WebResearch,
    /// A plan or list of steps.
    Planning,
    /// A story, name, slogan or picture in words.
    Creative,
    /// No rule applies.
    Unknown,
}

impl Kind {
    /// All kinds in the order of reports.
    pub const ALL: [Self; 14] = [
        Self::SimpleCoding,
        Self::Refactoring,
        Self::Architecture,
        Self::Debugging,
        Self::MultiFile,
        Self::Reasoning,
        Self::NonCoding,
        Self::CommitMessage,
        Self::Documentation,
        Self::StatusReport,
        Self::WebResearch,
        Self::Planning,
        Self::Creative,
        Self::Unknown,
    ];

    /// The name in files and on the command line.
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
            Self::CommitMessage => "commit-message",
            Self::Documentation => "documentation",
            Self::StatusReport => "status-report",
            Self::WebResearch => "web-research",
            Self::Planning => "planning",
            Self::Creative => "creative",
            Self::Unknown => "unknown",
        }
    }
}

/// What may be true of a request of any kind. It moves the answer to "can a local model do it?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trait {
    /// Written in Swedish.
    Swedish,
    /// Written in a language other than English and Swedish.
    OtherLanguage,
    /// More than 32,768 tokens in its longest prompt.
    LongContext,
    /// Ten or more model calls.
    ManyTurns,
}

impl Trait {
    /// All of them in the order of reports.
    pub const ALL: [Self; 4] = [Self::Swedish, Self::OtherLanguage, Self::LongContext, Self::ManyTurns];

    /// The name in files and on the command line.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Swedish => "swedish",
            Self::OtherLanguage => "other-language",
            Self::LongContext => "long-context",
            Self::ManyTurns => "many-turns",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_the_names_in_files() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.slug());
        }
        for of in Trait::ALL {
            assert_eq!(serde_json::to_value(of).unwrap(), of.slug());
        }
    }
}

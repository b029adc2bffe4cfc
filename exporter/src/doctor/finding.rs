//! What a check came to, as a line and as JSON.

use serde::Serialize;

use crate::provider::reply::plain;
use crate::tasks::text::count;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nothing is wrong.
    Ok,
    /// A run will work, and something about it deserves a look.
    Warning,
    /// A run will fail, or a part of it.
    Problem,
    /// Nobody could tell.
    NotChecked,
}

impl Status {
    /// In words.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
            Self::NotChecked => "not checked",
        }
    }
}

/// A check and what it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How it ended.
    pub status: Status,
    /// What was looked at, such as `server openrouter`.
    pub about: String,
    /// What was found.
    pub text: String,
    /// How to mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
}

impl Finding {
    fn new(status: Status, about: impl Into<String>, text: impl AsRef<str>, mend: &str) -> Self {
        let mend = (!mend.is_empty()).then(|| plain(mend));
        // Names and messages come from servers, and each check is one line.
        Self { status, about: about.into(), text: plain(text.as_ref()), mend }
    }

    pub(super) fn ok(about: impl Into<String>, text: impl AsRef<str>) -> Self {
        Self::new(Status::Ok, about, text, "")
    }

    pub(super) fn warning(about: impl Into<String>, text: impl AsRef<str>, mend: &str) -> Self {
        Self::new(Status::Warning, about, text, mend)
    }

    pub(super) fn problem(about: impl Into<String>, text: impl AsRef<str>, mend: &str) -> Self {
        Self::new(Status::Problem, about, text, mend)
    }

    pub(super) fn not_checked(about: impl Into<String>, text: impl AsRef<str>, mend: &str) -> Self {
        Self::new(Status::NotChecked, about, text, mend)
    }

    /// One line.
    #[must_use]
    pub fn line(&self) -> String {
        let mend = self.mend.as_ref().map_or_else(String::new, |mend| format!("; {mend}"));
        format!("{:<12} {}: {}{mend}", self.status.word(), self.about, self.text)
    }
}

/// All findings, in the order of the checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The findings.
    pub findings: Vec<Finding>,
}

impl Report {
    /// How many checks ended so.
    #[must_use]
    pub fn count(&self, status: Status) -> usize {
        self.findings.iter().filter(|finding| finding.status == status).count()
    }

    /// The sum in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!(
            "{}: {} ok, {}, {}, {} not checked.",
            count(self.findings.len(), "check", "checks"),
            self.count(Status::Ok),
            count(self.count(Status::Warning), "warning", "warnings"),
            count(self.count(Status::Problem), "problem", "problems"),
            self.count(Status::NotChecked)
        )
    }
}

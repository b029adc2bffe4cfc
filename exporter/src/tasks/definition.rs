//! What a task is, once its file has been read and every rule of docs/task-format.md holds.

use analytics::category::Category;
use analytics::ids::TaskId;
use analytics::score::Dimension;
use analytics::snapshot::v1::Origin;
use serde::Serialize;

use super::check::{CheckKind, Part};

/// A task: everything in its front matter, and the prompt.
///
/// Read one with [`load_dir`](super::load_dir) or [`load_file`](super::load_file); a value of this type has passed every rule.
#[derive(Debug, Clone, Serialize)]
pub struct Task {
    /// Id; also the file name.
    pub id: TaskId,
    /// Version of the definition.
    pub version: u32,
    /// Title, at most 80 characters.
    pub title: String,
    /// Category.
    pub category: Category,
    /// 1 (trivial) to 5 (hard for an expert).
    pub difficulty: u8,
    /// Limit on the answer in tokens, thinking included.
    pub max_tokens: u32,
    /// Tags, lower-case.
    pub tags: Vec<String>,
    /// Made up, or modelled on somebody's work.
    pub origin: Origin,
    /// What a good answer shows.
    pub expected_capabilities: Vec<Capability>,
    /// Facts about an answer that a program can decide.
    pub checks: Vec<Check>,
    /// What is sent to the model, without leading and trailing blank lines.
    pub prompt: String,
    /// SHA-256 of the whole file's text, with line ends as `\n` and without a byte order mark, so that a checkout on
    /// Windows names the same task.
    pub sha256: String,
}

impl Task {
    /// The checks of a dimension, in the order of the file.
    pub fn checks_of(&self, dimension: Dimension) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(move |check| check.dimension == dimension)
    }
}

/// Something that a good answer shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Capability {
    /// In words, for judges that read.
    pub text: String,
    /// Whether an answer without it is wrong.
    pub essential: bool,
    /// Texts of which at least one stands in an answer that shows it.
    pub evidence: Vec<String>,
}

/// A fact about the answer that a program can decide.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// Id, unique in the task.
    pub id: String,
    /// What it counts for.
    pub dimension: Dimension,
    /// Why a good answer passes it.
    pub why: String,
    /// Which part of the answer is looked at.
    pub part: Part,
    /// The condition.
    #[serde(flatten)]
    pub kind: CheckKind,
}

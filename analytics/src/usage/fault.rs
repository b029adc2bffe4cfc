//! What is wrong with a line of a usage file, or with an entry of a JSON.

/// A line or entry that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    /// Number of the line, or of the entry of a JSON, from 1.
    pub line: usize,
    /// Whether an entry of a JSON is counted and not a line: JSON keeps no lines.
    pub is_entry: bool,
    /// What is wrong with it, and how to mend it.
    pub what: String,
}

impl LineFault {
    /// A fault of a line.
    #[must_use]
    pub fn line(line: usize, what: &str) -> Self {
        Self { line, is_entry: false, what: what.to_owned() }
    }

    /// A fault of an entry of a JSON.
    #[must_use]
    pub fn entry(entry: usize, what: &str) -> Self {
        Self { line: entry, is_entry: true, what: what.to_owned() }
    }

    /// The place: `Line 3`, `Entry 2`.
    #[must_use]
    pub fn place(&self) -> String {
        [if self.is_entry { "Entry " } else { "Line " }, &self.line.to_string()].concat()
    }
}

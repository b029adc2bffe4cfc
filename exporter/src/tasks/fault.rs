//! A fault in a task file: which file, which line, what is wrong and how to mend it.

use std::fmt;
use std::path::PathBuf;

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, as the caller named its folder.
    pub file: PathBuf,
    /// Line in the file, from 1; None when the fault is about the file as a whole.
    pub line: Option<usize>,
    /// What is wrong and how to mend it.
    pub reason: String,
}

impl Fault {
    /// A fault of the file as a whole: it cannot be read, or is no file.
    #[must_use]
    pub fn of_file(file: impl Into<PathBuf>, reason: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, reason: reason.into() }
    }

    /// A fault on a line.
    #[must_use]
    pub fn on_line(file: impl Into<PathBuf>, line: usize, reason: impl Into<String>) -> Self {
        Self { file: file.into(), line: Some(line), reason: reason.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:", self.file.display())?;
        if let Some(line) = self.line {
            write!(formatter, "{line}:")?;
        }
        // One fault stays on one line, so that an editor or grep can follow it.
        write!(formatter, " {}", self.reason.replace('\n', " "))
    }
}

/// All faults of all files, sorted by file and line; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskErrors {
    faults: Vec<Fault>,
}

impl TaskErrors {
    /// Wraps the faults, if there are any.
    #[must_use]
    pub fn from_faults(mut faults: Vec<Fault>) -> Option<Self> {
        faults.sort();
        faults.dedup();
        (!faults.is_empty()).then_some(Self { faults })
    }

    /// Wraps one fault.
    pub(super) fn of(fault: Fault) -> Self {
        Self { faults: vec![fault] }
    }

    /// The faults, sorted by file and line.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// How many files have a fault.
    #[must_use]
    pub fn file_count(&self) -> usize {
        let mut files: Vec<_> = self.faults.iter().map(|fault| &fault.file).collect();
        files.dedup();
        files.len()
    }
}

impl fmt::Display for TaskErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, fault) in self.faults.iter().enumerate() {
            if position > 0 {
                formatter.write_str("\n")?;
            }
            write!(formatter, "{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for TaskErrors {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_reads_as_file_line_reason() {
        assert_eq!(Fault::on_line("data/tasks/x.md", 12, "why").to_string(), "data/tasks/x.md:12: why");
        assert_eq!(Fault::of_file("data/tasks/x.md", "why").to_string(), "data/tasks/x.md: why");
        assert_eq!(Fault::on_line("x", 1, "two\nlines").to_string(), "x:1: two lines");
    }

    #[test]
    fn faults_are_sorted_by_line_as_a_number() {
        let errors = TaskErrors::from_faults(vec![
            Fault::on_line("b.md", 1, "c"),
            Fault::on_line("a.md", 10, "b"),
            Fault::on_line("a.md", 9, "a"),
        ])
        .unwrap();
        assert_eq!(errors.to_string(), "a.md:9: a\na.md:10: b\nb.md:1: c");
        assert_eq!(errors.file_count(), 2);
        assert!(TaskErrors::from_faults(Vec::new()).is_none());
    }
}

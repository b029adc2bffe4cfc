//! What became of each step, the summary, and the last line that machines read.

use std::time::Duration;

use analytics::plain::plain;

use crate::progress::{Outcome, Progress, Step, shown};

/// The steps so far.
pub struct Report {
    progress: Progress,
    steps: Vec<Entry>,
}

struct Entry {
    name: String,
    verdict: Verdict,
    elapsed: Duration,
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Passed,
    Failed,
    /// Left out on request, with the reason.
    Skipped(String),
}

impl Report {
    /// An empty report.
    pub fn new(progress: Progress) -> Self {
        Self { progress, steps: Vec::new() }
    }

    /// Runs a step; true when it passed. A failure is printed at once.
    pub fn step(&mut self, name: &str, work: impl FnOnce(&Step) -> anyhow::Result<Outcome>) -> bool {
        let started = std::time::Instant::now();
        let result = self.progress.run(name, work);
        let verdict = match &result {
            Ok(_) => Verdict::Passed,
            Err(error) => {
                eprintln!("error: {}\n", plain(&format!("{error:#}")));
                Verdict::Failed
            }
        };
        self.steps.push(Entry { name: name.to_owned(), verdict, elapsed: started.elapsed() });
        result.is_ok()
    }

    /// A step that could not be tried because an earlier one failed: a failure too.
    pub fn missed(&mut self, name: &str, reason: &str) -> bool {
        eprintln!("{name}: FAILED - not tried, {reason}");
        self.add(name, Verdict::Failed);
        false
    }

    /// A step left out on request.
    pub fn skipped(&mut self, name: &str, reason: &str) -> bool {
        eprintln!("{name}: SKIPPED - {reason}");
        self.add(name, Verdict::Skipped(reason.to_owned()));
        true
    }

    fn add(&mut self, name: &str, verdict: Verdict) {
        self.steps.push(Entry { name: name.to_owned(), verdict, elapsed: Duration::ZERO });
    }

    /// Prints the summary and the count; true when nothing failed.
    pub fn finish(&self) -> bool {
        for line in self.lines() {
            println!("{line}");
        }
        self.count(&Verdict::Failed) == 0
    }

    fn lines(&self) -> Vec<String> {
        let total: Duration = self.steps.iter().map(|entry| entry.elapsed).sum();
        let mut lines = vec![String::new(), format!("Summary ({})", shown(total))];
        for Entry { name, verdict, elapsed } in &self.steps {
            lines.push(match verdict {
                Verdict::Passed => format!("  passed   {name} ({})", shown(*elapsed)),
                Verdict::Failed => format!("  FAILED   {name} ({})", shown(*elapsed)),
                Verdict::Skipped(reason) => format!("  SKIPPED  {name}: {reason}"),
            });
        }
        lines.push(format!("{} passed, {} failed", self.count(&Verdict::Passed), self.count(&Verdict::Failed)));
        lines
    }

    fn count(&self, verdict: &Verdict) -> usize {
        self.steps.iter().filter(|entry| entry.verdict == *verdict).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_is_the_count() {
        let mut report = Report::new(Progress::new(false));
        assert!(report.step("Good", |_| Ok(Outcome::Done(String::new()))));
        assert!(!report.step("Bad", |_| anyhow::bail!("broken")));
        assert!(!report.missed("After bad", "bad failed"));
        assert!(report.skipped("Browser", "--no-browser"));
        let lines = report.lines();
        assert_eq!(lines.last().unwrap(), "1 passed, 2 failed");
        assert!(lines.iter().any(|line| line.contains("SKIPPED  Browser: --no-browser")));
        assert!(!report.finish());
    }
}

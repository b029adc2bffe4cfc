//! The answer to what was entered, with the inputs that it follows from.

use analytics::decision::Line;
use analytics::ways::{Answer, Inputs, Market, Swap, decide, inputs, report};

use super::is_way;
use crate::calculator::Entries;

/// The answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// The inputs of the engine; None where there never were any that make sense.
    pub inputs: Option<Inputs>,
    /// The answer.
    pub answer: Answer,
    /// The ways as rows of a table.
    pub ways: Vec<Line>,
    /// The workload that the inputs began with.
    workload: usize,
    /// Why what is entered now has no answer.
    pub fault: String,
}

impl Found {
    /// Computes.
    #[must_use]
    pub fn new(market: &Market, entries: &Entries) -> Self {
        let (inputs, unused) = match inputs(market, &entries.state, &entries.extra) {
            Ok(found) => found,
            Err(fault) => return Self { fault, ..Self::default() },
        };
        let answer = decide(market, &inputs, unused);
        if let Some(fault) = answer.fault.clone() {
            return Self { fault, ..Self::default() };
        }
        let workload = entries.state.workload;
        let lines = report(market, &inputs, &answer, &[], workload, false).lines;
        let ways = lines.into_iter().filter(is_way).collect();
        Self { inputs: Some(inputs), answer, ways, workload, fault: String::new() }
    }

    /// The answer itself.
    #[must_use]
    pub fn lead(&self) -> &str {
        self.answer.sentence.split(" Next: ").next().unwrap_or_default()
    }

    /// What comes next, and what would be worth a test.
    #[must_use]
    pub fn rest(&self) -> &str {
        self.answer.sentence.get(self.lead().len()..).unwrap_or_default().trim_start()
    }

    /// Everything beside the ways.
    #[must_use]
    pub fn lines(&self, market: &Market, swaps: &[Swap]) -> Vec<Line> {
        let Some(inputs) = &self.inputs else { return Vec::new() };
        let lines = report(market, inputs, &self.answer, swaps, self.workload, false).lines;
        lines.into_iter().filter(|line| !is_way(line)).collect()
    }
}

//! What a phase came to, for each model or judge.

use analytics::units::PicoUsd;
use serde::Serialize;

use super::tally::Tally;
use super::text::duration;
use crate::output::columns;

/// What a phase came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// What was asked for: cases or verdicts.
    pub what: &'static str,
    /// One line for each model or judge that had something to do.
    pub lines: Vec<SummaryLine>,
    /// Everything that the run has spent, earlier starts included; calls of unknown cost count with the most that they
    /// can have cost, where that is known.
    pub spent_pico_usd: PicoUsd,
    /// The cap, if there is one.
    pub budget_pico_usd: Option<PicoUsd>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// What came of a model or a judge in this phase.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SummaryLine {
    /// Its id.
    pub id: String,
    /// With a result to use.
    pub answered: usize,
    /// Without one.
    pub failed: usize,
    /// Still open.
    pub left: usize,
    /// Tokens of the prompts, as providers counted them.
    pub prompt_tokens: u64,
    /// Tokens of the answers, thinking included.
    pub output_tokens: u64,
    /// Sum of all bills.
    pub billed_pico_usd: PicoUsd,
    /// Tokens at the listed price, for calls without a bill.
    pub computed_pico_usd: PicoUsd,
    /// Calls of unknown cost.
    pub unknown_calls: usize,
    /// Median of the times from request to end, in milliseconds; null when there is none.
    pub median_ms: Option<f64>,
    /// Median output tokens per second between first and last text; null when nobody could tell.
    pub tokens_per_s: Option<f64>,
    #[serde(skip)]
    cost: String,
}

impl SummaryLine {
    pub(super) fn of(tally: &Tally) -> Self {
        Self {
            id: tally.id.clone(),
            answered: tally.done.saturating_sub(tally.failed),
            failed: tally.failed,
            left: tally.planned.saturating_sub(tally.done),
            prompt_tokens: tally.prompt_tokens,
            output_tokens: tally.output_tokens,
            billed_pico_usd: PicoUsd(tally.billed),
            computed_pico_usd: PicoUsd(tally.computed),
            unknown_calls: tally.unknown,
            median_ms: tally.median_ms(),
            tokens_per_s: tally.speed(),
            cost: tally.cost(),
        }
    }
}

impl Summary {
    /// As a table for people.
    #[must_use]
    pub fn to_lines(&self) -> Vec<String> {
        let head = ["", "answered", "failed", "left", "tokens in", "tokens out", "tokens/s", "median time", "cost"];
        let unknown = || "–".to_owned();
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        for line in &self.lines {
            rows.push(vec![
                line.id.clone(),
                line.answered.to_string(),
                line.failed.to_string(),
                line.left.to_string(),
                line.prompt_tokens.to_string(),
                line.output_tokens.to_string(),
                line.tokens_per_s.map_or_else(unknown, |speed| format!("{speed:.1}")),
                line.median_ms.map_or_else(unknown, |ms| duration(std::time::Duration::from_secs_f64(ms / 1000.0))),
                line.cost.clone(),
            ]);
        }
        columns(&rows, &[false, true, true, true, true, true, true, true, false])
    }
}

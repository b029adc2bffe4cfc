//! What a phase came to, for each model or judge.

use analytics::units::PicoUsd;
use serde::Serialize;

use super::tally::{SHORT, Tally};
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
    /// With a whole result.
    pub answered: usize,
    /// Cut at the limit.
    pub cut: usize,
    /// Without text.
    pub empty: usize,
    /// Refused.
    pub refused: usize,
    /// Verdicts that could not be read.
    pub unreadable: usize,
    /// Without a result, by transport, server, settings or budget.
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
        let [cut, empty, refused, unreadable, failed] = tally.short;
        Self {
            id: tally.id.clone(),
            answered: tally.done.saturating_sub(tally.all_short()),
            cut,
            empty,
            refused,
            unreadable,
            failed,
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
        // What did not occur has no column; what failed always has one.
        let counts = |line: &SummaryLine| [line.cut, line.empty, line.refused, line.unreadable, line.failed];
        let occurs = |at: usize| at + 1 == SHORT.len() || self.lines.iter().any(|line| counts(line)[at] > 0);
        let shown: Vec<usize> = (0..SHORT.len()).filter(|at| occurs(*at)).collect();
        let unknown = || "–".to_owned();
        let before = ["", "answered"].into_iter().chain(shown.iter().map(|at| SHORT[*at]));
        let after = ["left", "tokens in", "tokens out", "tokens/s", "median time", "cost"];
        let mut rows: Vec<Vec<String>> = vec![before.chain(after).map(str::to_owned).collect()];
        for line in &self.lines {
            let mut row = vec![line.id.clone(), line.answered.to_string()];
            row.extend(shown.iter().map(|at| counts(line)[*at].to_string()));
            row.extend([
                line.left.to_string(),
                line.prompt_tokens.to_string(),
                line.output_tokens.to_string(),
                line.tokens_per_s.map_or_else(unknown, |speed| format!("{speed:.1}")),
                line.median_ms.map_or_else(unknown, |ms| duration(std::time::Duration::from_secs_f64(ms / 1000.0))),
                line.cost.clone(),
            ]);
            rows.push(row);
        }
        let width = rows[0].len();
        let right: Vec<bool> = (0..width).map(|at| at > 0 && at + 1 < width).collect();
        columns(&rows, &right)
    }
}

//! The calculators' outputs: from the reader's inputs to HTML, the same when the site is built and in the browser.
//!
//! The form is static HTML that prerender writes; the browser listens to it as a whole and writes only the outputs,
//! so no field is ever made anew and none loses focus.

mod charts;
mod late;
mod lines;
mod slider;

use analytics::decision::{Facts, Resolved, cost_answer, decide, memory_answer, speed_answer};
#[cfg(feature = "ssr")]
pub use charts::measured;
pub use late::{DRAWS, case, late, tables};
pub use slider::{position, positions, value_at};

use crate::html::Html;

/// One of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// `cost/`.
    Cost,
    /// `memory/`.
    Memory,
    /// `decide/`.
    Decide,
}

impl Page {
    /// Id of its interactive part.
    #[must_use]
    pub const fn id(self) -> &'static str {
        ["cost-calculator", "memory-planner", "decision"][self as usize]
    }
}

/// What a page shows for the inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outputs {
    /// The sentence.
    pub sentence: String,
    /// Whether it is a fault of the inputs.
    pub is_fault: bool,
    /// Figures and charts as HTML.
    pub html: String,
}

/// Computes what a page shows; charts are `width` CSS pixels wide.
#[must_use]
pub fn outputs(page: Page, resolved: &Resolved, width: u32) -> Outputs {
    let currency = resolved.state.currency;
    let mut html = Html::default();
    let answer = match page {
        Page::Cost => {
            let found = cost_answer(resolved);
            if let Some((case, outcome)) = &found.found {
                charts::cumulative(&mut html, case, outcome, currency, width);
            }
            lines::write(&mut html, &found.answer.lines);
            if let Some((case, outcome)) = &found.found {
                charts::staircase(&mut html, case, outcome, currency, width);
            }
            found.answer
        }
        Page::Memory => {
            let found = memory_answer(resolved);
            charts::memory(&mut html, &found, width);
            lines::write(&mut html, &found.answer.lines);
            let speed = speed_answer(resolved);
            html.tag("<h2>How fast it is</h2><p>").text(&speed.sentence).tag("</p>");
            lines::write(&mut html, &speed.lines);
            found.answer
        }
        Page::Decide => {
            let found = decide(resolved);
            lines::write(&mut html, &found.answer.lines);
            if let Some((case, outcome)) = &found.found {
                charts::cumulative(&mut html, case, outcome, currency, width);
            }
            found.answer
        }
    };
    Outputs { sentence: answer.sentence, is_fault: answer.is_fault, html: html.done() }
}

/// Joins texts.
#[must_use]
pub fn say(parts: &[&str]) -> String {
    parts.concat()
}

/// Name of the frontier model that costs are compared with, for the static text.
#[must_use]
pub fn frontier(facts: &Facts) -> &str {
    facts.frontier.as_ref().map_or("", |(name, _, _)| name)
}

//! The calculators' outputs: from the reader's inputs to HTML, the same when the site is built and in the browser.
//!
//! The form is static HTML that prerender writes; the browser listens to it as a whole and writes only the outputs,
//! so no field is ever made anew and none loses focus.

mod charts;
mod late;
mod lines;
mod slider;

use analytics::cost::{Case, Currency, Outcome};
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
    /// Charts and lists in their order: as many for any inputs of one page.
    pub parts: Vec<Part>,
}

/// HTML that is written as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// A chart moves with the slider; a list, which nobody reads while the hand moves, may come a frame later.
    pub is_chart: bool,
    /// The HTML; empty where nothing can be shown.
    pub html: String,
}

/// Computes what a page shows; charts are `width` CSS pixels wide.
#[must_use]
pub fn outputs(page: Page, resolved: &Resolved, width: u32) -> Outputs {
    let currency = resolved.state.currency;
    let part = |is_chart, write: &dyn Fn(&mut Html)| {
        let mut html = Html::default();
        write(&mut html);
        Part { is_chart, html: html.done() }
    };
    let money = |found: &Option<(Case, Outcome)>, write: Money| {
        part(true, &|html| {
            if let Some((case, outcome)) = found {
                write(html, case, outcome, currency, width);
            }
        })
    };
    let (answer, parts) = match page {
        Page::Cost => {
            let found = cost_answer(resolved);
            let parts = vec![
                money(&found.found, charts::cumulative),
                part(false, &|html| lines::write(html, &found.answer.lines)),
                money(&found.found, charts::staircase),
            ];
            (found.answer, parts)
        }
        Page::Memory => {
            let found = memory_answer(resolved);
            let lists = part(false, &|html| {
                lines::write(html, &found.answer.lines);
                let speed = speed_answer(resolved);
                html.tag("<h2>How fast it is</h2><p>").text(&speed.sentence).tag("</p>");
                lines::write(html, &speed.lines);
            });
            let parts = vec![part(true, &|html| charts::memory(html, &found, width)), lists];
            (found.answer, parts)
        }
        Page::Decide => {
            let found = decide(resolved);
            let lists = part(false, &|html| lines::write(html, &found.answer.lines));
            let parts = vec![lists, money(&found.found, charts::cumulative)];
            (found.answer, parts)
        }
    };
    Outputs { sentence: answer.sentence, is_fault: answer.is_fault, parts }
}

/// Writes a chart of a case, in a currency and with a width in CSS pixels.
type Money = fn(&mut Html, &Case, &Outcome, Currency, u32);

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

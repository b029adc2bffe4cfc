//! The calculators: a form, a sentence and what it rests on; the same components when the site is built and in the
//! browser.

mod amount;
mod charts;
mod choice;
mod cost;
mod decide;
mod entries;
mod form;
mod frame;
mod late;
mod lines;
mod memory;
mod number;
mod session;
mod slider;
mod tables;
mod usage;

use analytics::decision::Answer;
pub use cost::Cost;
pub use decide::Decide;
pub use entries::Entries;
use frame::Words;
pub use memory::Memory;
pub use session::{CalculatorInput, Session};

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

    /// Whether it is about a month of work: context and streams then follow from the workload.
    #[must_use]
    pub const fn is_of_work(self) -> bool {
        !matches!(self, Self::Memory)
    }
}

/// An answer in words: a fault stands beside the last good sentence.
fn words(answer: &Answer, before: Option<&Words>) -> Words {
    if answer.is_fault {
        let sentence = before.map_or_else(String::new, |before| before.sentence.clone());
        if sentence.is_empty() {
            return Words { sentence: answer.sentence.clone(), fault: String::new() };
        }
        return Words { sentence, fault: answer.sentence.clone() };
    }
    Words { sentence: answer.sentence.clone(), fault: String::new() }
}

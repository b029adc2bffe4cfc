//! One way of getting the work done, with everything that it is compared by.

use serde::Serialize;

use super::inputs::{Chosen, Privacy};
use super::quality::{Meets, Verdict};
use super::range::Range;

/// Kinds of ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What is paid now.
    Now,
    /// Tokens at an API.
    Rent,
    /// A plan, and what lies beyond it at the API.
    Subscribe,
    /// A graphics card by the hour.
    RentGpu,
    /// Machines of one's own for all of the work.
    Own,
    /// A machine of one's own for a part, the rest at an API.
    Mix,
}

impl Kind {
    /// Its name on pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Now => "what you pay now",
            Self::Rent => "rent tokens",
            Self::Subscribe => "subscribe",
            Self::RentGpu => "rent a GPU",
            Self::Own => "own",
            Self::Mix => "own a part, rent the rest",
        }
    }
}

/// What is evaluated: enough to work a way out again under other inputs.
#[derive(Debug, Clone, PartialEq)]
pub enum Spec {
    /// What the reader says they pay.
    Now,
    /// Models by category; the batch price where nobody waits.
    Rent {
        /// One model for each of the seven categories.
        models: [usize; 7],
    },
    /// A plan for each person.
    Subscribe {
        /// Position of the plan; None for the reader's own.
        plan: Option<usize>,
    },
    /// One model or two on rented cards.
    RentGpu {
        /// Position of the card.
        gpu: usize,
        /// The models.
        models: Vec<Chosen>,
    },
    /// One model or two on as many machines as the work needs.
    Own {
        /// Position of the machine.
        machine: usize,
        /// The models.
        models: Vec<Chosen>,
    },
    /// One machine, and at the API what it cannot do.
    Mix {
        /// Position of the machine.
        machine: usize,
        /// The models.
        models: Vec<Chosen>,
    },
}

/// Why a way is out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Who may see the work.
    Privacy,
    /// Nothing to hold the model or the contexts.
    Memory,
    /// A context beyond the model's window.
    Window,
    /// The plan is not meant for this kind of work.
    NotCovered,
    /// The plan's limit, which nobody publishes or which ends the work.
    Limit,
    /// A mark below what is good enough.
    Quality,
    /// No sure mark.
    Evidence,
    /// An answer takes longer than anybody waits.
    Waiting,
    /// No price or no speed.
    Unknown,
    /// It can no longer be bought.
    NotSold,
    /// Nothing of the work stays on the machine.
    Nothing,
}

/// A reason with its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhyOut {
    /// The kind of reason.
    pub reason: Reason,
    /// What it is, with the numbers, and what would change it.
    pub text: String,
}

/// A part of the money of a month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// What it is for.
    pub label: String,
    /// The amount.
    pub amount: f64,
}

/// Memory at the peak.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MemoryUse {
    /// What models and contexts need on each machine, in GiB.
    pub needed_gib: f64,
    /// What they may use.
    pub usable_gib: f64,
    /// Contexts that each machine holds at once.
    pub contexts: u32,
}

/// Waiting at the peak, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Waiting {
    /// For the machine, on average.
    pub queue_s: f64,
    /// Until the first token when all ask at once, on average.
    pub first_token_s: f64,
    /// Until the whole answer.
    pub answer_s: f64,
}

/// What goes to a machine of one's own.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Moved {
    /// Share of the requests, tokens and work.
    pub share: f64,
    /// Requests a month.
    pub requests: f64,
    /// Million tokens a month.
    pub million_tokens: f64,
    /// What they would cost at the API.
    pub money: f64,
}

/// A way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Way {
    /// Its kind.
    pub kind: Kind,
    /// What it is, the same for any inputs.
    pub key: String,
    /// Ways of which a table shows the best one.
    pub group: String,
    /// In words.
    pub name: String,
    /// Cost of a month in the reader's currency; None where it cannot be known.
    pub cost: Option<Range>,
    /// What it consists of.
    pub parts: Vec<Part>,
    /// Quality for each category with a share.
    pub quality: Vec<Verdict>,
    /// The least sure of them.
    pub meets: Meets,
    /// Memory, where hardware is one's own or rented.
    pub memory: Option<MemoryUse>,
    /// Output tokens per second of each person at the peak; None where the provider decides.
    pub speed: Option<Range>,
    /// Where that comes from.
    pub speed_note: String,
    /// Waiting at the peak.
    pub waiting: Option<Waiting>,
    /// Hours of work over hours available, of each machine.
    pub busy: Option<f64>,
    /// Machines, cards or seats.
    pub count: u32,
    /// The strictest privacy that it keeps.
    pub privacy: Privacy,
    /// What stays on a machine of one's own.
    pub moved: Option<Moved>,
    /// What is paid at once for the machines.
    pub purchase: Option<f64>,
    /// What running them costs a month, beside the purchase and interest.
    pub running: f64,
    /// What of it is an estimate, and what a buyer must know.
    pub marks: Vec<String>,
    /// Where its prices come from.
    pub sources: Vec<String>,
    /// Why it is out; empty where it does the work.
    pub out: Vec<WhyOut>,
    /// What it was worked out from.
    #[serde(skip)]
    pub spec: Spec,
}

impl Way {
    pub(super) fn new(kind: Kind, spec: Spec, group: String, name: String) -> Self {
        Self {
            kind,
            key: group.clone(),
            group,
            name,
            cost: None,
            parts: Vec::new(),
            quality: Vec::new(),
            meets: Meets::Untested,
            memory: None,
            speed: None,
            speed_note: String::new(),
            waiting: None,
            busy: None,
            count: 1,
            privacy: Privacy::Anything,
            moved: None,
            purchase: None,
            running: 0.0,
            marks: Vec::new(),
            sources: Vec::new(),
            out: Vec::new(),
            spec,
        }
    }

    /// Whether it does the work as the reader wants it.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.out.is_empty() && self.cost.is_some()
    }

    /// The cost to rank by; infinite where unknown.
    #[must_use]
    pub fn money(&self) -> f64 {
        self.cost.map_or(f64::INFINITY, |cost| cost.value)
    }

    pub(super) fn reject(&mut self, reason: Reason, text: String) {
        self.out.push(WhyOut { reason, text });
    }

    /// Adds a part of the money.
    pub(super) fn pay(&mut self, label: &str, amount: Range) {
        self.parts.push(Part { label: label.to_owned(), amount: amount.value });
        self.cost = Some(self.cost.unwrap_or_default().plus(amount));
    }
}

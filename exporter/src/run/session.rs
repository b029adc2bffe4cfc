//! What all calls of one start share: when to stop, what they may cost, and where their progress is shown.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use analytics::snapshot::v1::Warning;
use analytics::units::PicoUsd;

use super::control::Control;
use crate::config::params::Params;
use crate::config::resolve::is_pinned;
use crate::config::{ProviderKind, Selection};
use crate::failure::Failure;
use crate::judge::wanted::Wanted;
use crate::money::{PriceBook, Pricing, Subject, Till, brief};
use crate::output::{Printer, Progress};
use crate::provider::reply::Note;
use crate::store::{NewBudget, Store};
use crate::tasks::text::count;

/// What was ordered for one start, apart from the plan.
#[derive(Debug, Clone)]
pub struct Orders {
    /// What it is narrowed to.
    pub selection: Selection,
    /// Which verdicts, where verdicts are asked for.
    pub wanted: Wanted,
    /// What the run may spend in all; None for what an earlier start said, `Some(None)` for as much as it takes.
    pub cap: Option<Option<PicoUsd>>,
    /// Whether calls of unknown price are made although there is a cap.
    pub allow_unknown_prices: bool,
    /// Price lists.
    pub prices: PriceBook,
    /// How long to wait for a server that went away; None for the usual time.
    pub wait_for_server: Option<Duration>,
}

/// What all calls of one start share.
#[derive(Debug, Clone)]
pub struct Session {
    /// When to stop.
    pub control: Control,
    /// What they may cost.
    pub till: Arc<Till>,
    /// Where their progress is shown.
    pub progress: Progress,
    /// How long to wait for a server that went away; None for the usual time.
    pub wait_for_server: Option<Duration>,
    /// What was odd about their replies.
    pub notes: Arc<Notes>,
}

/// What was odd about replies, once for each model or judge and kind.
#[derive(Debug, Default)]
pub struct Notes {
    seen: Mutex<BTreeMap<(String, &'static str), String>>,
}

impl Notes {
    /// Adds what a reply brought.
    pub fn add(&self, subject: &str, notes: &[Note]) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for note in notes {
            seen.entry((subject.to_owned(), note.code)).or_insert_with(|| note.text.clone());
        }
    }

    /// The warnings that they come to.
    fn warnings(&self) -> Vec<Warning> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let warning = |((subject, code), text): (&(String, &'static str), &String)| Warning {
            code: (*code).to_owned(),
            subject: subject.clone(),
            text: format!("{subject}: {text}."),
        };
        seen.iter().map(warning).collect()
    }
}

impl Orders {
    /// What the run may spend: what was ordered, else what an earlier start of it said.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn cap_for(&self, store: &Store, run_id: Option<&str>) -> Result<Option<PicoUsd>, Failure> {
        match (self.cap, run_id) {
            (Some(cap), _) => Ok(cap),
            (None, Some(run_id)) => Ok(store.budget_of(run_id).await?.flatten()),
            (None, None) => Ok(None),
        }
    }

    /// Refuses calls of unknown price where there is a cap: nobody could say what they add up to.
    ///
    /// # Errors
    /// Names them, and how to add their prices.
    pub fn refuse_unknown<'a>(
        &self,
        cap: Option<PicoUsd>,
        subjects: impl IntoIterator<Item = (&'a Subject, String, String)>,
    ) -> Result<(), Failure> {
        let Some(cap) = cap.filter(|_| !self.allow_unknown_prices) else { return Ok(()) };
        let unknown: Vec<_> =
            subjects.into_iter().filter(|(subject, ..)| subject.pricing == Pricing::Unknown).collect();
        let Some((_, provider, model)) = unknown.first() else { return Ok(()) };
        let names: Vec<_> = unknown
            .iter()
            .map(|(subject, provider, model)| format!("{} ({model} at {provider})", subject.id))
            .collect();
        Err(Failure::usage(format!(
            "there is a budget of {}, and the price of {} is not known: {}",
            brief(cap),
            count(names.len(), "model", "models"),
            names.join(", ")
        ))
        .hint(format!(
            "{}or make these calls without counting them: --allow-unknown-prices",
            PriceBook::how_to_add(provider, model)
        )))
    }

    /// Says for whom the cap holds only as far as the listed price does: a router may choose somebody who asks more.
    pub fn warn_unbounded(cap: Option<PicoUsd>, id: &str, kind: ProviderKind, params: &Params, printer: &Printer) {
        let bounded = is_pinned(&params.openrouter) || params.openrouter.contains_key("max_price");
        if cap.is_some() && kind == ProviderKind::Openrouter && !bounded {
            printer.warn(&format!(
                "{id} is not pinned to one upstream provider, and another one may ask more than the listed price: \
                 max_price in its `openrouter` parameters makes the budget certain."
            ));
        }
    }

    /// The till of a run, with what it has spent before.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn till(&self, store: &Store, run_id: &str, printer: &Printer) -> Result<Arc<Till>, Failure> {
        let cap = self.cap_for(store, Some(run_id)).await?;
        if self.cap.is_some() && store.budget_of(run_id).await?.flatten() != cap {
            store.add_budget(NewBudget { run_id: run_id.to_owned(), cap }).await?;
        }
        let spent = store.spent_of(run_id).await?;
        if let Some(cap) = cap {
            let source = if self.cap.is_some() { "" } else { ", as an earlier start said; --budget changes it" };
            printer.note(&format!(
                "Budget {} for answers and judging together{source}: {} spent so far.",
                brief(cap),
                brief(spent.amount)
            ));
            if spent.unknown > 0 {
                printer.warn(&format!(
                    "{} of this run are of unknown cost and are not in that sum.",
                    count(usize::try_from(spent.unknown).unwrap_or(usize::MAX), "earlier call", "earlier calls")
                ));
            }
        }
        // Without a cap nobody asks what the next call may cost.
        let largest = if cap.is_some() { store.largest_bills_of(run_id).await? } else { Vec::new() };
        Ok(Arc::new(Till::new(cap, spent.amount).knowing(largest)))
    }
}

impl Session {
    /// Stores a warning for each model or judge whose bills differed from the listed price, or whose replies were odd.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_warnings(&self, store: &Store, run_id: &str, printer: &Printer) -> Result<(), Failure> {
        for warning in self.notes.warnings() {
            printer.warn(&warning.text);
            store.note_warnings(run_id, vec![warning]).await?;
        }
        for (subject, date) in self.till.differing() {
            let listed = if date.is_empty() {
                "it was billed although its calls were thought to be free".to_owned()
            } else {
                format!("its bills differ by more than 2 % from its tokens at the price listed on {date}")
            };
            let text = format!("{subject}: {listed}. The bills count.");
            printer.warn(&text);
            let warning = Warning { code: "billed-otherwise".to_owned(), subject, text };
            store.note_warnings(run_id, vec![warning]).await?;
        }
        Ok(())
    }

    /// Says that the budget ended the work, if it did; how many are left is up to the caller.
    pub fn say_budget(&self, printer: &Printer, left: &str) -> bool {
        let (Some(cap), Some(next)) = (self.till.cap(), self.till.refused()) else { return false };
        printer.warn(&format!(
            "stopped at the budget: {} of {} spent, and the next call could have cost {}. {left} left. \
             The same command with a larger --budget goes on from here.",
            brief(self.till.spent()),
            brief(cap),
            brief(next)
        ));
        true
    }
}

//! Which cases a start has to ask for, found out before anything is written down.

use std::collections::{BTreeMap, HashMap};

use analytics::outcome::Outcome;

use super::{cases, freeze};
use crate::config::{Chosen, Plan, Resolved};
use crate::failure::Failure;
use crate::store::{CaseState, RunRecord, Store};

/// A kind of end that can be asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Retry {
    /// Answers that were cut at their limit
    Truncated,
    /// Prompts or answers that did not fit into the context: the server has a longer one now
    ContextOverflow,
    /// Answers without text
    Empty,
    /// Provider errors and time-outs
    Error,
}

/// What to ask for again, beside what has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Again {
    truncated: bool,
    context_overflow: bool,
    empty: bool,
    error: bool,
}

impl Again {
    /// Only what has no result.
    pub const MISSING: Self = Self { truncated: false, context_overflow: false, empty: false, error: false };
    /// Also what ended with a provider error or a time-out.
    pub const ERRORS: Self = Self { error: true, ..Self::MISSING };

    /// Also what ended in one of these ways.
    #[must_use]
    pub fn of(kinds: &[Retry]) -> Self {
        let has = |kind| kinds.contains(&kind);
        Self {
            truncated: has(Retry::Truncated),
            context_overflow: has(Retry::ContextOverflow),
            empty: has(Retry::Empty),
            error: has(Retry::Error),
        }
    }

    /// Whether a case that ended so has to be asked for.
    #[must_use]
    pub const fn wants(self, settled: Option<Outcome>) -> bool {
        match settled {
            None => true,
            Some(Outcome::ProviderError | Outcome::TimedOut) => self.error,
            Some(Outcome::Truncated) => self.truncated,
            Some(Outcome::ContextOverflow) => self.context_overflow,
            Some(Outcome::Empty) => self.empty,
            Some(_) => false,
        }
    }
}

/// Whether a case of a run has to be asked for.
#[must_use]
pub fn is_open(state: &CaseState, again: Again) -> bool {
    again.wants(state.is_settled().then(|| state.outcome()))
}

/// The run that is there already, with its cases.
pub struct Existing {
    /// Its row.
    pub run: RunRecord,
    /// Its cases.
    pub states: Vec<CaseState>,
}

/// The run of this plan, if there is one.
///
/// # Errors
/// When the database refuses.
pub async fn existing(store: &Store, plan: &Plan) -> Result<Option<Existing>, Failure> {
    let Some(run) = freeze::find(store, plan).await? else { return Ok(None) };
    let states = store.case_states(&run.id).await?;
    Ok(Some(Existing { run, states }))
}

/// How many cases of each model have to be asked for.
///
/// # Errors
/// When the database refuses.
pub async fn by_model(
    store: &Store,
    existing: Option<&Existing>,
    resolved: &Resolved,
    chosen: &Chosen,
    again: Again,
) -> Result<BTreeMap<String, usize>, Failure> {
    let mut open: BTreeMap<String, usize> = BTreeMap::new();
    let mut add = |model: &str| *open.entry(model.to_owned()).or_default() += 1;
    match existing {
        Some(existing) => existing
            .states
            .iter()
            .filter(|state| chosen.admits(&state.model_id, &state.task_id) && is_open(state, again))
            .for_each(|state| add(&state.model_id)),
        None => {
            let settled = store.settled_outcomes().await?;
            open_cases(resolved, chosen, again, &settled)?.iter().for_each(|case| add(&case.model_id));
        }
    }
    Ok(open)
}

/// The planned cases that have to be asked for, by what any run has settled.
///
/// # Errors
/// Only when a number is not finite.
pub fn open_cases(
    resolved: &Resolved,
    chosen: &Chosen,
    again: Again,
    settled: &HashMap<String, Outcome>,
) -> Result<Vec<crate::store::CaseRecord>, Failure> {
    let mut planned = cases::all(&resolved.plan, &resolved.tasks).map_err(freeze::unwritable)?;
    planned.retain(|case| chosen.admits(&case.model_id, &case.task_id) && again.wants(settled.get(&case.id).copied()));
    Ok(planned)
}

//! Which cases a start has to ask for, found out before anything is written down.

use std::collections::{BTreeMap, HashMap};

use analytics::outcome::Outcome;

use super::{cases, freeze};
use crate::config::{Chosen, Plan, Resolved};
use crate::failure::Failure;
use crate::store::{CaseState, RunRecord, Store};

/// What to ask for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Only what has no result.
    Missing,
    /// Also what ended with a provider error or a time-out.
    Errors,
}

impl Again {
    /// Whether a case that ended so has to be asked for.
    #[must_use]
    pub fn wants(self, settled: Option<Outcome>) -> bool {
        match settled {
            None => true,
            Some(Outcome::ProviderError | Outcome::TimedOut) => self == Self::Errors,
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

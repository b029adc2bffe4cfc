//! The run's row: its scope is frozen when it is first started and never changes.

use ulid::Ulid;

use super::{cases, sources};
use crate::clock::now_ms;
use crate::config::{Plan, Resolved};
use crate::failure::Failure;
use crate::store::{NewRun, NewRunStart, RunRecord, Store};

/// A run of this plan.
#[derive(Debug, Clone)]
pub struct Frozen {
    /// Its row.
    pub run: RunRecord,
    /// Whether it was there before.
    pub existed: bool,
}

/// The run of this scope, if there is one.
///
/// # Errors
/// When the database refuses.
pub async fn find(store: &Store, plan: &Plan) -> Result<Option<RunRecord>, Failure> {
    let scope = plan.scope.sha256().map_err(unwritable)?;
    Ok(store.run_of_scope(&scope).await?)
}

/// The run of this scope; a new row when there is none.
///
/// # Errors
/// When the database refuses or a task file changed meanwhile.
pub async fn find_or_create(store: &Store, resolved: &Resolved) -> Result<Frozen, Failure> {
    if let Some(run) = find(store, &resolved.plan).await? {
        note_start(store, &run.id, &resolved.plan).await?;
        return Ok(Frozen { run, existed: true });
    }
    let run = RunRecord {
        id: Ulid::new().to_string(),
        created_at: now_ms(),
        generator_version: env!("CARGO_PKG_VERSION").to_owned(),
        scope_sha256: resolved.plan.scope.sha256().map_err(unwritable)?,
        plan_json: serde_json::to_string(&resolved.plan).map_err(unwritable)?,
    };
    let tasks = resolved.tasks.iter().map(|task| sources::record(&resolved.folder, task)).collect::<Result<_, _>>()?;
    let cases = cases::all(&resolved.plan, &resolved.tasks).map_err(unwritable)?;
    store.add_run(NewRun { run: run.clone(), tasks, cases, warnings: resolved.warnings.clone() }).await?;
    note_start(store, &run.id, &resolved.plan).await?;
    Ok(Frozen { run, existed: false })
}

/// Notes that the run is the current one, and how its providers are reached now.
///
/// # Errors
/// When the database refuses.
pub async fn note_start(store: &Store, run_id: &str, plan: &Plan) -> Result<(), Failure> {
    let providers_json = serde_json::to_string(&plan.providers).map_err(unwritable)?;
    Ok(store.add_run_start(NewRunStart { run_id: run_id.to_owned(), providers_json }).await?)
}

/// The plan of a run with the providers as they were reached last: a server may have moved since the first start.
///
/// # Errors
/// When the database refuses, or another version of this program wrote the plan.
pub async fn current_plan(store: &Store, run: &RunRecord) -> Result<Plan, Failure> {
    let mut plan = plan_of(run)?;
    if let Some(providers) = store.newest_providers_of(&run.id).await? {
        plan.providers = serde_json::from_str(&providers).map_err(|error| unreadable(run, &error))?;
    }
    Ok(plan)
}

/// The plan of a run as it was first started.
///
/// # Errors
/// When another version of this program wrote it.
pub fn plan_of(run: &RunRecord) -> Result<Plan, Failure> {
    serde_json::from_str(&run.plan_json).map_err(|error| unreadable(run, &error))
}

fn unreadable(run: &RunRecord, error: &serde_json::Error) -> Failure {
    Failure::outside(format!("the plan of run {} cannot be read: {error}", run.id))
        .hint(format!("it was written by exporter {}; use that version", run.generator_version))
}

/// A plan with a number that JSON cannot hold.
pub(crate) fn unwritable(error: serde_json::Error) -> Failure {
    Failure::usage(format!("the plan cannot be written: {error}"))
}

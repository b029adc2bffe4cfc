//! The run's row: its scope is frozen when it is first started and never changes.

use ulid::Ulid;

use super::{cases, sources};
use crate::clock::now_ms;
use crate::config::{Plan, Resolved};
use crate::failure::Failure;
use crate::store::{NewRun, RunRecord, Store};

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
        store.add_run_start(&run.id).await?;
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
    store.add_run_start(&run.id).await?;
    Ok(Frozen { run, existed: false })
}

/// The plan of a run.
///
/// # Errors
/// When another version of this program wrote it.
pub fn plan_of(run: &RunRecord) -> Result<Plan, Failure> {
    serde_json::from_str(&run.plan_json).map_err(|error| {
        Failure::outside(format!("the plan of run {} cannot be read: {error}", run.id))
            .hint(format!("it was written by exporter {}; use that version", run.generator_version))
    })
}

fn unwritable(error: serde_json::Error) -> Failure {
    Failure::usage(format!("the plan cannot be written: {error}"))
}

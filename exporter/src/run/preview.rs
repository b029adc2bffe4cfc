//! `--dry-run`: what a run would ask of whom. Nothing is sent and nothing is written.

use std::collections::HashSet;
use std::path::Path;

use super::cases;
use crate::config::{JudgeHow, Resolved};
use crate::failure::Failure;
use crate::store::{Mode, Store};
use crate::tasks::text::count;

/// The plan as lines.
///
/// # Errors
/// When the database is there and cannot be read.
pub async fn lines(database: &Path, resolved: &Resolved) -> Result<Vec<String>, Failure> {
    let planned = cases::all(&resolved.plan, &resolved.tasks)
        .map_err(|error| Failure::usage(format!("the plan cannot be written: {error}")))?;
    let settled = settled(database).await?;
    let scope = &resolved.plan.scope;
    let mut lines = vec![format!(
        "{} × {} × {} = {}",
        count(scope.tasks.len(), "task", "tasks"),
        count(scope.models.len(), "model", "models"),
        count(scope.repeats as usize, "repeat", "repeats"),
        count(planned.len(), "case", "cases")
    )];
    for model in &scope.models {
        let cases = || planned.iter().filter(|case| case.model_id == model.id.as_str());
        let open = cases().filter(|case| !settled.contains(&case.id)).count();
        lines.push(format!(
            "  {}: {open} of {} to ask {} of {}",
            model.id,
            count(cases().count(), "case", "cases"),
            model.provider_model,
            model.provider
        ));
    }
    lines.push(format!(
        "then {} at most from each of {} judges",
        count(planned.len(), "verdict", "verdicts"),
        scope.judges.len()
    ));
    for judge in &scope.judges {
        let how = match &judge.how {
            JudgeHow::Builtin { method } => format!("the built-in method {method}, free of charge"),
            JudgeHow::Model { provider, provider_model, .. } => format!("{provider_model} of {provider}"),
        };
        lines.push(format!("  {}: {how}", judge.id));
    }
    lines.push("No call was made. This version does not estimate prices.".to_owned());
    Ok(lines)
}

/// The cases that have a result already, from any run.
async fn settled(database: &Path) -> Result<HashSet<String>, Failure> {
    if !database.is_file() {
        return Ok(HashSet::new());
    }
    let store = Store::open(database, Mode::Read).await?;
    let settled = store.settled_cases().await;
    store.close().await;
    Ok(settled?)
}

//! The summary of a run that no snapshot was written of.

use analytics::ids::SnapshotId;
use analytics::snapshot::build::{Snapshot, build};
use analytics::snapshot::rows::Heading;
use analytics::snapshot::v1::Summary;

use crate::export::rows;
use crate::failure::Failure;
use crate::run::freeze;
use crate::store::{RunRecord, Store};

/// The summary that an export of the run would write, under a name of its own.
///
/// # Errors
/// When the database refuses, or the rows contradict each other.
pub async fn of_rows(store: &Store, run: &RunRecord) -> Result<Summary, Failure> {
    Ok(whole(store, run).await?.summary)
}

/// The same with the detail files.
///
/// # Errors
/// As [`of_rows`].
pub async fn whole(store: &Store, run: &RunRecord) -> Result<Snapshot, Failure> {
    let plan = freeze::plan_of(run)?;
    let rows = rows::read(store, run, &plan).await?;
    let heading = Heading {
        id: SnapshotId::new("run").map_err(|error| Failure::outside(error.to_string()))?,
        title: format!("Run {}", run.id),
        statement: "Rows of a database, not yet a snapshot.".to_owned(),
        generator_version: env!("CARGO_PKG_VERSION").to_owned(),
        run_id: Some(run.id.clone()),
        suite: plan.suite,
    };
    build(&heading, &rows).map_err(|error| Failure::outside(format!("run {} has no report: {error}", run.id)))
}

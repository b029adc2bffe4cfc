//! `exporter judge`.

use clap::Args;

use super::common::{DatabaseArgs, PlanArgs, chosen_run, open_to_write};
use crate::config::{Plan, resolve};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::judge::panel;
use crate::output::Printer;
use crate::run::{Control, freeze, sources};
use crate::store::{RunRecord, Store};

/// Arguments of `exporter judge`.
#[derive(Debug, Clone, Args)]
pub struct JudgeArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    plan: PlanArgs,
    /// Id of the run, with the judges of its own plan; without it and without --config, the one started last
    #[arg(long, value_name = "ID", env = "LIM_RUN")]
    run: Option<String>,
}

/// Judges what is missing.
pub async fn run(args: &JudgeArgs, printer: &Printer) -> Result<Exit, Failure> {
    let (_lock, store) = open_to_write(&args.database, printer).await?;
    let control = Control::new();
    control.listen(printer.clone());
    let report = judge(args, &store, &control, printer).await;
    store.close().await;
    let (run, report) = report?;
    if report.answers == 0 {
        printer.warn(&format!("run {} has no answer that judges could mark; `exporter run` asks for answers.", run.id));
        return Ok(Exit::Incomplete);
    }
    if report.pending == 0 {
        printer.note(&format!(
            "Nothing to judge: all {} answers of run {} have the verdicts of all {} judges.",
            report.answers, run.id, report.judges
        ));
        return Ok(Exit::Success);
    }
    printer.note(&format!(
        "Run {}: {} of {} missing verdicts given by {} judges on {} answers, {} unreadable.",
        run.id, report.given, report.pending, report.judges, report.answers, report.unreadable
    ));
    if control.is_interrupted() {
        printer.note("Interrupted: the same command goes on from here.");
        return Ok(Exit::Interrupted);
    }
    if report.complete() {
        return Ok(Exit::Success);
    }
    printer.warn("some verdicts are missing; the same command asks for them again.");
    Ok(Exit::Incomplete)
}

async fn judge(
    args: &JudgeArgs,
    store: &Store,
    control: &Control,
    printer: &Printer,
) -> Result<(RunRecord, panel::Report), Failure> {
    let (run, plan) = planned(args, store, printer).await?;
    let tasks = sources::restore(&store.tasks_of(&run.id).await?)?;
    let report = panel::judge(store, &run.id, &plan, &tasks, control, printer).await?;
    Ok((run, report))
}

/// The run to be judged. A configuration with other judges makes a new run over the same answers.
async fn planned(args: &JudgeArgs, store: &Store, printer: &Printer) -> Result<(RunRecord, Plan), Failure> {
    if args.run.is_some() || args.plan.is_empty() {
        let (_, run) = chosen_run(store, args.run.as_deref()).await?;
        let plan = freeze::plan_of(&run)?;
        return Ok((run, plan));
    }
    let resolved = resolve(&args.plan.choices())?;
    if let Some(run) = freeze::find(store, &resolved.plan).await? {
        store.add_run_start(&run.id).await?;
        return Ok((run, resolved.plan));
    }
    if !answers::any(store, &resolved).await? {
        return Err(Failure::usage("none of the cases of this configuration has an answer").hint(
            "`exporter run` with the same configuration asks for them; without --config the newest run is judged",
        ));
    }
    let frozen = freeze::find_or_create(store, &resolved).await?;
    printer.note(&format!(
        "Run {} begins: the configuration has changed, and its answers are there already.",
        frozen.run.id
    ));
    Ok((frozen.run, resolved.plan))
}

mod answers {
    //! Whether a plan that has no run yet has answers from other runs.

    use std::collections::HashSet;

    use crate::config::Resolved;
    use crate::failure::Failure;
    use crate::run::cases;
    use crate::store::Store;

    pub async fn any(store: &Store, resolved: &Resolved) -> Result<bool, Failure> {
        let planned = cases::all(&resolved.plan, &resolved.tasks)
            .map_err(|error| Failure::usage(format!("the plan cannot be written: {error}")))?;
        let planned: HashSet<String> = planned.into_iter().map(|case| case.id).collect();
        for run in store.runs().await? {
            let rows = store.answers_of(&run.id).await?;
            if rows.iter().any(|row| row.is_settled() && planned.contains(&row.case_id)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

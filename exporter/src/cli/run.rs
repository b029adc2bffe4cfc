//! `exporter run`.

use clap::Args;

use super::common::{DatabaseArgs, PlanArgs, open_to_write};
use crate::config::resolve;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;
use crate::run::answers::{self, Again};
use crate::run::{Control, preview};
use crate::tasks::text::count;

/// Arguments of `exporter run`.
#[derive(Debug, Clone, Args)]
pub struct RunArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    plan: PlanArgs,
    /// Ask again for cases that ended with a provider error or a time-out
    #[arg(long, env = "LIM_RETRY_ERRORS", value_parser = clap::builder::FalseyValueParser::new())]
    retry_errors: bool,
    /// Show how many calls would be made to whom, and make none
    #[arg(long, env = "LIM_DRY_RUN", value_parser = clap::builder::FalseyValueParser::new())]
    dry_run: bool,
}

/// Runs what is missing.
pub async fn run(args: &RunArgs, printer: &Printer) -> Result<Exit, Failure> {
    let resolved = resolve(&args.plan.choices())?;
    for warning in &resolved.warnings {
        printer.warn(&warning.text);
    }
    if args.dry_run {
        preview::lines(&args.database.database, &resolved).await?.iter().for_each(|line| printer.data(line));
        return Ok(Exit::Success);
    }
    let (_lock, store) = open_to_write(&args.database, printer).await?;
    let control = Control::new();
    control.listen(printer.clone());
    let again = if args.retry_errors { Again::Errors } else { Again::Missing };
    let report = answers::run(&store, &resolved, again, &control, printer).await;
    store.close().await;
    let report = report?;
    let outcomes: Vec<_> =
        report.outcomes.iter().map(|(outcome, count)| format!("{count} {}", outcome.replace('_', " "))).collect();
    let outcomes = outcomes.join(", ");
    let cases = count(report.cases, "case", "cases");
    if report.pending == 0 {
        printer.note(&format!("Nothing to do: {cases} of run {}, each with a result ({outcomes}).", report.run_id));
    } else {
        printer.note(&format!("Run {}: {cases}, {outcomes}.", report.run_id));
    }
    if control.is_interrupted() {
        printer.note("Interrupted: the same command goes on from here.");
        return Ok(Exit::Interrupted);
    }
    if report.complete {
        return Ok(Exit::Success);
    }
    printer.warn("some cases have no answer; the same command asks for those that are open, with --retry-errors also for those that ended with an error.");
    Ok(Exit::Incomplete)
}

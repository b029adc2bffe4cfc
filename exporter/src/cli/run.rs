//! `exporter run`.

use analytics::outcome::Outcome;
use clap::Args;
use serde_json::json;

use super::calls::CallArgs;
use super::common::{DatabaseArgs, PlanArgs, open_to_write};
use crate::config::resolve;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;
use crate::run::answers::{self, Report};
use crate::run::open::{Again, Retry};
use crate::run::{Control, preview};
use crate::tasks::text::count;

/// Arguments of `exporter run`.
#[derive(Debug, Clone, Args)]
pub struct RunArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    calls: CallArgs,
    /// Ask again for cases that ended with a provider error or a time-out
    #[arg(long, env = "LIM_RETRY_ERRORS", value_parser = clap::builder::FalseyValueParser::new())]
    retry_errors: bool,
    /// Ask again for cases that ended so, for example after the server was started with a longer context. Earlier answers
    /// are kept; the newest one counts
    #[arg(long, value_name = "KIND", env = "LIM_RETRY", value_delimiter = ',', ignore_case = true)]
    retry: Vec<Retry>,
}

/// Runs what is missing.
pub async fn run(args: &RunArgs, printer: &Printer) -> Result<Exit, Failure> {
    let resolved = resolve(&args.plan.choices_to_call(&args.calls))?;
    let orders = args.calls.orders(resolved.budget, resolved.prices.clone())?;
    args.calls.say(&resolved.plan, printer);
    for warning in &resolved.warnings {
        printer.warn(&warning.text);
    }
    let errors = args.retry_errors.then_some(Retry::Error);
    let again = Again::of(&args.retry.iter().copied().chain(errors).collect::<Vec<_>>());
    if args.calls.dry_run {
        let preview = preview::run(&args.database.database, &resolved, &orders, again).await?;
        return super::common::show(&preview, preview::Preview::to_lines, args.calls.json, printer);
    }
    let (_lock, store) = open_to_write(&args.database, printer).await?;
    let control = Control::new();
    control.listen(printer.clone());
    let report = answers::run(&store, &resolved, &orders, again, &control, printer).await;
    store.close().await;
    let report = report?;
    if args.calls.json {
        let report = json!({
            "run": report.run_id, "cases": report.cases, "chosen": report.chosen, "asked": report.pending,
            "left": report.left, "outcomes": report.outcomes, "summary": report.summary,
        });
        printer.document(&report.to_string());
    }
    say(&report, printer);
    if control.is_interrupted() {
        printer.note("Interrupted: the same command goes on from here.");
        return Ok(Exit::Interrupted);
    }
    if report.out_of_money {
        return Ok(Exit::Budget);
    }
    if report.complete {
        return Ok(Exit::Success);
    }
    printer.warn("some cases have no answer; the same command asks for those that are open, with --retry error also for those that ended with an error.");
    Ok(Exit::Incomplete)
}

fn say(report: &Report, printer: &Printer) {
    let outcomes: Vec<_> = report
        .outcomes
        .iter()
        .map(|(outcome, count)| {
            format!("{count} {}", Outcome::from_slug(outcome).map_or(*outcome, |outcome| outcome.label()))
        })
        .collect();
    let outcomes = outcomes.join(", ");
    let cases = count(report.cases, "case", "cases");
    let narrowed = report.chosen < report.cases;
    match (report.pending, narrowed) {
        (0, false) => {
            printer.note(&format!("Nothing to do: {cases} of run {}, each with a result ({outcomes}).", report.run_id));
        }
        (0, true) => {
            printer.note(&format!("Nothing to do: {} of {cases} of run {} chosen.", report.chosen, report.run_id));
        }
        _ => printer.note(&format!("Run {}: {cases}, {outcomes}.", report.run_id)),
    }
    if narrowed {
        printer.note(&format!(
            "This start was narrowed to {} of {cases}; the same command without filters goes on with the others.",
            report.chosen
        ));
    }
}

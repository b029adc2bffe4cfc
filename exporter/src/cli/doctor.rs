//! `exporter doctor`.

use clap::Args;

use super::common::{DatabaseArgs, PlanArgs};
use crate::config::Choices;
use crate::doctor::{self, Status};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;

/// Arguments of `exporter doctor`.
#[derive(Debug, Clone, Args)]
pub struct DoctorArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    plan: PlanArgs,
    /// Requests at a time for each provider, instead of the configuration's concurrency
    #[arg(
        long, short = 'j', visible_alias = "concurrency", value_name = "N", env = "LIM_MAX_CONNECTIONS",
        value_parser = clap::value_parser!(u32).range(1..=10_000)
    )]
    max_connections: Option<u32>,
    /// Print JSON
    #[arg(long, env = "LIM_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    json: bool,
}

/// Looks at everything that a run needs, and says what is wrong and how to mend it.
pub async fn run(args: &DoctorArgs, printer: &Printer) -> Result<Exit, Failure> {
    let choices = Choices { max_connections: args.max_connections, ..args.plan.choices() };
    let report = doctor::examine(&choices, &args.database.database).await;
    if args.json {
        let text = serde_json::to_string_pretty(&report)
            .map_err(|error| Failure::outside(format!("the findings cannot be written: {error}")))?;
        printer.document(&text);
    } else {
        report.findings.iter().for_each(|finding| printer.data(&finding.line()));
    }
    printer.note(&report.sentence());
    Ok(if report.count(Status::Problem) == 0 { Exit::Success } else { Exit::Faults })
}

//! `exporter doctor`.

use clap::Args;

use super::common::{DatabaseArgs, PlanArgs};
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
    /// Print JSON
    #[arg(long, env = "LIM_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    json: bool,
}

/// Looks at everything that a run needs, and says what is wrong and how to mend it.
pub async fn run(args: &DoctorArgs, printer: &Printer) -> Result<Exit, Failure> {
    let report = doctor::examine(&args.plan.choices(), &args.database.database).await;
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

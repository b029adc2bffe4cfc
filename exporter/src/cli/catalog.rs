//! `exporter catalog`: looks the catalogue over.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::advise;
use crate::clock::{now_ms, rfc3339};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;
use crate::tasks::text::count;

/// Arguments of `exporter catalog`.
#[derive(Debug, Clone, Args)]
pub struct CatalogArgs {
    #[command(subcommand)]
    command: CatalogCommand,
}

#[derive(Debug, Clone, Subcommand)]
enum CatalogCommand {
    /// Find missing sources, ids that stand twice, figures that cannot be, and prices, rates and plans over 90 days old
    Check(CheckArgs),
}

#[derive(Debug, Clone, Args)]
struct CheckArgs {
    /// Folder with catalog/
    #[arg(long, value_name = "FOLDER", env = "LIM_DATA", default_value = "data")]
    data: PathBuf,
    /// Day that ages are counted from, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// Count what is old as a fault
    #[arg(long)]
    strict: bool,
}

/// Checks, and prints every finding on its own line.
pub fn run(args: &CatalogArgs, printer: &Printer) -> Result<Exit, Failure> {
    let CatalogCommand::Check(args) = &args.command;
    let catalog = advise::catalog(&args.data)?;
    let today = args.on.clone().unwrap_or_else(|| rfc3339(now_ms())[..10].to_owned());
    let findings = catalog.findings(&today);
    for finding in &findings {
        printer.data(&format!("{}: {}", if finding.is_fault { "fault" } else { "old" }, finding.text));
    }
    let faults = findings.iter().filter(|finding| finding.is_fault).count();
    let old = findings.len() - faults;
    printer.note(&format!(
        "{}: {}, {old} older than 90 days on {today}.",
        args.data.join("catalog").display(),
        count(faults, "fault", "faults")
    ));
    Ok(if faults > 0 || args.strict && old > 0 { Exit::Faults } else { Exit::Success })
}

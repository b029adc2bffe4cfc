//! `exporter report`.

use std::path::PathBuf;

use analytics::snapshot::v1::Summary;
use clap::Args;

use super::common::{DatabaseArgs, chosen_run};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;
use crate::report::of_run::of_rows;
use crate::report::{Format, RowsOf, render, summary_of};
use crate::store::{Mode, Store};

/// Arguments of `exporter report`.
#[derive(Debug, Clone, Args)]
pub struct ReportArgs {
    /// Id or folder of a snapshot; a run of the database when left out
    #[arg(value_name = "SNAPSHOT")]
    snapshot: Option<String>,
    /// Folder of all snapshots
    #[arg(long, value_name = "FOLDER", env = "LIM_OUT", default_value = "data/snapshots")]
    out: PathBuf,
    #[command(flatten)]
    database: DatabaseArgs,
    /// Id of the run; the one started last when left out
    #[arg(long, value_name = "ID", env = "LIM_RUN")]
    run: Option<String>,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Markdown, env = "LIM_REPORT_FORMAT")]
    format: Format,
    /// One row per model or per case; models for markdown and json, cases for csv and jsonl when left out
    #[arg(long, value_enum, env = "LIM_REPORT_ROWS")]
    rows: Option<RowsOf>,
}

/// Prints the report.
pub async fn run(args: &ReportArgs, printer: &Printer) -> Result<Exit, Failure> {
    let summary = match &args.snapshot {
        Some(named) => summary_of(named, &args.out)?,
        None => of_run(args).await?,
    };
    let rows = args.rows.unwrap_or(match args.format {
        Format::Markdown | Format::Json => RowsOf::Models,
        Format::Csv | Format::Jsonl => RowsOf::Cases,
    });
    printer.document(&render(&summary, rows, args.format)?);
    Ok(Exit::Success)
}

async fn of_run(args: &ReportArgs) -> Result<Summary, Failure> {
    let store = Store::open(&args.database.database, Mode::Read).await?;
    let (_, run) = chosen_run(&store, args.run.as_deref()).await?;
    let summary = of_rows(&store, &run).await;
    store.close().await;
    summary
}

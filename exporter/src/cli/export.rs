//! `exporter export`.

use std::path::PathBuf;

use analytics::ids::SnapshotId;
use analytics::snapshot::statistics::RESAMPLES;
use clap::Args;

use super::common::{DatabaseArgs, chosen_run};
use crate::exit::Exit;
use crate::export::{Order, Written, export};
use crate::failure::Failure;
use crate::output::Printer;
use crate::store::{Mode, Store};
use crate::tasks::text::count;

/// Arguments of `exporter export`.
#[derive(Debug, Clone, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Folder of all snapshots
    #[arg(long, value_name = "FOLDER", env = "LIM_OUT", default_value = "data/snapshots")]
    out: PathBuf,
    /// Id of the snapshot; also its folder
    #[arg(long, env = "LIM_SNAPSHOT_ID")]
    id: SnapshotId,
    /// Title on pages
    #[arg(long, env = "LIM_TITLE", value_parser = one_line)]
    title: String,
    /// Where the figures come from, in one sentence; made from the run when left out
    #[arg(long, env = "LIM_STATEMENT")]
    statement: Option<String>,
    /// Leave a snapshot with the same results, title, statement and warnings as it is
    #[arg(long, env = "LIM_IF_CHANGED", value_parser = clap::builder::FalseyValueParser::new())]
    if_changed: bool,
    /// Replace the snapshot of another run that has this id. Published figures and other folders are never replaced
    #[arg(long, env = "LIM_REPLACE", value_parser = clap::builder::FalseyValueParser::new())]
    replace: bool,
    /// Resamples of the task bootstrap behind intervals and places
    #[arg(long, value_name = "N", env = "LIM_RESAMPLES", default_value_t = RESAMPLES, value_parser = clap::value_parser!(u32).range(2_000..=1_000_000))]
    resamples: u32,
    /// Name of the suite of tasks, where the run does not know it
    #[arg(long, value_name = "NAME", env = "LIM_SUITE")]
    suite: Option<String>,
    /// The machine on which servers of one's own answered, such as "Ryzen AI Max+ 395, 128 GB, Vulkan". Left out, it is
    /// what a run found on this machine: processor, cores, memory, system, and never a host name
    #[arg(long, value_name = "NAME", env = "LIM_MACHINE")]
    machine: Option<String>,
    /// Id of the run; the one started last when left out
    #[arg(long, value_name = "ID", env = "LIM_RUN")]
    run: Option<String>,
}

/// A text on one line, without control characters: it stands in feeds and on terminals.
fn one_line(text: &str) -> Result<String, String> {
    match text.chars().find(|letter| letter.is_control()) {
        Some(letter) => Err(format!("it holds the control character U+{:04X}", u32::from(letter))),
        None => Ok(text.to_owned()),
    }
}

/// Writes the snapshot.
pub async fn run(args: &ExportArgs, printer: &Printer) -> Result<Exit, Failure> {
    let store = Store::open(&args.database.database, Mode::Read).await?;
    let (_, run) = chosen_run(&store, args.run.as_deref()).await?;
    let order = Order {
        out: args.out.clone(),
        id: args.id.clone(),
        title: args.title.clone(),
        statement: args.statement.clone(),
        if_changed: args.if_changed,
        replace: args.replace,
        resamples: args.resamples,
        machine: args.machine.clone(),
        suite: args.suite.clone(),
    };
    let written = export(&store, &run, &order).await;
    store.close().await;
    match written? {
        Written::Snapshot { folder, cases, files } => {
            printer.data(&folder.display().to_string());
            let (cases, files) = (count(cases, "case", "cases"), count(files, "file", "files"));
            printer.note(&format!("Exported run {}: {cases} in {files}.", run.id));
        }
        Written::Kept { created_at } => {
            printer.data(&args.out.join(args.id.as_str()).display().to_string());
            printer.note(&format!("Unchanged: same results as the snapshot of {created_at}; kept."));
        }
    }
    Ok(Exit::Success)
}

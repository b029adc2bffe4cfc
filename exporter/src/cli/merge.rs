//! `exporter merge`.

use std::path::PathBuf;

use clap::Args;

use super::common::{DatabaseArgs, chosen_run, open_to_write};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;
use crate::store::{Merged, merge, real_path};

/// Arguments of `exporter merge`.
#[derive(Debug, Clone, Args)]
pub struct MergeArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Database whose rows are added; it is only read
    #[arg(value_name = "OTHER")]
    other: PathBuf,
}

/// Adds the rows of the other database.
pub async fn run(args: &MergeArgs, printer: &Printer) -> Result<Exit, Failure> {
    if !args.other.is_file() {
        return Err(Failure::usage(format!("there is no database at {}", args.other.display()))
            .hint("name the SQLite file of the other machine"));
    }
    if let (Ok(here), Ok(there)) = (real_path(&args.database.database), real_path(&args.other))
        && here == there
    {
        return Err(Failure::usage(format!("{} is the database itself", args.other.display())).hint(
            "--database (LIM_DATABASE) names the one that takes the rows, the argument the one that gives them",
        ));
    }
    let (_lock, store) = open_to_write(&args.database, printer).await?;
    let merged = merge(&store, &args.other).await;
    let current = chosen_run(&store, None).await.ok();
    store.close().await;
    let merged = merged?;
    for Merged { table, added, there } in merged.iter().filter(|merged| merged.added + merged.there > 0) {
        printer.data(&format!("{table:24}  {added:8} added  {there:8} there already"));
    }
    let added: u64 = merged.iter().map(|merged| merged.added).sum();
    if added == 0 {
        printer.note(&format!("Nothing new in {}.", args.other.display()));
    } else if let Some((_, run)) = current {
        printer.note(&format!("{added} rows added. The run that was started last is {} now.", run.id));
    }
    Ok(Exit::Success)
}

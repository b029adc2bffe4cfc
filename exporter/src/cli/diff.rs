//! `exporter diff`.

use std::path::PathBuf;

use clap::Args;

use crate::diff::{Format, render};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;
use crate::report::summary_of;

/// Arguments of `exporter diff`.
#[derive(Debug, Clone, Args)]
pub struct DiffArgs {
    /// Id or folder of the first snapshot
    #[arg(value_name = "A")]
    before: String,
    /// Id or folder of the second one
    #[arg(value_name = "B")]
    after: String,
    /// Folder of all snapshots
    #[arg(long, value_name = "FOLDER", env = "LIM_OUT", default_value = "data/snapshots")]
    out: PathBuf,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Text, env = "LIM_DIFF_FORMAT")]
    format: Format,
}

/// Compares and prints.
pub fn run(args: &DiffArgs, printer: &Printer) -> Result<Exit, Failure> {
    let before = summary_of(&args.before, &args.out)?;
    let after = summary_of(&args.after, &args.out)?;
    let diff = analytics::snapshot::diff::diff(&before, &after);
    match args.format {
        Format::Text => printer.data(&render(&diff, false)),
        Format::Markdown => printer.document(&render(&diff, true)),
        Format::Json => {
            let text = serde_json::to_string_pretty(&diff)
                .map_err(|error| Failure::outside(format!("the difference cannot be written: {error}")))?;
            printer.document(&text);
        }
    }
    Ok(Exit::Success)
}

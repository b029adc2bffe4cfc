//! `mine trace`: moments and token counts of every call, without any text.

use std::path::PathBuf;

use clap::Args;

use super::profile::write_new;
use super::sources::Sources;
use crate::failure::Failure;
use crate::mine::trace::{Form, lines};
use crate::output::Printer;

/// Arguments of `mine trace`.
#[derive(Debug, Clone, Args)]
pub(super) struct TraceArgs {
    #[command(flatten)]
    sources: Sources,
    /// Shape of the lines
    #[arg(long, value_enum, default_value = "mooncake")]
    form: Form,
    /// Write the trace into this file, which must not exist yet, in place of printing it
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Reads and writes.
pub(super) fn run(args: &TraceArgs, printer: &Printer) -> Result<(), Failure> {
    let history = args.sources.history()?;
    let (lines, left_out) = lines(&history, args.form);
    if lines.is_empty() {
        return Err(Failure::outside("the histories hold no call with tokens and a moment"));
    }
    match &args.output {
        None => printer.document(&lines.join("\n")),
        Some(path) => write_new(path, &(lines.join("\n") + "\n"))?,
    }
    if left_out > 0 {
        printer.warn(&format!("{left_out} calls without a moment or without a prompt are not in the trace"));
    }
    printer.note("equal blocks are estimated from cached tokens: histories hold no token ids");
    Ok(())
}

//! `mine profile`: counts alone, as a file for `decide --mine` and for the site.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;

use super::sources::{Data, LabelsArg, Sources, grouped, json};
use crate::failure::Failure;
use crate::mine::profile::profile;
use crate::mine::requests;
use crate::output::Printer;

/// Arguments of `mine profile`.
#[derive(Debug, Clone, Args)]
pub(super) struct ProfileArgs {
    #[command(flatten)]
    sources: Sources,
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    labels: LabelsArg,
    /// Write the profile into this file, which must not exist yet, in place of printing it
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Reads and writes.
pub(super) fn run(args: &ProfileArgs, printer: &Printer) -> Result<(), Failure> {
    let history = args.sources.history()?;
    let costs = args.data.costs(&history, printer)?;
    let (requests, _) = requests(&history);
    let profile = profile(&history, &requests, &costs, &args.labels.read()?).ok_or_else(|| {
        Failure::outside("the histories hold no call with tokens and a moment")
            .hint("`exporter mine scan` says what each of them holds.")
    })?;
    let text = json(&profile)?;
    match &args.output {
        None => printer.document(&text),
        Some(path) => {
            write_new(path, &format!("{text}\n"))?;
            printer.note(&format!(
                "{}: {} requests to models in {} days, counts alone. `exporter decide --mine {}` decides by it.",
                path.display(),
                grouped(profile.requests),
                profile.days,
                path.display()
            ));
        }
    }
    Ok(())
}

/// Writes a file, and never over another.
pub(super) fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::usage(format!("{} already exists and was left as it is", path.display()))
            .hint("Remove it, or name another file."),
        _ => Failure::file("create", path, &error),
    })?;
    file.write_all(text.as_bytes()).map_err(|error| Failure::file("write", path, &error))
}

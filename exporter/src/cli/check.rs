//! `exporter check`.

use std::path::PathBuf;

use clap::Args;

use crate::check::check;
use crate::exit::Exit;
use crate::export::index;
use crate::failure::Failure;
use crate::output::Printer;
use crate::tasks::text::count;

/// Arguments of `exporter check`.
#[derive(Debug, Clone, Args)]
pub struct CheckArgs {
    /// Snapshot folder, folder of snapshots, or one of their files
    #[arg(value_name = "PATH", default_value = "data/snapshots")]
    path: PathBuf,
    /// Make index.json anew where nothing else is wrong, as after an export that was killed before its last step
    #[arg(long)]
    mend_index: bool,
}

/// Checks, and prints every fault on its own line.
pub fn run(args: &CheckArgs, printer: &Printer) -> Result<Exit, Failure> {
    let mut findings = check(&args.path)?;
    if args.mend_index && findings.only_of_index(&args.path) {
        index::write(&args.path)?;
        printer.note(&format!("{} was made anew.", args.path.join(index::NAME).display()));
        findings = check(&args.path)?;
    }
    let files = count(findings.files, "file", "files");
    if findings.faults.is_empty() {
        let snapshots = count(findings.snapshots, "snapshot", "snapshots");
        printer.data(&format!("{}: {files}, {snapshots}, no faults", args.path.display()));
        return Ok(Exit::Success);
    }
    findings.faults.iter().for_each(|fault| printer.data(&fault.to_string()));
    printer.warn(&format!("{} in {files} of {}", count(findings.faults.len(), "fault", "faults"), args.path.display()));
    Ok(Exit::Faults)
}

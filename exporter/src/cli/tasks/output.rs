//! Writing of `exporter tasks`: data to stdout, faults and notes to stderr.

use std::fmt::Display;
use std::path::Path;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;
use crate::tasks::TaskErrors;
use crate::tasks::text::count;

/// Writes data. A reader that has seen enough (`| head`) is no failure.
pub fn data(text: &str) -> Result<(), Failure> {
    let printer = Printer::new(false);
    printer.document(text.strip_suffix('\n').unwrap_or(text));
    printer.written()
}

/// Writes a line to stderr.
pub fn note(text: impl Display) {
    Printer::new(false).note(&text.to_string());
}

/// Prints every fault, and ends the command with their number.
pub fn faults(errors: &TaskErrors) -> Failure {
    note(errors);
    let number = errors.faults().len();
    let message = format!("{} in {}", count(number, "fault", "faults"), count(errors.file_count(), "file", "files"));
    Failure { exit: Exit::Faults, message, hint: Some("The rules stand in docs/task-format.md.".to_owned()) }
}

/// A path that was typed wrongly is no fault of a task file.
pub fn must_exist(path: &Path) -> Result<(), Failure> {
    if path.exists() {
        return Ok(());
    }
    let hint = "Name a folder with task files; without a name it is data/tasks in the current folder.";
    Err(Failure::usage(format!("{} does not exist", path.display())).hint(hint))
}

/// A value as indented JSON with a line end.
pub fn json(value: &impl serde::Serialize) -> Result<(), Failure> {
    match serde_json::to_string_pretty(value) {
        Ok(text) => data(&(text + "\n")),
        Err(error) => Err(Failure::outside(format!("cannot write JSON: {error}"))),
    }
}

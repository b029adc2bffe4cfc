//! `mine scan`: what is there.

use super::sources::{Sources, grouped, json};
use crate::failure::Failure;
use crate::mine::report::{self, SourceReport};
use crate::output::{Printer, columns};

/// Reads and prints.
pub(super) fn run(sources: &Sources, printer: &Printer) -> Result<(), Failure> {
    let reports = report::sources(&sources.history()?);
    if sources.json {
        printer.document(&json(&reports)?);
    } else {
        scan(&reports, printer);
    }
    Ok(())
}

fn scan(reports: &[SourceReport], printer: &Printer) {
    let head =
        ["source", "files", "from", "to", "days", "sessions", "requests", "calls", "tokens", "output", "unreadable"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(reports.iter().map(|report| {
        vec![
            report.name.to_owned(),
            report.files.to_string(),
            report.first_day.clone().unwrap_or_else(|| "–".to_owned()),
            report.last_day.clone().unwrap_or_else(|| "–".to_owned()),
            report.days.to_string(),
            report.sessions.to_string(),
            report.requests.to_string(),
            report.calls.to_string(),
            grouped(report.tokens.total()),
            grouped(report.tokens.output),
            format!("{} of {}", report.unreadable, report.lines),
        ]
    }));
    let right = [false, true, false, false, true, true, true, true, true, true, true];
    columns(&rows, &right).iter().for_each(|line| printer.data(line));
    for report in reports {
        if report.repeated > 0 {
            printer.note(&format!("{}: {} copies of the same record were counted once", report.name, report.repeated));
        }
        report.notes.iter().for_each(|note| printer.note(note));
    }
}

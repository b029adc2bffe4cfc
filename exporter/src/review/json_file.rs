//! The queue as JSON.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::line::{Fault, Given, Line, PLACES, Read};
use crate::failure::Failure;

/// Name of the format.
const FORMAT: &str = "local-inference-machine/review-queue";

#[derive(Serialize)]
struct Whole<'a> {
    format: &'static str,
    version: u32,
    run: &'a str,
    entries: &'a [Line],
}

#[derive(Deserialize)]
struct Raw<'a> {
    format: String,
    version: u32,
    #[serde(borrow)]
    entries: Vec<&'a RawValue>,
}

/// The file's text.
///
/// # Errors
/// Only when a number is not finite.
pub fn write(run: &str, lines: &[Line]) -> Result<String, Failure> {
    let whole = Whole { format: FORMAT, version: 1, run, entries: lines };
    let text = serde_json::to_string_pretty(&whole)
        .map_err(|error| Failure::outside(format!("the queue cannot be written: {error}")))?;
    Ok(text + "\n")
}

/// Reads the lines of a file whose byte order mark is gone.
///
/// # Errors
/// Every fault of the file: the first of each entry.
pub fn read(text: &str) -> Result<Vec<Read>, Vec<Fault>> {
    let at_top =
        |line: usize, column: usize, text: String| vec![Fault { place: format!("line {line}, column {column}"), text }];
    let raw: Raw<'_> =
        serde_json::from_str(text).map_err(|error| at_top(error.line(), error.column(), without_place(&error)))?;
    if raw.format != FORMAT || raw.version != 1 {
        return Err(at_top(1, 1, format!("format is {} {}, expected {FORMAT} 1", raw.format, raw.version)));
    }
    let mut lines = Vec::new();
    let mut faults = Vec::new();
    for entry in raw.entries {
        // The entry is a part of the text, so the distance of the two is its place.
        let offset = entry.get().as_ptr() as usize - text.as_ptr() as usize;
        let (line, column) = position(text, offset);
        match serde_json::from_str::<Given>(entry.get()) {
            Ok(given) => lines.push(Read { given, places: PLACES.map(|name| format!("line {line}, field {name}")) }),
            Err(error) => {
                let column = if error.line() == 1 { column + error.column() - 1 } else { error.column() };
                let place = format!("line {}, column {column}", line + error.line() - 1);
                faults.push(Fault { place, text: without_place(&error) });
            }
        }
    }
    if faults.is_empty() { Ok(lines) } else { Err(faults) }
}

fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let line = before.matches('\n').count() + 1;
    (line, before.rfind('\n').map_or(offset, |at| offset - at - 1) + 1)
}

/// The message without the place, which it counts from the beginning of the entry.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_line_and_column() {
        let text = |mark: &str| {
            format!(
                "{{\"format\":\"{FORMAT}\",\"version\":1,\n \"entries\":[\n  {{\"case\":\"c\",\"attempt\":\"a\",\"answer_sha256\":\"\",\n\
                 \"stratum\":\"audit\",\"inclusion\":0.05,\n\"correctness\":{mark}}}]}}"
            )
        };
        let good = read(&text("2")).unwrap();
        assert_eq!((good[0].given.correctness.unwrap().value(), good[0].given.quality), (2, None));
        assert_eq!(good[0].place("reason"), "line 3, field reason");
        let faults = read(&text("3")).unwrap_err();
        assert_eq!(faults[0].to_string(), "line 5, column 16: a mark is 0, 1 or 2, not 3");
        assert!(read("{").unwrap_err()[0].place.starts_with("line 1, column 1"));
        assert!(read(&text("2").replace("version\":1", "version\":2")).unwrap_err()[0].text.contains("expected"));
    }
}

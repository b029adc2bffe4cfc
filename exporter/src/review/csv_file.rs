//! The queue as CSV: written so that spreadsheets read it, and read as spreadsheets write it.

use analytics::score::Mark;
use csv::{QuoteStyle, ReaderBuilder, StringRecord, Terminator, WriterBuilder};

use super::line::{Fault, Given, Line, PLACES, Read};
use crate::failure::Failure;
use crate::report::neutral::{neutral, original};

/// The columns; the last one, how an answer ended that is not complete, stands behind those to be filled in, so that
/// these keep their places.
pub const COLUMNS: [&str; 19] = [
    "case",
    "attempt",
    "answer_sha256",
    "supersedes",
    "stratum",
    "inclusion",
    "task",
    "model",
    "repeat",
    "why",
    "prompt",
    "expected",
    "answer",
    "verdicts",
    "correctness",
    "completeness",
    "quality",
    "reason",
    "ended",
];

/// The file's text. It begins with a byte order mark, without which Excel takes it for another encoding.
///
/// # Errors
/// Never in practice: writing to memory.
pub fn write(lines: &[Line]) -> Result<String, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::outside(format!("the queue cannot be written: {error}"));
    let mut writer =
        WriterBuilder::new().quote_style(QuoteStyle::Always).terminator(Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(|error| failed(&error))?;
    for line in lines {
        let mark = |mark: Option<Mark>| mark.map(|mark| mark.value().to_string()).unwrap_or_default();
        let cells = [
            line.case.clone(),
            line.attempt.clone(),
            line.answer_sha256.clone(),
            line.supersedes.clone(),
            line.stratum.to_owned(),
            line.inclusion.to_string(),
            neutral(&line.task),
            neutral(&line.model),
            line.repeat.to_string(),
            neutral(&line.why),
            neutral(&line.prompt),
            neutral(&line.expected),
            neutral(&line.answer),
            neutral(&line.verdicts),
            mark(line.correctness),
            mark(line.completeness),
            mark(line.quality),
            neutral(&line.reason),
            line.ended.to_owned(),
        ];
        writer.write_record(cells).map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    let text = String::from_utf8(bytes).map_err(|error| failed(&error))?;
    Ok(format!("\u{feff}{text}"))
}

/// Reads the lines of a file whose byte order mark is gone.
///
/// # Errors
/// Every fault of the file.
pub fn read(text: &str) -> Result<Vec<Read>, Vec<Fault>> {
    let whole = |text: &str| vec![Fault { place: "line 1".to_owned(), text: text.to_owned() }];
    // Excel's own way of naming the separator.
    let (text, skipped, named) = match text.split_once('\n') {
        Some((first, rest)) if first.trim().len() == 5 && first.starts_with("sep=") => {
            (rest, 1, first.as_bytes().get(4).copied())
        }
        _ => (text, 0, None),
    };
    // Every quotation mark of a well-formed file has its partner; without it, lines would vanish within a cell.
    if text.matches('"').count() % 2 == 1 {
        return Err(whole("a quotation mark is opened and never closed somewhere in the file"));
    }
    let separator = named.unwrap_or_else(|| separator(text));
    let mut reader =
        ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records();
    let header = match records.next() {
        Some(Ok(header)) => header,
        _ => return Err(whole("the file is empty")),
    };
    let at = |name: &str| header.iter().position(|cell| cell.trim() == name);
    let missing: Vec<&str> = COLUMNS.into_iter().filter(|name| is_needed(name) && at(name).is_none()).collect();
    if !missing.is_empty() {
        let text = format!("the first line names no column {}; keep the line of an exported queue", missing.join(", "));
        return Err(whole(&text));
    }
    let mut lines = Vec::new();
    let mut faults = Vec::new();
    let mut counted = (0, 1 + skipped);
    for record in records {
        match record {
            Ok(record) if record.iter().all(|cell| cell.trim().is_empty()) => {}
            Ok(record) => {
                match (Cells { line: first_line(text, &record, &mut counted), record: &record, at: &at }).read() {
                    Ok(line) => lines.push(line),
                    Err(more) => faults.extend(more),
                }
            }
            Err(error) => faults.push(Fault { place: "the file".to_owned(), text: error.to_string() }),
        }
    }
    if faults.is_empty() { Ok(lines) } else { Err(faults) }
}

/// Columns without which a line cannot be taken; the others are for the reader.
fn is_needed(column: &str) -> bool {
    PLACES.contains(&column) || column == "answer_sha256"
}

/// What stands most often between the names of the first line.
fn separator(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |separator: u8| first.bytes().filter(|byte| *byte == separator).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|separator| (count(*separator), *separator == b',')).unwrap_or(b',')
}

/// The line in which a record begins. The reader's own count is one too low after CRLF: it stops between the two
/// characters. `counted` is the place up to which lines have been counted, and the line there.
fn first_line(text: &str, record: &StringRecord, counted: &mut (usize, usize)) -> usize {
    let begin = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(counted.0);
    let ends = text.as_bytes()[begin..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let between = &text.as_bytes()[counted.0..begin + ends];
    *counted = (begin + ends, counted.1 + between.iter().filter(|byte| **byte == b'\n').count());
    counted.1
}

struct Cells<'a> {
    line: usize,
    record: &'a StringRecord,
    at: &'a dyn Fn(&str) -> Option<usize>,
}

impl Cells<'_> {
    fn cell(&self, name: &str) -> &str {
        (self.at)(name).and_then(|at| self.record.get(at)).unwrap_or_default()
    }

    /// The line in which a cell begins, and its column as a spreadsheet calls it.
    fn place(&self, name: &str) -> String {
        let at = (self.at)(name).unwrap_or(0);
        let before: usize = self.record.iter().take(at).map(|cell| cell.matches('\n').count()).sum();
        format!("line {}, column {} ({name})", self.line + before, letters(at))
    }

    fn read(&self) -> Result<Read, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut fault = |name: &str, text: String| faults.push(Fault { place: self.place(name), text });
        let mut mark = |name: &str| match self.cell(name).trim() {
            "" => None,
            "0" | "0.0" | "0,0" => Some(Mark::FAIL),
            "1" | "1.0" | "1,0" => Some(Mark::ACCEPTABLE),
            "2" | "2.0" | "2,0" => Some(Mark::GOOD),
            other => {
                fault(name, format!("{:?} is no mark; write 0, 1 or 2", shortened(other)));
                None
            }
        };
        let (correctness, completeness, quality) = (mark("correctness"), mark("completeness"), mark("quality"));
        let inclusion = self.cell("inclusion").trim().replace(',', ".").parse::<f64>().unwrap_or_else(|_| {
            fault("inclusion", format!("{:?} is no number", shortened(self.cell("inclusion"))));
            0.0
        });
        if !faults.is_empty() {
            return Err(faults);
        }
        let text = |name: &str| self.cell(name).trim().to_owned();
        Ok(Read {
            given: Given {
                case: text("case"),
                attempt: text("attempt"),
                answer_sha256: text("answer_sha256"),
                supersedes: text("supersedes"),
                stratum: text("stratum"),
                inclusion,
                correctness,
                completeness,
                quality,
                reason: original(self.cell("reason")).to_owned(),
            },
            places: PLACES.map(|name| self.place(name)),
        })
    }
}

pub(super) fn shortened(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

/// 0 is A, 25 is Z, 26 is AA.
fn letters(at: usize) -> String {
    let letter = char::from(b'A' + (at % 26) as u8);
    match at / 26 {
        0 => letter.to_string(),
        more => format!("{}{letter}", letters(more - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(reason: &str) -> Line {
        Line {
            case: "c".to_owned(),
            attempt: "a".to_owned(),
            answer_sha256: "f".repeat(64),
            supersedes: String::new(),
            stratum: "audit",
            inclusion: 0.05,
            task: "t".to_owned(),
            model: "m".to_owned(),
            repeat: 0,
            why: "drawn by chance".to_owned(),
            prompt: "two\nlines".to_owned(),
            expected: String::new(),
            answer: "=HYPERLINK(\"http://evil\",\"x\")".to_owned(),
            ended: "",
            verdicts: String::new(),
            correctness: Some(Mark::GOOD),
            completeness: None,
            quality: Some(Mark::FAIL),
            reason: reason.to_owned(),
        }
    }

    fn body(text: &str) -> &str {
        text.strip_prefix('\u{feff}').unwrap()
    }

    #[test]
    fn no_cell_is_a_formula_and_reasons_come_back() {
        for reason in ["=1+1", "-x", "it said \"no\"; twice,\nreally", "'=1", ""] {
            let text = write(&[line(reason)]).unwrap();
            assert!(!text.contains(",\"=") && text.contains("\"'=HYPERLINK(\"\"http://evil"), "{text}");
            let read = read(body(&text)).unwrap();
            assert_eq!(read[0].given.reason, reason);
            assert_eq!((read[0].given.correctness, read[0].given.completeness), (Some(Mark::GOOD), None));
            assert_eq!(read[0].given.inclusion, 0.05);
        }
    }

    #[test]
    fn what_spreadsheets_make_of_it_is_read() {
        let comma = write(&[line("fine")]).unwrap();
        let expected = read(body(&comma)).unwrap();
        let lf = body(&comma).replace("\r\n", "\n");
        assert_eq!(read(&lf).unwrap(), expected);
        assert_eq!(read(&lf.replace("\n\"c\"", "\n\n\n\"c\"")).unwrap()[0].place("case"), "line 4, column A (case)");
        // Without quotation marks where none are needed, with semicolons and a decimal comma.
        let cells =
            |reason: &str| format!("c;a;{};;audit;0,05;t;m;0;;\"two\nlines\";;x;;2;;0,0;{reason}\r\n", "f".repeat(64));
        let semicolons = format!("{}\r\n{};;;;;;;;;;;;;;;;;\r\n", COLUMNS.join(";"), cells("a, b"));
        let given = read(&semicolons).unwrap();
        assert_eq!((given.len(), given[0].given.reason.as_str(), given[0].given.inclusion), (1, "a, b", 0.05));
        assert_eq!(read(&format!("sep=;\r\n{semicolons}")).unwrap()[0].given, given[0].given);
        assert_eq!(read(&semicolons.replace(';', "\t")).unwrap()[0].given, given[0].given);
    }

    #[test]
    fn a_fault_names_line_and_column() {
        let text = write(&[line("ok"), line("bad")]).unwrap();
        let broken = {
            let at = text.rfind("\"2\",").unwrap();
            format!("{}\"3\",{}", &text[..at], &text[at + 4..])
        };
        let faults = read(body(&broken)).unwrap_err();
        // The second line begins after a header and a line of two; its prompt holds one more.
        assert_eq!(faults[0].to_string(), "line 5, column O (correctness): \"3\" is no mark; write 0, 1 or 2");
        let header = body(&text).replace("\"quality\"", "\"qualty\"");
        assert!(read(&header).unwrap_err()[0].text.contains("no column quality"));
        assert!(read(&format!("{}\"", body(&text))).unwrap_err()[0].text.contains("never closed"));
        assert!(read("").unwrap_err()[0].text.contains("empty"));
        assert_eq!(
            (letters(0), letters(25), letters(26), letters(701)),
            ("A".into(), "Z".into(), "AA".into(), "ZZ".into())
        );
    }
}

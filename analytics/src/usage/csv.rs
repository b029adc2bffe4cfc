//! The records of a CSV with the lines on which they begin: comma, semicolon or tab, as the file says or shows.

use csv_core::{ReadRecordResult, ReaderBuilder};

/// A record with the number of its first line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// Line on which it begins, from 1.
    pub line: usize,
    /// Its cells.
    pub cells: Vec<String>,
}

/// All records that are not empty.
pub(super) struct Table {
    /// The sign between cells.
    pub separator: u8,
    /// The records.
    pub records: Vec<Record>,
}

/// Reads a text whose lines end with a line feed, as [`super::lines`] makes them.
pub(super) fn read(text: &str) -> Table {
    // The first line that Excel writes and reads: `sep=;`
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let said = first.trim().trim_matches('"').strip_prefix("sep=").and_then(|sign| sign.bytes().next());
    let (text, mut line) = if said.is_some() { (rest, 2) } else { (text, 1) };
    let separator = said.unwrap_or_else(|| most_frequent(text));
    let mut reader = ReaderBuilder::new().delimiter(separator).build();
    let (mut bytes, mut cells, mut ends) = (text.as_bytes(), vec![0; text.len() + 1], vec![0; text.len() + 2]);
    let mut records = Vec::new();
    loop {
        // Empty lines belong to no record; the reader passes over them.
        let empty = bytes.iter().take_while(|byte| **byte == b'\n').count();
        (bytes, line) = (&bytes[empty..], line + empty);
        let (mut read, mut written, mut count) = (0, 0, 0);
        let result = loop {
            let (result, taken, put, ended) =
                reader.read_record(&bytes[read..], &mut cells[written..], &mut ends[count..]);
            (read, written, count) = (read + taken, written + put, count + ended);
            // At the end of the text it is asked once more, with nothing, whether a record is open.
            if result != ReadRecordResult::InputEmpty {
                break result;
            }
        };
        if result != ReadRecordResult::Record {
            return Table { separator, records };
        }
        let mut from = 0;
        let texts: Vec<String> = ends[..count]
            .iter()
            .map(|end| String::from_utf8_lossy(&cells[std::mem::replace(&mut from, *end)..*end]).trim().to_owned())
            .collect();
        if texts.iter().any(|cell| !cell.is_empty()) {
            records.push(Record { line, cells: texts });
        }
        line += bytes[..read].iter().filter(|byte| **byte == b'\n').count();
        bytes = &bytes[read..];
    }
}

/// The sign that the first line with anything in it holds most often outside of quotes.
fn most_frequent(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let outside: String = first.split('"').step_by(2).collect();
    let count = |sign: &u8| outside.bytes().filter(|byte| byte == sign).count();
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
        read(text).records.into_iter().map(|record| (record.line, record.cells)).collect()
    }

    #[test]
    fn quotes_empty_lines_and_separators() {
        let own = |line, texts: &[&str]| (line, texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert_eq!(cells("a,b\n1,2\n"), [own(1, &["a", "b"]), own(2, &["1", "2"])]);
        assert_eq!(cells("a;b\n\n1;2"), [own(1, &["a", "b"]), own(3, &["1", "2"])]);
        assert_eq!(cells("\n\na;b\n  \n1;2"), [own(3, &["a", "b"]), own(5, &["1", "2"])]);
        assert_eq!(cells("sep=;\na;b,c\n1;2"), [own(2, &["a", "b,c"]), own(3, &["1", "2"])]);
        assert_eq!(cells("\"a;;;;\",b\n1,2"), [own(1, &["a;;;;", "b"]), own(2, &["1", "2"])]);
        assert_eq!(
            cells("a\tb\n\"x\n\"\"y\"\t2\n3\t4"),
            [own(1, &["a", "b"]), own(2, &["x\n\"y", "2"]), own(4, &["3", "4"])]
        );
        assert_eq!(cells("a,b\n\"open,2\n3,4").len(), 2, "a quote that never ends takes the rest");
        assert_eq!(cells(""), []);
        assert_eq!(cells("\n\n"), []);
    }
}

//! A small reader of CSV: quotes, doubled quotes, line ends of any kind, comma, semicolon or tab.
//!
//! The csv crate would bring more code into the client than all of this module.

/// A record with the number of its first line.
pub(super) struct Record {
    /// Line on which it begins, from 1.
    pub line: usize,
    /// Its cells.
    pub cells: Vec<String>,
}

/// The sign between cells: the one that the first line holds most often.
fn separator(text: &str) -> char {
    let first = text.lines().next().unwrap_or("");
    let count = |sign: &char| first.matches(*sign).count();
    [',', ';', '\t'].into_iter().rev().max_by_key(count).unwrap_or(',')
}

/// All records that are not empty.
pub(super) fn records(text: &str) -> Vec<Record> {
    let separator = separator(text);
    let mut records = Vec::new();
    let (mut line, mut start) = (1, 1);
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\n' {
            line += 1;
        }
        if quoted {
            match letter {
                '"' if letters.peek() == Some(&'"') => {
                    letters.next();
                    cell.push('"');
                }
                '"' => quoted = false,
                other => cell.push(other),
            }
            continue;
        }
        match letter {
            '"' if cell.trim().is_empty() => {
                cell.clear();
                quoted = true;
            }
            '\r' => {}
            '\n' => {
                cells.push(std::mem::take(&mut cell));
                finish(&mut records, &mut cells, start);
                start = line;
            }
            sign if sign == separator => cells.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    cells.push(cell);
    finish(&mut records, &mut cells, start);
    records
}

fn finish(records: &mut Vec<Record>, cells: &mut Vec<String>, line: usize) {
    let cells = std::mem::take(cells);
    if cells.iter().any(|cell| !cell.trim().is_empty()) {
        records.push(Record { line, cells });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
        records(text).into_iter().map(|record| (record.line, record.cells)).collect()
    }

    #[test]
    fn quotes_line_ends_and_separators() {
        let own = |line, texts: &[&str]| (line, texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert_eq!(cells("a,b\r\n1,2\n"), [own(1, &["a", "b"]), own(2, &["1", "2"])]);
        assert_eq!(cells("a;b\n\n1;2"), [own(1, &["a", "b"]), own(3, &["1", "2"])]);
        assert_eq!(
            cells("a\tb\n\"x\n\"\"y\"\t2\n3\t4"),
            [own(1, &["a", "b"]), own(2, &["x\n\"y", "2"]), own(4, &["3", "4"])]
        );
        assert_eq!(cells(""), []);
    }
}

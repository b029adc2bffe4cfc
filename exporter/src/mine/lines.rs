//! Lines of a file of any length, one at a time, within a bound of memory.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::Path;

use serde::de::DeserializeOwned;

use super::source::Collector;

/// A longer line is counted as unreadable and skipped: no record of a history comes near.
const LONGEST: u64 = 64 * 1024 * 1024;

/// Calls `each` with every line that is not blank, without its line break; None where a line is too long.
///
/// # Errors
/// When the file cannot be opened or read, or is no regular file.
pub fn each_line(path: &Path, mut each: impl FnMut(Option<&[u8]>)) -> io::Result<()> {
    let file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
    }
    let mut reader = BufReader::with_capacity(256 * 1024, file);
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.last() != Some(&b'\n') && line.len() as u64 == LONGEST {
            skip_rest(&mut reader)?;
            each(None);
            continue;
        }
        let text = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line).trim_ascii();
        if !text.is_empty() {
            each(Some(text));
        }
    }
}

/// Calls `take` with every line that is a record of this form, and counts all lines and those that are none.
///
/// # Errors
/// As [`each_line`].
pub fn each_record<T: DeserializeOwned>(
    path: &Path,
    into: &mut Collector,
    mut take: impl FnMut(T, &mut Collector),
) -> io::Result<()> {
    each_line(path, |line| {
        into.notes().lines += 1;
        match line.and_then(|line| serde_json::from_slice(line).ok()) {
            Some(record) => take(record, into),
            None => into.notes().unreadable += 1,
        }
    })
}

fn skip_rest(reader: &mut BufReader<File>) -> io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        match buffer.iter().position(|byte| *byte == b'\n') {
            Some(at) => {
                reader.consume(at + 1);
                return Ok(());
            }
            None => {
                let length = buffer.len();
                reader.consume(length);
            }
        }
    }
}

//! Many files read on two threads, their records handed over in the order of files and lines.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::lines::each_line;

/// Threads that read. A third one, the caller's, puts together what they find.
const READERS: usize = 2;
/// Lines of a batch, and batches that wait: what is in memory at the same time.
const BATCH: usize = 1_024;
const WAITING: usize = 4;

/// What comes out of a file.
pub enum Step<R> {
    /// Some of its records.
    Records(Batch<R>),
    /// Its end, or why it ended early.
    End(io::Result<()>),
}

/// Some lines of a file.
pub struct Batch<R> {
    /// Lines, blank ones left out.
    pub lines: u64,
    /// Those that are no record.
    pub unreadable: u64,
    /// Bytes of these lines.
    pub bytes: u64,
    /// Records, in their order.
    pub records: Vec<R>,
}

impl<R> Default for Batch<R> {
    fn default() -> Self {
        Self { lines: 0, unreadable: 0, bytes: 0, records: Vec::new() }
    }
}

/// Reads all lines of all files. `parse` gives the record of a line: None where it is unreadable, an inner None where it
/// holds nothing of interest. The order of `take` does not depend on the threads.
pub fn each_record_of<R: Send>(
    files: &[&PathBuf],
    parse: impl Fn(&Path, &[u8]) -> Option<Option<R>> + Sync,
    mut take: impl FnMut(&Path, Step<R>),
) {
    thread::scope(|scope| {
        let receivers: Vec<Receiver<Step<R>>> = (0..READERS)
            .map(|reader| {
                let (sender, receiver) = sync_channel(WAITING);
                let parse = &parse;
                scope.spawn(move || {
                    for file in files.iter().skip(reader).step_by(READERS) {
                        let end = read(file, parse, &sender);
                        // The receiver is gone only where the caller panicked.
                        if sender.send(Step::End(end)).is_err() {
                            return;
                        }
                    }
                });
                receiver
            })
            .collect();
        for (at, file) in files.iter().enumerate() {
            while let Ok(step) = receivers[at % READERS].recv() {
                let is_end = matches!(step, Step::End(_));
                take(file, step);
                if is_end {
                    break;
                }
            }
        }
    });
}

fn read<R>(
    file: &Path,
    parse: impl Fn(&Path, &[u8]) -> Option<Option<R>>,
    sender: &SyncSender<Step<R>>,
) -> io::Result<()> {
    let mut batch = Batch::default();
    each_line(file, |line| {
        batch.lines += 1;
        batch.bytes += line.map_or(0, <[u8]>::len) as u64 + 1;
        match line.and_then(|line| parse(file, line)) {
            Some(record) => batch.records.extend(record),
            None => batch.unreadable += 1,
        }
        if (batch.lines as usize).is_multiple_of(BATCH) {
            let _ = sender.send(Step::Records(std::mem::take(&mut batch)));
        }
    })?;
    let _ = sender.send(Step::Records(batch));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_in_the_order_of_files_and_lines_and_a_missing_file_is_named() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut files = Vec::new();
        for file in 0..7_u32 {
            let path = folder.path().join(format!("{file}.jsonl"));
            let lines: Vec<String> = (0..3_000 + file).map(|line| format!("{file} {line}")).collect();
            std::fs::write(&path, lines.join("\n")).unwrap();
            files.push(path);
        }
        files.insert(3, folder.path().join("missing"));
        let (mut found, mut unreadable, mut failed) = (Vec::new(), 0, Vec::new());
        let parse = |_: &Path, line: &[u8]| {
            let text = std::str::from_utf8(line).ok()?;
            (!text.ends_with(" 17")).then(|| Some(text.to_owned()))
        };
        each_record_of(&files.iter().collect::<Vec<_>>(), parse, |path, step| match step {
            Step::Records(batch) => {
                found.extend(batch.records);
                unreadable += batch.unreadable;
            }
            Step::End(end) => failed.extend(end.err().map(|_| path.to_owned())),
        });
        let expected = (0..7_u32).flat_map(|file| (0..3_000 + file).map(move |line| format!("{file} {line}")));
        assert_eq!(found, expected.filter(|line| !line.ends_with(" 17")).collect::<Vec<_>>());
        assert_eq!((unreadable, failed), (7, vec![folder.path().join("missing")]));
    }
}
